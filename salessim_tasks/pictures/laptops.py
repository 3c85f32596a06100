"""Pictures of laptops: the open machine from the front, and above it the lid from behind and the way it folds.

Visual attributes: colour, proportion (of the screen), number_pad. Drawn too: form and screen (the diagonal in inches:
all machines are drawn to one scale, and it is printed on a sticker). The screen faces the viewer, so that its width and
height are what they are; square tiles fill it, 16 by 9, 8 by 5 or 3 by 2 of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from salessim_tasks.pictures.laptops_deck import DEPTH, EDGE, deck
from salessim_tasks.pictures.laptops_views import folded, lid_from_behind
from salessim_tasks.pictures.palette import RGB, hexed, line
from salessim_tasks.pictures.scene import pick, scene, shadow
from salessim_tasks.pictures.svg import SIZE, circle, linear_gradient, pattern, rect, use
from salessim_tasks.records import Value

__all__ = ["drawing"]

_PER_INCH = 23.0
_TILES: Mapping[str, tuple[int, int]] = {"16:9": (16, 9), "16:10": (8, 5), "3:2": (3, 2)}
_BEZEL, _CHIN, _RIM = 7.0, 13.0, 4.0  # black above and beside the screen, and below it; the lid's edge about both
_HINGE = 4.0
_VIEWS = 0.45  # how large the views above are, beside the open machine
_GAP = 20.0
_WALLPAPERS = (("#3f8fd8", "#7fd0c8"), ("#7a6ad6", "#e48fb4"), ("#2f9a94", "#a9cf74"), ("#d97b5a", "#eec26c"))


def drawing(attributes: Mapping[str, Value], seed: str) -> str:
    """The SVG of a laptop."""
    colour, form = str(attributes["colour"]), str(attributes["form"])
    inches, pad = float(str(attributes["screen"])), bool(attributes["number_pad"])
    columns, rows = _TILES[str(attributes["proportion"])]
    side = round(2 * inches * _PER_INCH / math.hypot(columns, rows)) / 2  # of a tile; in half pixels, so that all fit
    width, height = columns * side, rows * side
    outer, tall = width + 2 * (_BEZEL + _RIM), height + _BEZEL + _CHIN + 2 * _RIM
    low, above = DEPTH * tall, _VIEWS * tall
    bottom = (SIZE + above + _GAP + tall + _HINGE + low + EDGE) / 2
    hinge = round(bottom - EDGE - low)
    top = hinge - _HINGE - tall
    ink = pick(seed, "wallpaper", _WALLPAPERS)
    views = [
        folded(colour, form, 256 - 0.29 * outer, top - _GAP, _VIEWS * outer, above, ink[0]),
        lid_from_behind(colour, 256 + 0.25 * outer, top - _GAP, _VIEWS * outer, above, pick(seed, "badge", (3, 4, 6))),
    ]
    return scene(
        seed,
        shadow(256, bottom - 2, 0.66 * outer, 16),
        *views,
        _lid(colour, outer, tall, top),
        _screen(256 - width / 2, top + _RIM + _BEZEL, width, height, side, ink),
        deck(colour, outer, hinge, low, pad=pad, inches=inches, scale=_PER_INCH),
    )


def _lid(colour: str, width: float, height: float, top: float) -> str:
    left = 256 - width / 2
    return (
        rect(left + 0.08 * width, top + height - 3, 0.84 * width, _HINGE + 5, fill="#1a1a1e")
        + rect(left, top, width, height, rx=9, fill=hexed(RGB[colour]), stroke=line(colour), stroke_width=1.6)
        + rect(left + _RIM, top + _RIM, width - 2 * _RIM, height - 2 * _RIM, rx=6, fill="#0c0c0f")
        + circle(256, top + _RIM + _BEZEL / 2, 1.4, fill="#3a3f4c")
    )


def _screen(left: float, top: float, width: float, height: float, side: float, ink: tuple[str, str]) -> str:
    inset = 0.04 * side + 0.8
    strong: dict[str, str | float] = {"rx": 0.1 * side, "fill": "#ffffff", "fill_opacity": 0.46}
    faint = {**strong, "fill_opacity": 0.24}
    mosaic = [
        rect(x * side + inset, y * side + inset, side - 2 * inset, side - 2 * inset, **(faint if x == y else strong))
        for x in (0, 1)
        for y in (0, 1)
    ]
    return (
        linear_gradient("wallpaper", *ink, x2=1, y2=0)
        + rect(left, top, width, height, fill=use("wallpaper"))
        + pattern("tiles", 2 * side, 2 * side, *mosaic, x=left, y=top)
        + rect(left, top, width, height, fill=use("tiles"))
    )
