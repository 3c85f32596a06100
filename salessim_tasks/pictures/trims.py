"""What is put on a finished garment: buttons, zips, sashes, pockets, ribs and folds. Body units, see `figure`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from salessim_tasks.pictures.fabric import Cloth
from salessim_tasks.pictures.figure import Body, Cut, arm
from salessim_tasks.pictures.palette import is_dark
from salessim_tasks.pictures.svg import circle, group, mirrored, path, polygon, polyline, rect

__all__ = ["CLOSURES", "chest_pocket", "cuffs", "flap_pockets", "folds", "kangaroo_pocket", "rib", "welt_pockets"]


def _pull_on(cloth: Cloth, top: float, hem: float, width: float) -> str:
    return ""


def _buttons(cloth: Cloth, top: float, hem: float, width: float) -> str:
    """A band down the front with a row of buttons."""
    band = rect(-7, top, 14, hem - top, fill=cloth.base, stroke=cloth.line, stroke_width=1.4)
    button = (
        "#f6f4ee" if is_dark(cloth.colour) or cloth.colour in ("red", "blue", "green", "purple", "brown") else "#5a4636"
    )
    count = max(2, round((hem - top) / 30))
    places = [top + (hem - top) * (index + 0.5) / count for index in range(count)]
    return band + group(*(circle(0, y, 3.4, fill=button, stroke=cloth.line, stroke_width=1) for y in places))


def _zip(cloth: Cloth, top: float, hem: float, width: float) -> str:
    tape = rect(-4.5, top, 9, hem - top, fill=cloth.shade, stroke=cloth.line, stroke_width=1.4)
    teeth = polyline([(0, top), (0, hem)], stroke="#c9ccd2", stroke_width=4, stroke_dasharray="2 1.6")
    spine = polyline([(0, top), (0, hem)], stroke="#6d7078", stroke_width=1)
    pull = rect(-3.4, top + 8, 6.8, 15, rx=3, fill="#d8dade", stroke="#55585f", stroke_width=1.4)
    return tape + teeth + spine + pull


def _tie(cloth: Cloth, top: float, hem: float, width: float) -> str:
    """A sash around the waist with a bow in front."""
    y = min(184.0, hem - 16)
    line: dict[str, str | float] = {"stroke": cloth.line, "stroke_width": 1.6, "stroke_linejoin": "round"}
    sash = polygon([(0, y), (width + 1, y - 2), (width + 1, y + 9), (0, y + 12)], fill=cloth.shade, **line)
    loop = path(
        f"M0 {y + 5} C8 {y - 14} 30 {y - 12} 26 {y + 4} C26 {y + 16} 8 {y + 14} 0 {y + 5} Z", fill=cloth.base, **line
    )
    tail = polygon([(0, y + 6), (5, y + 6), (19, y + 44), (9, y + 47)], fill=cloth.base, **line)
    return mirrored(sash, tail, loop, about=0) + rect(-5, y - 1, 10, 12, rx=3, fill=cloth.shade, **line)


# By closure: from the lower end of the neckline to the hem; `width` is half the garment's at the waist.
CLOSURES: Mapping[str, Callable[[Cloth, float, float, float], str]] = {
    "pull-on": _pull_on,
    "buttons": _buttons,
    "zip": _zip,
    "tie": _tie,
}


def rib(cloth: Cloth, hem: float, width: float, height: float = 13) -> str:
    """A ribbed band along the hem."""
    drop = width * 0.06
    edge = f"M-1 {hem - height + drop:.2f} Q{width / 2:.2f} {hem - height + drop:.2f} {width - 1:.2f} {hem - height} "
    band = edge + f"L{width - 3:.2f} {hem} Q{width / 2:.2f} {hem + drop:.2f} -1 {hem + drop:.2f} Z"
    lines = [
        polyline([(x, hem - height + 3), (x, hem + 1)], stroke=cloth.line, stroke_width=0.9)
        for x in range(4, round(width - 3), 7)
    ]
    return mirrored(path(band, fill=cloth.shade, stroke=cloth.line, stroke_width=1), *lines, about=0)


def cuffs(body: Body, cut: Cut, cloth: Cloth, reach: float, length: float = 0.07) -> str:
    """Bands at the ends of the sleeves."""
    points = arm(body, reach - length, reach, body.arm + cut.sleeve + 1, body.arm * 0.7 + cut.sleeve)
    return mirrored(polygon(points, fill=cloth.shade, stroke=cloth.line, stroke_width=1.6), about=0)


def folds(hem: float, width: float, waist: float) -> str:
    """Soft folds of a skirt, from the hips to the hem."""
    falls = [
        polygon([(waist * x, 206), (width * (x + 0.1), hem), (width * (x - 0.08), hem)], fill="#000", opacity=0.07)
        for x in (0.3, 0.72)
    ]
    return mirrored(*falls, about=0)


def chest_pocket(cloth: Cloth) -> str:
    """A patch pocket on the viewer's right."""
    patch = [(27.0, 124.0), (57.0, 124.0), (57.0, 154.0), (42.0, 163.0), (27.0, 154.0)]
    top = polyline([(27, 131), (57, 131)], stroke=cloth.line, stroke_width=1.6)
    return polygon(patch, fill=cloth.shade, stroke=cloth.line, stroke_width=2.6, stroke_linejoin="round") + top


def flap_pockets(cloth: Cloth, y: float, inside: float = 20, outside: float = 50) -> str:
    """A pocket with a flap on either side."""
    flap = f"M{inside} {y} L{outside} {y - 3} L{outside} {y + 10} Q{outside - 14} {y + 15} {inside} {y + 12} Z"
    return mirrored(path(flap, fill=cloth.base, stroke=cloth.line, stroke_width=1.8), about=0)


def welt_pockets(cloth: Cloth, y: float) -> str:
    """A slanting pocket on either side."""
    welt = polygon(
        [(30, y), (36, y - 3), (50, y + 27), (44, y + 30)], fill=cloth.shade, stroke=cloth.line, stroke_width=1.6
    )
    return mirrored(welt, about=0)


def kangaroo_pocket(cloth: Cloth) -> str:
    """The wide pocket of a hoodie."""
    pocket = "M-1 198 L30 198 L48 230 L48 248 L-1 248 Z"
    line = path(pocket, fill=cloth.base, stroke=cloth.line, stroke_width=4)
    return mirrored(line, about=0) + mirrored(path(pocket, fill=cloth.base), about=0)
