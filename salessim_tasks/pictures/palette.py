"""The colours of things by the names that the schemas use, and the shades that a drawing needs of them.

The names lie well apart from one another, so that a person and a program name them alike: navy is clearly bluer than
black, burgundy darker and bluer than red, beige yellower than white, gold duller than yellow.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["RGB", "accent", "dark", "hexed", "is_dark", "line", "mix"]

_Triple = tuple[int, int, int]

RGB: Mapping[str, _Triple] = {
    "black": (30, 30, 34),
    "white": (252, 252, 250),
    "grey": (126, 129, 135),
    "silver": (198, 202, 208),
    "beige": (220, 196, 156),
    "brown": (112, 70, 40),
    "terracotta": (198, 98, 62),
    "red": (210, 32, 40),
    "burgundy": (110, 16, 46),
    "pink": (245, 146, 182),
    "rose gold": (222, 158, 138),
    "gold": (208, 166, 60),
    "orange": (243, 124, 26),
    "yellow": (250, 214, 48),
    "green": (42, 140, 70),
    "blue": (40, 106, 214),
    "navy": (26, 38, 102),
    "purple": (122, 58, 172),
    # Of things that no attribute names.
    "ink": (34, 40, 58),
    "cream": (247, 238, 214),
    "wood": (196, 156, 108),
    "soil": (74, 52, 40),
    "leaf": (98, 160, 72),
    "fresh leaf": (122, 172, 66),
    "deep leaf": (82, 150, 96),
    "leaf marking": (240, 240, 188),
}
_WHITE, _BLACK, _INK = (255, 255, 255), (0, 0, 0), (70, 78, 98)
_CHESTNUT = (122, 72, 34)
# What a pattern is printed in, where it is not white.
_ACCENTS: Mapping[str, _Triple] = {"white": _INK, "beige": _CHESTNUT, "yellow": _CHESTNUT, "silver": _INK}


def hexed(colour: _Triple) -> str:
    """The colour as SVG writes it: #d22028."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def mix(name: str, other: str, share: float) -> str:
    """The colour `name` with a `share` (0 to 1) of `other`, as SVG writes it. Names of `RGB`."""
    return hexed(_mixed(RGB[name], RGB[other], share))


def is_dark(name: str) -> bool:
    """Whether lines on this colour must be light to be seen."""
    red, green, blue = RGB[name]
    return 0.3 * red + 0.59 * green + 0.11 * blue < 70


def line(name: str) -> str:
    """The colour of outlines and seams on a thing of this colour: darker, on dark things lighter."""
    target, share = (_WHITE, 0.38) if is_dark(name) else (_BLACK, 0.42)
    return hexed(_mixed(RGB[name], target, share))


def dark(name: str, share: float = 0.14) -> str:
    """A part of the thing that lies in the shade (on dark things: catches the light)."""
    return hexed(_mixed(RGB[name], _WHITE if is_dark(name) else _BLACK, share))


def accent(name: str) -> str:
    """What a pattern on this colour is printed in; the two stand out from each other."""
    return hexed(_ACCENTS.get(name, (250, 248, 242)))


def _mixed(one: _Triple, other: _Triple, share: float) -> _Triple:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
