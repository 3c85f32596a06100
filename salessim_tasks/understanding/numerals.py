"""Figures in words and digits: "1,299.99", "fifteen hundred", "nine fifty", "two and a half", "a couple of"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from salessim_tasks.understanding.text import Token

__all__ = ["Numeral", "may_start", "numeral"]

_ONES = {
    "zero": 0.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0, "eight": 8.0,
    "nine": 9.0, "ten": 10.0, "eleven": 11.0, "twelve": 12.0, "thirteen": 13.0, "fourteen": 14.0, "fifteen": 15.0,
    "sixteen": 16.0, "seventeen": 17.0, "eighteen": 18.0, "nineteen": 19.0,
}  # fmt: skip
_TENS = {
    "twenty": 20.0, "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "seventy": 70.0, "eighty": 80.0,
    "ninety": 90.0,
}  # fmt: skip
_SCALES = {"hundred": 100.0, "thousand": 1000.0}
_STARTS = {
    ("a", "couple", "of"): 2.0, ("a", "couple"): 2.0, ("couple", "of"): 2.0, ("half", "a"): 0.5,
    ("half", "of", "a"): 0.5,
    ("a", "dozen"): 12.0, ("half",): 0.5, ("a",): 1.0, ("an",): 1.0,
}  # fmt: skip
_AFTER_AND = _ONES.keys() | _TENS.keys()
_FIRST = frozenset(start[0] for start in _STARTS) | _ONES.keys() | _TENS.keys()


class Numeral(NamedTuple):
    """A figure and the index of the token after it. `article`: only "a" or "an", which needs a large unit to count."""

    value: float
    end: int
    article: bool
    digits: bool


def may_start(word: str) -> bool:
    """Whether a figure, or a sign before one ("$"), can start with `word`: a quick look before a careful one."""
    return word in _FIRST or not word.isalpha()


def numeral(tokens: Sequence[Token], at: int) -> Numeral | None:
    """The figure that starts at token `at`, the longest reading of it; None where none starts."""
    word = tokens[at].text
    if word[0].isdecimal() or (word[0] == "." and len(word) > 1):
        if len(word) > 12:
            return None
        return _half(tokens, _scaled(tokens, Numeral(float(word), at + 1, False, True)))
    if word not in _FIRST:
        return None
    found = _in_words(tokens, at)
    return _half(tokens, found) if found is not None else _started(tokens, at)


def _started(tokens: Sequence[Token], at: int) -> Numeral | None:
    for start, value in _STARTS.items():
        end = at + len(start)
        if end <= len(tokens) and all(tokens[at + i].text == word for i, word in enumerate(start)):
            found = Numeral(value, end, start in (("a",), ("an",)), False)
            scaled = _scaled(tokens, found)
            return Numeral(scaled.value, scaled.end, scaled is found and found.article, False)
    return None


def _scaled(tokens: Sequence[Token], found: Numeral) -> Numeral:
    """ "9 hundred", "2 thousand"."""
    if found.end < len(tokens) and tokens[found.end].text in _SCALES:
        return Numeral(found.value * _SCALES[tokens[found.end].text], found.end + 1, found.article, found.digits)
    return found


def _half(tokens: Sequence[Token], found: Numeral) -> Numeral:
    """ "two and a half", "3 1/2"."""
    following = [token.text for token in tokens[found.end : found.end + 3]]
    if following == ["and", "a", "half"] or (following == ["1", "/", "2"] and found.value == int(found.value)):
        return Numeral(found.value + 0.5, found.end + 3, False, found.digits)
    if following[:1] and following[0] == ".5" and tokens[found.end].glued:  # "3½"
        return Numeral(found.value + 0.5, found.end + 1, False, found.digits)
    return found


def _in_words(tokens: Sequence[Token], at: int) -> Numeral | None:
    total = current = 0.0
    last = ""  # kind of the last word taken
    end = i = at
    while i < len(tokens):
        word = tokens[i].text
        if word in _ONES and last in ("", "tens", "hundred", "thousand"):
            if last == "tens" and not 0 < _ONES[word] < 10:
                break
            current += _ONES[word]
            last = "ones"
        elif word == "a" and i == at and i + 1 < len(tokens) and tokens[i + 1].text in _SCALES:
            current, last = 1.0, "ones"  # "a hundred and fifty"
        elif word in _TENS and last in ("", "hundred", "thousand"):
            current += _TENS[word]
            last = "tens"
        elif word in _TENS and last == "ones" and current < 20 and total == 0:  # "nine fifty", "twelve fifty"
            current = current * 100 + _TENS[word]
            last = "tens"
        elif word in _SCALES and last in ("ones", "tens") and current < 1000:
            scale = _SCALES[word]
            total, current = (total + current * scale, 0.0) if scale == 1000 else (total, current * scale)
            last = word
        elif word == "and" and last in _SCALES and i + 1 < len(tokens) and tokens[i + 1].text in _AFTER_AND:
            i += 1
            continue
        else:
            break
        i += 1
        end = i
    if end == at:
        return None
    return Numeral(total + current, end, False, False)
