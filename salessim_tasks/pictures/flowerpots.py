"""What a house plant stands in and on, its flowers, and the measure beside it."""

from __future__ import annotations

import math

from salessim_tasks.pictures.palette import RGB, dark, hexed, line
from salessim_tasks.pictures.svg import circle, digits, ellipse, group, linear_gradient, path, polyline, rect, use

__all__ = ["blossom", "measure", "pot", "stand"]


def pot(x: float, ground: float, high: float, colour: str) -> str:
    """A pot with a rim and soil in it; `high` pixels, the rim included, and about as wide."""
    half, rim = high * 0.62, high * 0.24
    top = ground - high
    style: dict[str, str | float] = {"stroke": line(colour), "stroke_width": 2.5, "stroke_linejoin": "round"}
    name = hexed(RGB[colour])
    fade = linear_gradient("glaze", dark(colour, 0.1), name, name, name, dark(colour, 0.12), x2=1, y2=0)
    foot = half * 0.66
    body = path(
        f"M{x - half * 0.92:.1f} {top + rim:.1f} L{x - foot:.1f} {ground - 6:.1f} "
        f"Q{x:.1f} {ground + 8:.1f} {x + foot:.1f} {ground - 6:.1f} L{x + half * 0.92:.1f} {top + rim:.1f} Z",
        fill=use("glaze"),
        **style,
    )
    shade = path(
        f"M{x - half * 0.92:.1f} {top + rim:.1f} H{x + half * 0.92:.1f} l-2 8 H{x - half * 0.92 + 2:.1f} Z",
        fill=dark(colour, 0.2),
    )
    band = rect(x - half, top, 2 * half, rim, rx=4, fill=use("glaze"), **style)
    soil = ellipse(x, top + 2, half * 0.94, 8, fill=hexed(RGB["soil"]), stroke=line(colour), stroke_width=2)
    return fade + body + shade + band + soil


def stand(x: float, top: float, ground: float) -> str:
    """A wooden plant stand with two legs."""
    style: dict[str, str | float] = {"fill": hexed(RGB["wood"]), "stroke": line("wood"), "stroke_width": 2}
    legs = "".join(
        path(
            f"M{x + side * 48:g} {top:g} L{x + side * 62:g} {ground:g} h{side * 12:g} L{x + side * 64:g} {top:g} Z",
            **style,
        )
        for side in (-1, 1)
    )
    return legs + rect(x - 56, (top + ground) / 2 + 20, 112, 10, **style) + rect(x - 80, top, 160, 14, rx=3, **style)


def blossom(x: float, y: float, colour: str, size: float = 25.0) -> str:
    """A flower with five petals, seen from the front."""
    petals = [
        ellipse(0, -size * 0.56, size * 0.36, size * 0.46, transform=f"rotate({turn})") for turn in range(0, 360, 72)
    ]
    style: dict[str, str | float] = {"fill": hexed(RGB[colour]), "stroke": line(colour), "stroke_width": 1.6}
    heart = circle(0, 0, size * 0.24, fill=hexed(RGB["brown" if colour == "yellow" else "orange"]))
    turn = math.fmod(x * 7 + y * 3, 72)
    return group(group(*petals, **style), heart, transform=f"translate({x:.1f} {y:.1f}) rotate({turn:.1f})")


def measure(x: float, top: float, bottom: float, text: str) -> str:
    """An upright measure from `top` to `bottom`, with the height in inches in its middle."""
    ink = hexed(RGB["grey"])
    middle = (top + bottom) / 2
    style: dict[str, str | float] = {"stroke": ink, "stroke_width": 2.5, "stroke_linecap": "round"}
    ends = [polyline([(x - 8, y), (x + 8, y)], **style) for y in (top, bottom)]
    lines = polyline([(x, top), (x, middle - 18)], **style) + polyline([(x, middle + 18), (x, bottom)], **style)
    figure = digits(text, x - 4, middle - 9, 18, stroke=hexed(RGB["ink"]))
    right = x - 4 + (len(text) * 5.6 - 1.6) * 1.5 + 5
    inch = polyline([(right, middle - 10), (right, middle - 4)], **(style | {"stroke": hexed(RGB["ink"])}))
    inch += polyline([(right + 5, middle - 10), (right + 5, middle - 4)], **(style | {"stroke": hexed(RGB["ink"])}))
    return "".join(ends) + lines + figure + inch
