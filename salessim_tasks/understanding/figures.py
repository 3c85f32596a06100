"""Figures with their units: "$1.2k", "16 gigs", "13 to 14 inch", "eight or nine hundred dollars", "10+ hours"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from salessim_tasks.understanding.english import COMMON
from salessim_tasks.understanding.lexicon import Lexicon
from salessim_tasks.understanding.numerals import Numeral, may_start, numeral
from salessim_tasks.understanding.text import Token
from salessim_tasks.understanding.vocabulary import UnitSense
from salessim_tasks.understanding.wordset import word_set

__all__ = ["Figure", "FigureReader"]

_FILL = word_set("full solid good whole straight plus us clear decent real +")
_PREPOSITIONS = frozenset({"in"})  # units that are also a word: after a space they need a company that tells
_AFTER_UNIT = word_set("or and to max maximum with would is please at minimum tops wide")
_COUNTING = frozenset("%:/#*=°'€¥")  # marks that make something else of a figure: "90%", "10:30"
_NUMBERED = word_set("rule page chapter step point item room floor platform line bus grade minus") | set("#/€¥")
_COUNTING_ONE = word_set("least most exactly than minimum maximum under over below above")
_ANSWER = 2  # tokens of a message that is an answer: "just one"
_MORE = {"more": ">=", "less": "<=", "fewer": "<=", "so": "about"}


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount, or two. `units`: what it may be a figure of; none if it has no unit.

    `shape`: "single"; "range" from low to high; "either" low or high. `op`: a comparator inside it ("10+ hours").
    """

    start: int
    end: int
    shape: Literal["single", "range", "either"]
    low: float
    high: float
    units: tuple[UnitSense, ...]
    op: str = ""


@dataclass(frozen=True, slots=True)
class _Amount:
    value: float
    end: int
    units: tuple[UnitSense, ...]
    op: str
    numeral: Numeral


class FigureReader:
    """Reads figures in the units of a store. `noun_at` tells whether one of the store's words starts at a token."""

    def __init__(self, units: Lexicon[UnitSense]) -> None:
        self._units = units
        self._signs = units.first_words()

    def read(self, tokens: Sequence[Token], at: int, word_at: Callable[[int], bool]) -> Figure | None:
        """The figure that starts at token `at`; None where there is none, or it counts something else."""
        if not may_start(tokens[at].text) and tokens[at].text not in self._signs:
            return None
        first = self._amount(tokens, at, word_at)
        if first is None or (first.numeral.article and not first.units):
            return None
        figure = self._pair(tokens, at, first, word_at)
        if figure is None:
            figure = Figure(at, first.end, "single", first.value, first.value, first.units, first.op)
        if not figure.units and (_is_pronoun(tokens, figure) or not self._stands_alone(tokens, figure, word_at)):
            return None
        return figure

    def _amount(self, tokens: Sequence[Token], at: int, word_at: Callable[[int], bool]) -> _Amount | None:
        before: tuple[UnitSense, ...] = ()
        start = at
        if not tokens[at].text[0].isalnum() or tokens[at].text in self._signs:
            found = self._units.match(tokens, at)
            if found is not None:
                before = tuple(unit for unit in found.entries if unit.before)
                start = found.end
        if start >= len(tokens) or (start > at and not before):
            return None
        number = numeral(tokens, start)
        if number is None or (start == at and _inside_a_word(tokens, at)):
            return None
        value, end, after, op = self._unit(tokens, number, word_at)
        if number.article and not any(unit.large for unit in after):
            return None
        if before:
            same = tuple(unit for unit in after if unit.attribute == before[0].attribute)
            units, end = (same, end) if same else (before, number.end)
        else:
            units = after
        if not units and end < len(tokens) and tokens[end].glued and tokens[end].text.isalpha():
            return None  # "1080p", "16x"
        return _Amount(value, end, units, op, number)

    def _unit(
        self, tokens: Sequence[Token], number: Numeral, word_at: Callable[[int], bool]
    ) -> tuple[float, int, tuple[UnitSense, ...], str]:
        """The unit after a numeral, over words that may stand between: "10 or more solid hours"."""
        end, op = number.end, ""
        if end < len(tokens) and tokens[end].text == "+":
            end, op = end + 1, ">="
        at = end
        for _ in range(3):
            if at >= len(tokens):
                break
            found = self._units.match(tokens, at)
            units = tuple(unit for unit in found.entries if not unit.before or unit.factor == 1) if found else ()
            if found and units and self._is_unit(tokens, at, found.end, word_at):
                trailing = found.end < len(tokens) and tokens[found.end].text == "+"
                return number.value, found.end + trailing, units, ">=" if trailing else op
            if tokens[at].text == "or" and at + 1 < len(tokens) and tokens[at + 1].text in _MORE:
                op, at = _MORE[tokens[at + 1].text], at + 2
            elif tokens[at].text in _FILL:
                op = ">=" if tokens[at].text in ("plus", "+") else op
                at += 1
            else:
                break
        return number.value, end, (), ">=" if end > number.end else ""

    def _is_unit(self, tokens: Sequence[Token], at: int, end: int, word_at: Callable[[int], bool]) -> bool:
        if tokens[at].text not in _PREPOSITIONS or end > at + 1 or tokens[at].glued or end >= len(tokens):
            return True
        following = tokens[end].text
        return following in _AFTER_UNIT or not following.isalnum() or (following.isalpha() and word_at(end))

    def _pair(self, tokens: Sequence[Token], at: int, first: _Amount, word_at: Callable[[int], bool]) -> Figure | None:
        if first.end >= len(tokens) or first.op:
            return None
        joint = tokens[first.end]
        shape: Literal["range", "either"] = "range"
        if joint.hyphen:
            second = self._amount(tokens, first.end, word_at)
        elif joint.text in ("to", "-", "through", "till", "and", "or", "/") and first.end + 1 < len(tokens):
            if joint.text == "and" and (at == 0 or tokens[at - 1].text != "between"):
                return None
            shape = "either" if joint.text in ("or", "/") else "range"
            second = self._amount(tokens, first.end + 1, word_at)
        else:
            return None
        if second is None or second.numeral.article or not _compatible(first, second, joint.text):
            return None
        low, high = first.value, second.value
        units = second.units or first.units
        if first.units and second.units and first.units != second.units:
            low = (first.units[0].own(low) - second.units[0].offset) / second.units[0].factor
        if low < 100 <= high and high % 100 == 0 and low * 100 < high and not first.units:
            low *= 100  # "eight or nine hundred"
        return Figure(at, second.end, shape, min(low, high), max(low, high), units, second.op)

    def _stands_alone(self, tokens: Sequence[Token], figure: Figure, word_at: Callable[[int], bool]) -> bool:
        """Whether a figure without a unit is followed by nothing that it could count."""
        if tokens[figure.start].hyphen or (figure.start > 0 and tokens[figure.start - 1].text in _NUMBERED):
            return False
        if figure.end >= len(tokens):
            return True
        following = tokens[figure.end]
        if not following.text.isalnum():
            return following.text not in _COUNTING
        return following.text in COMMON or word_at(figure.end)


def _is_pronoun(tokens: Sequence[Token], figure: Figure) -> bool:
    """Whether "one" stands for a thing: "a blue one", "one with a lid", not "at least one"."""
    if tokens[figure.start].text != "one" or figure.end > figure.start + 1:
        return False
    before = tokens[figure.start - 1].text if figure.start else ""
    return before not in _COUNTING_ONE and len(tokens) > _ANSWER


def _compatible(first: _Amount, second: _Amount, joint: str) -> bool:
    if not first.units or not second.units:
        # "700 or $900" is one figure, "16 GB or 2" is not.
        return not (first.units and joint in ("or", "/"))
    shared = {unit.attribute for unit in first.units} & {unit.attribute for unit in second.units}
    return bool(shared) and joint != "/"


def _inside_a_word(tokens: Sequence[Token], at: int) -> bool:
    """ "i5", "rtx4060", "x360"."""
    return at > 0 and tokens[at].glued and not tokens[at].hyphen and tokens[at - 1].text.isalpha()
