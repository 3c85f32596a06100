"""Figures as people name them: round ones, in several units, as bounds, ranges and abouts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from salessim_tasks.records import Constraint, Op, Product
from salessim_tasks.schema import Number
from salessim_tasks.worlds.draws import Draw
from salessim_tasks.worlds.trade import Unit, Wish

__all__ = ["Figure", "budgets", "figures_of", "in_words"]

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDED = 20  # figures up to here may be spelled out
_SAYINGS = {
    ">=": ("at least {v}", "{v} or more", "no less than {v}", "a minimum of {v}", "at least {v}", "{v} at the least"),
    "<=": ("at most {v}", "no more than {v}", "{v} at most", "up to {v}", "{v} or less", "a maximum of {v}"),
    "<": ("less than {v}", "under {v}", "below {v}"),
    ">": ("more than {v}", "over {v}", "above {v}"),
    "about": ("about {v}", "around {v}", "roughly {v}"),
    "range": ("between {v} and {w}", "{v} to {w}"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity: what it states, its operator (an `Op`, "about" or "range"), and the texts of its figures."""

    op: str
    constraints: tuple[Constraint, ...]
    texts: tuple[str, ...]
    bare: bool = False  # the figure alone means the same

    def say(self, draw: Draw) -> str:
        """The quantity in words."""
        if self.bare and draw.chance(0.2):
            return self.texts[0]
        saying = draw.pick(_SAYINGS[self.op])
        return saying.replace("{v}", self.texts[0]).replace("{w}", self.texts[-1])


def figures_of(name: str, number: Number, wish: Wish, products: Sequence[Product]) -> Iterator[Figure]:
    """The quantities of an attribute that people may name."""
    there = sorted({float(str(product.attributes[name])) for product in products})
    own = tuple(Unit(say=say, figures=wish.figures or tuple(there)) for say in wish.units)
    ops = wish.ops or {"<=": 1, "<": 1} if number.better == "less" else wish.ops or {">=": 1}
    for unit in (*own, *wish.more):
        for at, figure in enumerate(unit.figures):
            for op in ops:
                if op != "range":
                    stated = _stated(name, number, op, figure * unit.factor)
                    yield Figure(
                        op, stated, (_text(unit.say, figure),), bare=op == number.bare and op in (">=", "about")
                    )
                elif at + 2 < len(unit.figures):
                    ends = figure, unit.figures[at + 2]
                    bounds: tuple[tuple[Op, float], ...] = ((">=", ends[0]), ("<=", ends[1]))
                    stated = tuple(_bound(name, op_, end * unit.factor) for op_, end in bounds)
                    bare_first = (
                        _text(unit.say, ends[0]) if "{v}" in unit.say and unit.say[0] == "$" else f"{ends[0]:g}"
                    )
                    yield Figure(op, stated, (bare_first, _text(unit.say, ends[1])))


def budgets(name: str, products: Sequence[Product]) -> Iterator[Figure]:
    """Sums that people set themselves, as upper limits; the texts are digits and, where people say so, words."""
    prices = sorted(float(str(product.attributes[name])) for product in products)
    sums = {_round(price) for price in prices[:-1]} | {_round(price * 1.15) for price in prices[:-1]}
    for sum_ in sorted(sums):
        texts: tuple[str, ...] = (f"${sum_:,}", f"{sum_} dollars", f"{sum_} bucks")
        if sum_ % 100 == 0 and sum_ < 2000:
            texts += (f"{in_words(sum_ // 100)} hundred dollars",) if sum_ != 1000 else ("a thousand dollars",)
        elif sum_ < 100:
            texts += (f"{in_words(sum_)} dollars",)
        for op in ("<=", "<"):
            yield Figure(op, (_bound(name, "<=" if op == "<=" else "<", float(sum_)),), texts)


def in_words(number: int) -> str:
    """A number below 100 in words."""
    if number < len(_ONES):
        return _ONES[number]
    return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")


def _round(price: float) -> int:
    """A sum that somebody would name instead of `price`: not below it."""
    step = 2 if price < 20 else 5 if price < 60 else 10 if price < 200 else 50 if price < 1000 else 100
    return -int(-price // step) * step


def _stated(name: str, number: Number, op: str, value: float) -> tuple[Constraint, ...]:
    if op != "about":
        known: Op = {"<=": "<=", "<": "<", ">=": ">=", ">": ">"}[op]  # type: ignore[assignment]
        return (_bound(name, known, value),)
    about, found = number.about, []
    if about.low is not None:
        found.append(_bound(name, ">=", about.low * value - about.margin))
    if about.high is not None:
        found.append(_bound(name, "<=", about.high * value + about.margin))
    return tuple(found)


def _bound(name: str, op: Op, value: float) -> Constraint:
    return Constraint(attribute=name, op=op, value=round(value, 2))


def _text(say: str, figure: float) -> str:
    worded = in_words(int(figure)) if figure == int(figure) and 0 < figure <= _WORDED else f"{figure:g}"
    singular = say.replace("{v}", f"{figure:g}").replace("{w}", worded)
    return singular
