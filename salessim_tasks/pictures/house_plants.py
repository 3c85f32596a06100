"""Pictures of house plants in their pots, with a measure of their height beside them.

Visual attributes: leaf_shape, leaf_pattern, flower_colour, pot_colour. Drawn too: habit, height (printed).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from salessim_tasks.pictures.blades import blade
from salessim_tasks.pictures.flowerpots import blossom, measure, pot, stand
from salessim_tasks.pictures.habits import BLADES, BROAD, Growth
from salessim_tasks.pictures.leaves import OUTLINES, broad, broad_clip, edge_of
from salessim_tasks.pictures.palette import RGB, dark, hexed
from salessim_tasks.pictures.scene import pick, scene, shadow
from salessim_tasks.pictures.svg import path
from salessim_tasks.records import Value

__all__ = ["drawing"]

_GROUND, _MIDDLE = 478.0, 232.0  # where pots stand, and the plant's middle
_GREENS = ("leaf", "fresh leaf", "deep leaf")
_LENGTHS = {"round": 1.0, "heart": 0.84, "split": 1.0}  # broad leaves are about equally wide
_LOWEST, _HIGHEST = 4.0, 64.0  # inches, between which a plant's height shows in its size


def drawing(attributes: Mapping[str, Value], seed: str) -> str:
    """The SVG of a plant."""
    shape, habit, colour = (str(attributes[name]) for name in ("leaf_shape", "habit", "pot_colour"))
    inches = float(str(attributes["height"]))
    green = pick(seed, "green", _GREENS)
    share = min(max(math.log(inches / _LOWEST) / math.log(_HIGHEST / _LOWEST), 0.0), 1.0)
    trailing = habit == "trailing"
    high = 96.0 if trailing else 138 - 58 * share
    ground = 286.0 if trailing else _GROUND
    tall = 150 + (60 if trailing else 188) * share
    foot = (_MIDDLE, ground - high + 6)
    grown = (
        BROAD[habit](foot, tall) if shape in OUTLINES else BLADES[habit](foot, tall, 7 if shape == "feathery" else 9)
    )
    parts = [shadow(_MIDDLE, _GROUND + 2, 150, 18), stand(_MIDDLE, ground, _GROUND) if trailing else ""]
    parts += [pot(_MIDDLE, ground, high, colour), broad_clip(shape) if shape in OUTLINES else ""]
    flower = str(attributes["flower_colour"])
    if flower != "none" and not trailing:
        grown.stems += [
            (((_MIDDLE, ground - high), (0.3 * x + 0.7 * _MIDDLE, y + 40), (x, y)), 3) for x, y in grown.flowers
        ]
    parts.append(_leaves(grown, shape, str(attributes["leaf_pattern"]), green))
    if flower != "none":
        parts += [blossom(x, y, flower) for x, y in grown.flowers]
    top = ground - high - (70 if trailing else tall)
    return scene(seed, *parts, measure(478, max(top, 24), _GROUND - (30 if trailing else 0), f"{inches:g}"))


def _leaves(grown: Growth, shape: str, pattern: str, green: str) -> str:
    parts = []
    for ((x0, y0), (x1, y1), (x2, y2)), width in grown.stems:
        d = f"M{x0:.1f} {y0:.1f} Q{x1:.1f} {y1:.1f} {x2:.1f} {y2:.1f}"
        parts.append(path(d, fill="none", stroke=edge_of(green), stroke_width=width, stroke_linecap="round"))
    if grown.trunk is not None:
        x, y = grown.trunk
        d = f"M{x - 7:g} {y:.1f} L{x - 12:g} {_GROUND - 76:g} H{x + 12:g} L{x + 7:g} {y:.1f} Z"
        parts.append(path(d, fill=hexed(RGB["brown"]), stroke=dark("brown", 0.4), stroke_width=2))
    parts += [broad(shape, pattern, green, x, y, turn, long * _LENGTHS[shape]) for x, y, turn, long in grown.leaves]
    parts += [blade(shape, pattern, green, spine, grown.size) for spine in grown.spines]
    return "".join(parts)
