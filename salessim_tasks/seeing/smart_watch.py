"""Reads pictures of smart watches: the case's shape and colour, the band's colour, and what kind of dial is shown.

The watch stands upright in the middle of the picture. Places are given as shares of the case's width, from its left
edge or from its middle.
"""

from __future__ import annotations

import numpy as np

from salessim_tasks.records import Value
from salessim_tasks.seeing.pixels import SIZE, Floats, Image, Mask, colour_name, distance, foreground, runs

__all__ = ["look"]

_COLOURS = ("black", "silver", "gold", "rose gold", "blue", "green")
_BAND_COLOURS = ("black", "white", "grey", "brown", "red", "orange", "blue", "green", "pink", "purple")
_MIDDLE = SIZE // 2
_SHOULDER = 0.4  # so far from the middle line there is case, but no band
_SURE = 0.2  # the least share of the pixels that must have the commonest colour
_LIT = 0.385  # half the width of what the glass shows


def look(image: Image) -> dict[str, Value]:
    """The visual attributes that can be made out."""
    thing = foreground(image)
    place = _place(thing)
    if place is None:
        return {}
    left, row = place
    width = 2 * (_MIDDLE - left)
    found: dict[str, Value | None] = {
        "case_shape": _shape(thing, row, width),
        "colour": _case_colour(image, left, row, width),
        "band_colour": _band_colour(image, thing, row, width),
        "dial": _dial(image, row, width),
    }
    return {name: value for name, value in found.items() if value is not None}


def _place(thing: Mask) -> tuple[int, int] | None:
    """The left edge of the case and the row of its middle: where the left side of the picture is fullest."""
    first = np.where(thing.any(axis=1), thing.argmax(axis=1), SIZE)[: SIZE - 40]  # below that lies the shadow
    left = int(first.min())
    rows = np.flatnonzero(first <= left + 1)
    if not 60 < left < _MIDDLE - 40 or not len(rows):
        return None
    row = int(rows[0] + rows[-1]) // 2
    whole = _MIDDLE - left <= row < SIZE - (_MIDDLE - left)  # no watch runs out of the picture
    return (left, row) if whole else None


def _shape(thing: Mask, row: int, width: int) -> str | None:
    """From the height of the case at its left shoulder: little of a circle, all of a square, more of a rectangle."""
    column = thing[:, _MIDDLE - round(_SHOULDER * width)]
    heights = [end - start for start, end in runs(column) if start <= row < end]
    if not heights:
        return None
    height = heights[0] / width
    if height < 0.78:
        return "round"
    return "square" if height < 1.12 else "rectangular"


def _commonest(points: Image) -> tuple[Floats, float]:
    """The commonest RGB value of points of shape (n, 3), and its share."""
    values, counts = np.unique(points, axis=0, return_counts=True)
    return np.asarray(values[counts.argmax()], dtype=np.float64), float(counts.max() / len(points))


def _named(points: Image, among: tuple[str, ...]) -> str | None:
    if not len(points):
        return None
    colour, share = _commonest(points)
    return colour_name(colour, among) if share >= _SURE else None


def _case_colour(image: Image, left: int, row: int, width: int) -> str | None:
    """The colour of the case's left edge, beside the glass."""
    high = round(0.11 * width)
    piece = image[row - high : row + high, left + round(0.025 * width) : left + round(0.075 * width)]
    return _named(piece.reshape(-1, 3), _COLOURS)


def _band_colour(image: Image, thing: Mask, row: int, width: int) -> str | None:
    """The commonest colour of what there is above and below the case, within the band's edges."""
    columns = slice(_MIDDLE - round(0.2 * width), _MIDDLE + round(0.2 * width))
    side = thing[:, _MIDDLE - round(0.36 * width)]  # here the case and its lugs end
    rows = np.flatnonzero(side)
    if not len(rows):
        return None
    pieces = []
    for start, end in ((36, int(rows[0]) - 16), (int(rows[-1]) + 16, SIZE - 60)):
        if end > start:
            pieces.append(image[start:end, columns].reshape(-1, 3))
    return _named(np.concatenate(pieces), _BAND_COLOURS) if pieces else None


def _dial(image: Image, row: int, width: int) -> str | None:
    """Rings are broad and bright in colour; a dial with hands has marks at the hours and none between them."""
    radius = _LIT * width
    y, x = np.mgrid[-1:1:81j, -1:1:81j]
    inside = x**2 + y**2 < 0.9
    disc = image[np.rint(row + radius * y[inside]).astype(int), np.rint(_MIDDLE + radius * x[inside]).astype(int)]
    vivid = disc.max(axis=1).astype(int) - disc.min(axis=1) > 110
    if vivid.mean() > 0.2:
        return "rings"
    ground, share = _commonest(disc)
    if share < _SURE:
        return None
    marks, between = (
        float(np.mean([_marked(image, row, radius, turn + shift, ground) for turn in range(0, 360, 30)]))
        for shift in (0, 15)
    )
    if marks > 0.7 and between < 0.3:
        return "analogue"
    return "digital" if marks < 0.3 else None


def _marked(image: Image, row: int, radius: float, turn: float, ground: Floats) -> bool:
    """Whether there is anything on the `ground` near the edge of the dial, so many degrees from the top."""
    steps = radius * np.linspace(0.86, 0.93, 6)
    angle = np.radians(turn)
    ys, xs = np.rint(row - steps * np.cos(angle)), np.rint(_MIDDLE + steps * np.sin(angle))
    points = image[ys.astype(int), xs.astype(int)]
    return bool((distance(points, ground) > 25).mean() > 0.5)
