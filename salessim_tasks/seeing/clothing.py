"""Looks at a garment on a shop dummy: what is cloth and what is dummy, and cloth's colour and pattern.

The dummy always stands in the middle, in one of a few sizes. Places on it are given in units of its body: x = 0 in the
middle and y downwards, with the neck ending at about 60, the waist at 188, the hips at 246, the knees at 362.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from salessim_tasks.seeing.pixels import SIZE, Floats, Image, Mask, colour_name, distance, foreground, lab

__all__ = ["Worn", "colour_of", "pattern_of", "seam_share"]

_DUMMY = ((194, 198, 212), (176, 181, 197), (154, 159, 176))  # its skin, the cut of its neck, its outline
_SEAM_SHADE, _SEAM_LIGHT = 0.58, 0.38  # a seam is darker than its cloth; on dark cloth lighter, to be seen


@dataclass(frozen=True)
class Worn:
    """A picture of a worn garment. `scale`: pixels per unit of the body, `top`: the row of y = 0."""

    image: Image
    scale: float
    top: float

    @cached_property
    def _lab(self) -> Floats:
        return lab(self.image)

    def near(self, colour: tuple[int, int, int], within: float) -> Mask:
        """Where the picture is of about this colour; `within` as `distance` measures."""
        difference = self._lab - lab(np.array(colour, dtype=np.float64))
        return np.asarray((difference**2).sum(axis=-1) <= within**2)

    @cached_property
    def thing(self) -> Mask:
        """Dummy and cloth."""
        return foreground(self.image, 10)

    @cached_property
    def cloth(self) -> Mask:
        """Cloth alone; the dummy's thin outlines are left out."""
        mask = self.thing
        for colour in _DUMMY:
            mask = mask & ~self.near(colour, 7)
        return _grown(_shrunk(mask))

    def rows(self, y0: float, y1: float) -> slice:
        """The rows of pixels from y0 to y1."""
        return slice(*(min(max(round(self.top + self.scale * y), 0), SIZE) for y in (y0, y1)))

    def columns(self, x0: float, x1: float) -> slice:
        """The columns of pixels from x0 to x1."""
        return slice(*(min(max(round(SIZE / 2 + self.scale * x), 0), SIZE) for x in (x0, x1)))

    def window(self, x0: float, x1: float, y0: float, y1: float) -> Image:
        """A piece of the picture."""
        return self.image[self.rows(y0, y1), self.columns(x0, x1)]

    def covered(self, x0: float, x1: float, y0: float, y1: float) -> float:
        """The share of a piece of the picture that is cloth; 0 of an empty piece."""
        piece = self.cloth[self.rows(y0, y1), self.columns(x0, x1)]
        return float(piece.mean()) if piece.size else 0.0

    def extent(self, x: float = 0.0) -> tuple[float, float] | None:
        """From where to where (y) there is cloth around this x; None where there is none."""
        band = self.cloth[:, self.columns(x - 1.5, x + 1.5)].any(axis=1)
        rows = np.flatnonzero(band)
        if not len(rows):
            return None
        return (float(rows[0]) - self.top) / self.scale, (float(rows[-1]) - self.top) / self.scale

    def opening(self, y: float) -> float:
        """How far to either side of the middle there is no cloth, at this height."""
        row = self.cloth[self.rows(y, y + 1).start]
        columns = np.flatnonzero(row)
        return float(np.abs(columns - SIZE / 2).min()) / self.scale if len(columns) else float("inf")

    def sleeve(self, top: float, wrist: float) -> float:
        """The share of the arm that cloth covers, from the shoulder at y = `top` to the wrist: of the rows, those in
        which the outer side of the arm is not bare."""
        covered = []
        near, far = round(3 * self.scale), round(8 * self.scale)
        bare = self.near(_DUMMY[0], 5)
        for row in range(self.rows(top, wrist).start, self.rows(top, wrist).stop):
            columns = np.flatnonzero(self.thing[row])
            if len(columns):
                left, right = int(columns[0]), int(columns[-1]) + 1
                sides = (bare[row, left + near : left + far], bare[row, right - far : right - near])
                covered.append(float(np.concatenate(sides).mean()) < 0.5)
        return float(np.mean(covered)) if covered else 0.0


def _shrunk(mask: Mask) -> Mask:
    inner = mask.copy()
    inner[1:-1, 1:-1] = mask[1:-1, 1:-1] & mask[:-2, 1:-1] & mask[2:, 1:-1] & mask[1:-1, :-2] & mask[1:-1, 2:]
    return inner


def _grown(mask: Mask) -> Mask:
    outer = mask.copy()
    outer[1:-1, 1:-1] = mask[1:-1, 1:-1] | mask[:-2, 1:-1] | mask[2:, 1:-1] | mask[1:-1, :-2] | mask[1:-1, 2:]
    return outer


def _commonest(pixels: Image) -> Floats:
    """The RGB value about which most pixels lie."""
    points = pixels.reshape(-1, 3)
    cells = points.astype(np.int64) // 12
    keys = cells[:, 0] * 10_000 + cells[:, 1] * 100 + cells[:, 2]
    values, counts = np.unique(keys, return_counts=True)
    return np.asarray(points[keys == values[counts.argmax()]].mean(axis=0), dtype=np.float64)


def colour_of(pieces: Iterable[Image], among: Iterable[str]) -> str | None:
    """The colour of the cloth below its pattern: the one that covers most."""
    pixels = np.concatenate([piece.reshape(-1, 3) for piece in pieces])
    return colour_name(_commonest(pixels), among) if len(pixels) else None


def pattern_of(pieces: Iterable[Image]) -> str | None:
    """ "plain", "striped", "checked", "spots" (of one colour) or "motifs" (of several); None if the pieces disagree."""
    seen = {_pattern(piece) for piece in pieces if min(piece.shape[:2]) >= 12}
    return seen.pop() if len(seen) == 1 else None


def _pattern(piece: Image) -> str:
    base = _commonest(piece)
    marks = distance(piece, base) > 14
    if marks.mean() < 0.08:
        return "plain"
    columns, rows = (float((marks.mean(axis=axis) > 0.85).mean()) for axis in (0, 1))  # those marked throughout
    if min(columns, rows) > 0.06:
        return "checked"
    if max(columns, rows) > 0.12:
        return "striped"
    return "motifs" if _off_line(piece[marks], base) > 0.12 else "spots"


def _off_line(marks: Image, base: Floats) -> float:
    """The share of marks whose colour is no mixture of the cloth's and the commonest mark's."""
    ink = _commonest(marks)
    points, along = marks.astype(np.float64) - base, ink - base
    share = np.clip(points @ along / max(float(along @ along), 1e-9), 0, 1)
    away = np.abs(points - share[:, None] * along).max(axis=1)
    return float((away > 30).mean())


def seam_share(worn: Worn, piece: Image, x0: float, x1: float, y0: float, y1: float) -> float:
    """How much of the way from y0 to y1 an upright seam runs somewhere between x0 and x1, on both sides of the middle;
    `piece` is a piece of the same cloth."""
    base = _commonest(piece)
    dark = float(base @ np.array([0.3, 0.59, 0.11])) < 70
    seam = base + (255 - base) * _SEAM_LIGHT if dark else base * _SEAM_SHADE
    sides = [worn.window(x0, x1, y0, y1), worn.window(-x1, -x0, y0, y1)]
    return min(float((distance(side, seam) < 12).mean(axis=0).max()) for side in sides)
