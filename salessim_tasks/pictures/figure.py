"""The shop dummy that wears the clothes, and the outline of garments on it.

Body units: x = 0 is the middle of the body and x grows to the viewer's right; the neck ends at y = 60, the waist is at
188, the hips at 246, the knees at 362, the ankles at 468. Everything is drawn for the right half and mirrored. The
dummy shows how far down a garment and its sleeves reach.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from salessim_tasks.pictures.svg import Point, ellipse, group, mirrored, path, polygon

__all__ = [
    "FEMALE",
    "HIP",
    "MALE",
    "WAIST",
    "Body",
    "Cut",
    "arm",
    "body_outline",
    "dummy",
    "half",
    "placed",
    "sleeve_outline",
    "waist_of",
]

WAIST, HIP = 188.0, 246.0
_UNDERARM = 132.0
_SKIN, _SKIN_LINE, _SKIN_SHADE = "#c2c6d4", "#9a9fb0", "#b0b5c5"


@dataclass(frozen=True)
class Body:
    """Half widths of a dummy."""

    neck: float
    shoulder: float
    chest: float
    waist: float
    hip: float
    arm: float


FEMALE = Body(neck=16, shoulder=64, chest=52, waist=42, hip=60, arm=11)
MALE = Body(neck=20, shoulder=76, chest=64, waist=56, hip=58, arm=14)


@dataclass(frozen=True)
class Cut:
    """How a garment is cut: its room around the body, how far it follows the waist (0 to 1), how much wider than the
    hips it would be at the ankles, and how much wider than the arm its sleeves are."""

    ease: float
    waist: float
    flare: float = 0
    sleeve: float = 4


def half(d: str, fill: str, line: str, weight: float = 2, over: str = "none") -> str:
    """A shape whose right half is `d`, closed along x = -1: outlined, and without a seam in the middle. `over` is a
    second fill upon the first."""
    outline = mirrored(path(d, stroke=line, stroke_width=2 * weight, stroke_linejoin="round", fill=line), about=0)
    filled = path(d, fill=fill) + (path(d, fill=over) if over != "none" else "")
    return outline + mirrored(filled, about=0)


def dummy(body: Body, head: bool = True) -> str:
    """The dummy from the neck to the feet; without `head` the neck ends at the shoulders."""
    neck, shoulder, chest, waist, hip = body.neck, body.shoulder, body.chest, body.waist, body.hip
    top = 20 if head else 60
    d = (
        f"M-1 {top} L{neck} {top} L{neck} 54 Q{neck + 1} 68 {neck + 15} 72 L{shoulder - 10} 79 "
        f"Q{shoulder + 4} 83 {shoulder + 2} 102 L{chest} {_UNDERARM} Q{chest} 156 {waist} 188 "
        f"Q{waist + 2} 214 {hip} 246 Q{hip} 290 35 362 Q38 396 24 468 L31 488 Q31 494 24 494 L10 494 "
        f"Q7 470 9 440 Q12 396 9 362 Q8 300 3 266 L-1 264 Z"
    )
    cap = ellipse(0, 20, neck, 5, fill=_SKIN_SHADE, stroke=_SKIN_LINE, stroke_width=1.5) if head else ""
    arms = mirrored(_hand(body), about=0)
    return arms + half(d, _SKIN, _SKIN_LINE, 1.2) + cap


def _hand(body: Body) -> str:
    points = arm(body, 0, 1.12, body.arm, body.arm * 0.62)
    fist = ellipse(*_centre(body, 1.16), body.arm * 0.72, 17, fill=_SKIN, stroke=_SKIN_LINE, stroke_width=1.5)
    limb = polygon(points, fill=_SKIN, stroke=_SKIN_LINE, stroke_width=1.5, stroke_linejoin="round")
    return fist + limb


def _centre(body: Body, t: float) -> Point:
    """The middle of the arm: t = 0 at the shoulder, 1 at the wrist."""
    (x0, y0), (x1, y1), (x2, y2) = (body.shoulder - 9, 94.0), (body.shoulder + 17, 182.0), (body.shoulder + 38, 258.0)
    return (
        (1 - t) ** 2 * x0 + 2 * t * (1 - t) * x1 + t * t * x2,
        (1 - t) ** 2 * y0 + 2 * t * (1 - t) * y1 + t * t * y2,
    )


def arm(body: Body, start: float, end: float, wide: float, narrow: float) -> list[Point]:
    """A tube along the arm between two places on it (0 shoulder, 1 wrist), with half widths for t = 0 and t = 1:
    the outer side downwards, then the inner side upwards."""
    outer: list[Point] = []
    inner: list[Point] = []
    steps = 8
    for step in range(steps + 1):
        t = start + (end - start) * step / steps
        (x, y), (ahead_x, ahead_y) = _centre(body, t), _centre(body, t + 0.01)
        length = math.hypot(ahead_x - x, ahead_y - y)
        across = wide + (narrow - wide) * t
        dx, dy = (ahead_y - y) / length * across, (x - ahead_x) / length * across
        outer.append((x + dx, y + dy))
        inner.append((x - dx, y - dy))
    return outer + inner[::-1]


def sleeve_outline(body: Body, cut: Cut, reach: float) -> str:
    """A sleeve from the shoulder to `reach` along the arm (0 shoulder, 1 wrist)."""
    tube = arm(body, 0.18, reach, body.arm + cut.sleeve + 1, body.arm * 0.7 + cut.sleeve)
    x, y = _tip(body, cut)
    down = " ".join(f"L{px:.2f} {py:.2f}" for px, py in tube[1:])
    first_x, first_y = tube[0]
    underarm = f"L{body.chest + cut.ease - 3} {_UNDERARM + 3} L{body.shoulder - 24} 100"
    return f"M{x:.2f} {y:.2f} Q{first_x - 4:.2f} {y + 3:.2f} {first_x:.2f} {first_y:.2f} {down} {underarm} Z"


def _tip(body: Body, cut: Cut) -> Point:
    """Where a sleeve is sewn on at the shoulder."""
    return body.shoulder - 6, 79 - cut.ease * 0.2


def waist_of(body: Body, cut: Cut) -> float:
    """Half the width of a garment at the waist."""
    chest = body.chest + cut.ease
    return chest + (body.waist + 0.6 * cut.ease - chest) * cut.waist


def body_outline(body: Body, cut: Cut, neckline: str, hem: float, sleeveless: bool) -> tuple[str, float]:
    """The right half of a garment's body, and its half width at the hem.

    `neckline` leads from the middle (x = -1) to the shoulder, in SVG's notation; `hem` is how far down it reaches.
    """
    tip, dip = (body.shoulder - 16, 77.0) if sleeveless else _tip(body, cut)
    chest, waist = body.chest + cut.ease, waist_of(body, cut)
    armhole = f"Q{tip - (8 if sleeveless else 4)} 116 {chest} {_UNDERARM}"
    hip = max(body.hip + 0.7 * cut.ease, waist) + min(cut.flare, 12)
    if hem < WAIST + 20:
        width = waist
        side = f"Q{chest} 156 {waist:.2f} {hem}"
    else:
        width = hip + cut.flare * max(0.0, hem - HIP) / 220
        bend = f"Q{waist + 8:.2f} 226" if cut.flare > 40 and hem > HIP + 60 else f"Q{waist + 3:.2f} 216 {hip} {HIP} L"
        side = f"Q{chest} 158 {waist:.2f} {WAIST} {bend} {width:.2f} {hem}"
    drop = hem + width * 0.06
    edge = f"Q{width / 2:.2f} {drop:.2f} -1 {drop:.2f} Z"
    return f"{neckline} L{tip} {dip:.2f} {armhole} {side} {edge}", width


def placed(*parts: str, scale: float, top: float) -> str:
    """What is drawn in body units, in the middle of the picture: y = 0 lies at `top` pixels."""
    return group(*parts, transform=f"translate(256 {top}) scale({scale})")
