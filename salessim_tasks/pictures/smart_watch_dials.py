"""What a smart watch shows: hands over twelve marks, the time in figures, or three activity rings."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from salessim_tasks.pictures.scene import pick
from salessim_tasks.pictures.svg import Point, circle, digits, group, path, polygon, polyline, rect, regular

__all__ = ["DIALS", "Face"]


@dataclass(frozen=True)
class Face:
    """The lit part of the display about (0, 0): half its width and height, the radius of its corners, and whether it
    is electronic paper."""

    half: float
    tall: float
    corner: float
    paper: bool

    def filled(self, colour: str) -> str:
        """The face in one colour."""
        if self.corner >= self.half:
            return circle(0, 0, self.half, fill=colour)
        return rect(-self.half, -self.tall, 2 * self.half, 2 * self.tall, rx=self.corner, fill=colour)

    @property
    def spare(self) -> float:
        """The height of the room above and below a circle that fills the width; 0 on round and square faces."""
        return self.tall - self.half


_PAPER, _DARK = ("#e4e6dd", "#22252b"), ("#10131a", "#f4f6fa")  # ground and ink
_TRIOS = (("#ff3b5f", "#a6e82e", "#2fd4f2"), ("#ff8a3c", "#4be39a", "#9a7bff"), ("#ff4fa0", "#ffd23c", "#3fa9ff"))
_TIMES = ((10, 9), (1, 50), (8, 20), (2, 37), (4, 52), (7, 8))


def _polar(radius: float, turn: float) -> Point:
    """The point at so many degrees clockwise from the top."""
    return radius * math.sin(math.radians(turn)), -radius * math.cos(math.radians(turn))


def _analogue(face: Face, seed: str) -> str:
    grounds = (("#f6f3ea", "#22252b"), ("#ffffff", "#22252b"), ("#e3ebf3", "#1d2b44"), ("#1b2130", "#f4f6fa"))
    ground, ink = _PAPER if face.paper else pick(seed, "face", grounds)
    hour, minute = pick(seed, "time", _TIMES)
    radius = face.half
    marks = [
        polyline([_polar(0.84 * radius, 30 * n), _polar(0.96 * radius, 30 * n)], stroke_width=5 if n % 3 == 0 else 3)
        for n in range(12)
    ]
    places = [(f"{n}", _polar(0.66 * radius, 30 * n)) for n in (12, 3, 6, 9)]
    figures = [digits(text, x, y - 0.09 * radius, 0.18 * radius, stroke=ink) for text, (x, y) in places]
    parts = [
        face.filled(ground),
        group(*marks, stroke=ink),
        *figures,
        _hand(30 * hour + minute / 2, 0.5 * radius, 5.5, ink),
        _hand(6 * minute, 0.8 * radius, 4, ink),
        polyline([_polar(-0.18 * radius, 210), _polar(0.78 * radius, 210)], stroke="#e0352b", stroke_width=2),
        circle(0, 0, 6, fill="#e0352b"),
    ]
    if face.spare > 12:
        height = min(0.5 * face.spare, 15)
        parts.append(digits("24", 0, face.tall - 0.55 * face.spare - height / 2, height, stroke=ink))
        parts.append(_battery(0, -face.tall + 0.45 * face.spare, 0.8 * height, ink))
    return group(*parts)


def _hand(turn: float, length: float, half: float, ink: str) -> str:
    shape = [(-half, 10), (-half, -length + 8), (0, -length), (half, -length + 8), (half, 10)]
    return polygon(shape, fill=ink, transform=f"rotate({turn:.2f})")


def _battery(x: float, y: float, height: float, ink: str) -> str:
    """A battery, two thirds full."""
    width = 1.9 * height
    left, top = x - width / 2, y - height / 2
    return (
        rect(left, top, width, height, rx=2.5, fill="none", stroke=ink, stroke_width=1.8)
        + rect(left + 2.5, top + 2.5, 0.6 * width, height - 5, fill=ink)
        + rect(left + width + 1, y - height / 5, 2.5, height / 2.5, fill=ink)
    )


def _digital(face: Face, seed: str) -> str:
    ground, ink = _PAPER if face.paper else _DARK
    glow = ink if face.paper else pick(seed, "figures", ("#f4f6fa", "#6df2c0", "#ffc861", "#7fc4ff"))
    hour, minute = pick(seed, "time", _TIMES)
    unit = face.half
    high = 0.37 * unit
    shift = 0.45 * face.spare
    heart = "M0 4 C-5 0 -5 -4 -2.4 -4 C-1 -4 0 -3 0 -2 C0 -3 1 -4 2.4 -4 C5 -4 5 0 0 4 Z"
    row = 0.5 * unit + shift
    return group(
        face.filled(ground),
        _battery(0, -0.62 * unit - shift, 0.13 * unit, ink),
        digits(f"{hour}:{minute:02d}", 0, -0.62 * high - 0.1 * shift, high, weight=1.15, stroke=glow),
        rect(-0.5 * unit, 0.28 * unit + 0.3 * shift, unit, 3, fill=ink, fill_opacity=0.5),
        path(heart, fill="#e8495a", transform=f"translate({-0.27 * unit:.2f} {row:.2f}) scale({unit / 40:.2f})"),
        digits("68", 0.14 * unit, row - 0.11 * unit, 0.22 * unit, stroke=ink),
    )


def _rings(face: Face, seed: str) -> str:
    colours = pick(seed, "rings", _TRIOS)
    shares = pick(seed, "shares", ((0.82, 0.6, 0.72), (0.7, 0.88, 0.5), (0.55, 0.75, 0.9)))
    unit = face.half
    parts = [face.filled("#0b0d12")]
    for colour, share, radius in zip(colours, shares, (0.82 * unit, 0.58 * unit, 0.34 * unit), strict=True):
        ring: dict[str, str | float] = {"fill": "none", "stroke": colour, "stroke_width": 0.19 * unit}
        (x0, y0), (x1, y1) = _polar(radius, 0), _polar(radius, 360 * share)
        arc = f"M{x0:.2f} {y0:.2f} A{radius:.2f} {radius:.2f} 0 {int(share > 0.5)} 1 {x1:.2f} {y1:.2f}"
        parts += [circle(0, 0, radius, stroke_opacity=0.28, **ring), path(arc, stroke_linecap="round", **ring)]
    if face.spare > 12:
        height = min(0.5 * face.spare, 15)
        parts.append(digits("10:09", 0, face.tall - 0.55 * face.spare - height / 2, height, stroke="#f4f6fa"))
        parts.append(polygon(regular(0, -face.tall + 0.6 * face.spare, 0.6 * height, 5, inner=0.45), fill=colours[1]))
    return group(*parts)


DIALS: Mapping[str, Callable[[Face, str], str]] = {"analogue": _analogue, "digital": _digital, "rings": _rings}
