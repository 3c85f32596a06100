"""Broad leaves on a stalk: round, heart-shaped and split ones, with their patterns.

Contract: a leaf is drawn 100 long from its stalk at (0, 0) to its tip at (0, -100); `broad` places it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from salessim_tasks.pictures.palette import RGB, dark, hexed
from salessim_tasks.pictures.svg import circle, clip, group, path, use

__all__ = ["MARKING", "OUTLINES", "broad", "broad_clip", "edge_of"]

MARKING = hexed(RGB["leaf marking"])
_LOBES = ((-116, 70), (-58, 92), (0, 100), (58, 92), (116, 70))  # directions, reaches


def edge_of(green: str) -> str:
    """The colour that a leaf is outlined in."""
    return dark(green, 0.62)


def _split() -> str:
    """Five pointed lobes around the end of the stalk, with deep cuts between them."""
    x0, y0 = 0.0, -22.0

    def at(turn: float, reach: float) -> str:
        angle = math.radians(turn)
        return f"{x0 + reach * math.sin(angle):.2f} {y0 - reach * math.cos(angle):.2f}"

    d = [f"M{at(180, 20)} L{at(-150, 26)}"]
    for turn, whole in _LOBES:
        reach = whole * 0.8
        d.append(f"Q{at(turn - 25, reach * 0.84)} {at(turn, reach)} Q{at(turn + 25, reach * 0.84)} {at(turn + 29, 29)}")
    return " ".join(d) + " Z"


OUTLINES: Mapping[str, str] = {
    "round": "M0 0 C-32 0 -50 -22 -50 -50 C-50 -78 -28 -100 0 -100 C28 -100 50 -78 50 -50 C50 -22 32 0 0 0 Z",
    "heart": "M0 -4 C-6 16 -30 20 -46 6 C-64 -12 -58 -42 -38 -64 C-24 -79 -8 -90 0 -106 C8 -90 24 -79 38 -64 "
    "C58 -42 64 -12 46 6 C30 20 6 16 0 -4 Z",
    "split": _split(),
}
_VEINS: Mapping[str, str] = {
    "round": "M0 -14 V-84 M0 -34 L-26 -52 M0 -34 L26 -52 M0 -56 L-22 -72 M0 -56 L22 -72",
    "heart": "M0 -14 V-84 M0 -20 L-32 -34 M0 -20 L32 -34 M0 -44 L-24 -60 M0 -44 L24 -60",
    "split": "M0 -12 V-84 M0 -22 L-50 -52 M0 -22 L50 -52 M0 -22 L-38 -4 M0 -22 L38 -4",
}
_STRIPES: Mapping[str, str] = {
    "round": "M-5 -16 L-60 -34 M5 -16 L60 -34 M-5 -36 L-60 -60 M5 -36 L60 -60 M-5 -57 L-50 -86 M5 -57 L50 -86 "
    "M-4 -78 L-24 -104 M4 -78 L24 -104",
    "heart": "M-5 -6 L-64 -14 M5 -6 L64 -14 M-5 -24 L-62 -42 M5 -24 L62 -42 M-5 -43 L-50 -68 M5 -43 L50 -68 "
    "M-4 -62 L-30 -88 M4 -62 L30 -88",
    "split": "M-6 -40 V-96 M6 -40 V-96 M-9 -35 L-64 -66 M-15 -24 L-70 -55 M9 -35 L64 -66 M15 -24 L70 -55 "
    "M-14 -15 L-52 3 M14 -15 L52 3",
}
_SPOTS: Mapping[str, str] = {
    "round": "-28,-30 2,-20 30,-34 -10,-46 18,-58 -33,-60 -8,-78 32,-78 -20,-96",
    "heart": "-40,-10 -18,-2 20,0 40,-16 -34,-38 -6,-26 16,-40 36,-46 -14,-58 14,-68 -2,-84",
    "split": "0,-22 -7,-48 8,-62 -4,-82 -24,-32 -36,-52 -54,-50 24,-34 38,-46 52,-58 -22,-10 -42,-6 24,-8 42,-2",
}
_SPOT_SIZES: Mapping[str, float] = {"round": 7.5, "heart": 7.5, "split": 6.6}


def broad_clip(shape: str) -> str:
    """The definition that patterned broad leaves refer to; once per picture."""
    return clip("leaf", path(OUTLINES[shape]))


def broad(shape: str, pattern: str, green: str, x: float, y: float, turn: float, length: float) -> str:
    """A leaf from its stalk's end (x, y), its tip `turn` degrees from upwards, clockwise."""
    scale = length / 100
    face = path(OUTLINES[shape], fill=hexed(RGB[green]))
    if pattern != "striped":
        face += path(_VEINS[shape], fill="none", stroke=dark(green, 0.16), stroke_width=3)
    marks = _marks(shape, pattern)
    outline = path(
        OUTLINES[shape], fill="none", stroke=edge_of(green), stroke_width=1.8 / scale, stroke_linejoin="round"
    )
    place = f"translate({x:.2f} {y:.2f}) rotate({turn:.2f}) scale({scale:.4f})"
    return group(face, marks, outline, transform=place)


def _marks(shape: str, pattern: str) -> str:
    if pattern == "edged":
        drawn = path(OUTLINES[shape], fill="none", stroke=MARKING, stroke_width=11 if shape == "split" else 14)
    elif pattern == "striped":
        width = 5 if shape == "split" else 6.5
        drawn = path(_STRIPES[shape], fill="none", stroke=MARKING, stroke_width=width)
    elif pattern == "spotted":
        places = [spot.split(",") for spot in _SPOTS[shape].split()]
        drawn = "".join(circle(float(x), float(y), _SPOT_SIZES[shape], fill=MARKING) for x, y in places)
    else:
        return {"plain": ""}[pattern]
    return group(drawn, clip_path=use("leaf"))
