"""Reads pictures of house plants: the shape and pattern of the leaves, the colours of the flowers and of the pot.

Leaves are green with dark outlines, so that the pieces between the outlines are leaves, or as much of them as shows.
"""

from __future__ import annotations

import numpy as np

from salessim_tasks.records import Value
from salessim_tasks.seeing.components import Piece, pieces
from salessim_tasks.seeing.pixels import Floats, Image, Mask, colour_name, distance, foreground

__all__ = ["look"]

_POTS = ("terracotta", "white", "black", "blue", "green", "yellow")
_PETALS = {
    "white": (252, 252, 250),
    "pink": (245, 146, 182),
    "red": (210, 32, 40),
    "yellow": (250, 214, 48),
    "purple": (122, 58, 172),
}
_MARKING = (240, 240, 188)  # the pale green-yellow of edges, stripes and spots
_LOW, _HIGH = (440, 466), (235, 270)  # rows that a pot covers on the ground, and on a stand
_MIDDLE = slice(216, 248)


def look(image: Image) -> dict[str, Value]:
    """The visual attributes that can be made out."""
    thing = foreground(image, 10)
    on_stand = bool(thing[slice(*_LOW), _MIDDLE].mean() < 0.5)
    pot = image[slice(*(_HIGH if on_stand else _LOW)), _MIDDLE]
    green, marks = _green(image), distance(image, _MARKING) < 14
    if green.sum() < 2000:
        return {}
    found: dict[str, Value | None] = {
        "leaf_shape": _leaf_shape(pieces(green | marks, 150)),
        "leaf_pattern": _leaf_pattern(image, green, marks),
        "flower_colour": _flower_colour(image, thing, on_stand),
        "pot_colour": colour_name(_commonest(pot), _POTS),
    }
    return {name: value for name, value in found.items() if value is not None}


def _commonest(pixels: Image) -> Floats:
    """The median colour; a pot is of one colour but for a little shade."""
    return np.asarray(np.median(pixels.reshape(-1, 3), axis=0), dtype=np.float64)


def _green(image: Image) -> Mask:
    """Where a leaf's own colour is: a yellowish green, neither a pot's glaze nor a dark outline."""
    red, green, blue = np.moveaxis(image.astype(np.int16), -1, 0)
    return np.asarray((green > 100) & (green > red + 20) & (green > blue + 30) & (red > 0.45 * green))


def _leaf_shape(leaves: list[Piece]) -> str | None:
    """From the largest pieces, most of which are whole leaves."""
    if not leaves:
        return None
    largest = leaves[:8]
    slender = float(np.median([piece.length / piece.width for piece in largest]))
    if len(leaves) > 20 and slender > 2:
        return "feathery"
    full = sorted(piece.roundness for piece in largest)
    if slender > 2.4:
        return "long" if full[-1] > 0.955 else "spiky"
    middle = float(np.median(full))
    if middle < 0.875:
        return "split"
    return "heart" if full[-1] < 0.972 else "round"


def _leaf_pattern(image: Image, green: Mask, marks: Mask) -> str | None:
    share = float(marks.sum()) / float((green | marks).sum())
    if share < 0.02:
        return "plain"
    if _bordering(image, marks) > 0.29:
        return "edged"
    blots = pieces(marks, 12)
    if not blots:
        return None
    stretched = float(np.median([piece.length / piece.width for piece in blots]))
    return "striped" if stretched > 1.9 else "spotted"


def _bordering(image: Image, marks: Mask) -> float:
    """The share of the marks' surroundings that is no leaf: pale edges lie between the leaf and its outline."""
    red, green, blue = np.moveaxis(image.astype(np.int16), -1, 0)
    leafy = (green > 100) & (green >= red) & (green > blue + 25)  # the marks and their soft edges too
    inside = outside = 0
    for axis in (0, 1):
        for move in (-3, 3):
            beside = np.roll(leafy & ~marks, move, axis)
            inside += int((marks & beside).sum())
            outside += int((marks & ~beside & ~np.roll(marks, move, axis)).sum())
    return outside / max(inside + outside, 1)


def _flower_colour(image: Image, thing: Mask, on_stand: bool) -> str | None:
    """The colour of petals; the pot and what is below it are left out."""
    shown = thing.copy()
    if on_stand:
        shown[184:292, _MIDDLE.start - 50 : _MIDDLE.stop + 50] = False
    else:
        shown[335:] = False
    counts = {
        name: int(((distance(image, colour) < (3 if name == "white" else 9)) & shown).sum())
        for name, colour in _PETALS.items()
    }
    best = max(counts, key=lambda name: counts[name])
    if counts[best] < 60:
        return "none"
    return best if counts[best] > 350 else None
