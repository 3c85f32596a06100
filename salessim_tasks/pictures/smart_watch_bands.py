"""The bands of smart watches: silicone with holes, leather with stitching, links of metal, woven nylon.

A strap is drawn hanging down from the case: x = 0 in its middle, y from 0 (at the case) to its `length`. The upper one
is the same turned over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from salessim_tasks.pictures.palette import RGB, accent, dark, hexed, is_dark, line
from salessim_tasks.pictures.svg import circle, ellipse, group, path, pattern, polygon, rect, use

__all__ = ["band"]

_TAPER = 0.84  # the width of a strap's end, as a share of its width at the case


@dataclass(frozen=True)
class _Strap:
    """Half its width at the case, its length, whether it is the upper one; its colour and that of buckles."""

    half: float
    length: float
    upper: bool
    colour: str
    metal: str

    def at(self, y: float) -> float:
        """Half its width at y."""
        return self.half * (1 - (1 - _TAPER) * y / self.length)

    def outline(self, round_end: float) -> str:
        """The strap's edge, as a path."""
        end, low = self.at(self.length), self.length - round_end
        return (
            f"M{-self.half:.2f} 0 L{-end:.2f} {low:.2f} Q{-end:.2f} {self.length:.2f} 0 {self.length:.2f} "
            f"Q{end:.2f} {self.length:.2f} {end:.2f} {low:.2f} L{self.half:.2f} 0 Z"
        )

    def body(self, round_end: float = 0.0, fill: str | None = None) -> str:
        """The strap itself, plain."""
        base = path(self.outline(round_end), fill=hexed(RGB[self.colour]))
        edge: dict[str, str | float] = {"stroke": line(self.colour), "stroke_width": 2, "stroke_linejoin": "round"}
        return base + path(self.outline(round_end), fill=fill or "none", **edge)

    def keeper(self, y: float) -> str:
        """A loop about the strap."""
        half = self.at(y) + 4
        style: dict[str, str | float] = {"fill": dark(self.colour), "stroke": line(self.colour), "stroke_width": 1.8}
        return rect(-half, y, 2 * half, 14, rx=4, **style)

    def buckle(self) -> str:
        """A frame and its pin at the end of the strap."""
        half, y = self.at(self.length) + 5, self.length - 16
        frames = (
            rect(-half, y, 2 * half, 24, rx=7, fill="none", stroke=stroke, stroke_width=width)
            for stroke, width in ((line(self.metal), 9), (hexed(RGB[self.metal]), 5.5))
        )
        pin = rect(-2.5, y, 5, 24, rx=2, fill=hexed(RGB[self.metal]), stroke=line(self.metal), stroke_width=1.2)
        return "".join(frames) + pin


def band(material: str, colour: str, metal: str, width: float, start: float, end: float) -> str:
    """Both straps about a case in the middle (0, 0); they reach from `start` to `end` above and below it.

    Raises:
        KeyError: no such material or colour.
    """
    draw, under = _MATERIALS[material], 14  # pixels hidden beneath the case
    straps = (_Strap(width / 2, end - start + under, upper, colour, metal) for upper in (True, False))
    placed = (
        group(draw(strap), transform=f"translate(0 {turn * (start - under):.2f}) scale(1 {turn})")
        for strap, turn in zip(straps, (-1, 1), strict=True)
    )
    return _weave(colour) + "".join(placed) if material == "nylon" else "".join(placed)


def _silicone(strap: _Strap) -> str:
    """Smooth, a row of long holes down the lower strap, a stud at the end of the upper one."""
    gleam = path(f"M{-0.68 * strap.half:.2f} 16 L{-0.68 * strap.at(strap.length):.2f} {strap.length - 30:.2f}")
    body = strap.body(34) + group(gleam, stroke=dark(strap.colour, 0.1), stroke_width=5, stroke_linecap="round")
    if strap.upper:
        y = strap.length - 34
        stud = circle(0, y, 9, fill=hexed(RGB[strap.metal]), stroke=line(strap.metal), stroke_width=2)
        return body + strap.keeper(y - 42) + stud
    rows = range(44, round(strap.length) - 18, 20)
    return body + group(*(ellipse(0, y, 9, 5.5) for y in rows), fill=line(strap.colour))


def _leather(strap: _Strap) -> str:
    """A seam along either edge, small round holes, a buckle."""
    last = strap.length - (24 if strap.upper else 30)
    seams = [
        path(f"M{side * (strap.half - 9):.2f} 18 L{side * (strap.at(last) - 9):.2f} {last:.2f}") for side in (-1, 1)
    ]
    across = path(f"M{-(strap.half - 9):.2f} 26 L{strap.half - 9:.2f} 26")
    thread: dict[str, str | float] = {"stroke": accent(strap.colour), "stroke_width": 2.6, "stroke_dasharray": "8 5"}
    body = strap.body(0 if strap.upper else 30) + group(*seams, across, fill="none", stroke_linecap="round", **thread)
    if strap.upper:
        return body + strap.keeper(strap.length - 48) + strap.buckle()
    rows = range(round(strap.length) - 84, round(strap.length) - 24, 17)
    return body + group(*(circle(0, y, 3.4) for y in rows if y > 40), fill=line(strap.colour))


def _metal(strap: _Strap) -> str:
    """Rows of three links: a wide one between two narrow ones."""
    edge: dict[str, str | float] = {"stroke": line(strap.colour), "stroke_width": 1.6}
    pieces, step = [], 17.0
    count = int(strap.length // step)
    for row in range(count):
        y, half = row * step, strap.at(row * step)
        inner = 0.46 * half
        for x0, x1, fill in (
            (-half, -inner, hexed(RGB[strap.colour])),
            (-inner, inner, dark(strap.colour, 0.09)),
            (inner, half, hexed(RGB[strap.colour])),
        ):
            pieces.append(rect(x0, y + (3 if x0 == -inner else 0), x1 - x0, step - 0.8, rx=3.5, fill=fill, **edge))
    end = strap.at(strap.length)
    clasp = rect(
        -end, count * step - 2, 2 * end, strap.length - count * step + 4, rx=4, fill=dark(strap.colour), **edge
    )
    return group(*pieces, clasp)


def _weave(colour: str) -> str:
    """Threads that cross: short strokes, up and down by turns."""
    strokes = [path("M1 7 L6 2"), path("M7 2 L12 7")]
    threads = group(
        *strokes,
        fill="none",
        stroke=dark(colour, 0.12 if is_dark(colour) else 0.28),
        stroke_width=2,
        stroke_linecap="round",
    )
    return pattern("weave", 12, 8, threads, x=0)


def _nylon(strap: _Strap) -> str:
    """Woven all over, with a firm edge; the end comes back through a ring and is fastened upon itself."""
    edges = [
        polygon(
            [(s * strap.half, 0), (s * strap.at(end), end), (s * (strap.at(end) - 7), end), (s * (strap.half - 7), 0)]
        )
        for s in (-1, 1)
        for end in (strap.length - 16,)
    ]
    firm = group(*edges, fill=dark(strap.colour), stroke=line(strap.colour), stroke_width=1.2)
    body = strap.body(16, use("weave")) + firm
    if strap.upper:
        return body + strap.buckle()
    y = strap.length - 44
    half = strap.at(y)
    tab = rect(-half, y, 2 * half, 22, fill=dark(strap.colour), stroke=line(strap.colour), stroke_width=1.8)
    stitch = path(f"M{-half + 7:.2f} {y + 11:.2f} H{half - 7:.2f}", stroke=accent(strap.colour), stroke_width=2)
    return body + tab + group(stitch, stroke_dasharray="5 4")


_MATERIALS: Mapping[str, Callable[[_Strap], str]] = {
    "silicone": _silicone,
    "leather": _leather,
    "metal": _metal,
    "nylon": _nylon,
}
