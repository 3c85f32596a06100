"""How promising the products of a store are, and how near they come to a wish or to one another.

Everything here depends on the store and a key alone, never on the rest of a conversation, so it is computed once
and kept in bounded caches that all conversations share. Products are told by their place in the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from operator import eq

from salessim_tasks.records import Constraint, Op
from salessim_tasks.schema import Number, Schema
from salessim_tasks.search import ProductIndex

__all__ = ["Ranking"]

_TOO_MUCH = 0.35  # a bound exceeded by a greater share of it is no compromise: $1,599 for at most $1,000
_TOO_LITTLE = 0.5  # of what comes in steps, such as memory or years of warranty, one step less is half
_WORDS = 0.4  # what the shopper's own words weigh beside thrift


class Ranking:
    """The order of a store's products.

    `worth(query)`: how promising each product is beyond the stated wishes, from 0 to 1. The most of it is how
    thrifty it is, as nobody wants the dearest of those that do; the rest is how well its prose answers the
    shopper's own words.
    `likeness(one, other)`: how alike two products are in what every card states, from 0 to 1.
    """

    def __init__(self, schema: Schema, index: ProductIndex) -> None:
        self._schema = schema
        self._index = index
        self._thrift = tuple(_thrift(schema, index).values())
        self._headlines = [tuple(map(product.attributes.get, schema.headline)) for product in index.products]
        self.worth = lru_cache(maxsize=256)(self._worth)
        self.likeness = lru_cache(maxsize=16384)(self._likeness)
        self._shortfalls = lru_cache(maxsize=1024)(self._computed_shortfalls)
        self._near = lru_cache(maxsize=1024)(self._computed_near)

    def shortfalls(self, constraint: Constraint) -> tuple[float, ...]:
        """By how much of its value each product misses `constraint`, at most 1; 1 for what is no figure."""
        return self._shortfalls(constraint.attribute, constraint.value)

    def within_reach(self, constraint: Constraint) -> int:
        """The mask of the products that meet `constraint` or miss it by little; a miss that is no figure is little."""
        if isinstance(constraint.value, (bool, tuple)):
            return self._index.everything
        return self._index.mask(constraint) | self._near(constraint.attribute, constraint.op, constraint.value)

    def _worth(self, query: tuple[str, ...]) -> tuple[float, ...]:
        scores = self._index.scores(query)
        most = max(scores, default=0.0) or 1.0
        pairs = zip(scores, self._thrift, strict=True)
        return tuple(_WORDS * score / most + (1 - _WORDS) * thrift for score, thrift in pairs)

    def _likeness(self, one: int, other: int) -> float:
        headline = self._headlines[one]
        shared: int = sum(map(eq, headline, self._headlines[other]))
        return shared / max(len(headline), 1)

    def _computed_near(self, name: str, op: Op, value: float) -> int:
        limit = _TOO_LITTLE if op in (">", ">=") else _TOO_MUCH
        shortfalls = self._shortfalls(name, value)
        return sum(1 << place for place, short in enumerate(shortfalls) if short <= limit)

    def _computed_shortfalls(self, name: str, value: float | bool | tuple[str, ...]) -> tuple[float, ...]:
        actual = [product.attributes.get(name) for product in self._index.products]
        if not isinstance(self._schema.attributes[name], Number) or isinstance(value, tuple):
            return (1.0,) * len(actual)
        size = max(abs(value), 1e-9)
        return tuple(min(abs(a - value) / size, 1.0) if isinstance(a, float) else 1.0 for a in actual)


def _thrift(schema: Schema, index: ProductIndex) -> Mapping[str, float]:
    """By product id, from 0 to 1, how little it has of what people want little of: the share of the other products
    that have more of the headline figures of which less is better, on average."""
    totals = {product.id: 0.0 for product in index.products}
    names = [name for name in schema.headline if getattr(schema.attributes[name], "better", "") == "less"]
    for name in names:
        figures = {p.id: value for p in index.products if isinstance(value := p.attributes.get(name), float)}
        for id, figure in figures.items():
            totals[id] += sum(other > figure for other in figures.values()) / max(len(figures) - 1, 1) / len(names)
    return totals
