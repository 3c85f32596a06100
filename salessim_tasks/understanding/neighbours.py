"""What the mark next to another tells about it: "I have a budget", "Windows over Linux", "dedicated graphics"."""

from __future__ import annotations

from collections.abc import Sequence

from salessim_tasks.understanding.claims import Claim
from salessim_tasks.understanding.marks import Mark
from salessim_tasks.understanding.vocabulary import Sense, Vocabulary

__all__ = ["Neighbours"]

_AROUND = 5  # marks on either side among which a keyword is looked for
_BEFORE_KEYWORD = 2  # tokens between a value and the keyword after it: "a plain black leather strap"
_AFTER_KEYWORD = 4  # … and the keyword before it: "the strap should be black"
_BREAK = 3  # what a comma, an "and" or a new statement between them is worth in tokens
_ASKED = 5  # the attribute that the seller asked for is nearer than none
_FAR = 99


class Neighbours:
    """The marks of one sentence, looked at from one of them."""

    def __init__(self, vocabulary: Vocabulary, marks: Sequence[Mark], topic: str | None = None) -> None:
        self._topic = topic
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

    def rather(self, index: int, last: Claim | None) -> bool:
        """ "A tall box rather than a flat one": what follows "than" is no wish."""
        following = self._marks[index + 1] if index + 1 < len(self._marks) else None
        if last is None or following is None or last.kind != "value" or following.kind != "value" or last.sign != "+":
            return False
        return any(sense.attribute == last.attribute for sense in following.senses)

    def meant(self, index: int) -> tuple[Sense, ...]:
        """The senses of the mark at `index` that hold here: a shy one holds beside a keyword of its attribute, and
        takes over from those of other attributes if its keyword is the nearest."""
        senses = self._marks[index].senses
        if not any(sense.shy for sense in senses):
            return senses
        first, last = self._listed(index)
        steps = {sense.attribute: self._steps(first, last, sense.attribute) for sense in senses}
        for item in self._marks[first : last + 1 : 2]:
            only = item.sense.attribute if len({sense.attribute for sense in item.senses}) == 1 else ""
            if only in steps and not item.sense.shy:
                steps[only] = 0  # in "terracotta or white" the first says what the second is
        if self._topic in steps:
            steps[self._topic] = min(steps[self._topic], _ASKED)
        nearest = min(steps.values())
        if nearest < _FAR:
            return tuple(sense for sense in senses if steps[sense.attribute] == nearest)
        return tuple(sense for sense in senses if not sense.shy)

    def _listed(self, index: int) -> tuple[int, int]:
        """The first and last mark of the list that the mark at `index` is an item of: "white, pink or red"."""
        first = last = index
        while first >= 2 and self._joined(first - 2):
            first -= 2
        while self._joined(last):
            last += 2
        return first, last

    def _joined(self, index: int) -> bool:
        """Whether the marks at `index` and two on are values of one attribute with just an "or" or a comma between."""
        if index + 2 >= len(self._marks):
            return False
        item, joint, following = self._marks[index : index + 3]
        names = {sense.attribute for sense in item.senses}
        return (
            item.kind == following.kind == "value"
            and joint.kind in ("or", "and", "comma", "not")
            and joint.start == item.end
            and following.start - joint.end <= 1
            and any(sense.attribute in names for sense in following.senses)
        )

    def _steps(self, first: int, last: int, attribute: str) -> int:
        """How far the nearest keyword of `attribute` is from a list of marks; what stands between counts double."""
        start, end = self._marks[first].start, self._marks[last].end
        steps = [_FAR]
        for place in range(max(0, first - _AROUND), min(len(self._marks), last + 1 + _AROUND)):
            mark = self._marks[place]
            if mark.kind not in ("keyword", "phrase") or all(sense.attribute != attribute for sense in mark.senses):
                continue
            if 0 <= mark.start - end <= _BEFORE_KEYWORD:
                steps.append(mark.start - end + self._breaks(last + 1, place))
            elif 0 <= start - mark.end <= _AFTER_KEYWORD:
                steps.append(start - mark.end + self._breaks(place + 1, first))
        return min(steps)

    def _breaks(self, first: int, last: int) -> int:
        return sum(_BREAK for mark in self._marks[first:last] if mark.kind in ("comma", "start", "and"))
