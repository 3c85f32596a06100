"""Which products to put forward: those that meet every wish, or else the nearest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from salessim_tasks.records import Constraint, Product
from salessim_tasks.schema import Number, Schema
from salessim_tasks.seller.desk import Desk
from salessim_tasks.seller.state import State

__all__ = ["Near", "nearest", "openings", "ranked", "varied", "worth"]

_WORDS = 0.4  # what the shopper's own words weigh beside thrift
_LIKENESS_COST = 0.5  # how much a product loses by being just like one already chosen
_CANDIDATES = 12  # so many of the best are looked at for variety


@dataclass(frozen=True, slots=True)
class Near:
    """A product that does not meet every wish, and the ones it misses."""

    product: Product
    missed: tuple[Constraint, ...]


def worth(desk: Desk, state: State) -> dict[str, float]:
    """How promising each product is beyond the stated wishes, by id, from 0 to 1.

    The most of it is how thrifty it is, as nobody wants the dearest of those that do; the rest is how well its
    prose answers the shopper's own words.
    """
    relevance = desk.index.relevance(state.query)
    most = max(relevance.values(), default=0.0) or 1.0
    return {id: _WORDS * score / most + (1 - _WORDS) * desk.thrift[id] for id, score in relevance.items()}


def ranked(desk: Desk, state: State) -> list[Product]:
    """The products that meet every wish, best match first."""
    value = worth(desk, state)
    return sorted(desk.index.matching(state.constraints), key=lambda product: -value[product.id])


def varied(
    desk: Desk, state: State, products: Sequence[Product], count: int, unlike: Sequence[Product]
) -> list[Product]:
    """Up to `count` of `products` (best first), not near-duplicates of one another nor of `unlike` if it can be had."""
    candidates = list(products[:_CANDIDATES])
    value = worth(desk, state)
    chosen: list[Product] = []
    while candidates and len(chosen) < count:
        others = [*chosen, *unlike]
        scores = []
        for product in candidates:
            likeness = max((_likeness(desk.schema, product, other) for other in others), default=0.0)
            scores.append(value[product.id] - _LIKENESS_COST * likeness)
        chosen.append(candidates.pop(max(range(len(scores)), key=lambda i: (scores[i], -i))))
    return chosen


def _likeness(schema: Schema, one: Product, other: Product) -> float:
    """How alike two products are in what every card states, from 0 to 1."""
    names = schema.headline
    return sum(one.attributes.get(name) == other.attributes.get(name) for name in names) / max(len(names), 1)


def nearest(desk: Desk, state: State, leave_out: Collection[str]) -> list[Near]:
    """The products that miss some wishes, nearest first; none that misses more than half of them, or one that the
    shopper insisted on.

    What the shopper came back to weighs more; with equal weight missed, the smaller shortfall is nearer.
    """
    insisted = {wish.constraint for wish in state.wishes if wish.insisted}
    firmness = {wish.constraint: wish.firmness for wish in state.wishes}
    value = worth(desk, state)
    constraints = state.constraints
    found = []
    for product, missed in zip(desk.index.products, desk.index.missed(constraints), strict=True):
        bearable = 2 * len(missed) <= max(len(constraints), 2) and insisted.isdisjoint(missed)
        if missed and bearable and product.id not in leave_out:
            weight = sum(firmness[constraint] for constraint in missed)
            short = round(sum(_shortfall(desk.schema, product, constraint) for constraint in missed), 6)
            found.append(((weight, short, -value[product.id]), Near(product, missed)))
    return [near for _, near in sorted(found, key=lambda pair: pair[0])]


def _shortfall(schema: Schema, product: Product, constraint: Constraint) -> float:
    attribute, actual = schema.attributes[constraint.attribute], product.attributes.get(constraint.attribute)
    if not isinstance(attribute, Number) or not isinstance(actual, float) or isinstance(constraint.value, tuple):
        return 1.0
    return min(abs(actual - constraint.value) / max(abs(constraint.value), 1e-9), 1.0)


def openings(desk: Desk, state: State) -> list[tuple[str, int]]:
    """The attributes on which giving way would leave something to show, with how many products that opens.

    The least firm wish comes first, then the one that opens most; what was insisted on is left out.
    """
    firmness: dict[str, int] = {}
    for wish in state.wishes:
        name = wish.constraint.attribute
        firmness[name] = max(firmness.get(name, 0), wish.firmness)
    insisted = {wish.constraint.attribute for wish in state.wishes if wish.insisted}
    found = []
    for name in [name for name in firmness if name not in insisted]:
        opened = desk.index.matching(c for c in state.constraints if c.attribute != name)
        if opened:
            found.append((name, len(opened)))
    return sorted(found, key=lambda pair: (firmness[pair[0]], -pair[1]))
