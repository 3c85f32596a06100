"""Reads pictures of games: the theme from the emblem's silhouette, the colour and the shape of the box.

The emblem is dark on a pale oval. Its silhouette is compared with a coarse sketch of what each theme looks like.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from salessim_tasks.records import Value
from salessim_tasks.seeing.pixels import Floats, Image, Mask, distance, dominant, foreground

__all__ = ["look"]

_COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "black", "white")
_PAPER = (247, 238, 214)  # what emblems are printed on
_FLOOR = 395  # the row above which there is only the box
_GRID = 10

_SKETCHES: Mapping[str, tuple[str, ...]] = {
    "animals": (
        "          ",
        "  .:      ",
        " ##::###: ",
        ".########.",
        ".##::#####",
        ".::#######",
        ":: ######:",
        ":: :#...#:",
        " :.:#   ::",
        "          ",
    ),
    "space": (
        "    .     ",
        "      .:  ",
        " #:. ###  ",
        ":#: #:::  ",
        "  :##:#.  ",
        " ###:#:   ",
        "   :##    ",
        "  ::.#  . ",
        "  :  :  . ",
        "          ",
    ),
    "pirates": (
        "          ",
        "   ####   ",
        "  :####:  ",
        " .: :: :. ",
        ".#.::::.#.",
        "::#:##:#::",
        "   ::::   ",
        "  .:  :.  ",
        ":#:    :#:",
        " #      # ",
    ),
    "castle": (
        "     :    ",
        " ... .. : ",
        "...:##:...",
        ":##.##.##:",
        ":##.##.##:",
        "::######::",
        ":########:",
        ":###..###:",
        ":###..###:",
        "          ",
    ),
    "ocean": (
        "   .      ",
        "  :.      ",
        "  .    :##",
        " :###.  #:",
        ":#:###### ",
        ":######## ",
        ".:##:###  ",
        " ::::..   ",
        ".: .: .:..",
        ".:.::.:::.",
    ),
    "trains": (
        "   :#:    ",
        "  ..  ....",
        " .#.  :##.",
        "  #. .: : ",
        "  #:##### ",
        "  #:#:### ",
        "  :.::::: ",
        " :::#:.## ",
        "..:.:: :: ",
        ":.:..:.:.:",
    ),
    "dinosaurs": (
        " .        ",
        "##.       ",
        " ::       ",
        " .#:.:.   ",
        "  #####:  ",
        "  ######  ",
        "  :#####: ",
        "   ######:",
        "   :: .#  ",
        "   ..  .  ",
    ),
    "city": (
        "          ",
        "    ::  .:",
        "  .:##  ::",
        "  ::##..::",
        "  ::##::::",
        "..::##::::",
        ":#::##::::",
        ":#::##::::",
        ":#::##::#:",
        "::::::::::",
    ),
}


def look(image: Image) -> dict[str, Value]:
    """The visual attributes that can be made out."""
    box = foreground(image, 12)
    box[_FLOOR:] = False
    oval = _oval(image)
    if oval is None or box.mean() < 0.05:
        return {}
    found: dict[str, Value | None] = {
        "theme": _theme(_silhouette(image, oval)),
        "box_colour": _colour(image, box, oval),
        "box_shape": _shape(box),
    }
    return {name: value for name, value in found.items() if value is not None}


def _oval(image: Image) -> tuple[int, int, int, int] | None:
    """Top, bottom, left and right of the pale oval with the emblem."""
    paper = distance(image[:_FLOOR], _PAPER) < 4
    rows, columns = (np.flatnonzero(paper.sum(axis=axis) >= 8) for axis in (1, 0))
    if min(len(rows), len(columns)) < 60:
        return None
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def _silhouette(image: Image, oval: tuple[int, int, int, int]) -> Floats:
    """How dark each cell of a grid of `_GRID` by `_GRID` over the middle of the oval is, 0 to 1."""
    top, bottom, left, right = oval
    high, wide = (bottom - top) * 0.14, (right - left) * 0.14
    dark = distance(image, _PAPER) > 45
    rows = np.linspace(top + high, bottom - high, _GRID + 1).round().astype(int)
    columns = np.linspace(left + wide, right - wide, _GRID + 1).round().astype(int)
    sums = np.add.reduceat(
        np.add.reduceat(dark[: rows[-1], : columns[-1]], rows[:-1], axis=0, dtype=np.int64), columns[:-1], axis=1
    )
    return np.asarray(sums / np.outer(np.diff(rows), np.diff(columns)), dtype=np.float64)


def _theme(silhouette: Floats) -> str | None:
    """The theme whose sketch is most like it, if it is clearly more so than any other."""
    like = {
        theme: float(np.corrcoef(silhouette.ravel(), np.array([" .:#".index(c) for c in "".join(sketch)]) / 3)[0, 1])
        for theme, sketch in _SKETCHES.items()
    }
    best, second = sorted(like, key=lambda theme: -like[theme])[:2]
    return best if like[best] > 0.6 and like[best] > like[second] + 0.08 else None


def _colour(image: Image, box: Mask, oval: tuple[int, int, int, int]) -> str | None:
    top, bottom, left, right = oval
    plain = box.copy()
    plain[top - 6 : bottom + 6, left - 6 : right + 6] = False
    return dominant(image[plain], _COLOURS)


def _shape(box: Mask) -> str | None:
    """From the outline of the box: how wide it is for its height, whether it widens downwards, whether it leans."""
    rows = np.flatnonzero(box.sum(axis=1) > 30)
    left, right = (np.array([edge(np.flatnonzero(box[row])) for row in rows]) for edge in (np.min, np.max))
    width = right - left + 1
    if width[4] < 0.75 * width.max() and width[len(rows) // 2] < 0.9 * width.max():
        return "flat"
    ratio = float(width.max()) / len(rows)
    if ratio > 1.2:
        return "tin"
    if ratio > 0.85:
        return "square"
    leaning = (left[2] + right[2]) / 2 - (left.min() + right.max()) / 2
    return "tall" if leaning > 8 else "tube"
