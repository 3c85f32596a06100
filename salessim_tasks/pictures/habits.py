"""How house plants grow: where the leaves and flowers of an upright, bushy, trailing or rosette plant are.

Contract: a plant grows from the soil at `foot` and is about `tall` pixels high; what is farthest off comes first.
Of leaves without stalks there are about `count`, an odd number.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from salessim_tasks.pictures.blades import Spine
from salessim_tasks.pictures.svg import Point

__all__ = ["BLADES", "BROAD", "Growth"]

_WIDE = 182.0  # how far a plant reaches to either side, in pixels


@dataclass
class Growth:
    """Leaves on stalks as (x, y, turn, length) or, instead, leaves as spines; stalks and stems as lines of the given
    width; the places of flowers, which are drawn last."""

    leaves: list[tuple[float, float, float, float]] = field(default_factory=list)
    spines: list[Spine] = field(default_factory=list)
    stems: list[tuple[Spine, float]] = field(default_factory=list)
    flowers: list[Point] = field(default_factory=list)
    trunk: Point | None = None
    size: float = 1.0


def _polar(foot: Point, turn: float, reach: float, widest: float = _WIDE) -> Point:
    """`reach` away in the direction `turn`, but at most `widest` to the side."""
    angle = math.radians(turn)
    return foot[0] + min(reach, widest) * math.sin(angle), foot[1] - reach * math.cos(angle)


def _stalk(growth: Growth, foot: Point, end: Point, width: float) -> None:
    bend = (foot[0] * 0.65 + end[0] * 0.35, foot[1] * 0.35 + end[1] * 0.65)
    growth.stems.append(((foot, bend, end), width))


def _upright_broad(foot: Point, tall: float) -> Growth:
    """A stem with leaves to the left and right in turn, and one on top."""
    growth, length, step = Growth(), 86.0, 47.0
    (x, y), top = foot, foot[1] - tall + 78
    growth.stems.append(((foot, (x + 6, (y + top) / 2), (x, top)), 6))
    nodes = max(2, int((y - 22 - top) // step) + 1)
    for index in range(nodes):
        node, side = (x, y - 22 - index * (y - 22 - top) / nodes), 1 if index % 2 else -1
        end = (node[0] + side * 32, node[1] - 14)
        _stalk(growth, node, end, 4)
        growth.leaves.append((*end, side * 64, length * (1 - 0.1 * index / nodes)))
    growth.leaves.append((x, top, 0, 80))
    growth.flowers = [(x - 50, top - 56), (x + 52, top - 62), (x + 2, top - 86)]
    return growth


def _bushy_broad(foot: Point, tall: float) -> Growth:
    """Leaves on stalks all around, in tiers like the scales of a fan."""
    growth, length = Growth(), 84.0
    reach = tall - length
    while reach > 26:
        spread = min(84.0, 50 + reach * 0.25)
        wide = min(reach, _WIDE - length * 0.9)
        count = max(2, round((reach + wide) / 2 * math.radians(2 * spread) / (length * 0.98)) + 1)
        order = sorted(range(count), key=lambda index: -abs(index - (count - 1) / 2))
        for index in order:
            turn = spread * (2 * index / (count - 1) - 1)
            end = _polar(foot, turn * 0.95, reach * (1 - 0.12 * abs(turn) / 90), wide)
            _stalk(growth, foot, end, 4)
            growth.leaves.append((*end, turn * 1.05, length))
        reach -= 66
    growth.leaves.append((foot[0], foot[1] - 6, 0, length * 0.9))
    shares = ((-44, 1.0), (-15, 1.02), (17, 1.04), (46, 0.98))
    growth.flowers = [_polar(foot, turn, tall * share, 150) for turn, share in shares]
    return growth


def _rosette_broad(foot: Point, tall: float) -> Growth:
    """Two rings of leaves on stalks around a heart, seen from above."""
    growth, length = Growth(), min(max(tall * 0.5, 84.0), 106.0)
    x, y = foot[0], min(foot[1] - tall + 1.27 * length, foot[1] - 40)
    growth.stems.append(((foot, foot, (x, y)), 16))
    for count, inner, size, shift in ((8, 0.8, 0.8, 22.5), (5, 0.2, 0.66, 0.0), (3, 0.0, 0.3, 60.0)):
        turns = sorted(
            (360 * index / count + shift for index in range(count)), key=lambda t: -math.cos(math.radians(t))
        )
        for turn in turns:
            angle = math.radians(turn)
            start = (x + inner * length * math.sin(angle), y - inner * length * 0.74 * math.cos(angle))
            _stalk(growth, (x, y), start, 4)
            shown = length * size * (1 - 0.16 * abs(math.cos(angle)))
            growth.leaves.append((*start, math.degrees(math.atan2(math.sin(angle), 0.8 * math.cos(angle))), shown))
    growth.flowers = [(x - 44, y - 52), (x, y - 78), (x + 44, y - 52), (x, y - 20)]
    return growth


def _trailing_broad(foot: Point, tall: float) -> Growth:
    """Vines that hang down over the rim at both sides."""
    growth, length, (x, y) = Growth(), 62.0, foot
    for turn in (-58, 58, -22, 22):
        end = _polar(foot, turn, 44)
        _stalk(growth, foot, end, 3)
        growth.leaves.append((*end, turn * 1.1, length))
    for side in (-1, 1):
        for out, drop in ((166, 0.8), (118, 1.0)):
            end = (x + side * out, y + 40 + (tall - 60) * drop)
            rim = (x + side * out * 0.98, y - 46)
            spine = ((x + side * 20, y), rim, end)
            growth.stems.append((spine, 4))
            count = int((end[1] - y + 30) // 48) + 1
            for index in range(count):
                t = 0.46 + 0.54 * index / count
                px, py = _on(spine, t)
                lean = side * (1 if index % 2 else -1)
                growth.leaves.append((px, py, 180 - lean * 58, length))
            growth.leaves.append((*end, 180, length))
    growth.leaves.append((x, y, 0, length))
    growth.flowers = [(x - 50, y - 66), (x + 34, y - 72), (x - 128, y + 62), (x + 126, y + 78)]
    return growth


def _on(spine: Spine, t: float) -> Point:
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
    return tuple(a * p + b * q + c * r for p, q, r in zip(*spine, strict=True))  # type: ignore[return-value]


def _arching(foot: Point, turn: float, reach: float, bend: float) -> Spine:
    """From the foot in a direction between upwards and `turn`, to a tip at `turn`; `bend` > 0 lets the tip sink."""
    tip = _polar(foot, turn, reach)
    middle = _polar(foot, turn * (1 - bend), reach * (0.55 + 0.25 * bend))
    return foot, middle, tip


def _fan(foot: Point, tall: float, spread: float, count: int, bend: float, shrink: float) -> list[Spine]:
    """`count` spines, the outer ones first; those at the side are shorter by up to `shrink`."""
    spines = []
    for index in sorted(range(count), key=lambda index: (-abs(index - (count - 1) / 2), index)):
        turn = spread * (2 * index / (count - 1) - 1)
        start = (foot[0] + turn / spread * 24, foot[1])
        spines.append(_arching(start, turn, tall * (1 - shrink * abs(turn) / spread), bend))
    return spines


def _upright_blades(foot: Point, tall: float, count: int) -> Growth:
    if tall < 295:
        growth = Growth(spines=_fan(foot, tall, 40, 5 if tall < 190 else count - 2, 0.1, 0.12))
    else:
        crown = (foot[0], foot[1] - tall * 0.42)
        growth = Growth(spines=_fan(crown, tall * 0.58, 104, count, 0.5, 0.06), trunk=crown)
    x, y = foot[0], foot[1] - tall
    growth.flowers = [(x - 62, y + 34), (x - 18, y + 6), (x + 28, y + 4), (x + 70, y + 34)]
    return growth


def _bushy_blades(foot: Point, tall: float, count: int) -> Growth:
    growth = Growth(spines=_fan(foot, tall, 78, count, 0.4, 0.14))
    growth.flowers = [_polar(foot, turn, tall * 0.96, 150) for turn in (-50, -18, 16, 48)]
    return growth


def _rosette_blades(foot: Point, tall: float, count: int) -> Growth:
    """A star of stiff leaves close to the soil, the nearest ones foreshortened."""
    centre = (foot[0], foot[1] - 2)
    spines = _fan(centre, tall, 86, count, 0.12, 0.0)
    near = ((-62, 0.66), (62, 0.66), (-34, 0.62), (34, 0.62), (0, 0.5))
    for turn, reach in near if count > 7 else ():
        spines.append(_arching((foot[0] + turn * 0.3, foot[1] + 6), turn, tall * reach, 0.0))
    x, y = foot[0], foot[1] - tall
    return Growth(spines=spines, flowers=[(x - 40, y + 8), (x + 2, y - 10), (x + 44, y + 8), (x + 2, y + 34)])


def _trailing_blades(foot: Point, tall: float, count: int) -> Growth:
    """Leaves that rise over the rim and hang down."""
    (x, y), spines = foot, []
    for out, drop in ((168, 0.62), (138, 0.85), (104, 1.0))[: count // 3]:
        for side in (-1, 1):
            end = (x + side * out, y + 30 + (tall - 40) * drop)
            spines.append(((x + side * 12, y), (x + side * out * 0.92, y - 150 + out * 0.3), end))
    spines += [_arching(foot, -40, 92, 0.3), _arching(foot, 40, 92, 0.3), _arching(foot, 0, 92, 0.0)]
    return Growth(spines=spines, flowers=[(x - 52, y - 76), (x + 34, y - 92), (x - 118, y + 24), (x + 120, y + 30)])


BROAD: dict[str, Callable[[Point, float], Growth]] = {
    "upright": _upright_broad,
    "bushy": _bushy_broad,
    "rosette": _rosette_broad,
    "trailing": _trailing_broad,
}
BLADES: dict[str, Callable[[Point, float, int], Growth]] = {
    "upright": _upright_blades,
    "bushy": _bushy_blades,
    "rosette": _rosette_blades,
    "trailing": _trailing_blades,
}
