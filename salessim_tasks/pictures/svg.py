"""Builds SVG text: every function returns one element as a string, and `document` puts a picture together.

Contract: the same arguments give the same text. Numbers are written with at most two decimals, so that the last
bits of a platform's floating-point maths never reach the picture. Styles are keyword arguments with `_` for `-`
(`stroke_width=2`). Definitions (gradients, patterns, clips) are elements like any other: put them anywhere in the
document and refer to them with `use(id)`. There are no fonts: figures are drawn with `digits`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

__all__ = [
    "SIZE",
    "Point",
    "circle",
    "clip",
    "digits",
    "document",
    "ellipse",
    "group",
    "linear_gradient",
    "mirrored",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radial_gradient",
    "rect",
    "regular",
    "use",
]

SIZE = 512  # width and height of every picture, in pixels
Point = tuple[float, float]

# Each figure as strokes on a grid of 4 by 6, y downwards.
_STROKES: dict[str, str] = {
    "0": "M2 0 C0.4 0 0 1.4 0 3 C0 4.6 0.4 6 2 6 C3.6 6 4 4.6 4 3 C4 1.4 3.6 0 2 0 Z",
    "1": "M0.6 1.4 L2.4 0 L2.4 6",
    "2": "M0.2 1.6 C0.3 0.5 1 0 2 0 C3.2 0 3.9 0.7 3.9 1.7 C3.9 3 2 4.2 0.1 6 L4 6",
    "3": "M0.2 0.9 C0.7 0.3 1.3 0 2 0 C3.1 0 3.8 0.6 3.8 1.5 C3.8 2.4 3.1 2.9 1.6 2.9 "
    "C3.2 2.9 4 3.5 4 4.4 C4 5.4 3.2 6 2 6 C1.2 6 0.5 5.7 0 5.1",
    "4": "M3 6 L3 0 L0 4.2 L4 4.2",
    "5": "M3.7 0 L0.6 0 L0.4 2.7 C0.9 2.4 1.4 2.2 2 2.2 C3.2 2.2 4 3 4 4.1 C4 5.2 3.2 6 2 6 C1.2 6 0.5 5.7 0 5.2",
    "6": "M3.5 0.5 C1.5 -0.4 0 1.2 0 4 C0 5.2 0.8 6 2 6 C3.2 6 4 5.2 4 4.1 C4 3 3.2 2.3 2 2.3 C0.9 2.3 0.1 3 0 4",
    "7": "M0 0 L4 0 L1.4 6",
    "8": "M2 2.8 C0.9 2.8 0.3 2.2 0.3 1.4 C0.3 0.6 0.9 0 2 0 C3.1 0 3.7 0.6 3.7 1.4 C3.7 2.2 3.1 2.8 2 2.8 "
    "C0.8 2.8 0 3.5 0 4.4 C0 5.4 0.8 6 2 6 C3.2 6 4 5.4 4 4.4 C4 3.5 3.2 2.8 2 2.8 Z",
    "9": "M0.5 5.5 C2.5 6.4 4 4.8 4 2 C4 0.8 3.2 0 2 0 C0.8 0 0 0.8 0 1.9 C0 3 0.8 3.7 2 3.7 C3.1 3.7 3.9 3 4 2",
    ":": "M2 1.7 L2 1.8 M2 4.2 L2 4.3",
    ".": "M2 5.9 L2 6",
    "+": "M0.2 3.2 L3.8 3.2 M2 1.4 L2 5",
    "-": "M0.5 3.2 L3.5 3.2",
}
_ADVANCE = 5.6  # from one figure to the next, in the grid's unit


def _text(value: str | float) -> str:
    if isinstance(value, str):
        return value
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _element(tag: str, children: Sequence[str], style: dict[str, str | float]) -> str:
    attributes = "".join(f' {name.rstrip("_").replace("_", "-")}="{_text(value)}"' for name, value in style.items())
    return f"<{tag}{attributes}>{''.join(children)}</{tag}>" if children else f"<{tag}{attributes}/>"


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{_text(x)},{_text(y)}" for x, y in points)


def rect(x: float, y: float, width: float, height: float, **style: str | float) -> str:
    """A rectangle from its top left corner; `rx` rounds the corners."""
    return _element("rect", (), {"x": x, "y": y, "width": width, "height": height, **style})


def circle(x: float, y: float, radius: float, **style: str | float) -> str:
    """A circle about (x, y)."""
    return _element("circle", (), {"cx": x, "cy": y, "r": radius, **style})


def ellipse(x: float, y: float, rx: float, ry: float, **style: str | float) -> str:
    """An upright ellipse about (x, y)."""
    return _element("ellipse", (), {"cx": x, "cy": y, "rx": rx, "ry": ry, **style})


def path(d: str, **style: str | float) -> str:
    """A path; `d` in SVG's own notation. Write numbers into it with at most two decimals."""
    return _element("path", (), {"d": d, **style})


def polygon(points: Iterable[Point], **style: str | float) -> str:
    """A closed shape with straight sides."""
    return _element("polygon", (), {"points": _points(points), **style})


def polyline(points: Iterable[Point], **style: str | float) -> str:
    """An open line through the points, not filled."""
    return _element("polyline", (), {"points": _points(points), "fill": "none", **style})


def group(*children: str, **style: str | float) -> str:
    """Several elements under one style or `transform`."""
    return _element("g", (*children, ""), style)


def mirrored(*children: str, about: float = SIZE / 2) -> str:
    """The elements, and the same again mirrored at the vertical line x = `about`."""
    return group(*children) + group(*children, transform=f"translate({_text(2 * about)} 0) scale(-1 1)")


def regular(x: float, y: float, radius: float, corners: int, turn: float = 0.0, inner: float = 1.0) -> list[Point]:
    """The corners of a regular polygon, the first one at the top (turned by `turn` degrees). With `inner` < 1 a star:
    every second corner lies at `inner * radius`, and there are twice as many."""
    count = corners if inner == 1.0 else 2 * corners
    radii = [radius * (inner if index % 2 and inner != 1.0 else 1.0) for index in range(count)]
    angles = [math.radians(turn - 90 + 360 * index / count) for index in range(count)]
    return [(x + r * math.cos(angle), y + r * math.sin(angle)) for r, angle in zip(radii, angles, strict=True)]


def linear_gradient(id: str, *stops: str, x1: float = 0, y1: float = 0, x2: float = 0, y2: float = 1) -> str:
    """Colours spread evenly from (x1, y1) to (x2, y2), in parts of the filled shape; downwards unless told."""
    return _element("linearGradient", _stops(stops), {"id": id, "x1": x1, "y1": y1, "x2": x2, "y2": y2})


def radial_gradient(id: str, *stops: str) -> str:
    """Colours spread evenly from the middle of the filled shape to its edge."""
    return _element("radialGradient", _stops(stops), {"id": id})


def _stops(stops: Sequence[str]) -> list[str]:
    """A stop is a colour, or "colour opacity" such as "#000000 0.2"."""
    elements = []
    for index, stop in enumerate(stops):
        colour, _, opacity = stop.partition(" ")
        offset = index / (len(stops) - 1)
        elements.append(_element("stop", (), {"offset": offset, "stop-color": colour, "stop-opacity": opacity or 1}))
    return elements


def pattern(id: str, width: float, height: float, *children: str, x: float = SIZE / 2, y: float = 0.0) -> str:
    """A fill that repeats a tile of `width` by `height`; one tile's top left corner lies at (x, y)."""
    style: dict[str, str | float] = {"id": id, "x": x, "y": y, "width": width, "height": height}
    return _element("pattern", children, {**style, "patternUnits": "userSpaceOnUse"})


def clip(id: str, *children: str) -> str:
    """A shape to cut others by: `group(…, clip_path=use(id))`."""
    return _element("clipPath", children, {"id": id})


def use(id: str) -> str:
    """The reference to a definition: `fill=use("stripes")`."""
    return f"url(#{id})"


def digits(text: str, x: float, y: float, height: float, weight: float = 0.9, **style: str | float) -> str:
    """Figures and `: . + -`, centred on x with their top at y. `weight` is the stroke in sixths of the height.

    Raises:
        ValueError: a character that cannot be drawn.
    """
    if unknown := sorted(set(text) - set(_STROKES)):
        raise ValueError(f"cannot draw {unknown[0]!r}: digits draws {''.join(_STROKES)} only")
    unit = height / 6
    left = x - unit * (len(text) * _ADVANCE - (_ADVANCE - 4)) / 2
    strokes = [
        path(_STROKES[character], transform=f"translate({_text(index * _ADVANCE)} 0)")
        for index, character in enumerate(text)
    ]
    place = f"translate({_text(left)} {_text(y)}) scale({unit:.4f})"
    line: dict[str, str | float] = {"stroke_width": weight, "stroke_linecap": "round", "stroke_linejoin": "round"}
    return group(*strokes, transform=place, fill="none", **(line | style))


def document(*children: str) -> str:
    """The whole picture, SIZE by SIZE."""
    head: dict[str, str | float] = {"xmlns": "http://www.w3.org/2000/svg", "width": SIZE, "height": SIZE}
    return _element("svg", children, {**head, "viewBox": f"0 0 {SIZE} {SIZE}"})
