"""The lower half of an open laptop as it lies before the viewer: keyboard, number pad, touch pad, sticker.

Places on the deck are given as (u, v): u from -1 (left edge) to 1 (right edge), v from 0 (hinge) to 1 (front edge).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from salessim_tasks.pictures.palette import RGB, dark, hexed, line
from salessim_tasks.pictures.svg import Point, digits, group, path, polygon, rect

__all__ = ["DEPTH", "EDGE", "deck"]

DEPTH = 0.57  # how deep the deck looks, as a share of the lid's height
EDGE = 8.0  # the thickness of its front edge, in pixels
_FLARE = 1.1  # how much wider the front edge looks than the hinge
_KEYBOARD = (0.07, 0.62)  # from v to v
_REACH = 0.94  # the keyboard's greatest u
_PITCH = 0.75  # inches from one key to the next, where there is room
_GAP, _PAD = 0.85, 4.0  # the space before the number pad and its width, in keys
# The rows of keys: height, widths (in keys), and the number pad's widths with what is printed on them.
_ROWS: tuple[tuple[float, tuple[float, ...], str], ...] = (
    (0.62, (14.5 / 14,) * 14, "...."),
    (1.0, (*(1.0,) * 13, 1.5), "..--"),
    (1.0, (1.5, *(1.0,) * 12, 1.0), "789+"),
    (1.0, (1.75, *(1.0,) * 11, 1.75), "456."),
    (1.0, (2.25, *(1.0,) * 10, 2.25), "123."),
    (1.0, (1.25, 1.0, 1.25, 1.0, 5.5, 1.25, 1.0, 1.0, 1.25), "0.."),
)
_BLOCK = 14.5  # keys that the main block is wide
_WIDE = {"0": 2.0}
_KEYS: Mapping[str, tuple[str, str]] = {"white": ("#c6cad2", "#40444e"), "black": ("#55565f", "#f6f6f6")}
_DARK_KEYS = ("#26272c", "#f4f4f4")


@dataclass(frozen=True)
class _Deck:
    """A trapezium about x = 256: `width` at the hinge (y = `top`), growing to `_FLARE` times that at the front."""

    width: float
    top: float
    depth: float

    def half(self, v: float) -> float:
        """Half its width at v."""
        return self.width / 2 * (1 + (_FLARE - 1) * v)

    def at(self, u: float, v: float) -> Point:
        """The pixel at (u, v)."""
        return 256 + u * self.half(v), self.top + v * self.depth

    def quad(self, u0: float, u1: float, v0: float, v1: float) -> list[Point]:
        """The corners of a piece of the deck."""
        return [self.at(u0, v0), self.at(u1, v0), self.at(u1, v1), self.at(u0, v1)]


def deck(colour: str, width: float, top: float, depth: float, *, pad: bool, inches: float, scale: float) -> str:
    """The deck of a machine `width` pixels wide, its hinge at y = `top`; `scale` in pixels per inch."""
    flat = _Deck(width, top, depth)
    units = _BLOCK + (_GAP + _PAD if pad else 0)
    key = min(2 * _REACH / units, _PITCH * scale / flat.half(0))  # the width of a key, in u
    left = -units * key / 2
    middle = left + _BLOCK * key / 2  # of the main block
    return group(
        _body(flat, colour),
        _keyboard(flat, colour, left, key, pad=pad),
        _touch_pad(flat, colour, middle),
        _sticker(flat, middle, inches),
    )


def _body(flat: _Deck, colour: str) -> str:
    (x0, y), (x1, _) = flat.at(-1, 1), flat.at(1, 1)
    edge = f"M{x0:.2f} {y:.2f} L{x1:.2f} {y:.2f} Q{x1:.2f} {y + EDGE:.2f} {x1 - 14:.2f} {y + EDGE:.2f} " + (
        f"L{x0 + 14:.2f} {y + EDGE:.2f} Q{x0:.2f} {y + EDGE:.2f} {x0:.2f} {y:.2f} Z"
    )
    style: dict[str, str | float] = {"stroke": line(colour), "stroke_width": 1.6, "stroke_linejoin": "round"}
    return (
        path(edge, fill=dark(colour), **style)
        + polygon(flat.quad(-1, 1, 0, 1), fill=hexed(RGB[colour]), **style)
        + rect(256 - 0.11 * flat.width, y, 0.22 * flat.width, 4, rx=2, fill=line(colour))
    )


def _keyboard(flat: _Deck, colour: str, left: float, key: float, *, pad: bool) -> str:
    fill, ink = _KEYS.get(colour, _DARK_KEYS)
    start, end = _KEYBOARD
    unit = (end - start) / sum(row[0] for row in _ROWS)
    keys, prints, v = [], [], start
    for height, widths, printed in _ROWS:
        row = (v + 0.07 * unit, v + (height - 0.07) * unit)
        u = left
        for wide in widths:
            keys.append(polygon(flat.quad(u + 0.08 * key, u + (wide - 0.07) * key, *row)))
            u += wide * key
        for mark in printed if pad else "":
            if mark == printed[0]:
                u = max(u, left + (_BLOCK + _GAP) * key)
            wide = _WIDE.get(mark, 1.0)
            keys.append(polygon(flat.quad(u + 0.08 * key, u + (wide - 0.07) * key, *row)))
            x, y = flat.at(u + wide * key / 2, (row[0] + row[1]) / 2)
            prints.append(digits(mark, x, y - 3.2, 6.4, weight=1.1) if mark.isdigit() else "")
            u += wide * key
        v += height * unit
    return group(*keys, fill=fill) + group(*prints, stroke=ink)


def _touch_pad(flat: _Deck, colour: str, middle: float) -> str:
    corners = flat.quad(middle - 0.3, middle + 0.3, 0.67, 0.95)
    return polygon(corners, fill=dark(colour, 0.06), stroke=line(colour), stroke_width=1.4, stroke_linejoin="round")


def _sticker(flat: _Deck, middle: float, inches: float) -> str:
    """The diagonal in inches, on a white label to the right of the touch pad."""
    text = f"{inches:g}"
    x, y = flat.at((middle + 0.3 + 1) / 2, 0.81)
    half = 5.1 * len(text) + 7
    marks = [path(f"M{x + half - 8 + dx:.2f} {y - 6:.2f} v4", stroke="#23252b", stroke_width=1.6) for dx in (0, 3)]
    label = rect(x - half, y - 9, 2 * half, 18, rx=3, fill="#fdfdfd", stroke="#8a8d96", stroke_width=1)
    return label + digits(text, x - 4.5, y - 5.5, 11, stroke="#23252b") + group(*marks, fill="none")
