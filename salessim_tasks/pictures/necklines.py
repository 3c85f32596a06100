"""Necklines: where the cloth ends at the neck, and the collars, hoods and lapels that are sewn to it.

Body units (see `figure`). `EDGES` leads from the middle of the chest to the shoulder, for `body_outline`; `sewn` draws
what lies upon the finished garment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from salessim_tasks.pictures.fabric import Cloth
from salessim_tasks.pictures.figure import half
from salessim_tasks.pictures.svg import circle, group, mirrored, path, polygon, polyline

__all__ = ["DEPTHS", "EDGES", "behind", "sewn"]

# How far down the opening reaches; closures begin there.
DEPTHS: Mapping[str, float] = {
    "round": 98, "crew": 84, "V-neck": 132, "square": 110, "boat": 84, "roll-neck": 76, "collar": 86,
    "polo": 84, "shirt collar": 84, "hood": 96, "stand collar": 78, "lapels": 180,
}  # fmt: skip
EDGES: Mapping[str, str] = {
    "round": "M-1 98 Q26 98 30 71",
    "crew": "M-1 84 Q20 84 25 69",
    "V-neck": "M-1 132 L26 69",
    "square": "M-1 110 L34 110 L34 72",
    "boat": "M-1 84 Q36 84 45 74",
    "roll-neck": "M-1 78 Q20 78 23 69",
    "collar": "M-1 88 L22 68",
    "polo": "M-1 86 L24 68",
    "shirt collar": "M-1 86 L24 68",
    "hood": "M-1 92 L30 70",
    "stand collar": "M-1 80 L24 68",
    "lapels": "M-1 182 L20 66",
}
_BOUND = ("round", "crew", "V-neck", "square", "boat")


def behind(neckline: str, cloth: Cloth) -> str:
    """What lies behind the neck: the hood, and the inside of the back where a collar stands up."""
    if neckline != "hood":
        return ""
    outside = "M-1 -30 Q46 -28 46 24 Q46 56 38 74 L-1 100 Z"
    inside = "M-1 -18 Q31 -16 31 26 Q30 58 6 84 L-1 90 Z"
    return half(outside, cloth.base, cloth.line) + half(inside, _inside(cloth), cloth.line, 1)


def sewn(neckline: str, cloth: Cloth, size: float = 1.0) -> str:
    """The binding, collar, lapels, … of a neckline. `size`: of a collar, 1 on a shirt."""
    if neckline in _BOUND:
        strokes = ((cloth.line, 6.0), (cloth.shade, 3.4))
        return group(*(_along(EDGES[neckline], colour, width) for colour, width in strokes))
    return _SEWN[neckline](cloth, size)


def _along(edge: str, colour: str, width: float) -> str:
    line = path(edge, fill="none", stroke=colour, stroke_width=width, stroke_linejoin="round", stroke_linecap="round")
    return mirrored(line, about=0)


def _inside(cloth: Cloth) -> str:
    return "#5c5f68" if cloth.colour == "black" else cloth.line


def _piece(points: list[tuple[float, float]], fill: str, cloth: Cloth) -> str:
    return polygon(points, fill=fill, stroke=cloth.line, stroke_width=2, stroke_linejoin="round")


def _collar(cloth: Cloth, size: float) -> str:
    tip = (20 + 20 * size, 82 + 22 * size)
    flap = [(18, 50), (25, 60), tip, (11 * size + 4, 88 + 10 * size), (0, 86)]
    return mirrored(_piece([(float(x), float(y)) for x, y in flap], cloth.base, cloth), about=0)


def _polo(cloth: Cloth, size: float) -> str:
    """A soft knitted collar with a stripe along its edge, and a short placket with three buttons."""
    placket = _piece([(-7, 86), (7, 86), (7, 140), (-7, 140)], cloth.base, cloth)
    buttons = [circle(0, y, 2.6, fill="#f6f4ee", stroke=cloth.line, stroke_width=1) for y in (99, 113, 127)]
    flap = "M20 50 L28 60 Q44 82 43 99 L16 104 L0 86 Z"
    stripe = polyline([(40, 92.5), (15.5, 97.5)], stroke=cloth.line, stroke_width=2)
    collar = path(flap, fill=cloth.base, stroke=cloth.line, stroke_width=2, stroke_linejoin="round") + stripe
    return placket + group(*buttons) + mirrored(collar, about=0)


def _roll(cloth: Cloth, size: float) -> str:
    tube = "M-1 34 L21 34 Q24 34 24 38 L25 72 Q14 82 -1 82 Z"
    ribs = [polyline([(x, 36), (x * 1.08, 79)], stroke=cloth.line, stroke_width=0.8) for x in (4, 9.5, 15, 20)]
    fold = path("M-25 60 Q0 70 25 60", fill="none", stroke=cloth.line, stroke_width=2)
    return half(tube, cloth.shade, cloth.line) + mirrored(*ribs, about=0) + fold


def _stand(cloth: Cloth, size: float) -> str:
    band = [(2.0, 84.0), (5.0, 54.0), (24.0, 45.0), (29.0, 68.0), (22.0, 78.0)]
    seam = polyline([(4, 80), (24, 70)], stroke=cloth.line, stroke_width=1.2)
    return mirrored(_piece(band, cloth.shade, cloth), seam, about=0)


def _hood(cloth: Cloth, size: float) -> str:
    fold = "M0 98 L4 84 Q30 58 33 30 L45 34 Q46 62 36 78 Z"
    string = path("M7 90 Q10 118 8 146", fill="none", stroke="#f4f2ec", stroke_width=2.6, stroke_linecap="round")
    dark = path("M7 90 Q10 118 8 146", fill="none", stroke=cloth.line, stroke_width=4.4, stroke_linecap="round")
    front = path(fold, fill=cloth.shade, stroke=cloth.line, stroke_width=2, stroke_linejoin="round")
    return mirrored(front, dark, string, about=0)


def _lapels(cloth: Cloth, size: float) -> str:
    collar = _piece([(19, 50), (28, 60), (46, 88), (31, 98)], cloth.shade, cloth)
    lapel = _piece([(20, 58), (31, 98), (43, 93), (49, 106), (0, 184)], cloth.base, cloth)
    return mirrored(lapel, collar, about=0)


_SEWN: Mapping[str, Callable[[Cloth, float], str]] = {
    "collar": _collar,
    "polo": _polo,
    "shirt collar": _collar,
    "roll-neck": _roll,
    "stand collar": _stand,
    "hood": _hood,
    "lapels": _lapels,
}
