"""New catalogues: lines of near-duplicates that are new and yet hang together as products of their trade do.

Contract: what goes with what is learnt from the packaged catalogue. A new line starts from one of its products, takes
some bundles of attributes from a neighbour of the same sort, and its members differ from one another in few things.
Product `n` depends on the seed and `n`, not on how many are made. No product is a packaged one under another name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from salessim_tasks.records import Product, Value
from salessim_tasks.schema import Choice, Flag, Number, Schema
from salessim_tasks.store import Store
from salessim_tasks.worlds.brands import Coiner
from salessim_tasks.worlds.draws import Decks, Draw
from salessim_tasks.worlds.labels import Article, Labeller
from salessim_tasks.worlds.pricing import Prices
from salessim_tasks.worlds.trade import Trade, holds

__all__ = ["Article", "articles"]

_NEIGHBOURS = 6  # products that a line may take values from
_MEMBERS = (2, 3, 3, 4, 4, 5)  # how many products a line has
_STEPS = 3  # products from which values that go together may come
_TRIES = 60  # variants that are thrown away before a line is given up


def articles(
    key: Sequence[Any], store: Store, schema: Schema, trade: Trade, coiner: Coiner, brands: Mapping[str, str]
) -> Iterator[Article]:
    """New articles without end, line by line. `schema`: of the new store; `brands`: its name of each packaged one.

    Raises:
        ValueError: no new line can be made; the names have run out.
    """
    maker = _Maker(key, store, schema, trade, brands)
    labeller = Labeller(schema, trade, coiner, Draw(*key, "labels"))
    number = 0
    while True:
        number += 1
        members = maker.line(number)
        if members:
            yield from labeller.label(members)


class _Maker:
    """Makes the attributes of line after line."""

    def __init__(
        self, key: Sequence[Any], store: Store, schema: Schema, trade: Trade, brands: Mapping[str, str]
    ) -> None:
        self._key = key
        self._schema = schema
        self._trade = trade
        self._brands = brands
        self._decks = Decks(*key, "products")
        self._models = store.products
        self._prices = Prices(schema, trade, store.products)
        self._known = {_print(p.attributes) for p in store.products}

    def line(self, number: int) -> list[dict[str, Value]]:
        """The attributes of the members of line `number`."""
        draw = Draw(*self._key, "line", number)
        model = self._decks.deal("models", self._models)
        level = 0.9 + 0.02 * draw.below(13)
        base = self._mutated(draw, model)
        members: list[dict[str, Value]] = []
        wanted = draw.pick(_MEMBERS)
        for _ in range(_TRIES):
            if len(members) == wanted:
                break
            member = self._settled({**(draw.pick(members) if members else base)})
            if members:
                member = self._settled(self._varied(draw, member))
            for name, free in self._trade.free.items():
                if holds(free.when, member) and (not members or draw.chance(free.share)):
                    member[name] = self._decks.deal(f"free {name}", free.values or self._values(name))
            member["price"] = self._prices.price(model.attributes, member, level)
            print_ = _print(member)
            if print_ not in self._known:
                self._known.add(print_)
                members.append(member)
        return members

    def _mutated(self, draw: Draw, model: Product) -> dict[str, Value]:
        """The attributes of `model` with one to three bundles of a neighbour and figures moved a little."""
        attributes = dict(model.attributes)
        attributes["brand"] = self._brands[str(attributes["brand"])]
        donors = self._neighbours(model)
        bundles = self._trade.bundles or tuple(
            (name,) for name in self._schema.attributes if name not in ("price", "brand", *self._trade.same)
        )
        for bundle in draw.shuffled(bundles)[: 1 + draw.below(3)]:
            donor = draw.pick(donors) if donors else model
            attributes |= {name: donor.attributes[name] for name in bundle}
        for name, step in self._trade.jitter.items():
            attribute, value = self._schema.attributes[name], attributes[name]
            if isinstance(attribute, Number) and isinstance(value, float):
                moved = round(value + step * (draw.below(5) - 2), 2)
                lowest = min(float(str(p.attributes[name])) for p in self._models)
                attributes[name] = min(max(moved, lowest), attribute.maximum)
        return attributes

    def _neighbours(self, model: Product) -> list[Product]:
        """The products most like `model` in everything but looks and price, among those of its sort."""
        same = [
            p
            for p in self._models
            if p is not model and all(p.attributes[name] == model.attributes[name] for name in self._trade.same)
        ]
        return sorted(same, key=lambda p: (self._distance(p, model), p.id))[:_NEIGHBOURS]

    def _distance(self, one: Product, other: Product) -> int:
        return sum(
            one.attributes[name] != other.attributes[name]
            for name, attribute in self._schema.attributes.items()
            if name not in ("price", "brand") and not attribute.visual
        )

    def _varied(self, draw: Draw, member: dict[str, Value]) -> dict[str, Value]:
        """`member` with one or two of the attributes that vary within a line moved to a neighbouring value."""
        names = list(self._trade.varies) or ["price"]
        weights = [self._trade.varies.get(name, 1) for name in names]
        for _ in range(1 + draw.below(2)):
            together = draw.weighted(names, weights).split("+")
            if len(together) > 1:
                member |= self._step(draw, together, member)
            elif near := self._near(together[0], member):
                member[together[0]] = draw.pick(near)
        return member

    def _step(self, draw: Draw, together: Sequence[str], member: Mapping[str, Value]) -> dict[str, Value]:
        """The attributes `together` as another product of the sort has them, one of those nearest in the first."""
        first, own = together[0], member[together[0]]
        others = [p for p in self._alike(member) if any(p.attributes[name] != member[name] for name in together)]
        if isinstance(own, float):
            others.sort(key=lambda p: (abs(float(str(p.attributes[first])) - own), p.id))
        others = others[:_STEPS]
        donor = draw.pick(others).attributes if others else member
        return {name: donor[name] for name in together}

    def _alike(self, member: Mapping[str, Value]) -> list[Product]:
        """The packaged products of the sort of `member`."""
        return [p for p in self._models if all(p.attributes[same] == member.get(same) for same in self._trade.same)]

    def _near(self, name: str, member: Mapping[str, Value]) -> list[Value]:
        """The values next to that of `member`, among those which products of its sort have."""
        attribute, value = self._schema.attributes[name], member[name]
        seen = [p.attributes[name] for p in self._alike(member)]
        if isinstance(attribute, Number) and isinstance(value, float):
            ladder = sorted({float(str(one)) for one in seen})
            return [*[one for one in ladder if one < value][-1:], *[one for one in ladder if one > value][:1]]
        others = [one for one in dict.fromkeys(seen) if one != value]
        if isinstance(attribute, Choice) and attribute.ordered:
            places = list(attribute.values)
            return [one for one in others if abs(places.index(str(one)) - places.index(str(value))) == 1]
        return others

    def _values(self, name: str) -> tuple[Value, ...]:
        attribute = self._schema.attributes[name]
        return (True, False) if isinstance(attribute, Flag) else tuple(getattr(attribute, "values", ()))

    def _settled(self, attributes: dict[str, Value]) -> dict[str, Value]:
        """`attributes` with the rules of the trade applied."""
        for rule in self._trade.rules:
            if holds(rule.when, attributes):
                for name, value in rule.then.items():
                    attributes[name] = tuple(value) if isinstance(value, list) else _typed(value)
        return attributes


def _typed(value: Any) -> Value:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _print(attributes: Mapping[str, Value]) -> tuple[Any, ...]:
    """What a product is, apart from its maker and price."""
    return tuple(sorted((name, value) for name, value in attributes.items() if name not in ("brand", "price")))
