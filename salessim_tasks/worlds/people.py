"""Who the personas are: names, ages, lives and ways of speaking, from grammars of many independent parts.

Contract: no two backgrounds of a world share six words in a row, nor does one with a packaged persona of its
category; nobody has the name of a packaged persona. Test and training worlds draw from different halves of the lines
about lives and from different given and family names.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from salessim_tasks.prose_checks import words_of
from salessim_tasks.worlds.draws import Decks, Draw
from salessim_tasks.worlds.grammar import Writer
from salessim_tasks.worlds.sentences import REGISTERS
from salessim_tasks.worlds.trade import Trade, material

__all__ = ["Biographer", "Life"]

_RUN = 6  # words in a row that no two backgrounds have in common
_LONG = 5  # letters of a word that says something
_ALIKE = 0.28  # share of such words that two backgrounds may have in common
_TRIES = 80
_LINES = 150  # lines that are tried for one sentence
_WORDS = (34, 80)  # of a background
_BANDS = (
    (16, 19), (20, 27), (22, 30), (28, 39), (28, 39), (28, 39), (40, 54), (40, 54), (40, 54), (40, 54), (55, 66), (55, 66), (60, 68),
    (67, 78), (67, 85),
)  # fmt: skip
_RETIRED = 60  # lines for people of this age and more tell what they used to do
_REGISTER_AGES = {"texting": (0, 44), "formal": (24, 120), "gruff": (22, 120)}
# The order of a background's parts; "who" says what somebody does, "why" what brings them to the shop.
_SHAPES: tuple[str, ...] = (
    "who home why manner", "who why manner", "who past why quirk", "why who manner", "who quirk why manner", "home who why",
    "who why past", "past who why manner", "quirk who why", "who home why quirk", "who manner why", "why who home",
    "who past why manner", "who why quirk", "home who why manner", "who home past why", "manner who why", "why who past manner",
    "who quirk why", "past who why", "why home who quirk", "who why home", "home quirk who why", "who past quirk why manner",
)  # fmt: skip
_LEADS = (
    "", "", "", "", "", "", "These days ", "As everyone on the street knows, ", "At {age} ", "Officially, ", "For a living, ",
    "To pay the rent, ", "By trade and by temper, ", "Contrary to all plans, ", "Since the spring, ", "At the age of {age}, ",
    "Rain or shine, ", "Against the family's advice, ", "On weekdays and most Saturdays, ", "Out of habit and conviction, ",
    "In a town that has seen better days, ", "With more patience than pay, ", "For reasons {he} no longer recalls, ",
    "Whatever the season, ", "After two false starts, ", "If asked, {he} will say so: ", "Longer than anybody remembers, ",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Life:
    """A person: name, age, background, the register of their speech, and how they speak."""

    name: str
    age: int
    background: str
    register: str
    style: str


class Told:
    """The texts so far, as far as new ones must differ from them."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._runs: set[tuple[str, ...]] = set()
        self._words: list[frozenset[str]] = []
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        """Remember `text`."""
        self._runs.update(_runs(text))
        self._words.append(_content(text))

    def repeated(self, text: str) -> bool:
        """Whether `text` has a run of words that was there before."""
        return any(run in self._runs for run in _runs(text))

    def alike(self, text: str) -> bool:
        """Whether `text` has too many of its longer words in common with one that was there before."""
        words = _content(text)
        return any(
            len(words & other) ** 2 > _ALIKE * _ALIKE * len(words) * len(other) for other in self._words
        )


def _runs(text: str) -> list[tuple[str, ...]]:
    words = words_of(text)
    return [tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]


def _content(text: str) -> frozenset[str]:
    return frozenset(word for word in words_of(text) if len(word) >= _LONG)


class Biographer:
    """Writes one life after the other."""

    def __init__(
        self,
        trade: Trade,
        noun: str,
        decks: Decks,
        half: int | None,
        names: Collection[str],
        backgrounds: Iterable[str],
    ) -> None:
        lives: Mapping[str, Sequence[str]] = {**material("jobs"), **material("lives")}
        pools = {name: list(lines if half is None else lines[half::2]) for name, lines in lives.items()}
        shared = {**material("slots"), **material("stakes"), "town": material("places")["towns"]}
        self._pools = {**pools, **{name: [str(line) for line in lines] for name, lines in shared.items()}}
        self._pools["why"] = list(trade.why) or list(material("whys")["why"])
        self._writer = Writer(self._pools, decks)
        self._decks = decks
        self._noun = noun
        self._half = half
        self._names = {name.casefold() for name in names}
        self._told = Told(backgrounds)

    def write(self, draw: Draw) -> Life:
        """The next life.

        Raises:
            ValueError: all that can be said has been said.
        """
        woman = draw.chance(0.52)
        name = self._name(woman, draw)
        youngest, oldest = self._decks.deal("ages", _BANDS)
        age = youngest + draw.below(oldest - youngest + 1)
        for _ in range(_TRIES):
            text = self._background(name, age, woman, draw)
            long = _WORDS[0] <= len(text.split()) <= _WORDS[1]
            if long and not self._told.repeated(text) and not self._told.alike(text):
                self._told.add(text)
                register = self._decks.deal("registers", REGISTERS, lambda name: _of_age(name, age))
                return Life(name, age, text, register, self._style(register))
        raise ValueError("no new background can be written; ask for fewer personas")

    def _name(self, woman: bool, draw: Draw) -> str:
        regions: Mapping[str, Mapping[str, Sequence[str]]] = material("names")["regions"]
        while True:
            home = draw.pick(sorted(regions))
            abroad = draw.pick(sorted(regions)) if draw.chance(0.15) else home
            first = self._decks.deal(f"names {home} {woman}", self._halved(regions[home]["f" if woman else "m"]))
            family = self._decks.deal(f"families {abroad}", self._halved(regions[abroad]["family"]))
            name = f"{first} {family}"
            if name.casefold() not in self._names:
                self._names.add(name.casefold())
                return name

    def _halved(self, items: Sequence[str]) -> Sequence[str]:
        return items if self._half is None else items[self._half :: 2]

    def _background(self, name: str, age: int, woman: bool, draw: Draw) -> str:
        self._cast = _Cast(name, woman, draw)
        words = frozenset({"f" if woman else "m"})
        sentences: list[str] = []
        context = self._context(age, draw)
        for part in str(self._decks.deal("shapes", _SHAPES)).split():
            sentence = self._sentence(part, age, words, context, draw)
            if sentence is None:
                return ""
            sentences.append(sentence)
        return " ".join(sentences)

    def _sentence(
        self, part: str, age: int, words: frozenset[str], context: Mapping[str, Callable[[], str]], draw: Draw
    ) -> str | None:
        """A sentence that says nothing that was said before; None if there seems to be none left."""
        for _ in range(_LINES):
            known = self._cast.known
            self._cast.begin()
            text = self._line(part, age, words, draw)
            written = self._writer.write(text, draw, context, age, words)
            if not self._told.repeated(written):
                return written[:1].upper() + written[1:]
            self._cast.known = known
        return None

    def _line(self, part: str, age: int, words: frozenset[str], draw: Draw) -> str:
        if part != "who":
            return self._writer.line(part, age, words).text
        line = self._writer.line("does", age, words)
        does = line.text
        lead = "" if line.youngest >= _RETIRED else str(self._decks.deal("leads", _LEADS))
        return f"{lead}{{He}} {does}." if not lead else f"{lead}{{he}} {does}."

    def _context(self, age: int, draw: Draw) -> dict[str, Callable[[], str]]:
        cast, here = self._cast, self._writer.line("town").text

        def place() -> str:
            if draw.chance(0.4):
                return ""
            return f" {draw.pick(('in', 'in', 'in', 'near', 'outside', 'just outside'))} {here}"

        return {
            "he": cast.subject, "him": cast.object, "his": cast.possessive, "himself": cast.reflexive,
            "age": lambda: str(age), "in": place, "here": lambda: here, "noun": lambda: self._noun,
        }  # fmt: skip

    def _style(self, register: str) -> str:
        heads: Mapping[str, Any] = material("registers")[register]
        head = str(self._decks.deal(f"style {register}", tuple(heads["style"])))
        tic = str(self._decks.deal("tics", tuple(material("tics")["tics"])))
        return f"{head}; {tic}."


def _of_age(register: str, age: int) -> bool:
    youngest, oldest = _REGISTER_AGES.get(register, (0, 120))
    return youngest <= age <= oldest


class _Cast:
    """How the person is referred to: by the first name at first, then mostly by pronoun."""

    def __init__(self, name: str, woman: bool, draw: Draw) -> None:
        self._first = name.split()[0]
        self._woman = woman
        self._draw = draw
        self.known = False
        self._fresh = True

    def begin(self) -> None:
        """A sentence begins."""
        self._fresh = True

    def subject(self) -> str:
        return self._told("she" if self._woman else "he", self._first)

    def object(self) -> str:
        return self._told("her" if self._woman else "him", self._first)

    def possessive(self) -> str:
        return self._told("her" if self._woman else "his", self._first + ("'" if self._first.endswith("s") else "'s"))

    def reflexive(self) -> str:
        return "herself" if self._woman else "himself"

    def _told(self, pronoun: str, name: str) -> str:
        again = self._fresh and self._draw.chance(0.07)
        self._fresh = False
        if self.known and not again:
            return pronoun
        self.known = True
        return name
