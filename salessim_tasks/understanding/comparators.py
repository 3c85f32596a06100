"""Comparators and what they belong to: "at least 16 GB", "$900 tops", "16 gigs of RAM is the minimum"."""

from __future__ import annotations

from collections.abc import Sequence

from salessim_tasks.understanding.marks import Mark
from salessim_tasks.understanding.text import Token
from salessim_tasks.understanding.vocabulary import Vocabulary
from salessim_tasks.understanding.wordset import word_set

__all__ = ["FLIPPED", "REACH", "Comparators"]

REACH = 6  # tokens between a comparator and its figure
FLIPPED = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}

_BETWEEN = word_set(
    "of in for the is are as being my our a an would be that absolute total on it much like will i can should do go "
    "pay spend need have altogether"
)
_HOPED = word_set("hoped hoping wanted like expected planned prefer looking comfortable budget")
_HOPE_REACH = 6  # tokens after a degree in which the shopper tells what it hoped for
_PASSED = ("keyword", "ignore", "cue", "and", "subject")


class Comparators:
    """The comparators of one sentence."""

    def __init__(self, vocabulary: Vocabulary, tokens: Sequence[Token], marks: Sequence[Mark]) -> None:
        self._vocabulary = vocabulary
        self._tokens = tokens
        self._marks = marks

    def after(self, index: int) -> str:
        """The comparator behind the figure or ordered value at mark `index`; "" if none."""
        end, steps, linked = self._marks[index].end, 0, False
        for place in range(index + 1, min(index + 5, len(self._marks))):
            mark = self._marks[place]
            between = [token.text for token in self._tokens[end : mark.start]]
            steps += len(between)
            if steps > REACH or not all(word in _BETWEEN for word in between):
                return ""
            match mark.kind:
                case "after":
                    return mark.sense.text
                case "before" if linked and not self._leads(mark, directly=False):
                    return {"<": "<=", ">": ">="}.get(mark.sense.text, "")  # "16 inches and above"
                case "either":
                    return "" if self._leads(mark, directly=mark.start == self._marks[index].end) else mark.sense.text
                case "comma" if place == index + 1 and self._comparator_follows(place):
                    pass
                case kind if kind not in _PASSED:
                    return ""
            linked, end = mark.kind == "and", mark.end
        return ""

    def ordered(self, mark: Mark) -> bool:
        """Whether `mark` is a value of an ordered choice, which comparators apply to."""
        return mark.kind == "value" and mark.sense.attribute in self._vocabulary.ordered

    def governs(self, index: int) -> bool:
        """Whether the degree at mark `index` is a comparator: "heavier than 3 lb", not "heavier than that one"."""
        following = self._marks[index + 1 : index + 3]
        return (
            len(following) == 2
            and following[0].kind == "than"
            and following[0].start - self._marks[index].end <= 2
            and (following[1].kind in ("figure", "before") or self.ordered(following[1]))
        )

    def lessens(self, index: int) -> bool:
        """Whether the degree at mark `index` is the "less" of "less warm", which is not wanted so."""
        mark, following = self._marks[index], self._marks[index + 1 : index + 2]
        words = [token.text for token in self._tokens[mark.start : mark.end]]
        return words == ["less"] and any(
            other.start == mark.end and other.kind in ("value", "phrase") for other in following
        )

    def disappoints(self, index: int) -> bool:
        """Whether the degree at mark `index` tells how a product falls short: "heavier than I had hoped"."""
        end = self._marks[index].end
        following = [token.text for token in self._tokens[end : end + _HOPE_REACH]]
        return following[:1] == ["than"] and not _HOPED.isdisjoint(following)

    def _comparator_follows(self, place: int) -> bool:
        comma, following = self._marks[place], self._marks[place + 1 : place + 2]
        return any(mark.start == comma.end and mark.kind in ("after", "either") for mark in following)

    def _leads(self, mark: Mark, directly: bool) -> bool:
        """Whether a comparator that can stand on either side belongs to what follows it."""
        if directly and mark.sense.text != ">=":
            return False
        for other in self._marks:
            if 0 <= other.start - mark.end <= 3 and (self._counts(other) or self.ordered(other)):
                return all(token.text.isalnum() for token in self._tokens[mark.end : other.start])
        return False

    def _counts(self, mark: Mark) -> bool:
        """Whether `mark` is a figure, or a phrase of the store that begins with one: "3 players"."""
        return mark.kind == "figure" or (mark.kind == "phrase" and self._tokens[mark.start].text.isdigit())
