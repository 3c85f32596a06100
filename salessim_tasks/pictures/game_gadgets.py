"""Pictures of games and toys: the box with its emblem and the number of pieces, and before it what it holds.

Visual attributes: theme, box_colour, box_shape. Drawn too: kind and pieces.
"""

from __future__ import annotations

from collections.abc import Mapping

from salessim_tasks.pictures.boxes import BOXES, box
from salessim_tasks.pictures.palette import RGB, hexed
from salessim_tasks.pictures.playthings import PLAYTHINGS
from salessim_tasks.pictures.scene import pick, scene, shadow
from salessim_tasks.pictures.svg import digits, group, rect
from salessim_tasks.pictures.themes import emblem
from salessim_tasks.records import Value

__all__ = ["drawing"]

_INK, _FIGURE = hexed(RGB["ink"]), 22.0  # the colour of print, and how high figures are


def drawing(attributes: Mapping[str, Value], seed: str) -> str:
    """The SVG of a game."""
    shape, colour = str(attributes["box_shape"]), str(attributes["box_colour"])
    place = BOXES[shape]
    printed = emblem(str(attributes["theme"]), place.x, place.y, place.rx, place.ry, _INK)
    number = _badge(f"{float(str(attributes['pieces'])):.0f}", place.right, place.low)
    aside = pick(seed, "aside", (-8, 0, 8))
    things = group(PLAYTHINGS[str(attributes["kind"])], transform=f"translate({256 + aside} 438)")
    ground = shadow(262, 420, 236, 26) + shadow(256 + aside, 486, 170, 16)
    return scene(seed, ground, box(shape, colour), printed, number, things)


def _badge(text: str, right: float, middle: float) -> str:
    """The number of pieces on a white label that ends at x = `right`."""
    width = (len(text) * 5.6 - 1.6) / 6 * _FIGURE + 22
    label = rect(right - width, middle - 19, width, 38, rx=8, fill="#ffffff", stroke=_INK, stroke_width=2.5)
    return label + digits(text, right - width / 2, middle - _FIGURE / 2, _FIGURE, 1.0, stroke=_INK)
