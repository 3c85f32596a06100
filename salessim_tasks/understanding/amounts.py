"""From a figure to what it is a figure of, and to constraints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from salessim_tasks.records import Constraint, Op
from salessim_tasks.schema import Number
from salessim_tasks.understanding.figures import Figure
from salessim_tasks.understanding.marks import Mark
from salessim_tasks.understanding.subjects import of_something_else
from salessim_tasks.understanding.text import Token
from salessim_tasks.understanding.vocabulary import Vocabulary

__all__ = ["Amounts"]

_HABIT = frozenset({"a", "per", "each", "every", "of", "ago", "old", "away", "long", "later", "daily"})
_STOPS = frozenset(",;()") | {"but", "and"}
_OPS: tuple[Op, ...] = ("<", "<=", ">", ">=", "==")
_SHARING = 6  # tokens between two figures that share a unit
_SHORT = 4  # tokens of a message that is an answer: "900 or so"
_NAMING = ("keyword", "phrase", "degree")
_SMALL_CHANGE = frozenset({"penny", "cent", "farthing", "dime", "purse", "wallet", "savings"})
_BEING = frozenset({"are", "am"})


class _Scale(NamedTuple):
    """A unit that a figure may be in, of the attribute it is a figure of."""

    attribute: str
    factor: float = 1.0
    offset: float = 0.0

    def own(self, figure: float) -> float:
        return figure * self.factor + self.offset


class Amounts:
    """Resolves figures against a store's number attributes."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._numbers = vocabulary.numbers

    def attribute(
        self, tokens: Sequence[Token], marks: Sequence[Mark], index: int, op: str, hint: Mark | None, topic: str | None
    ) -> tuple[str, Figure] | None:
        """The attribute of the figure at mark `index`, and the figure in that attribute's own unit."""
        figure = marks[index].figure
        if figure is None:
            return None
        candidates = [_Scale(unit.attribute, unit.factor, unit.offset) for unit in figure.units]
        if candidates:
            cued = {
                n
                for n in dict.fromkeys(c.attribute for c in candidates)
                if self._has_cue(tokens, marks, figure, n, topic)
            }
            candidates = [scale for scale in candidates if scale.attribute in cued]
        else:
            candidates = self._unitless(tokens, marks, index, op, hint, topic)
        scale = self._chosen(tokens, marks, index, candidates, loose=bool(figure.units and op))
        if scale is None:
            return None
        low, high = scale.own(figure.low), scale.own(figure.high)
        return scale.attribute, replace(figure, low=low, high=high)

    def constraints(self, name: str, figure: Figure, op: str) -> tuple[Constraint, ...]:
        """What `figure` states of attribute `name` under the comparator `op` ("": none)."""
        number = self._numbers[name]
        op = op or figure.op
        if op == "better":
            op = "<=" if number.better == "less" else ">="
        if figure.shape == "range" and op in ("", "about", "between", "from", "=="):
            return (_constraint(name, ">=", figure.low), _constraint(name, "<=", figure.high))
        if figure.shape == "either":
            return self._either(name, number, figure, op)
        value = figure.high if op in ("<", "<=") else figure.low
        if op in ("", "between"):
            op = number.bare
        elif op == "from":
            op = ">="
        if op == "about":
            return _about(name, number, value)
        return tuple(_constraint(name, known, value) for known in _OPS if known == op)

    def _either(self, name: str, number: Number, figure: Figure, op: str) -> tuple[Constraint, ...]:
        op = op if op in _OPS and op != "==" else number.bare
        if op in ("<", "<="):
            return (_constraint(name, op, figure.high),)
        if op in (">", ">="):
            return (_constraint(name, op, figure.low),)
        return (_constraint(name, ">=", figure.low), _constraint(name, "<=", figure.high))

    def _has_cue(
        self, tokens: Sequence[Token], marks: Sequence[Mark], figure: Figure, name: str, topic: str | None
    ) -> bool:
        if not self._numbers[name].cues:
            return True
        if any(mark.kind in _NAMING and _about_attribute(mark, name) for mark in marks):
            return True
        following = tokens[figure.end].text if figure.end < len(tokens) else ""
        if following in _HABIT and not _far(tokens, figure.end):
            return False
        if name == topic or _opens_with_bound(tokens, marks, figure, name):
            return True
        cues = (mark.start for mark in marks if mark.kind == "cue" and _about_attribute(mark, name))
        return any(not of_something_else(self._vocabulary, tokens, cue) for cue in cues)

    def named_beside(self, marks: Sequence[Mark], index: int) -> str:
        """The number attribute that a keyword beside mark `index` names: "more memory", "the price is too high"."""
        mark = marks[index]
        beside = [m for m in marks[index + 1 : index + 2] if m.start - mark.end <= 1]
        beside += [m for m in marks[max(0, index - 1) : index] if mark.start - m.end <= 3]
        for other in beside:
            if other.kind == "keyword" and other.sense.attribute in self._numbers:
                return other.sense.attribute
        return ""

    def _unitless(
        self, tokens: Sequence[Token], marks: Sequence[Mark], index: int, op: str, hint: Mark | None, topic: str | None
    ) -> list[_Scale]:
        """What a figure without a unit may be a figure of, each with the unit it is in."""
        if hint is not None and hint.sense.attribute:
            return [_Scale(sense.attribute) for sense in hint.senses]
        named = _forward(tokens, marks, index, self._numbers, 1)
        near = named or _backward(tokens, marks, index, self._numbers)
        if near:
            return [_Scale(name) for name in near]
        for other in (_next_figure(marks, index), _earlier_figure(marks, index) if op else None):
            if other is not None and other.figure is not None:
                return [_Scale(unit.attribute, unit.factor, unit.offset) for unit in other.figure.units]
        if topic is not None and topic in self._numbers:
            return [_Scale(topic)]
        money = self._vocabulary.money
        return [_Scale(money)] if money is not None and self._sounds_like_money(tokens, marks[index], op, topic) else []

    def _sounds_like_money(self, tokens: Sequence[Token], mark: Mark, op: str, topic: str | None) -> bool:
        """Whether a figure that nothing tells of is one of money: not "we are five", nor "42" for a size."""
        if op or any(token.text in _SMALL_CHANGE for token in tokens):
            return True
        before = tokens[mark.start - 1].text if mark.start else ""
        ranging = mark.figure is not None and mark.figure.shape == "range"
        return before not in _BEING and (ranging or (len(tokens) <= _SHORT and topic is None))

    def _chosen(
        self, tokens: Sequence[Token], marks: Sequence[Mark], index: int, scales: Sequence[_Scale], *, loose: bool
    ) -> _Scale | None:
        figure = marks[index].figure
        if figure is None:
            return None
        fitting: dict[str, _Scale] = {}
        for wide in (False, True)[: 1 + loose]:  # "5 degrees" are °C where 5 °F cannot be meant
            for scale in scales:
                if scale.attribute not in fitting and self._fits(scale, figure, wide):
                    fitting[scale.attribute] = scale
        if len(fitting) <= 1:
            return next(iter(fitting.values()), None)
        for named in (_forward(tokens, marks, index, fitting, 4), _backward(tokens, marks, index, fitting)):
            if named:
                return fitting[named[0]]
        for name in dict.fromkeys(scale.attribute for scale in scales):
            if name in fitting:
                limit = self._numbers[name].unnamed_maximum
                if limit is None or fitting[name].own(figure.high) <= limit:
                    return fitting[name]
        return None

    def _fits(self, scale: _Scale, figure: Figure, loose: bool) -> bool:
        """Whether the figure is plausible. `loose`: it has a unit and a comparator, so "under $100" is meant."""
        number = self._numbers[scale.attribute]
        low, high = number.minimum, number.maximum
        if loose:
            low, high = low / 10, high * 4
        return low <= scale.own(figure.high) and scale.own(figure.low) <= high


def _opens_with_bound(tokens: Sequence[Token], marks: Sequence[Mark], figure: Figure, name: str) -> bool:
    """Whether a clause starts with a bound in a unit of this attribute alone: "e-paper, >= 20 days"."""
    if any(unit.attribute != name for unit in figure.units):
        return False
    starts = [mark.start for mark in marks if mark.end == figure.start and mark.kind in ("before", "either")]
    if any(mark.start == figure.end and mark.kind in ("after", "either") for mark in marks):
        starts.append(figure.start)  # "100 m at least"
    return any(start == 0 or not tokens[start - 1].text.isalnum() for start in starts)


def _constraint(name: str, op: Op, value: float) -> Constraint:
    return Constraint(attribute=name, op=op, value=round(value, 2))


def _about(name: str, number: Number, value: float) -> tuple[Constraint, ...]:
    found = []
    if number.about.low is not None:
        found.append(_constraint(name, ">=", number.about.low * value - number.about.margin))
    if number.about.high is not None:
        found.append(_constraint(name, "<=", number.about.high * value + number.about.margin))
    return tuple(found)


def _about_attribute(mark: Mark, name: str) -> bool:
    return any(sense.attribute == name for sense in mark.senses)


def _far(tokens: Sequence[Token], at: int) -> bool:
    """ "ten hours away from a plug", "eight hours on …": what follows is no habit ("two hours a day")."""
    return tokens[at].text == "away"


def _next_figure(marks: Sequence[Mark], index: int) -> Mark | None:
    """The figure with a unit that this one without shares it with: "at least 15 but no more than 17 inches"."""
    for mark in marks[index + 1 :]:
        if mark.figure is not None:
            return mark if mark.figure.units and mark.start - marks[index].end <= _SHARING else None
        if mark.kind not in ("before", "either", "not", "and", "or", "start", "comma"):
            break
    return None


def _earlier_figure(marks: Sequence[Mark], index: int) -> Mark | None:
    """The figure before: "mine weighs 6 pounds, I want one under 4"."""
    earlier = next((mark for mark in reversed(marks[:index]) if mark.figure is not None), None)
    return earlier if earlier is not None and earlier.figure is not None and earlier.figure.units else None


def _forward(
    tokens: Sequence[Token], marks: Sequence[Mark], index: int, pool: Iterable[str], reach: int
) -> tuple[str, ...]:
    """The attributes of `pool` that a keyword just after the figure names."""
    end = marks[index].end
    for mark in marks[index + 1 :]:
        if mark.start - end > reach or mark.kind in ("figure", "comma"):
            break
        if any(token.text in _STOPS for token in tokens[end : mark.start]) or mark.kind in ("and", "start"):
            break
        if mark.kind in _NAMING and (named := _named(mark, pool)):
            return named
    return ()


def _named(mark: Mark, pool: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in pool if _about_attribute(mark, name))


def _backward(tokens: Sequence[Token], marks: Sequence[Mark], index: int, pool: Iterable[str]) -> tuple[str, ...]:
    """The attributes of `pool` that the nearest keyword before the figure names."""
    for mark in reversed(marks[:index]):
        if mark.kind == "figure":
            break
        if mark.kind in _NAMING and (named := _named(mark, pool)):
            return named
    return ()
