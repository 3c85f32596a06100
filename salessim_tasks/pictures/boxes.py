"""Boxes of games: five shapes of packages, each with a place for an emblem and one for a number.

Contract: a box stands on the ground at about y = 395; what lies in front of it begins there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from salessim_tasks.pictures.palette import RGB, dark, hexed, line, mix
from salessim_tasks.pictures.svg import ellipse, linear_gradient, path, polygon, polyline, rect, use

__all__ = ["BOXES", "Box", "box"]


@dataclass(frozen=True)
class Box:
    """Where things are printed: the emblem about (x, y) with radii rx and ry; the number ends at `right`, and its
    middle is at y = `low`."""

    x: float
    y: float
    rx: float
    ry: float
    right: float
    low: float


BOXES: Mapping[str, Box] = {
    "square": Box(228, 242, 110, 110, 368, 364),
    "flat": Box(256, 280, 124, 78, 428, 345),
    "tall": Box(236, 190, 88, 88, 324, 326),
    "tube": Box(256, 222, 82, 92, 300, 341),
    "tin": Box(214, 298, 84, 82, 412, 326),
}


def box(shape: str, colour: str) -> str:
    """The package without print.

    Raises:
        KeyError: no such shape or colour.
    """
    return _DRAWN[shape](colour)


def _edges(colour: str) -> dict[str, str | float]:
    return {"stroke": line(colour), "stroke_width": 3, "stroke_linejoin": "round"}


def _upright(colour: str, left: float, top: float, width: float, depth: float) -> str:
    """A box of cardboard, seen a little from the right and from above."""
    right, bottom, back = left + width, 394.0, top - depth * 0.7
    front = rect(left, top, width, bottom - top, fill=hexed(RGB[colour]), **_edges(colour))
    side = [(right, top), (right + depth, back), (right + depth, bottom - depth * 0.7), (right, bottom)]
    lid = [(left, top), (left + depth, back), (right + depth, back), (right, top)]
    seam = polyline(
        [(left, top + 26), (right, top + 26), (right + depth, back + 26)], stroke=line(colour), stroke_width=1.6
    )
    return (
        polygon(side, fill=dark(colour), **_edges(colour))
        + polygon(lid, fill=mix(colour, "white", 0.14), **_edges(colour))
        + front
        + seam
    )


def _square(colour: str) -> str:
    return _upright(colour, 92, 108, 284, 46)


def _tall(colour: str) -> str:
    return _upright(colour, 138, 62, 196, 42)


def _flat(colour: str) -> str:
    """A thin box on the table, seen from above."""
    lid = polygon([(122, 186), (390, 186), (462, 366), (50, 366)], fill=hexed(RGB[colour]), **_edges(colour))
    side = rect(50, 366, 412, 30, fill=dark(colour), **_edges(colour))
    seam = polyline([(50, 384), (462, 384)], stroke=line(colour), stroke_width=1.6)
    return side + seam + lid


def _tube(colour: str) -> str:
    """A cylinder of cardboard with a lid."""
    left, right, top, bottom, rise = 158, 354, 76, 392, 24
    name = hexed(RGB[colour])
    fade = linear_gradient("tube", dark(colour, 0.12), name, name, dark(colour, 0.12), x2=1, y2=0)
    body = path(
        f"M{left} {top} V{bottom} A98 {rise} 0 0 0 {right} {bottom} V{top} Z", fill=use("tube"), **_edges(colour)
    )
    lid = path(
        f"M{left - 5} {top} V{top + 36} A103 {rise} 0 0 0 {right + 5} {top + 36} V{top} Z",
        fill=use("tube"),
        **_edges(colour),
    )
    cover = ellipse(256, top, 103, rise, fill=mix(colour, "white", 0.14), **_edges(colour))
    inner = ellipse(256, top, 84, rise * 0.74, fill="none", stroke=line(colour), stroke_width=1.6)
    return fade + body + lid + cover + inner


def _tin(colour: str) -> str:
    """A round-cornered box of metal: bright rims, clasps and a sheen."""
    metal = hexed(RGB["silver"])
    shine = linear_gradient("metal", metal, "#ffffff", metal, dark("silver", 0.3))
    body = rect(86, 150, 340, 244, rx=52, fill=hexed(RGB[colour]), **_edges(colour))
    lid = path(
        "M80 206 V192 C80 152 104 134 140 134 H372 C408 134 432 152 432 192 V206 Z",
        fill=hexed(RGB[colour]),
        **_edges(colour),
    )
    sheen = "".join(
        path(d, fill="#ffffff", fill_opacity=0.3 if colour != "black" else 0.2)
        for d in ("M118 192 L150 144 H170 L138 192 Z", "M152 192 L184 144 H192 L160 192 Z")
    )
    rim: dict[str, str | float] = {"fill": use("metal"), "stroke": line("silver"), "stroke_width": 1.6}
    rims = rect(74, 198, 364, 15, rx=7, **rim) + rect(104, 384, 304, 14, rx=7, **rim)
    clasps = "".join(rect(x, 186, 30, 42, rx=5, **rim) for x in (112, 370))
    return shine + body + lid + sheen + rims + clasps


_DRAWN = {"square": _square, "flat": _flat, "tall": _tall, "tube": _tube, "tin": _tin}
