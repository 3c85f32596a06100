"""Pictures of men's clothing, worn by a dummy.

Visual attributes: colour, pattern, neckline, sleeve, pocket (a chest pocket). Drawn too: garment and closure.
"""

from __future__ import annotations

from collections.abc import Mapping

from salessim_tasks.pictures.fabric import Cloth, cloth
from salessim_tasks.pictures.figure import MALE, Cut, body_outline, dummy, half, placed, sleeve_outline, waist_of
from salessim_tasks.pictures.necklines import DEPTHS, EDGES, behind, sewn
from salessim_tasks.pictures.scene import scene
from salessim_tasks.pictures.svg import mirrored, path
from salessim_tasks.pictures.trims import (
    CLOSURES,
    chest_pocket,
    cuffs,
    flap_pockets,
    kangaroo_pocket,
    rib,
    welt_pockets,
)
from salessim_tasks.records import Value

__all__ = ["drawing"]

_CUTS: Mapping[str, Cut] = {
    "T-shirt": Cut(ease=5, waist=0.5, sleeve=6),
    "polo shirt": Cut(ease=5, waist=0.5, sleeve=6),
    "shirt": Cut(ease=6, waist=0.6, flare=3, sleeve=5),
    "sweater": Cut(ease=9, waist=0.3, sleeve=6),
    "hoodie": Cut(ease=11, waist=0.2, sleeve=8),
    "vest": Cut(ease=6, waist=0.6, sleeve=5),
    "jacket": Cut(ease=10, waist=0.4, sleeve=7),
    "blazer": Cut(ease=8, waist=0.9, flare=4, sleeve=5),
    "coat": Cut(ease=11, waist=0.6, flare=26, sleeve=7),
}
_HEM, _COAT_HEM = 264.0, 304.0
_REACHES: Mapping[str, float] = {"sleeveless": 0, "short": 0.4, "long": 1.0}
_WOVEN = ("shirt", "vest", "jacket", "blazer", "coat")  # their stripes run downwards
_KNITTED = ("sweater", "hoodie")


def drawing(attributes: Mapping[str, Value], seed: str) -> str:
    """The SVG of a garment."""
    garment, closure, neckline = (str(attributes[name]) for name in ("garment", "closure", "neckline"))
    reach, cut, hem = _REACHES[str(attributes["sleeve"])], _CUTS[garment], _COAT_HEM if garment == "coat" else _HEM
    stuff = cloth(str(attributes["colour"]), str(attributes["pattern"]), upright=garment in _WOVEN)
    outline, width = body_outline(MALE, cut, EDGES[neckline], hem, sleeveless=not reach)
    parts = [stuff.definition, behind(neckline, stuff), dummy(MALE, head=neckline != "hood")]
    if neckline == "hood":
        parts.append(behind(neckline, stuff))
    if reach:
        parts.append(_sleeves(cut, stuff, reach, garment))
    parts += [half(outline, stuff.base, stuff.line, over=stuff.print), _details(garment, closure, stuff, hem, width)]
    if neckline != "polo":  # whose placket is its closure
        parts.append(CLOSURES[closure](stuff, DEPTHS[neckline], hem + width * 0.06, waist_of(MALE, cut)))
    if attributes["pocket"]:
        parts.append(chest_pocket(stuff))
    parts.append(sewn(neckline, stuff, 1.3 if garment in ("jacket", "coat") else 1.0))
    return scene(seed, placed(*parts, scale=1.46, top=56.0))


def _sleeves(cut: Cut, stuff: Cloth, reach: float, garment: str) -> str:
    outline = sleeve_outline(MALE, cut, reach)
    seam = path(outline, fill="none", stroke=stuff.line, stroke_width=2, stroke_linejoin="round")
    sleeve = path(outline, fill=stuff.base) + path(outline, fill=stuff.print) + seam
    banded = garment not in ("blazer", "coat")
    return mirrored(sleeve, about=0) + (cuffs(MALE, cut, stuff, reach, 0.07 if reach > 0.5 else 0.04) if banded else "")


def _details(garment: str, closure: str, stuff: Cloth, hem: float, width: float) -> str:
    """What makes this garment itself: ribs, pockets, quilting."""
    if garment == "hoodie":
        return rib(stuff, hem, width) + (kangaroo_pocket(stuff) if closure == "pull-on" else welt_pockets(stuff, 198))
    if garment == "sweater" or (garment == "vest" and closure == "pull-on"):
        return rib(stuff, hem, width)
    if garment == "vest" and closure == "zip":
        seams = [
            path(f"M0 {y + 3} Q30 {y + 4} 63 {y}", fill="none", stroke=stuff.line, stroke_width=1.6)
            for y in (112, 146, 180, 214)
        ]
        return mirrored(*seams, about=0)
    if garment == "jacket":
        return rib(stuff, hem, width, 10) + welt_pockets(stuff, 200)
    if garment in ("blazer", "vest"):
        return flap_pockets(stuff, 210)
    return flap_pockets(stuff, 232, 22, 54) if garment == "coat" else ""
