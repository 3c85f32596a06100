"""Chance that is the same everywhere: draws that depend on a key alone, on any machine and Python.

Contract: a `Draw` is seeded by sha256 of its key (JSON values), and uses nothing of `random.Random` but `random()`,
the one method whose sequence Python guarantees. `Decks` deal the items of a pool in an order of their own, each once
before any comes again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, TypeVar

from harness_ext.seeding import digest

__all__ = ["Decks", "Draw"]

_T = TypeVar("_T")


class Draw:
    """A stream of draws that depends on `key` alone."""

    def __init__(self, *key: Any) -> None:
        self._random = Random(int(digest(list(key)), 16))

    def below(self, count: int) -> int:
        """A whole number from 0 to `count` - 1."""
        return int(self._random.random() * count)

    def chance(self, share: float) -> bool:
        """True in `share` of the draws."""
        return self._random.random() < share

    def pick(self, items: Sequence[_T]) -> _T:
        """One of `items`. Raises IndexError if there is none."""
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[_T], weights: Sequence[int]) -> _T:
        """One of `items`, as often as its weight says."""
        at = self.below(sum(weights))
        for item, weight in zip(items, weights, strict=True):
            if at < weight:
                return item
            at -= weight
        raise ValueError("weights must sum to more than zero")

    def shuffled(self, items: Sequence[_T]) -> list[_T]:
        """All `items` in some order."""
        left = list(items)
        for at in range(len(left) - 1, 0, -1):
            other = self.below(at + 1)
            left[at], left[other] = left[other], left[at]
        return left


class Decks:
    """Pools that are dealt without repetition: an item that was dealt goes to the bottom of its deck."""

    def __init__(self, *key: Any) -> None:
        self._key = key
        self._decks: dict[str, list[Any]] = {}

    def deal(self, name: str, items: Sequence[_T], fits: Callable[[_T], bool] = lambda item: True) -> _T:
        """The next item of the deck `name` that fits; `items` is what the deck consists of, the same at every call.

        Raises:
            ValueError: none of `items` fits.
        """
        if name not in self._decks:
            self._decks[name] = Draw(*self._key, "deck", name).shuffled(items)
        deck: list[_T] = self._decks[name]
        for at, item in enumerate(deck):
            if fits(item):
                deck.append(deck.pop(at))
                return item
        raise ValueError(f"no item of {name!r} fits")
