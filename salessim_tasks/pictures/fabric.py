"""Cloth: a colour and the pattern printed on it, as a fill for garments.

Garments are drawn in body units with x = 0 in the middle, and their right half is mirrored; so are the patterns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from salessim_tasks.pictures.palette import RGB, accent, dark, hexed, line, mix
from salessim_tasks.pictures.svg import circle, ellipse, group, path, pattern, polygon, rect, regular, use

__all__ = ["PATTERNS", "Cloth", "cloth"]


@dataclass(frozen=True)
class Cloth:
    """What a garment is made of. `print` is the fill with the pattern, to be laid over the base colour ("none": plain);
    its `definition` must stand somewhere in the picture."""

    colour: str
    print: str = "none"
    definition: str = ""

    @property
    def base(self) -> str:
        """The colour without the pattern: collars, cuffs and pockets."""
        return hexed(RGB[self.colour])

    @property
    def line(self) -> str:
        """Outlines and seams."""
        return line(self.colour)

    @property
    def shade(self) -> str:
        """Ribs, insides, and what lies in the shade."""
        return dark(self.colour)


def cloth(colour: str, kind: str, upright: bool = False) -> Cloth:
    """Cloth of a colour with one of `PATTERNS`, or "plain". `upright` stripes run downwards.

    Raises:
        KeyError: no such colour or pattern.
    """
    if kind == "plain":
        return Cloth(colour)
    width, height, marks = PATTERNS[kind](colour, upright)
    tile = pattern("cloth", width, height, *marks, x=0)
    return Cloth(colour, use("cloth"), tile)


_Tile = tuple[float, float, list[str]]


def _striped(colour: str, upright: bool) -> _Tile:
    bar = rect(4.5, 0, 4.5, 14, fill=accent(colour)) if upright else rect(0, 4.5, 14, 5, fill=accent(colour))
    return 14, 14, [bar]


def _checked(colour: str, upright: bool) -> _Tile:
    bars: dict[str, str | float] = {"fill": accent(colour), "fill_opacity": 0.85}
    return 18, 18, [rect(0, 7, 18, 4, **bars), rect(7, 0, 4, 18, **bars)]


def _dotted(colour: str, upright: bool) -> _Tile:
    spots = [circle(x, y, 2.9, fill=accent(colour)) for x, y in ((4, 4), (12, 12))]
    return 16, 16, spots


_PETALS = {"white": "#e0457b", "pink": "#ffffff", "red": "#ffe3ea", "beige": "#d4476f", "yellow": "#e8503a"}
_PETALS |= {"orange": "#fff2dc", "green": "#ffd1dc", "grey": "#ffd0da", "brown": "#ffd9b8"}
_LEAF = {"green": "#123f22", "yellow": "#2f7a3a", "blue": "#9be0a0", "purple": "#9be0a0", "black": "#6fc17b"}


def _flower(x: float, y: float, petal: str, centre: str) -> str:
    petals = [circle(px, py, 2.7, fill=petal) for px, py in regular(x, y, 3.3, 5)]
    return group(*petals, circle(x, y, 2, fill=centre))


def _floral(colour: str, upright: bool) -> _Tile:
    petal, leaf = _PETALS.get(colour, "#ffd6e4"), _LEAF.get(colour, "#2f6b3c")
    centre = "#b8322e" if colour in ("yellow", "orange", "red") else "#f2b632"
    leaves = [
        ellipse(0, 0, 4, 1.7, fill=leaf, transform=f"translate({x} {y}) rotate({turn})")
        for x, y, turn in ((15.2, 11.4, 35), (4.4, 3.4, -40), (14, 24.4, -30), (24.2, 14.6, 60))
    ]
    return 28, 28, [*leaves, _flower(8, 8, petal, centre), _flower(21.5, 21.5, petal, centre)]


def _printed(colour: str, upright: bool) -> _Tile:
    """Sprigs of three leaves, and lozenges."""
    second = mix(colour, "orange" if colour not in ("orange", "red", "brown") else "navy", 0.8)
    leaf = "M0 6 C-4 2 -3 -4 0 -7 C3 -4 4 2 0 6 Z"
    sprig = [
        path(leaf, fill=accent(colour), transform=f"translate(9 10) rotate({turn}) translate(0 -2)")
        for turn in (-62, 0, 62)
    ]
    return 30, 30, [*sprig, polygon(regular(23, 24, 5, 4), fill=second)]


PATTERNS: Mapping[str, Callable[[str, bool], _Tile]] = {
    "striped": _striped,
    "checked": _checked,
    "dotted": _dotted,
    "floral": _floral,
    "printed": _printed,
}
