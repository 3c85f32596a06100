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

from salessim_tasks.records import Constraint, Product

__all__ = ["ProductIndex", "TextIndex", "meets", "words"]

_WORD = re.compile(r"[a-z0-9]+")
_STOPWORDS = frozenset(STOPWORDS_EN)
_MAX_WORD = 40  # longer runs are noise, not words


def words(text: str) -> tuple[str, ...]:
    """The content words of `text`: lower-cased, without stop words and plural endings, in order."""
    found = _WORD.findall(text.lower().replace("'", ""))
    return tuple(_singular(word) for word in found if word not in _STOPWORDS and len(word) <= _MAX_WORD)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def meets(product: Product, constraint: Constraint) -> bool:
    """Whether the record shows that `product` meets `constraint`; an attribute it lacks shows nothing."""
    return constraint.attribute in product.attributes and constraint.holds(product)


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
    """The products of a store, found by constraints and ranked by their prose."""

    def __init__(self, products: Sequence[Product]) -> None:
        self.products = tuple(products)
        self.by_id = {product.id: product for product in self.products}
        self.sets = frozenset(a for p in products for a, value in p.attributes.items() if isinstance(value, tuple))
        self._text = TextIndex([f"{product.name}. {product.description}" for product in self.products])
        self.mask = lru_cache(maxsize=8192)(self._mask)  # per index: episodes ask for the same constraints

    def _mask(self, constraint: Constraint) -> int:
        return sum(1 << i for i, product in enumerate(self.products) if meets(product, constraint))

    def matching(self, constraints: Iterable[Constraint]) -> tuple[Product, ...]:
        """The products that meet every constraint, in the order of the catalogue."""
        mask = (1 << len(self.products)) - 1
        for constraint in constraints:
            mask &= self.mask(constraint)
        return tuple(product for i, product in enumerate(self.products) if mask >> i & 1)

    def missed(self, constraints: Sequence[Constraint]) -> list[tuple[Constraint, ...]]:
        """For each product of the catalogue, the constraints that it does not meet."""
        masks = [(constraint, self.mask(constraint)) for constraint in constraints]
        return [tuple(c for c, mask in masks if not mask >> i & 1) for i in range(len(self.products))]

    def relevance(self, query: Iterable[str]) -> dict[str, float]:
        """BM25 score by product id for the words of `query`."""
        return dict(zip((product.id for product in self.products), self._text.scores(query), strict=True))

    def knows(self, word: str) -> bool:
        """Whether `word` (as `words` gives it) occurs in a name or description."""
        return word in self._text
