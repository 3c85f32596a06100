"""Lists of things in a sentence: "pink, gold or red", "HDMI, USB-A and an SD card slot"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from salessim_tasks.understanding.claims import Claim
from salessim_tasks.understanding.marks import Mark
from salessim_tasks.understanding.text import Token
from salessim_tasks.understanding.vocabulary import Kind
from salessim_tasks.understanding.wordset import word_set

__all__ = ["CLAIMING", "Lists"]

CLAIMING: frozenset[Kind] = frozenset({"value", "flag", "phrase", "keyword", "degree", "figure", "foreign"})

_LONGEST = 12  # items that are looked at
_SKIPPED = frozenset({"a", "an", "the", "any", "or", "nor", "even", "in", ","})
_APPROVAL = word_set("is are would will looks look works please instead preferred only has must sounds")


class Lists:
    """The lists in one sentence."""

    def __init__(self, tokens: Sequence[Token], marks: Sequence[Mark]) -> None:
        self._tokens = tokens
        self._starts = {mark.start: mark for mark in marks if mark.kind in CLAIMING}

    def goes_on(self, comma: Mark, attribute: str) -> bool:
        """Whether a list that has an item of `attribute` just before `comma` goes on after it.

        It does if an item of the same attribute follows that is not approved of ("no pink, gold is fine"), or if
        it ends with "or".
        """
        for number, (item, following) in enumerate(self._items(comma.end)):
            if number == 0 and item.kind == "figure":
                return False
            same = any(sense.attribute == attribute for sense in item.senses)
            if number == 0 and same and following not in _APPROVAL:
                return True
            if following in ("or", "nor"):
                return True
            if following != ",":
                return False
        return False

    def followed_by(self, mark: Mark, last: Claim) -> bool:
        """Whether after `mark` ("and") comes an item of the attribute of `last`, or a keyword after a keyword."""
        for item, following in self._items(mark.end):
            same = any(sense.attribute == last.attribute for sense in item.senses)
            return (same or item.kind == last.kind == "keyword") and following not in _APPROVAL
        return False

    def ends_in_or(self, mark: Mark) -> bool:
        """Whether the list that `mark` is an item of ends with "or"."""
        for item, following in self._items(mark.start):
            if item.kind != mark.kind:
                return False
            after = self._text(item.end + 1) if following == "," else following
            if after in ("or", "/"):
                return True
            if following != "," or after == "and":
                return False
        return False

    def _items(self, at: int) -> Iterator[tuple[Mark, str]]:
        """The items from token `at` on, each with the text of the token after it."""
        for _ in range(_LONGEST):
            while self._text(at) in _SKIPPED:
                at += 1
            mark = self._starts.get(at)
            if mark is None:
                return
            at = mark.end
            yield mark, self._text(at)

    def _text(self, at: int) -> str:
        return self._tokens[at].text if at < len(self._tokens) else ""
