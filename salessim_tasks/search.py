"""Search: BM25 over prose, and filters on attributes.

`TextIndex` ranks short texts by BM25 (the bm25s library). The scores of every word are computed once, when the
index is built, so that a query costs a few dictionary look-ups and no array work. `ProductIndex` adds the
filters. Both are immutable to their users and shared by all episodes; the same query always gives the same order,
ties going to what stands first in the data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from bm25s import BM25
from bm25s.stopwords import STOPWORDS_EN

from salessim_tasks.records import Constraint, Op, Product

__all__ = ["Key", "ProductIndex", "TextIndex", "key", "meets", "unknown", "words"]

Key = tuple[str, Op, float | bool | tuple[str, ...]]
"""A constraint as a plain tuple, which compares and hashes much faster than the record."""

_WORD = re.compile(r"[a-z0-9]+")
_STOPWORDS = frozenset(STOPWORDS_EN)
_MAX_WORD = 40  # longer runs are noise, not words


def words(text: str) -> tuple[str, ...]:
    """The content words of `text`: lower-cased, without stop words and plural endings, in order."""
    found = _WORD.findall(text.lower().replace("'", ""))
    return tuple(_singular(word) for word in found if word not in _STOPWORDS and len(word) <= _MAX_WORD)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def key(constraint: Constraint) -> Key:
    """What tells `constraint` from others: attribute, operator and value."""
    return constraint.attribute, constraint.op, constraint.value


def meets(product: Product, constraint: Constraint) -> bool:
    """Whether the record shows that `product` meets `constraint`; an attribute it lacks shows nothing."""
    return constraint.attribute in product.attributes and constraint.holds(product)


def unknown(product: Product, constraint: Constraint) -> bool:
    """Whether a record with gaps leaves open if `product` meets `constraint`: it lacks the attribute, or it is a set,
    which holds what was mentioned, and what is wished for was not."""
    actual = product.attributes.get(constraint.attribute)
    unmentioned = isinstance(actual, tuple) and constraint.op == "in" and not constraint.holds(product)
    return actual is None or unmentioned


class TextIndex:
    """BM25 over a fixed list of texts.

    Raises:
        ValueError: there is no text, or none has a content word.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        corpus = [words(text) for text in texts]
        if not any(corpus):
            raise ValueError("a text index needs at least one text with a content word, such as a description")
        model = BM25()
        model.index([list(text) for text in corpus], show_progress=False)
        self._size = len(corpus)
        self._scores: dict[str, tuple[tuple[int, float], ...]] = {}
        for word in sorted({word for text in corpus for word in text}):
            column = model.get_scores([word])
            self._scores[word] = tuple((i, round(float(s), 4)) for i, s in enumerate(column) if s > 0)

    def __contains__(self, word: object) -> bool:
        return word in self._scores

    def scores(self, query: Iterable[str]) -> list[float]:
        """One BM25 score per text for the words of `query` (as `words` gives them); unknown words count nothing."""
        totals = [0.0] * self._size
        for word in query:
            for i, score in self._scores.get(word, ()):
                totals[i] += score
        return totals

    def best(self, query: Iterable[str], among: Iterable[int] | None = None) -> int | None:
        """The place of the best text (among the places in `among`), or None if no word of `query` occurs."""
        totals = self.scores(query)
        places = range(self._size) if among is None else among
        found = min(places, key=lambda i: (-totals[i], i), default=None)
        return found if found is not None and totals[found] > 0 else None


class ProductIndex:
    """The products of a store, found by constraints and ranked by `texts`, one a product, by default their prose.

    A set of products is a bit mask inside: bit i stands for `products[i]`. `partial`: a record may lack attributes,
    and what it does not say meets every constraint as far as anyone knows; `doubts` tells how often that was so.
    """

    def __init__(
        self, products: Sequence[Product], texts: Sequence[str] | None = None, *, partial: bool = False
    ) -> None:
        self.products = tuple(products)
        self.partial = partial
        self.by_id = {product.id: product for product in self.products}
        self.places = {product.id: place for place, product in enumerate(self.products)}
        self.sets = frozenset(a for p in products for a, value in p.attributes.items() if isinstance(value, tuple))
        self.everything = (1 << len(self.products)) - 1
        self._text = TextIndex(texts or [f"{product.name}. {product.description}" for product in self.products])
        self._mask = lru_cache(maxsize=8192)(self._computed_mask)  # episodes ask for the same constraints
        self.members = lru_cache(maxsize=1024)(self._members)
        self._open = lru_cache(maxsize=4096)(self._computed_open)
        self._doubts = lru_cache(maxsize=1024)(self._computed_doubts)
        self._certain = (0,) * len(self.products)

    def mask(self, constraint: Constraint) -> int:
        """The products that meet `constraint`, as far as is known."""
        return self._mask(constraint.attribute, constraint.op, constraint.value)

    def met(self, constraint: Constraint) -> int:
        """The products that are known to meet `constraint`."""
        mask = self.mask(constraint)
        return mask & ~self._open(*key(constraint)) if self.partial else mask

    def doubts(self, constraints: Sequence[Constraint]) -> tuple[int, ...]:
        """For each product, on how many attributes its record leaves open whether it meets `constraints`."""
        return self._doubts(tuple(map(key, constraints))) if self.partial else self._certain

    def left_open(self, product: Product, constraints: Iterable[Constraint]) -> list[Constraint]:
        """Those of `constraints` of which the record of `product` does not tell whether it meets them."""
        return [constraint for constraint in constraints if self.partial and unknown(product, constraint)]

    def _computed_mask(self, attribute: str, op: Op, value: float | bool | tuple[str, ...]) -> int:
        constraint = Constraint(attribute=attribute, op=op, value=value)
        known = sum(1 << place for place, product in enumerate(self.products) if meets(product, constraint))
        return known | self._open(attribute, op, value) if self.partial else known

    def _computed_open(self, attribute: str, op: Op, value: float | bool | tuple[str, ...]) -> int:
        constraint = Constraint(attribute=attribute, op=op, value=value)
        return sum(1 << place for place, product in enumerate(self.products) if unknown(product, constraint))

    def _computed_doubts(self, keys: tuple[Key, ...]) -> tuple[int, ...]:
        masks: dict[str, int] = {}
        for attribute, op, value in keys:
            masks[attribute] = masks.get(attribute, 0) | self._open(attribute, op, value)
        return tuple(sum(mask >> place & 1 for mask in masks.values()) for place in range(len(self.products)))

    def _members(self, mask: int) -> tuple[int, ...]:
        """The places of the products in `mask`, in the order of the catalogue."""
        return tuple(place for place in range(len(self.products)) if mask >> place & 1)

    def common(self, constraints: Iterable[Constraint]) -> int:
        """The mask of the products that meet every constraint, as far as is known."""
        mask = self.everything
        for constraint in constraints:
            mask &= self.mask(constraint)
        return mask

    def matching(self, constraints: Iterable[Constraint]) -> tuple[Product, ...]:
        """The products that meet every constraint, in the order of the catalogue."""
        return tuple(self.products[place] for place in self.members(self.common(constraints)))

    def missing(self, constraints: Sequence[Constraint], most: int) -> list[tuple[int, tuple[int, ...]]]:
        """The products that miss at most `most` of `constraints`, grouped by what they miss.

        Returns:
            Masks that have no product in common, each with the places in `constraints` of those that all of its
            products miss; the group that misses nothing is among them if there is one.
        """
        groups: list[tuple[int, tuple[int, ...]]] = [(self.everything, ())]
        for place, constraint in enumerate(constraints):
            mask = self.mask(constraint)
            failed = [(group & ~mask, (*missed, place)) for group, missed in groups if len(missed) < most]
            kept = [(group & mask, missed) for group, missed in groups]
            groups = [(group, missed) for group, missed in (*kept, *failed) if group]
        return groups

    def scores(self, query: Iterable[str]) -> list[float]:
        """One BM25 score per product for the words of `query`."""
        return self._text.scores(query)

    def knows(self, word: str) -> bool:
        """Whether `word` (as `words` gives it) occurs in a name or description."""
        return word in self._text
