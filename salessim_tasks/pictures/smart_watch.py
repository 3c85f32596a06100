"""Pictures of smart watches, upright and from the front: the case in the middle, the band above and below it.

Visual attributes: case_shape, colour (of the case), band_colour, dial. Drawn too: band (its material), size (the case's
width in millimetres, all watches being drawn to one scale) and display (electronic paper shows dark figures on pale).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from salessim_tasks.pictures.palette import RGB, dark, hexed, line
from salessim_tasks.pictures.scene import pick, scene, shadow
from salessim_tasks.pictures.smart_watch_bands import band
from salessim_tasks.pictures.smart_watch_dials import DIALS, Face
from salessim_tasks.pictures.svg import circle, group, path, rect
from salessim_tasks.records import Value

__all__ = ["drawing"]

_PER_MM = 4.9
_CENTRE, _REACH = 254.0, 236.0  # the row of the case's middle, and from there to the straps' ends
_RING, _GLASS = 0.085, 0.025  # the case about the glass, and the glass's black edge, as shares of the case's width
_STRAP = 0.62  # the band's width where it meets the case, as a share of the case's


@dataclass(frozen=True)
class _Shape:
    """Width and height as shares of the size; the corners' radius as a share of the width."""

    width: float
    height: float
    corner: float


_SHAPES: Mapping[str, _Shape] = {
    "round": _Shape(1.0, 1.0, 0.5),
    "square": _Shape(0.95, 0.95, 0.19),
    "rectangular": _Shape(0.88, 1.16, 0.19),
}


def drawing(attributes: Mapping[str, Value], seed: str) -> str:
    """The SVG of a smart watch."""
    colour, shape = str(attributes["colour"]), _SHAPES[str(attributes["case_shape"])]
    size = float(str(attributes["size"])) * _PER_MM
    width, height = size * shape.width, size * shape.height
    corner = width * shape.corner
    edge = _RING * width
    inset = edge + _GLASS * width
    face = Face(width / 2 - inset, height / 2 - inset, max(corner - inset, 4), str(attributes["display"]) == "e-paper")
    dial = DIALS[str(attributes["dial"])](face, seed)
    straps = band(str(attributes["band"]), str(attributes["band_colour"]), colour, _STRAP * width, height / 2, _REACH)
    case = [
        _lugs(colour, width, height) if shape.corner == 0.5 else "",
        _buttons(colour, width, pick(seed, "buttons", (1, 2))),
        _plate(width, height, corner, fill=hexed(RGB[colour]), stroke=line(colour), stroke_width=2),
        _plate(width - 5, height - 5, corner - 2.5, fill="none", stroke=dark(colour, 0.2), stroke_width=1.5),
        _plate(width - 2 * edge, height - 2 * edge, corner - edge, fill="#08090c", stroke=line(colour), stroke_width=2),
        dial,
    ]
    middle = f"translate(256 {_CENTRE:g})"
    return scene(seed, shadow(256, 494, 120, 12), group(straps, *case, transform=middle))


def _plate(width: float, height: float, corner: float, **style: str | float) -> str:
    """A piece of the case's shape about the middle."""
    if abs(corner - width / 2) < 0.01 and width == height:
        return circle(0, 0, corner, **style)
    return rect(-width / 2, -height / 2, width, height, rx=max(corner, 4), **style)


def _lugs(colour: str, width: float, height: float) -> str:
    """What holds the band of a round watch."""
    half, long = _STRAP * width / 2 + 8, height / 2 + 9
    style: dict[str, str | float] = {"fill": dark(colour, 0.07), "stroke": line(colour), "stroke_width": 2}
    return rect(-half, -long, 2 * half, 2 * long, rx=6, **style)


def _buttons(colour: str, width: float, count: int) -> str:
    """A crown, or two push buttons, on the right side."""
    style: dict[str, str | float] = {"fill": dark(colour), "stroke": line(colour), "stroke_width": 2}
    if count == 2:
        x = 0.44 * width
        return "".join(rect(x, y - 13, 0.5 * width - x + 8, 26, rx=4, **style) for y in (-0.17 * width, 0.17 * width))
    crown = rect(0.5 * width - 4, -17, 14, 34, rx=5, **style)
    ridges = [path(f"M{0.5 * width + 3:.2f} {y} h6", stroke=line(colour), stroke_width=1.4) for y in (-9, -3, 3, 9)]
    return crown + group(*ridges)
