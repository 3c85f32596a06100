"""Reads pictures of laptops: the finish, the proportion of the screen, and whether there is a number pad.

An open machine's screen is the large bright rectangle framed in black; what lies below it is keyboard and palm rest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from salessim_tasks.records import Value
from salessim_tasks.seeing.pixels import Floats, Image, Mask, colour_name, distance, foreground, runs

__all__ = ["look"]

_COLOURS = ("silver", "grey", "black", "white", "blue", "gold", "pink", "green", "red")
_PROPORTIONS = {"16:9": 16 / 9, "16:10": 16 / 10, "3:2": 3 / 2}
_FRAME = (12, 12, 15)  # the black about a screen
_FRAME_WIDTH = 4  # at least so many pixels of it
_SMALLEST = 120  # pixels that a screen is wide


@dataclass(frozen=True)
class _Screen:
    left: int
    right: int
    top: int
    bottom: int


def look(image: Image) -> dict[str, Value]:
    """The visual attributes that can be made out."""
    screen = _screen(image)
    if screen is None:
        return {}
    deck = _deck(image, screen)
    finish = _finish(deck)
    found: dict[str, Value | None] = {
        "colour": colour_name(finish, _COLOURS) if finish is not None else None,
        "proportion": _proportion(screen),
        "number_pad": _number_pad(deck, finish) if finish is not None else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _screen(image: Image) -> _Screen | None:
    """The rectangle in which most rows have a bright stretch between two black ones, at the same place."""
    frame = distance(image, _FRAME) < 6
    seen: dict[tuple[int, int], list[int]] = {}
    for row in range(len(image)):
        for start, end in _framed(frame[row]):
            seen.setdefault((start, end), []).append(row)
    if not seen:
        return None
    (left, right), rows = max(seen.items(), key=lambda item: len(item[1]))
    if len(rows) < _SMALLEST / 2:
        return None
    return _Screen(left, right, rows[0], rows[-1] + 1)


def _framed(frame: Mask) -> list[tuple[int, int]]:
    """The long stretches of a row between two pieces of a black frame."""
    black = runs(frame, _FRAME_WIDTH)
    return [(end, start) for (_, end), (start, _) in pairwise(black) if start - end >= _SMALLEST]


def _proportion(screen: _Screen) -> str | None:
    """The nearest proportion, if the screen's is not far off."""
    measured = (screen.right - screen.left) / (screen.bottom - screen.top)
    name = min(_PROPORTIONS, key=lambda name: abs(_PROPORTIONS[name] - measured))
    return name if abs(_PROPORTIONS[name] / measured - 1) < 0.025 else None


def _deck(image: Image, screen: _Screen) -> Image:
    """What lies below the screen and its frame, down to the front edge; from side to side of the screen."""
    below = image[screen.bottom + 18 :]
    rows = np.flatnonzero(foreground(image, 60)[screen.bottom + 18 :, screen.left : screen.right].any(axis=1))
    return below[: int(rows[-1]) + 1 if len(rows) else 0, screen.left : screen.right]


def _finish(deck: Image) -> Floats | None:
    """The commonest colour of the palm rest, which is the lower part of the deck."""
    height = len(deck)
    points = deck[round(0.68 * height) : round(0.9 * height)].reshape(-1, 3)
    if not len(points):
        return None
    values, counts = np.unique(points, axis=0, return_counts=True)
    share = counts.max() / len(points)
    return np.asarray(values[counts.argmax()], dtype=np.float64) if share > 0.25 else None


def _number_pad(deck: Image, finish: Floats) -> bool | None:
    """Whether a wide gap, right of the middle, parts the keys; as most rows through the keys have it."""
    wide = deck.shape[1]
    votes: Counter[bool] = Counter()
    for bare in distance(deck[: round(0.6 * len(deck))], finish) < 5:
        keys = runs(~bare, 3)
        if len(keys) < 9:
            continue
        gaps = [(start - end, end) for (_, end), (start, _) in pairwise(keys)]
        widest, place = max(gaps)
        usual = float(np.median([gap for gap, _ in gaps]))
        votes[widest > 2.2 * usual and widest > 0.02 * wide and place > 0.55 * wide] += 1
    return votes.most_common(1)[0][0] if votes else None
