"""Reads pictures of women's clothing: colour, pattern, neckline, sleeve and length."""

from __future__ import annotations

from salessim_tasks.records import Value
from salessim_tasks.seeing.clothing import Worn, colour_of, pattern_of
from salessim_tasks.seeing.pixels import SIZE, Image, foreground

__all__ = ["look"]

_COLOURS = ("black", "white", "grey", "beige", "brown", "red", "pink", "orange", "yellow", "green", "blue", "purple")
_PATTERNS = {"plain": "plain", "striped": "striped", "checked": "checked", "spots": "dotted", "motifs": "floral"}
_NEAR, _FAR = (1.62, -2.0), (1.0, 6.0)  # how large the dummy stands in the picture, and where


def look(image: Image) -> dict[str, Value]:
    """The visual attributes that can be made out."""
    near = bool(foreground(image, 10)[SIZE - 2].any())  # its legs run out of the picture
    worn = Worn(image, *(_NEAR if near else _FAR))
    middle, side = worn.extent(), worn.extent(34)  # at the side no sash hangs below the hem
    if middle is None or side is None:
        return {}
    top, hem = middle[0], side[1]
    pieces = _pieces(worn, hem)
    found: dict[str, Value | None] = {
        "colour": colour_of(pieces, _COLOURS),
        "pattern": _PATTERNS.get(pattern_of(pieces) or ""),
        "neckline": _neckline(worn, top),
        "sleeve": _sleeve(worn),
        "length": _length(hem, near),
    }
    return {name: value for name, value in found.items() if value is not None}


def _pieces(worn: Worn, hem: float) -> list[Image]:
    """Pieces of cloth beside the closure, clear of necklines, sashes and pockets."""
    if hem > 300:
        return [worn.window(-48, -11, 256, hem - 14), worn.window(11, 48, 256, hem - 14)]
    inner, low = (27, hem - 22) if hem < 220 else (11, 168)
    return [worn.window(-46, -inner, 134, low), worn.window(inner, 46, 134, low)]


def _neckline(worn: Worn, depth: float) -> str | None:
    if depth < 55:
        return "roll-neck"
    if worn.covered(18, 24, 54, 60) > 0.4:
        return "collar"
    if depth > 116:
        return "V-neck"
    if depth < 89:
        return "boat"
    return "square" if worn.opening(depth - 7) > 26 else "round"


def _sleeve(worn: Worn) -> str | None:
    share = worn.sleeve(92, 256)
    if share < 0.15:
        return "sleeveless"
    if share < 0.53:
        return "short"
    return "three-quarter" if share < 0.85 else "long"


def _length(hem: float, near: bool) -> str | None:
    if near:
        return "cropped" if hem < 220 else "hip"
    if hem < 390:
        return "knee"
    return "midi" if hem < 445 else "maxi"
