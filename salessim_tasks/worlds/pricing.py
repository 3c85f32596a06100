"""What a new product costs: what its model costs, times what the differences are worth.

Only sums and products of floats are used, which are the same on every machine; better never costs less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from salessim_tasks.records import Product, Value
from salessim_tasks.schema import Choice, Schema
from salessim_tasks.worlds.trade import Trade

__all__ = ["Prices"]


class Prices:
    """The prices of a trade, learnt from its packaged catalogue."""

    def __init__(self, schema: Schema, trade: Trade, products: Sequence[Product]) -> None:
        self._schema = schema
        self._worth = trade.worth
        self._ladders = {
            name: sorted({float(value) for p in products if isinstance(value := p.attributes[name], float)})
            for name in trade.worth
        }
        price = schema.attributes["price"]
        self._least, self._most = getattr(price, "minimum", 0.0), getattr(price, "maximum", float("inf"))
        whole = [p.attributes["price"] for p in products]
        self._nines = 2 * sum(value % 10 == 9 for value in whole if isinstance(value, float)) > len(whole)

    def price(self, model: Mapping[str, Value], attributes: Mapping[str, Value], level: float) -> float:
        """The price of a product with `attributes` that was made after one with those of `model`.

        `level`: how dear its line is (1.0: as dear as the model).
        """
        price = float(str(model["price"])) * level
        for name, worth in self._worth.items():
            price *= self._factor(name, worth, model[name], attributes[name])
        return self._shown(min(max(price, self._least), self._most))

    def _factor(self, name: str, worth: float | Mapping[str, float], old: Value, new: Value) -> float:
        if old == new:
            return 1.0
        if isinstance(worth, Mapping):
            return (1 + _of(worth, new)) / (1 + _of(worth, old))
        attribute = self._schema.attributes[name]
        if isinstance(old, bool):
            return (1 + worth) if new else 1 / (1 + worth)
        if isinstance(attribute, Choice):
            places = list(attribute.values)
            steps = places.index(str(new)) - places.index(str(old))
        elif isinstance(old, float) and isinstance(new, float):
            steps = self._steps(name, old, new)
        else:
            steps = len(new) - len(old) if isinstance(new, tuple) and isinstance(old, tuple) else 0
        factor = 1.0
        for _ in range(abs(steps)):
            factor *= 1 + worth
        return factor if steps >= 0 else 1 / factor

    def _steps(self, name: str, old: float, new: float) -> int:
        """How many rungs of the ladder of known figures lie between `old` and `new`."""
        rungs = sum(min(old, new) < rung <= max(old, new) for rung in self._ladders[name])
        return rungs if new > old else -rungs

    def _shown(self, price: float) -> float:
        """A price as a shop writes it."""
        if self._nines:
            step = 10 if price < 1000 else 50
            shown = int((price + 1) / step + 0.5) * step - 1
        elif price < 30:
            shown = int(price + 0.5)
        else:
            fives = int(price / 5 + 0.5) * 5
            shown = fives if fives % 2 == 0 or price < 60 else fives - 1 if fives % 10 == 5 and price > 100 else fives
        return float(min(max(shown, self._least), self._most))


def _of(worth: Mapping[str, float], value: Any) -> float:
    if isinstance(value, tuple):
        return sum(worth.get(str(one), 0.0) for one in value)
    return worth.get(str(value), 0.0)
