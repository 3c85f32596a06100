"""Pictures of women's clothing, worn by a dummy.

Visual attributes: colour, pattern, neckline, sleeve, length. Drawn too: garment and closure.
"""

from __future__ import annotations

from collections.abc import Mapping

from salessim_tasks.pictures.fabric import Cloth, cloth
from salessim_tasks.pictures.figure import FEMALE, Cut, body_outline, dummy, half, placed, sleeve_outline, waist_of
from salessim_tasks.pictures.necklines import DEPTHS, EDGES, sewn
from salessim_tasks.pictures.scene import scene
from salessim_tasks.pictures.svg import mirrored, path, polyline
from salessim_tasks.pictures.trims import CLOSURES, cuffs, flap_pockets, folds, rib, welt_pockets
from salessim_tasks.records import Value

__all__ = ["drawing"]

_CUTS: Mapping[str, Cut] = {
    "dress": Cut(ease=2, waist=1.0, flare=56, sleeve=3),
    "T-shirt": Cut(ease=6, waist=0.4, sleeve=6),
    "blouse": Cut(ease=6, waist=0.6, flare=4, sleeve=7),
    "top": Cut(ease=2, waist=0.95, sleeve=2.5),
    "sweater": Cut(ease=11, waist=0.2, sleeve=7),
    "cardigan": Cut(ease=9, waist=0.3, sleeve=6),
    "jacket": Cut(ease=10, waist=0.55, sleeve=6),
    "coat": Cut(ease=13, waist=0.5, flare=34, sleeve=8),
}
_HEMS: Mapping[str, float] = {"cropped": 180, "hip": 252, "knee": 356, "midi": 414, "maxi": 466}
_REACHES: Mapping[str, float] = {"sleeveless": 0, "short": 0.36, "three-quarter": 0.7, "long": 1.0}
_WOVEN = ("blouse", "jacket", "coat")  # their stripes run downwards
_KNITTED = ("sweater", "cardigan")


def drawing(attributes: Mapping[str, Value], seed: str) -> str:
    """The SVG of a garment."""
    garment, length = str(attributes["garment"]), str(attributes["length"])
    neckline, reach = str(attributes["neckline"]), _REACHES[str(attributes["sleeve"])]
    stuff = cloth(str(attributes["colour"]), str(attributes["pattern"]), upright=garment in _WOVEN)
    cut, hem = _CUTS[garment], _HEMS[length]
    outline, width = body_outline(FEMALE, cut, EDGES[neckline], hem, sleeveless=not reach)
    parts = [stuff.definition, dummy(FEMALE)]
    if reach:
        parts.append(_sleeves(cut, stuff, reach, garment))
    parts.append(half(outline, stuff.base, stuff.line, over=stuff.print))
    parts.append(_details(garment, stuff, hem, width))
    parts.append(
        CLOSURES[str(attributes["closure"])](stuff, DEPTHS[neckline], hem + width * 0.06, waist_of(FEMALE, cut))
    )
    parts.append(sewn(neckline, stuff, 1.35 if garment in ("jacket", "coat") else 1.0))
    scale, top = (1.62, -2.0) if length in ("cropped", "hip") else (1.0, 6.0)
    return scene(seed, placed(*parts, scale=scale, top=top))


def _sleeves(cut: Cut, stuff: Cloth, reach: float, garment: str) -> str:
    outline = sleeve_outline(FEMALE, cut, reach)
    seam = path(outline, fill="none", stroke=stuff.line, stroke_width=2, stroke_linejoin="round")
    sleeve = path(outline, fill=stuff.base) + path(outline, fill=stuff.print) + seam
    banded = garment in (*_KNITTED, "blouse", "T-shirt")
    return mirrored(sleeve, about=0) + (
        cuffs(FEMALE, cut, stuff, reach, 0.07 if reach > 0.5 else 0.04) if banded else ""
    )


def _details(garment: str, stuff: Cloth, hem: float, width: float) -> str:
    """What makes this garment itself: a waist seam, ribs, pockets."""
    if garment == "dress" and hem > 260:
        seam = polyline([(-43, 188), (0, 192), (43, 188)], stroke=stuff.line, stroke_width=1.8)
        return folds(hem, width, waist_of(FEMALE, _CUTS[garment])) + seam
    if garment in _KNITTED:
        return rib(stuff, hem, width)
    if garment == "jacket" and hem > 200:
        return welt_pockets(stuff, 204)
    if garment == "coat":
        return (folds(hem, width, waist_of(FEMALE, _CUTS[garment])) if hem > 260 else "") + (
            flap_pockets(stuff, 226) if hem > 240 else ""
        )
    return ""
