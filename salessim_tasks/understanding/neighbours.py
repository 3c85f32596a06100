"""What the mark next to another tells about it: "I have a budget", "Windows over Linux", "dedicated graphics"."""

from __future__ import annotations

from collections.abc import Sequence

from salessim_tasks.understanding.claims import Claim
from salessim_tasks.understanding.marks import Mark
from salessim_tasks.understanding.vocabulary import Vocabulary

__all__ = ["Neighbours"]


class Neighbours:
    """The marks of one sentence, looked at from one of them."""

    def __init__(self, vocabulary: Vocabulary, marks: Sequence[Mark]) -> None:
        self._money = vocabulary.money
        self._activities = vocabulary.activities
        self._marks = marks

    def owns(self, index: int) -> bool:
        """Whether "I have a …" is followed by a thing rather than by "budget", "limit", "preference"."""
        following = self._marks[index + 1] if index + 1 < len(self._marks) else None
        if following is None or following.start > self._marks[index].end + 2:
            return False
        if following.figure is not None:
            units = following.figure.units
            return bool(units) and all(unit.attribute != self._money for unit in units)
        known = following.kind == "value" and following.sense.attribute not in self._activities
        return known or following.kind == "ignore"

    def preferred(self, index: int, last: Claim | None) -> bool:
        """ "Windows over Linux"."""
        mark = self._marks[index]
        following = self._marks[index + 1] if index + 1 < len(self._marks) else None
        if last is None or following is None or last.kind != "value" or following.kind != "value":
            return False
        over = mark.sense.text == ">" and last.end == mark.start and last.sign == "+"
        return over and last.attribute == following.sense.attribute

    def beside_keyword(self, index: int, attribute: str) -> bool:
        mark = self._marks[index]
        return any(
            other.kind == "keyword"
            and any(sense.attribute == attribute for sense in other.senses)
            and (0 <= other.start - mark.end <= 2 or 0 <= mark.start - other.end <= 4)
            for other in self._marks[max(0, index - 3) : index + 3]
        )
