"""Which products to put forward: those that meet every wish, or else the nearest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from salessim_tasks.records import Constraint, Product
from salessim_tasks.seller.desk import Desk
from salessim_tasks.seller.state import State

__all__ = ["Near", "nearest", "openings", "ranked", "varied"]

_LIKENESS_COST = 0.5  # how much a product loses by being just like one already chosen
_DOUBT_COST = 2.0  # more than any product can make up for
_MISSED = 2  # wishes that a near miss may miss
_CANDIDATES = 12  # so many of the best are looked at for variety


@dataclass(frozen=True, slots=True)
class Near:
    """A product that does not meet every wish, and the ones it misses."""

    product: Product
    missed: tuple[Constraint, ...]


def ranked(desk: Desk, state: State) -> list[Product]:
    """The products that meet every wish, best match first; those whose records do not say whether come after."""
    places = desk.index.members(desk.index.common(state.constraints))
    if not places:
        return []
    worth, doubts = desk.ranking.worth(state.query), desk.index.doubts(state.constraints)

    def order(place: int) -> float:
        return _DOUBT_COST * doubts[place] - worth[place]

    return [desk.index.products[place] for place in sorted(places, key=order)]


def varied(
    desk: Desk, state: State, products: Sequence[Product], count: int, unlike: Sequence[Product]
) -> list[Product]:
    """Up to `count` of `products` (best first), not near-duplicates of one another nor of `unlike` if it can be had."""
    worth, likeness, places = desk.ranking.worth(state.query), desk.ranking.likeness, desk.index.places
    doubts = desk.index.doubts(state.constraints)
    candidates = [places[product.id] for product in products[:_CANDIDATES]]
    others = [places[product.id] for product in unlike]
    alike = {place: max((likeness(place, other) for other in others), default=0.0) for place in candidates}
    chosen: list[Product] = []
    while candidates and len(chosen) < count:
        best = max(
            candidates, key=lambda place: worth[place] - _LIKENESS_COST * alike[place] - _DOUBT_COST * doubts[place]
        )
        candidates.remove(best)
        chosen.append(desk.index.products[best])
        for place in candidates:
            alike[place] = max(alike[place], likeness(place, best))
    return chosen


def nearest(desk: Desk, state: State, leave_out: Iterable[str]) -> Iterator[Near]:
    """The products that miss some wishes, nearest first; none that misses more than two or half of them, or one
    that the shopper insisted on, or a figure by far.

    What the shopper came back to weighs more; with equal weight missed, the smaller shortfall is nearer.
    """
    index, constraints = desk.index, state.constraints
    allowed = index.common(wish.constraint for wish in state.wishes if wish.insisted)
    for constraint in constraints:
        allowed &= desk.ranking.within_reach(constraint)
    for product in desk.products(leave_out):
        allowed &= ~(1 << index.places[product.id])
    by_weight: dict[int, list[tuple[int, tuple[int, ...]]]] = {}
    for group, missed in index.missing(constraints, most=min(max(len(constraints), 2) // 2, _MISSED)):
        if missed and group & allowed:
            weight = sum(state.wishes[i].firmness for i in missed)
            by_weight.setdefault(weight, []).append((group & allowed, missed))
    for weight in sorted(by_weight):
        yield from _by_shortfall(desk, state, by_weight[weight])


def _by_shortfall(desk: Desk, state: State, groups: Iterable[tuple[int, tuple[int, ...]]]) -> Iterator[Near]:
    worth, doubts = desk.ranking.worth(state.query), desk.index.doubts(state.constraints)
    found = []
    for group, missed in groups:
        named = tuple(state.wishes[i].constraint for i in missed)
        shortfalls = [desk.ranking.shortfalls(constraint) for constraint in named]
        for place in desk.index.members(group):
            short = round(sum(shortfall[place] for shortfall in shortfalls), 6)
            found.append((doubts[place], short, -worth[place], place, named))
    for *_, place, named in sorted(found, key=lambda entry: entry[:4]):
        yield Near(desk.index.products[place], named)


def openings(desk: Desk, state: State) -> list[tuple[str, int, int]]:
    """The attributes on which giving way would leave something to show, with how many products that opens, and how
    many of them are known to have all the rest.

    The least firm wish comes first, then the one that opens most; what was insisted on is left out.
    """
    firmness: dict[str, int] = {}
    for wish in state.wishes:
        name = wish.constraint.attribute
        firmness[name] = max(firmness.get(name, 0), wish.firmness)
    insisted = {wish.constraint.attribute for wish in state.wishes if wish.insisted}
    found = []
    for name in [name for name in firmness if name not in insisted]:
        others = [c for c in state.constraints if c.attribute != name]
        opened = desk.index.common(others)
        if opened:
            sure = opened
            for constraint in others:
                sure &= desk.index.met(constraint)
            found.append((name, opened.bit_count(), sure.bit_count()))
    return sorted(found, key=lambda opening: (firmness[opening[0]], -opening[2], -opening[1]))
