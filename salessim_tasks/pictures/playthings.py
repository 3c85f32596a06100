"""What is in the box, drawn before it: a board with pawns, cards, dice, jigsaw pieces, bricks, a robot with buttons.

Contract: a thing is drawn about (0, 0), about 250 wide and 100 high, and stands on y = 50.
"""

from __future__ import annotations

from collections.abc import Mapping

from salessim_tasks.pictures.palette import RGB, dark, hexed, line
from salessim_tasks.pictures.svg import circle, ellipse, group, path, polygon, rect, regular

__all__ = ["PLAYTHINGS"]

_INK = hexed(RGB["ink"])


def _style(colour: str, width: float = 2) -> dict[str, str | float]:
    return {"fill": hexed(RGB[colour]), "stroke": line(colour), "stroke_width": width, "stroke_linejoin": "round"}


def _board() -> str:
    """A board with a track of fields, and pawns on it."""

    def at(column: float, row: float) -> tuple[float, float]:
        half = 98 + 8 * row
        return (column / 8 * 2 - 1) * half, -8 + 14 * row

    corners = [at(0, 0), at(8, 0), at(8, 4), at(0, 4)]
    edge = polygon([at(0, 4), at(8, 4), (130, 56), (-130, 56)], fill=dark("wood", 0.3))
    parts = [edge, polygon(corners, **_style("cream"))]
    colours = ("red", "yellow", "blue", "green")
    for column, row in [(c, r) for r in range(4) for c in range(8)]:
        if row in (0, 3) or column in (0, 7):
            cell = [at(column, row), at(column + 1, row), at(column + 1, row + 1), at(column, row + 1)]
            parts.append(polygon(cell, fill=hexed(RGB[colours[(column + row) % 4]]), stroke=_INK, stroke_width=1))
    parts += [_pawn(x, y, colour) for x, y, colour in ((-62, 20, "red"), (8, 12, "blue"), (70, 30, "yellow"))]
    return "".join(parts)


def _pawn(x: float, y: float, colour: str) -> str:
    body = path(f"M{x - 16} {y} Q{x - 5} {y - 14} {x - 6} {y - 34} H{x + 6} Q{x + 5} {y - 14} {x + 16} {y} Z")
    return group(ellipse(x, y, 17, 6) + body + circle(x, y - 40, 12), **_style(colour))


def _cards() -> str:
    """A fan of cards."""
    signs = (
        circle(-8, -98, 14, **_style("blue")),
        polygon(regular(-8, -98, 17, 5, inner=0.45), **_style("yellow")),
        polygon(regular(-8, -98, 18, 4), **_style("green")),
        path("M0 -82 C-26 -102 -12 -120 0 -106 C12 -120 26 -102 0 -82 Z", **_style("red")),
    )
    cards = []
    for turn, sign in zip((-36, -12, 12, 36), signs, strict=True):
        face = rect(-31, -126, 62, 88, rx=7, **_style("white"))
        cards.append(group(face + sign, transform=f"translate(0 84) rotate({turn})"))
    return "".join(cards)


_PIPS = {1: [(0, 0)], 3: [(-1, -1), (0, 0), (1, 1)], 5: [(-1, -1), (1, -1), (0, 0), (-1, 1), (1, 1)]}


def _die(x: float, colour: str, front: int, lid: int, side: int, turn: float) -> str:
    """A die, seen a little from the right and from above."""
    pip = _INK if colour in ("white", "yellow") else "#ffffff"
    faces = (
        rect(-30, -24, 60, 60, rx=6, **_style(colour)),
        polygon([(-28, -25), (-12, -42), (46, -42), (30, -25)], **_style(colour)),
        polygon([(31, -24), (47, -41), (47, 19), (31, 35)], fill=dark(colour, 0.2), stroke=line(colour)),
    )
    spots = [circle(17 * a, 6 + 17 * b, 6, fill=pip) for a, b in _PIPS[front]]
    spots += [ellipse(9 + 15 * a - 5 * b, -33.5 + 5 * b, 4.5, 2.4, fill=pip) for a, b in _PIPS[lid]]
    spots += [ellipse(39 + 4.5 * a, -3 + 16 * b - 4 * a, 2.4, 5, fill=pip) for a, b in _PIPS[side]]
    return group("".join(faces) + "".join(spots), transform=f"translate({x:g} 14) rotate({turn:g})")


def _dice() -> str:
    return _die(-92, "white", 5, 3, 1, -4) + _die(0, "red", 3, 1, 5, 3) + _die(92, "white", 1, 5, 3, -2)


_PIECE = (
    "M-26 -26 H-9 C-4 -26 -6 -31 -9 -35 C-14 -45 14 -45 9 -35 C6 -31 4 -26 9 -26 H26 V-9 C26 -4 31 -6 35 -9 "
    "C45 -14 45 14 35 9 C31 6 26 4 26 9 V26 H9 C4 26 6 21 9 18 C14 8 -14 8 -9 18 C-6 21 -4 26 -9 26 H-26 V9 "
    "C-26 4 -21 6 -18 9 C-8 14 -8 -14 -18 -9 C-21 -6 -26 -4 -26 -9 Z"
)


def _jigsaw() -> str:
    """Pieces of a jigsaw puzzle."""
    places = ((-100, 8, -14, "blue"), (-26, 16, 0, "yellow"), (34, 16, 0, "green"), (108, 10, 24, "red"))
    return "".join(
        group(path(_PIECE, **_style(colour)), transform=f"translate({x} {y}) rotate({turn}) scale(1.1)")
        for x, y, turn, colour in places
    )


def _brick(x: float, y: float, studs: int, colour: str) -> str:
    width = 30 * studs
    tops = "".join(rect(x + 6 + 30 * index, y - 9, 18, 11, rx=3, **_style(colour)) for index in range(studs))
    return tops + rect(x, y, width, 36, rx=2, **_style(colour)) + rect(x + 2, y + 28, width - 4, 7, fill=dark(colour))


def _bricks() -> str:
    """A little wall of studded bricks, and one beside it."""
    low = _brick(-124, 14, 4, "blue") + _brick(-2, 14, 2, "yellow")
    return low + _brick(-64, -23, 3, "red") + _brick(78, 14, 2, "green")


def _robot() -> str:
    """A toy robot: antenna, eyes, a grille and four coloured buttons."""
    metal = _style("silver", 2.5)
    head = rect(-34, -48, 68, 40, rx=10, **metal) + rect(-26, -40, 52, 22, rx=8, fill=_INK)
    eyes = "".join(circle(x, -29, 7, fill="#7fe3ff") for x in (-13, 13))
    antenna = rect(-2, -62, 4, 16, fill=line("silver")) + circle(0, -66, 7, **_style("red"))
    body = rect(-78, -8, 156, 48, rx=12, **metal)
    buttons = "".join(
        circle(x, 14, 13, **_style(colour, 2.5))
        for x, colour in ((-51, "red"), (-17, "yellow"), (17, "green"), (51, "blue"))
    )
    wheels = "".join(rect(x - 20, 36, 40, 16, rx=8, **_style("black")) for x in (-46, 46))
    arms = "".join(rect(x, -2, 16, 34, rx=8, **metal) for x in (-96, 80))
    return wheels + arms + antenna + head + eyes + body + buttons


PLAYTHINGS: Mapping[str, str] = {
    "board game": _board(),
    "card game": _cards(),
    "dice game": _dice(),
    "puzzle": _jigsaw(),
    "building set": _bricks(),
    "electronic toy": _robot(),
}
