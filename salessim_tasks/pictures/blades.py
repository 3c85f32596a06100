"""Leaves without a stalk, drawn along a bent spine: long straps, spiky ones with teeth, and feathery fronds.

Contract: a spine is a quadratic Bezier curve of three points, from the leaf's foot to its tip.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from salessim_tasks.pictures.leaves import MARKING, edge_of
from salessim_tasks.pictures.palette import RGB, dark, hexed
from salessim_tasks.pictures.svg import Point, circle, path, polygon, polyline

__all__ = ["Spine", "blade", "length_of"]

Spine = tuple[Point, Point, Point]
_STEPS = 22
_LONG, _SPIKY, _LEAFLET = 32.0, 40.0, 13.5  # widths in pixels


def length_of(spine: Spine) -> float:
    """About how long the curve is."""
    points = [_at(spine, index / 8)[0] for index in range(9)]
    return sum(math.dist(one, other) for one, other in pairwise(points))


def blade(shape: str, pattern: str, green: str, spine: Spine, size: float = 1.0) -> str:
    """A leaf along `spine`; `size` scales its width."""
    return {"long": _long, "spiky": _spiky, "feathery": _feathery}[shape](pattern, green, spine, size)


def _at(spine: Spine, t: float) -> tuple[Point, Point]:
    """The point at t (0 to 1), and the direction there, of length 1."""
    (x0, y0), (x1, y1), (x2, y2) = spine
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
    dx, dy = (1 - t) * (x1 - x0) + t * (x2 - x1), (1 - t) * (y1 - y0) + t * (y2 - y1)
    size = math.hypot(dx, dy) or 1.0
    return (a * x0 + b * x1 + c * x2, a * y0 + b * y1 + c * y2), (dx / size, dy / size)


def _beside(spine: Spine, t: float, offset: float) -> Point:
    """The point `offset` to the right of the spine at t."""
    (x, y), (dx, dy) = _at(spine, t)
    return x - dy * offset, y + dx * offset


def _outline(spine: Spine, width: Callable[[float], float], start: float = 0.0, end: float = 1.0) -> list[Point]:
    """Around the spine from `start` to `end`, half of `width(t)` away from it."""
    steps = [start + (end - start) * index / _STEPS for index in range(_STEPS + 1)]
    right = [_beside(spine, t, width(t) / 2) for t in steps]
    return right + [_beside(spine, t, -width(t) / 2) for t in reversed(steps)]


def _leaf(green: str, points: Sequence[Point], marks: str) -> str:
    edge = polygon(points, fill="none", stroke=edge_of(green), stroke_width=1.8, stroke_linejoin="round")
    return polygon(points, fill=hexed(RGB[green])) + marks + edge


def _spots(spine: Spine, width: Callable[[float], float], radius: float, gap: float) -> str:
    """Spots to the left and right of the spine in turn, where the leaf is wide enough."""
    count = max(int(length_of(spine) / gap), 3)
    places = [((index + 0.5) / count, 1 if index % 2 else -1) for index in range(count)]
    centres = [_beside(spine, t, side * width(t) * 0.2) for t, side in places if width(t) > 2.6 * radius]
    return "".join(circle(x, y, radius, fill=MARKING) for x, y in centres)


def _long(pattern: str, green: str, spine: Spine, size: float) -> str:
    def width(t: float) -> float:
        return _LONG * size * min(1.0, 0.5 + 2.2 * t) * math.sqrt(max(0.0, 1 - max(0.0, (t - 0.62) / 0.38) ** 2.2))

    def along(offset: float, end: float) -> list[Point]:
        return [_beside(spine, end * index / 14, offset * width(end * index / 14)) for index in range(15)]

    midrib = polyline(along(0, 0.9), stroke=dark(green, 0.16), stroke_width=2)
    if pattern == "edged":
        rim = polygon(_outline(spine, width), fill=MARKING)
        marks = rim + polygon(_outline(spine, lambda t: width(t) * 0.58, 0, 0.96), fill=hexed(RGB[green])) + midrib
    elif pattern == "striped":
        lines: dict[str, str | float] = {"stroke": MARKING, "stroke_width": 4.6 * size}
        marks = polyline(along(0.21, 0.93), **lines) + polyline(along(-0.21, 0.93), **lines)
    elif pattern == "spotted":
        marks = midrib + _spots(spine, width, 5.4 * size, 15)
    else:
        marks = {"plain": midrib}[pattern]
    return _leaf(green, _outline(spine, width), marks)


def _spiky(pattern: str, green: str, spine: Spine, size: float) -> str:
    """Broad at the foot and pointed, with teeth along both sides."""

    def width(t: float) -> float:
        return _SPIKY * size * math.pow(1 - t, 0.75) * min(1.0, 0.8 + t)

    teeth = max(int(length_of(spine) / 17), 4)

    def side(sign: int) -> list[Point]:
        points = []
        for index in range(teeth):
            t, tip = index / teeth, (index + 0.75) / teeth
            reach = width(tip) / 2 + 6.5 * size * (1 - 0.6 * tip)
            points += [_beside(spine, t, sign * width(t) / 2), _beside(spine, tip, sign * reach)]
        return points

    points = [*side(1), spine[2], *reversed(side(-1))]
    fold = polyline([_at(spine, 0.06 * index)[0] for index in range(1, 12)], stroke=dark(green, 0.16), stroke_width=2)
    if pattern == "edged":
        inner = polygon(_outline(spine, lambda t: width(t) * 0.62, 0, 0.94), fill=hexed(RGB[green]))
        marks = polygon(points, fill=MARKING) + inner
    elif pattern == "striped":
        places = [index / teeth for index in range(1, teeth) if width(index / teeth) > 10 * size]
        marks = "".join(
            polyline([_beside(spine, t, -width(t) * 0.47), _beside(spine, t, width(t) * 0.47)], stroke=MARKING,
                     stroke_width=4.6 * size)
            for t in places
        )  # fmt: skip
    elif pattern == "spotted":
        marks = _spots(spine, width, 5.0 * size, 13)
    else:
        marks = {"plain": fold}[pattern]
    return _leaf(green, points, marks)


def _feathery(pattern: str, green: str, spine: Spine, size: float) -> str:
    """A frond: a rib with pairs of slender leaflets."""
    size *= max(1.0, length_of(spine) / 170) ** 0.75
    pairs = max(int(length_of(spine) / (18 * size)), 5)
    rib = polyline([_at(spine, index / 10)[0] for index in range(11)], stroke=edge_of(green), stroke_width=3)
    leaflets = []
    for index in range(pairs):
        t = 0.12 + 0.85 * index / (pairs - 1)
        reach = (16 + 34 * math.sin(math.pi * min(1.0, 0.25 + 0.72 * t))) * size
        (x, y), (dx, dy) = _at(spine, t)
        for sign in (1, -1):
            turn = math.radians(sign * (62 - 22 * t))
            leaflets.append(
                _leaflet(pattern, green, (x, y), math.atan2(dy, dx) + turn, reach, _LEAFLET * size * (1 - 0.25 * t))
            )
    return "".join(leaflets) + rib


def _leaflet(pattern: str, green: str, foot: Point, angle: float, reach: float, width: float) -> str:
    (x, y), along, across = foot, (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))

    def at(a: float, b: float) -> Point:
        return x + along[0] * a * reach + across[0] * b * width, y + along[1] * a * reach + across[1] * b * width

    def shape(scale: float) -> str:
        middle = 0.5
        first, last = (at(middle + (a - middle) * (0.5 + 0.5 * scale), 0) for a in (0.02, 1.0))
        sides = [at(a, b * scale) for b in (0.66, -0.66) for a in (0.3, 0.72)]
        p = [f"{px:.1f} {py:.1f}" for px, py in (first, *sides, last)]
        return f"M{p[0]} C{p[1]} {p[2]} {p[5]} C{p[4]} {p[3]} {p[0]} Z"

    leaf = path(shape(1), fill=MARKING if pattern == "edged" else hexed(RGB[green]))
    if pattern == "edged":
        leaf += path(shape(0.5), fill=hexed(RGB[green]))
    elif pattern == "striped":
        leaf += polyline([at(0.14, 0), at(0.88, 0)], stroke=MARKING, stroke_width=width * 0.27)
    elif pattern == "spotted":
        leaf += "".join(circle(*at(a, 0), width * 0.29, fill=MARKING) for a in (0.3, 0.62))
    elif pattern != "plain":
        raise KeyError(pattern)
    return leaf + path(shape(1), fill="none", stroke=edge_of(green), stroke_width=1.5)
