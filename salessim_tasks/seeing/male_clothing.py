"""Reads pictures of men's clothing: colour, pattern, neckline, sleeve and whether there is a chest pocket."""

from __future__ import annotations

import numpy as np

from salessim_tasks.records import Value
from salessim_tasks.seeing.clothing import Worn, colour_of, pattern_of, seam_share
from salessim_tasks.seeing.pixels import Image, distance

__all__ = ["look"]

_COLOURS = (
    "black", "white", "grey", "beige", "brown", "red", "orange", "yellow", "green", "blue", "navy", "burgundy",
)  # fmt: skip
_PATTERNS = {"plain": "plain", "striped": "striped", "checked": "checked", "spots": "printed", "motifs": "printed"}
_SCALE, _TOP = 1.46, 56.0


def look(image: Image) -> dict[str, Value]:
    """The visual attributes that can be made out."""
    worn = Worn(image, _SCALE, _TOP)
    extent = worn.extent()
    if extent is None:
        return {}
    pieces = [worn.window(-57, -33, 142, 197)]  # clear of lapels, closures and pockets
    found: dict[str, Value | None] = {
        "colour": colour_of(pieces, _COLOURS),
        "pattern": _PATTERNS.get(pattern_of(pieces) or ""),
        "neckline": _neckline(worn, extent[0], pieces[0]),
        "sleeve": _sleeve(worn),
        "pocket": _pocket(worn),
    }
    return {name: value for name, value in found.items() if value is not None}


def _neckline(worn: Worn, depth: float, piece: Image) -> str | None:
    if depth < 0:
        return "hood"
    if depth < 55:
        return "roll-neck"
    if worn.covered(21, 25, 54, 60) < 0.4:
        return "crew" if depth < 106 else "V-neck"
    if depth > 110:
        return "lapels"
    if worn.opening(60) < 8:
        return "stand collar"
    placket = seam_share(worn, piece, 3, 9, 112, 134) > 0.75 and seam_share(worn, piece, 3, 9, 152, 190) < 0.75
    return "polo" if placket else "shirt collar"


def _sleeve(worn: Worn) -> str | None:
    share = worn.sleeve(92, 256)
    if share < 0.15:
        return "sleeveless"
    return "short" if share < 0.7 else "long"


def _pocket(worn: Worn) -> bool:
    """Whether the viewer's right side of the chest has something that the left side has not."""
    right, left = worn.window(26, 58, 122, 165), worn.window(-58, -26, 122, 165)[:, ::-1]
    width = min(right.shape[1], left.shape[1])
    return float(np.mean(distance(right[:, :width], left[:, :width].astype(np.float64)) > 6)) > 0.3
