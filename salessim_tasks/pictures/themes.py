"""The emblems on boxes of games: one bold silhouette per theme, in ink on a pale shield.

Contract: an emblem is drawn about (0, 0) and reaches 100 to every side; `emblem` places it.
"""

from __future__ import annotations

from collections.abc import Mapping

from salessim_tasks.pictures.palette import RGB, hexed
from salessim_tasks.pictures.svg import circle, ellipse, group, path, polygon, rect, regular

__all__ = ["THEMES", "emblem"]

_INK, _PAPER = hexed(RGB["ink"]), hexed(RGB["cream"])


def emblem(theme: str, x: float, y: float, rx: float, ry: float, edge: str) -> str:
    """The emblem of `theme` on an oval shield about (x, y), which is edged with the colour `edge`."""
    shield = ellipse(x, y, rx, ry, fill=_PAPER, stroke=edge, stroke_width=5)
    scale = 0.0072
    return shield + group(
        THEMES[theme], transform=f"translate({x:.2f} {y:.2f}) scale({rx * scale:.4f} {ry * scale:.4f})", fill=_INK
    )


def _stroke(d: str, width: float, colour: str = _INK) -> str:
    return path(d, fill="none", stroke=colour, stroke_width=width, stroke_linecap="round", stroke_linejoin="round")


def _animals() -> str:
    """An elephant."""
    body = path(
        "M-62 -62 C-36 -78 -14 -64 -2 -58 C30 -68 78 -62 88 -18 C92 2 90 30 88 80 L56 80 L54 38 "
        "C40 46 18 46 4 40 L2 80 L-30 80 L-32 30 C-40 24 -46 16 -50 8 C-60 14 -66 26 -66 44 C-66 56 -58 60 -52 52 "
        "L-46 58 C-52 80 -88 80 -90 46 C-92 20 -90 -44 -62 -62 Z"
    )
    tail = _stroke("M86 -24 C98 -14 98 4 95 20", 7)
    ear = path("M-36 -52 C-8 -62 6 -36 -2 -12 C-8 4 -26 4 -34 -12", fill="none", stroke=_PAPER, stroke_width=6)
    tusk = _stroke("M-60 16 C-66 22 -74 22 -80 14", 8, _PAPER)
    toes = _stroke("M-20 74 h12 M64 74 h14", 6, _PAPER)
    return body + tail + ear + tusk + circle(-56, -30, 6, fill=_PAPER) + toes


def _space() -> str:
    """A rocket among stars and a planet with a ring."""
    rocket = group(
        path("M0 -96 C34 -64 36 -14 24 38 L-24 38 C-36 -14 -34 -64 0 -96 Z"),
        path("M-29 0 C-54 14 -56 40 -52 66 L-22 36 Z") + path("M29 0 C54 14 56 40 52 66 L22 36 Z"),
        path("M-14 46 L14 46 C16 66 6 78 0 98 C-6 78 -16 66 -14 46 Z"),
        circle(0, -30, 14, fill=_PAPER) + circle(0, -30, 7),
        _stroke("M-22 14 L22 14", 6, _PAPER),
        transform="rotate(38) translate(0 4)",
    )
    planet = circle(-62, -38, 19) + group(
        ellipse(0, 0, 36, 9, fill="none", stroke=_INK, stroke_width=6), transform="translate(-62 -38) rotate(-22)"
    )
    stars = polygon(regular(62, 60, 20, 4, inner=0.36)) + polygon(regular(-8, -82, 14, 4, inner=0.36))
    return rocket + planet + stars + polygon(regular(24, 86, 10, 4, inner=0.36))


def _pirates() -> str:
    """Skull and crossbones."""

    def bone(turn: float) -> str:
        ends = "".join(circle(x, y, 13) for x in (-84, 84) for y in (-10, 10))
        return group(rect(-84, -9, 168, 18) + ends, transform=f"translate(0 34) rotate({turn:g})")

    skull = path(
        "M0 -86 C44 -86 60 -54 56 -24 C54 -8 44 0 34 6 L32 40 C20 48 -20 48 -32 40 L-34 6 C-44 0 -54 -8 -56 -24 "
        "C-60 -54 -44 -86 0 -86 Z",
        stroke=_PAPER,
        stroke_width=7,
    )
    eyes = ellipse(-23, -24, 15, 17, fill=_PAPER) + ellipse(23, -24, 15, 17, fill=_PAPER)
    nose = polygon([(0, -8), (-8, 10), (8, 10)], fill=_PAPER)
    return bone(28) + bone(-28) + skull + eyes + nose + _stroke("M-14 24 V40 M0 24 V42 M14 24 V40", 5, _PAPER)


def _battlements(left: float, top: float, width: float, teeth: int) -> str:
    step = width / (2 * teeth - 1)
    return "".join(rect(left + 2 * index * step, top - 15, step, 16) for index in range(teeth))


def _castle() -> str:
    """A castle with three towers, a gate and flags."""
    parts = [rect(-60, 6, 120, 76), _battlements(-60, 6, 120, 7)]
    for left, top, width in ((-88, -34, 46), (42, -34, 46), (-26, -52, 52)):
        parts += [rect(left, top, width, 82 - top), _battlements(left - 4, top, width + 8, 3)]
        parts.append(rect(left - 4, top - 2, width + 8, 12))
    for x, top in ((-65, -50), (65, -50), (0, -66)):
        parts.append(rect(x - 2, top - 32, 5, 34) + polygon([(x, top - 32), (x + 26, top - 23), (x, top - 14)]))
    gate = path("M-18 82 V50 C-18 24 18 24 18 50 V82 Z", fill=_PAPER)
    bars = _stroke("M-7 40 V82 M7 40 V82 M-17 60 H17", 4)
    slits = "".join(rect(x - 5, y, 10, 24, rx=5, fill=_PAPER) for x, y in ((-65, -6), (65, -6), (0, -26)))
    return "".join(parts) + gate + bars + slits


def _ocean() -> str:
    """A whale that blows, above waves."""
    whale = path(
        "M-92 14 C-96 -38 -40 -54 2 -32 C28 -18 46 -4 60 -22 C58 -40 46 -48 32 -52 C50 -66 72 -60 78 -44 "
        "C84 -62 96 -68 100 -66 C104 -48 96 -32 84 -24 C82 18 54 52 4 52 L-60 52 C-82 50 -90 34 -92 14 Z"
    )
    spout = _stroke("M-42 -50 C-42 -70 -50 -82 -66 -80 M-42 -54 C-42 -72 -32 -84 -16 -80", 9)
    smile = _stroke("M-88 18 C-70 30 -56 28 -46 20", 6, _PAPER)
    fin = _stroke("M-18 26 C-10 42 6 46 18 42", 6, _PAPER)
    waves = "".join(_stroke(f"M-90 {y} q15 -18 30 0 t30 0 t30 0 t30 0 t30 0 t30 0", 9) for y in (72, 92))
    return whale + spout + smile + fin + circle(-56, -6, 7, fill=_PAPER) + waves


def _trains() -> str:
    """A steam engine under its smoke, on rails."""
    boiler = rect(-62, -16, 110, 48, rx=8) + rect(26, -56, 56, 88, rx=3) + rect(18, -66, 72, 13, rx=5)
    chimney = polygon([(-58, -16), (-34, -16), (-30, -52), (-62, -52)]) + rect(-66, -58, 40, 10, rx=3)
    dome = path("M-12 -14 C-12 -36 14 -36 14 -14 Z")
    catcher = polygon([(-62, 28), (-62, 66), (-96, 66)])
    smoke = circle(-38, -76, 11) + circle(-16, -86, 14) + circle(12, -88, 10)
    wheels = "".join(
        circle(x, y, radius, stroke=_PAPER, stroke_width=5) + circle(x, y, radius * 0.3, fill=_PAPER)
        for x, y, radius in ((-42, 52, 20), (4, 48, 25), (58, 48, 25))
    )
    window = rect(40, -42, 28, 26, rx=3, fill=_PAPER)
    bands = _stroke("M-30 -14 V30 M6 -10 V20", 5, _PAPER)
    rails = rect(-98, 74, 196, 8) + "".join(rect(x, 82, 14, 10) for x in range(-90, 90, 33))
    return boiler + chimney + dome + catcher + smoke + bands + wheels + window + rails


def _dinosaurs() -> str:
    """A long-necked dinosaur with plates on its back."""
    body = path(
        "M-98 -60 C-100 -80 -78 -92 -62 -84 C-48 -78 -46 -62 -44 -46 C-40 -18 -30 -10 -8 -14 C28 -20 50 -6 62 18 "
        "C70 36 84 46 100 44 C90 62 68 62 54 52 L58 86 L34 86 L30 58 C18 62 4 62 -8 60 L-8 86 L-32 86 L-34 52 "
        "C-56 38 -64 4 -66 -54 C-76 -48 -96 -50 -98 -60 Z"
    )
    plates = "".join(
        polygon([(x - 11, y + 9), (x, y - 15), (x + 12, y + 9)])
        for x, y in ((-36, -38), (-26, -18), (-8, -24), (14, -26), (35, -21), (53, -6))
    )
    return body + plates + circle(-78, -70, 5, fill=_PAPER) + _stroke("M-96 -58 L-80 -56", 4, _PAPER)


def _city() -> str:
    """A skyline of tall houses with many windows."""
    houses = ((-92, 10, 34), (-56, -50, 34), (-20, -76, 40), (22, -26, 30), (54, -58, 38))
    parts = [rect(left, top, width, 84 - top) for left, top, width in houses]
    parts += [rect(-2, -100, 5, 26), polygon([(54, -57), (92, -57), (92, -78)]), rect(-98, 80, 196, 10)]
    for left, top, width in houses:
        columns = 3 if width > 34 else 2
        step = width / (columns + 0.4)
        for row in range(int((78 - top) // 20)):
            parts += [
                rect(left + step * (column + 0.45), top + 10 + 20 * row, step * 0.5, 10, fill=_PAPER)
                for column in range(columns)
            ]
    return "".join(parts)


THEMES: Mapping[str, str] = {
    "animals": _animals(),
    "space": _space(),
    "pirates": _pirates(),
    "castle": _castle(),
    "ocean": _ocean(),
    "trains": _trains(),
    "dinosaurs": _dinosaurs(),
    "city": _city(),
}
