"""A left-to-right reading of a sentence that gives every claim its polarity.

Negation and indifference hold for what follows ("not pink or gold", "don't care about brand or colour") until a new
statement starts; some phrases work backwards ("pink is out", "colour doesn't matter").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from salessim_tasks.understanding.amounts import Amounts
from salessim_tasks.understanding.backwards import turn_back, turn_bound
from salessim_tasks.understanding.claims import Claim, Sign
from salessim_tasks.understanding.comparators import FLIPPED, REACH, Comparators
from salessim_tasks.understanding.lists import CLAIMING, Lists
from salessim_tasks.understanding.marks import Mark
from salessim_tasks.understanding.neighbours import Neighbours
from salessim_tasks.understanding.subjects import goes_on, of_something_else, relative
from salessim_tasks.understanding.text import Token
from salessim_tasks.understanding.vocabulary import Sense, Vocabulary
from salessim_tasks.understanding.wordset import word_set

__all__ = ["claims_of"]

_SETTLING = CLAIMING - {"keyword"}  # after one of these, "and" ends the scope of a negation
_EXCEPT = frozenset({"other", "except", "but", "apart", "aside", "anything", "excluding"})
_SAYS = word_set("is was are be seems sounds still simply just , -")
_NOW = word_set("do want need would will now this so can must should prefer")


def claims_of(
    vocabulary: Vocabulary, amounts: Amounts, tokens: Sequence[Token], marks: Sequence[Mark], topic: str | None = None
) -> list[Claim]:
    """The claims of one sentence. `topic`: the attribute that a bare figure is about, if the context tells."""
    reading = _Reading(vocabulary, amounts, tokens, marks, topic)
    for index in range(len(marks)):
        reading.take(index)
    return reading.claims


class _Reading:
    """The state of reading one sentence."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        amounts: Amounts,
        tokens: Sequence[Token],
        marks: Sequence[Mark],
        topic: str | None,
    ) -> None:
        self._vocabulary = vocabulary
        self._amounts = amounts
        self._tokens = tokens
        self._marks = marks
        self._topic = topic
        self._lists = Lists(tokens, marks)
        self._comparators = Comparators(vocabulary, tokens, marks)
        self._neighbours = Neighbours(vocabulary, marks, topic)
        self.claims: list[Claim] = []
        self._sign: Sign = "+"
        self._settled = False  # the scope of the sign has had something
        self._spent = False  # a comparator took the negation: "can't go over $900"
        self._clause = 0
        self._comparator: Mark | None = None  # one that waits for its figure
        self._hint: Mark | None = None  # a degree word before "than", which tells the attribute
        self._joint = ""
        self._any_end = -1

    @property
    def _last(self) -> Claim | None:
        return self.claims[-1] if self.claims else None

    def take(self, index: int) -> None:
        """Read the mark at `index`."""
        mark = self._marks[index]
        match mark.kind:
            case "start" if self._sign == "-" and not self._settled and relative(self._tokens, mark.start):
                pass  # "nothing that must be dry cleaned"
            case "start" | "neutral":
                self._restart()
            case "than" if self._neighbours.rather(index, self._last):
                self._scope("x")
            case "subject" if not goes_on(self._tokens, mark.start, owned=self._sign == "x"):
                self._restart(keep_comparator=True)
            case "have":
                self._restart()
                self._sign = "x" if self._neighbours.owns(index) else "+"
            case "comma":
                self._comma(mark)
            case "and":
                self._and(mark)
            case "or":
                self._joint = "or"
            case "not":
                self._negate(mark)
            case "indifferent":
                self._scope("?")
            case "any" if self._text(mark.start - 1) != ":" or not self._back(mark, "?"):
                self._any_end = mark.end
            case "unimportant" if not self._back(mark, "?"):
                self._scope("?")
            case "unwanted" if not self._turned_down(mark):
                self._unaimed(mark)
            case "unneeded" if self._last and (self._last.sign == "-" or self._text(self._last.start) == "no"):
                self._back(mark, "?")
            case "fine" if self._last and self._last.kind == "flag":
                self._back(mark, "?")
            case "past":
                self._past(mark)
            case "before" | "either":
                self._compare(index)
            case "degree" if self._comparators.lessens(index):
                self._scope("-")  # "less warm"
            case "degree":
                self._degree(index)
            case "figure":
                self._figure(index)
            case "value" | "flag" | "phrase" | "keyword" | "foreign":
                self._claim(index)

    def _text(self, at: int) -> str:
        return self._tokens[at].text if at < len(self._tokens) else ""

    def _restart(self, *, keep_comparator: bool = False) -> None:
        self._sign, self._settled, self._spent, self._joint, self._clause = "+", False, False, "", self._clause + 1
        if not keep_comparator:
            self._comparator = self._hint = None

    def _scope(self, sign: Sign) -> None:
        if self._sign != "x":
            self._sign, self._settled, self._spent = sign, False, False
            self._clause += 1

    def _negate(self, mark: Mark) -> None:
        if self._text(mark.start) == "no" and mark.end == mark.start + 1 and not self._text(mark.end).isalnum():
            if mark.start and self._text(mark.start - 1) == ":":
                self._back(mark, "?")  # "Touchscreen: no"
            return  # "No, …"
        if turn_bound(self.claims, self._tokens, self._marks, mark):
            return
        excepting = not _EXCEPT.isdisjoint(token.text for token in self._tokens[mark.start : mark.end])
        if self._sign == "-" and not self._settled and excepting:
            self._restart()  # "nothing other than Windows"
        elif self._sign != "?" or self._settled or excepting:
            self._scope("-")

    def _comma(self, mark: Mark) -> None:
        adjacent = self._last is not None and self._last.end == mark.start
        denied = self._text(mark.end) in ("no", "without")  # "no noise, no fan": what follows denies by itself
        if adjacent and not denied and self._lists.goes_on(mark, self.claims[-1].attribute):
            self._comparator = self._hint = None
        else:
            self._restart()
        self._joint = self._joint or ("," if adjacent else "")

    def _and(self, mark: Mark) -> None:
        last = self._last
        if self._sign == "x":
            if self._text(mark.end) in _NOW:
                self._restart()
        elif self._sign != "+" and self._settled and not (last and self._lists.followed_by(mark, last)):
            self._restart()
        self._joint = "and"

    def _unaimed(self, mark: Mark) -> None:
        """A refusal that has nothing before it: "too much for me", "no way will I pay more"."""
        if self._text(mark.start) == "too":
            self._dear(mark)
        elif self._text(mark.end - 1) == "way":
            self._scope("-")

    def _past(self, mark: Mark) -> None:
        """What is said of another machine: what follows, and for "… ago" what stands before, too."""
        if self._text(mark.start) in ("i", "we"):
            self._restart()
        elif self._text(mark.end - 1) in ("ago", "me", "year", "time"):
            self.claims = [replace(c, sign="x") if c.clause == self._clause else c for c in self.claims]
        self._comparator = self._hint = None
        self._sign, self._settled = "x", False

    def _back(self, mark: Mark, sign: Sign) -> bool:
        return turn_back(self.claims, self._tokens, mark.start, sign, self._vocabulary.nouns)

    def _compare(self, index: int) -> None:
        mark = self._marks[index]
        if self._neighbours.preferred(index, self._last):
            self._scope("-")
            return
        if self._comparator is not None and mark.sense.text == "about" and mark.start - self._comparator.end <= REACH:
            return  # "at least about ten"
        self._comparator, self._hint = mark, None

    def _degree(self, index: int) -> None:
        mark = self._marks[index]
        if self._comparators.governs(index):
            self._comparator = self._hint = mark
            return
        sense = mark.sense
        if self._comparators.disappoints(index):
            sense = replace(sense, text="more" if sense.text == "less" else "less", objection=True)
        if sense.objection and self._turned_down(mark, "figure"):
            return  # "anything over $900 is too expensive"
        last, name = self._last, sense.attribute
        if sense.objection and last and last.kind == "figure" and last.sign == "x":
            name = last.attribute  # "512 GB is too small"
        name = name or self._amounts.named_beside(self._marks, index)
        if name:
            self._add(mark, replace(sense, attribute=name))
        elif self._text(mark.end - 1) == "much":
            self._dear(mark)

    def _turned_down(self, mark: Mark, kind: str = "") -> bool:
        """Turn down what stands before `mark`, a claim of `kind`; False if a product's own figure does, or nothing."""
        if not (last := self._last) or (kind and last.kind != kind) or not self._back(mark, "-"):
            return False
        return last.kind != "figure" or last.text in FLIPPED

    def _dear(self, mark: Mark) -> None:
        """ "That is too much": the price is."""
        if (money := self._vocabulary.money) and (mark.start == 0 or self._text(mark.start - 1) in _SAYS):
            self._add(mark, Sense("degree", money, text="less", objection=True))

    def _operator(self, start: int) -> str:
        """The comparator that governs what starts at `start`, negation applied; it is used up."""
        comparator, self._comparator = self._comparator, None
        if comparator is None or start - comparator.end > REACH:
            return ""
        op = {"less": "<", "more": ">"}.get(comparator.sense.text, comparator.sense.text)
        if self._sign == "-" and op in ("<", ">") and (not self._settled or self._joint == "or"):
            return FLIPPED[op]
        return op

    def _figure(self, index: int) -> None:
        mark, hint = self._marks[index], self._hint
        op = self._operator(mark.start)
        self._hint = None
        if not op:
            self._run_on()
        after = self._comparators.after(index)
        if after == "about" and op in FLIPPED:
            after = ""  # "at least 15 or so"
        resolved = self._amounts.attribute(self._tokens, self._marks, index, op or after, hint, self._topic)
        if resolved is None:
            return
        attribute, figure = resolved
        sign = self._sign
        if sign == "-" and (self._settled or op):
            self._spent = True
            sign = "+"  # the negation went into the comparator, or into something before it
        constraints = self._amounts.constraints(attribute, figure, after or op)
        self.claims.append(
            Claim("figure", attribute, sign, mark.start, mark.end, (), constraints, after or op, clause=self._clause)
        )
        self._settled, self._joint = True, ""

    def _run_on(self) -> None:
        """End a negation that had its figure, unless a list goes on: "not over $900 a blue one"."""
        if self._spent and not self._joint:
            self._restart(keep_comparator=True)

    def _claim(self, index: int) -> None:
        mark = self._marks[index]
        self._run_on()
        for sense in self._neighbours.meant(index):
            if self._text(mark.start) in self._vocabulary.cues and of_something_else(
                self._vocabulary, self._tokens, mark.start
            ):
                continue  # "my shift lasts all day"
            if self._comparators.ordered(mark) and self._ordered(index, sense):
                continue
            beside_any = mark.kind == "keyword" and self._any_end == mark.start and self._sign == "+"
            self._add(mark, sense, sign="?" if beside_any else self._sign)
        if mark.kind != "keyword" or self._joint != "or":
            self._joint = ""
        self._settled = self._settled or mark.kind in _SETTLING

    def _ordered(self, index: int, sense: Sense) -> bool:
        """An ordered value under a comparator: "mid-range or better", "nothing below mid-range"."""
        mark = self._marks[index]
        scale = self._vocabulary.ordered[sense.attribute]
        op = self._operator(mark.start) or self._comparators.after(index)
        op = ">=" if op == "better" else op
        if len(sense.values) != 1 or op not in FLIPPED or self._sign == "?":
            return False
        place = scale.index(sense.values[0])
        low, high = {"<": (0, place), "<=": (0, place + 1), ">": (place + 1, None), ">=": (place, None)}[op]
        self._add(mark, replace(sense, values=scale[low:high]), sign="x" if self._sign == "x" else "+")
        return True

    def _add(self, mark: Mark, sense: Sense, *, sign: Sign | None = None) -> None:
        joint = "or" if self._joint == "," and self._lists.ends_in_or(mark) else self._joint
        self.claims.append(
            Claim(
                sense.kind, sense.attribute, sign or self._sign, mark.start, mark.end, sense.values, sense.constraints,
                sense.text, sense.objection, self._clause, joint,
            )
        )  # fmt: skip
