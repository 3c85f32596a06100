"""Connected pieces of a mask, and how long, how large and how round each of them is.

Contract: pieces hang together over sides of pixels, not over corners; only those of at least a least area are told of.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessim_tasks.seeing.pixels import Mask, runs

__all__ = ["Piece", "pieces"]


@dataclass(frozen=True)
class Piece:
    """A piece of a mask. `length` and `width` are those of the ellipse with the same moments, in pixels."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    length: float
    width: float

    @property
    def area(self) -> int:
        """In pixels."""
        return len(self.rows)

    @property
    def roundness(self) -> float:
        """How well the piece fills its ellipse: 1 for an ellipse, less the more it is lobed or bent."""
        return self.area / (np.pi / 4 * self.length * self.width)

    def mask(self) -> Mask:
        """The piece alone, with a margin of one pixel."""
        top, left = int(self.rows.min()) - 1, int(self.columns.min()) - 1
        mask = np.zeros((int(self.rows.max()) - top + 2, int(self.columns.max()) - left + 2), dtype=bool)
        mask[self.rows - top, self.columns - left] = True
        return mask


def pieces(mask: Mask, least: int) -> list[Piece]:
    """The connected pieces of at least `least` pixels, the largest first."""
    stretches: list[tuple[int, int, int]] = []
    parent: list[int] = []

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = index = parent[parent[index]]
        return index

    above: list[int] = []
    for row in range(mask.shape[0]):
        here = []
        for start, end in runs(mask[row]):
            index = len(parent)
            stretches.append((row, start, end))
            parent.append(index)
            for other in above:
                if stretches[other][1] < end and start < stretches[other][2]:
                    parent[root(other)] = root(index)
            here.append(index)
        above = here
    found: dict[int, list[tuple[int, int, int]]] = {}
    for index, stretch in enumerate(stretches):
        found.setdefault(root(index), []).append(stretch)
    large = [group for group in found.values() if sum(end - start for _, start, end in group) >= least]
    return sorted((_piece(group) for group in large), key=lambda piece: -piece.area)


def _piece(stretches: list[tuple[int, int, int]]) -> Piece:
    rows = np.concatenate([np.full(end - start, row) for row, start, end in stretches]).astype(np.int64)
    columns = np.concatenate([np.arange(start, end) for _, start, end in stretches]).astype(np.int64)
    spread = np.cov(np.stack([rows, columns]).astype(np.float64)) + np.eye(2) / 12
    low, high = np.linalg.eigvalsh(spread).tolist()
    return Piece(rows, columns, 4 * high**0.5, 4 * low**0.5)
