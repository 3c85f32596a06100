"""Who the personas are: names, ages, lives and ways of speaking, from grammars of many independent parts.

Contract: no two backgrounds of a world share six words in a row, nor does one with a packaged persona of its
category; nobody has the name of a packaged persona. Test and training worlds draw from different halves of the lines
about lives and from different given and family names.
"""

from __future__ import annotations

from collections import Counter
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
_ALIKE = 27  # percent: the likeness that two backgrounds may have
_COMMON = 3  # a word in an eighth of all lines, or in more, weighs nothing
_TRIES = 80
_LINES = 150  # lines that are tried for one sentence
_WORDS = (34, 80)  # of a background
_RETIRED = 60  # lines for people of this age and more tell what they used to do
_REGISTER_AGES = {"texting": (0, 44), "formal": (24, 120), "gruff": (22, 120)}


@dataclass(frozen=True, slots=True)
class Life:
    """A person. `register`: the manner of their speech; `style`: a line about it; `gift`: they buy for another."""

    name: str
    age: int
    background: str
    register: str
    style: str
    gift: bool


class Told:
    """The texts so far, as far as new ones must differ from them.

    `lines`: what the texts are made of; a word weighs the more the fewer lines have it.
    """

    def __init__(self, lines: Collection[str], texts: Iterable[str] = ()) -> None:
        self._count = len(lines)
        self._lines = Counter(word for line in lines for word in set(words_of(line)))
        self._runs: set[tuple[str, ...]] = set()
        self._weighed: list[tuple[dict[str, int], int]] = []
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        """Remember `text`."""
        self._runs.update(_runs(text))
        self._weighed.append(self._weigh(text))

    def repeated(self, text: str) -> bool:
        """Whether `text` has a run of words that was there before."""
        return any(run in self._runs for run in _runs(text))

    def alike(self, text: str) -> bool:
        """Whether the words of `text` are too much those of one that was there before (cosine of their weights)."""
        weights, norm = self._weigh(text)
        for others, other_norm in self._weighed:
            product = sum(weight * others[word] for word, weight in weights.items() if word in others)
            if product * product * 10_000 > _ALIKE * _ALIKE * norm * other_norm:
                return True
        return False

    def _weigh(self, text: str) -> tuple[dict[str, int], int]:
        """The weights of the words of `text`, and the square of their length: whole numbers, the same everywhere."""
        weights = {
            word: times * ((self._count // max(1, self._lines[word])).bit_length() - _COMMON)
            for word, times in Counter(words_of(text)).items()
        }
        weights = {word: weight for word, weight in weights.items() if weight > 0}
        return weights, sum(weight * weight for weight in weights.values())


def _runs(text: str) -> list[tuple[str, ...]]:
    words = words_of(text)
    return [tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]


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
        self._women = trade.women
        self._noun = noun
        self._half = half
        self._names = {name.casefold() for name in names}
        self._told = Told([line for lines in self._pools.values() for line in lines], backgrounds)
        self._written = 0
        self._gift = False  # the line that tells why somebody comes says that it is for another

    def write(self, draw: Draw) -> Life:
        """The next life.

        Raises:
            ValueError: all that can be said has been said.
        """
        woman = draw.chance(self._women)
        name = self._name(woman, draw)
        youngest, oldest = self._decks.deal("ages", material("shapes")["bands"])
        age = youngest + draw.below(oldest - youngest + 1)
        for _ in range(_TRIES):
            text = self._background(name, age, woman, draw)
            long = _WORDS[0] <= len(text.split()) <= _WORDS[1]
            if long and not self._told.repeated(text) and not self._told.alike(text):
                self._told.add(text)
                self._written += 1
                register = self._decks.deal("registers", REGISTERS, lambda name: _of_age(name, age))
                return Life(name, age, text, register, self._style(register), self._gift)
        raise ValueError(
            f"there is nothing new to say after {self._written} personas; ask for no more, or for several worlds"
        )

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
        words = frozenset({"f" if woman else "m", "gift"})
        sentences: list[str] = []
        context = self._context(age, draw)
        for part in str(self._decks.deal("shapes", material("shapes")["shapes"])).split():
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
            line = self._writer.line(part, age, words)
            self._gift = "gift" in line.words if part == "why" else self._gift
            return line.text
        line = self._writer.line("does", age, words)
        does = line.text
        plain = line.youngest >= _RETIRED or draw.chance(0.5)
        lead = "" if plain else str(self._decks.deal("leads", material("shapes")["leads"]))
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
