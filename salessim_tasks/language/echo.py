"""Speech that is not a shopper's: it repeats the seller, breaks character, or plays both parts.

Contract: `echo` reads the speaking turns of one transcript in order and marks each at most once for each kind. Rules
and phrases, no model; time is linear in the length of what is said.

`repeats`: much of the turn is copied from what the seller has said so far. A word is *copied* if it stands in a run of
`RUN` words that the seller used in that order, in a whole sentence of the seller's of `SENTENCE` words or more, or in a
whole card of the seller's (a line that opens with a product's name in bold; of `CARD` words after the name or more).
The turn repeats the seller if at least `COVERAGE` of its words are copied and these are `COPIED` words or more or hold
such a sentence; and also if nearly all of it (`NEARLY_ALL`) is copied and it speaks of "you", as a seller's question
does. Words of the names on cards do not count, unless the card is copied: naming a product and quoting some of its
facts is no echo. What the shopper had said in these words before the seller did, or what its persona says (`own`), is
its own.

`character_break`: the turn speaks as an assistant ("as an AI", "how can I help you"), as a seller who greets, serves or
offers ("welcome to our store", "would you like to see", "perfect for your needs"), or of its part ("stay in
character"). `both_sides`: it holds lines of a script ("Salesperson: ...", "<|im_start|>"), or a seller's question or
offer and then a shopper's answer. The phrases of both are in `salessim_tasks.language.breaks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from salessim_tasks.language.breaks import both_sides, character_break
from salessim_tasks.transcript import SellerEntry, Transcript

__all__ = ["EchoKind", "EchoMark", "character_break_share", "echo", "echo_share"]

RUN = 5
SENTENCE = 5
CARD = 4
COPIED = 8
COVERAGE = 0.5
NEARLY_ALL = 0.9

EchoKind = Literal["repeats", "character_break", "both_sides"]
_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EchoMark:
    """`turn` counts the shopper's turns from 0; `what` is the phrase, or the first words copied, in lower case."""

    turn: int
    kind: EchoKind
    what: str


def echo(transcript: Transcript, own: Iterable[str] = ()) -> tuple[EchoMark, ...]:
    """What speaks against each speaking turn of `transcript`, in order; `own`: sentences of the shopper's persona."""
    seller = _Seller()
    for text in own:
        seller.shopper_says(text)
    marks: list[EchoMark] = []
    turn = 0
    for entry in transcript.turns:
        if isinstance(entry, SellerEntry):
            seller.says(entry.text)
            continue
        if entry.heard:
            marks += (EchoMark(turn, kind, what) for kind, what in _found(entry.text, seller))
            seller.shopper_says(entry.text)
        turn += 1
    return tuple(marks)


def echo_share(transcript: Transcript, own: Iterable[str] = ()) -> float | None:
    """Share of the shopper's speaking turns with any mark; None without a speaking turn."""
    return echo_shares(transcript, own)[0]


def character_break_share(transcript: Transcript) -> float | None:
    """Share of the shopper's speaking turns that break character or play both parts; None without a speaking turn."""
    return echo_shares(transcript)[1]


def echo_shares(transcript: Transcript, own: Iterable[str] = ()) -> tuple[float | None, float | None]:
    """`echo_share` and `character_break_share` of one reading."""
    marks = echo(transcript, own)
    return (
        _share(transcript, {mark.turn for mark in marks}),
        _share(transcript, {mark.turn for mark in marks if mark.kind != "repeats"}),
    )


def _share(transcript: Transcript, marked: set[int]) -> float | None:
    speaking = len(transcript.speaking_turns)
    return len(marked) / speaking if speaking else None


def _found(text: str, seller: _Seller) -> list[tuple[EchoKind, str]]:
    found: list[tuple[EchoKind, str | None]] = [
        ("repeats", seller.copied(text)),
        ("character_break", character_break(text)),
        ("both_sides", both_sides(text)),
    ]
    return [(kind, what[:_EXCERPT]) for kind, what in found if what]


_EXCERPT = 80
_WORD = re.compile(r"[^\W_]+(?:[.,'\-][^\W_]+)*")
_YOU = frozenset({"you", "your"})
_SENTENCE_END = re.compile(r"(?<=[.!?:…])[\s\"*)]+|\n+")
_CARD = re.compile(r"[\s\-]*\*\*(?P<name>[^*\n]{1,200})\*\*(?P<facts>.*)")


@dataclass(slots=True)
class _Seller:
    """What the seller has said so far, without what the shopper had said before it."""

    runs: set[_Words] = field(default_factory=set)
    sentences: set[_Words] = field(default_factory=set)
    cards: dict[_Words, None] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    own: set[_Words] = field(default_factory=set)

    def says(self, text: str) -> None:
        prose: list[str] = []
        for line in text.split("\n"):
            card = _CARD.match(line)
            if card is None:
                prose.append(line)
                continue
            name, facts = _words(card["name"]), _words(card["facts"])
            self.names.update(name)
            if len(facts) >= CARD:
                self.cards[name + facts] = None
        said = "\n".join(prose)
        self.runs |= _runs(_words(said)) - self.own
        self.sentences |= _sentences(said) - self.own

    def shopper_says(self, text: str) -> None:
        self.own |= _runs(_words(text))
        self.own |= _sentences(text)

    def copied(self, text: str) -> str | None:
        """The first words of `text` that the seller said, if they are much of it."""
        words = _words(text)
        cards = {at for card in self.cards for start in _places(card, words) for at in range(start, start + len(card))}
        sentences = self._copied_sentences(text)
        runs = {
            at
            for start in range(len(words) - RUN + 1)
            if words[start : start + RUN] in self.runs
            for at in range(start, start + RUN)
        }
        copied = runs | sentences | cards
        counting = [at for at, word in enumerate(words) if at in cards or word not in self.names]
        hits = [words[at] for at in counting if at in copied]
        much = len(hits) >= COVERAGE * len(counting) and (len(hits) >= COPIED or bool(sentences))
        if not hits or not (much or (len(hits) >= NEARLY_ALL * len(counting) and not _YOU.isdisjoint(hits))):
            return None
        return " ".join(words[at] for at in sorted(copied)[:_EXCERPT])

    def _copied_sentences(self, text: str) -> set[int]:
        copied: set[int] = set()
        start = 0
        for sentence in map(_words, _SENTENCE_END.split(text)):
            if sentence in self.sentences:
                copied.update(range(start, start + len(sentence)))
            start += len(sentence)
        return copied


def _places(part: _Words, words: _Words) -> Iterator[int]:
    """Where `part` stands in `words`; occurrences do not overlap."""
    text, sought = f" {' '.join(words)} ", f" {' '.join(part)} "
    found = text.find(sought)
    at = seen = 0
    while found >= 0:
        at += text.count(" ", seen, found)
        yield at
        seen, found = found, text.find(sought, found + len(sought) - 1)


def _words(text: str) -> _Words:
    return tuple(_WORD.findall(text.replace("’", "'").lower()))


def _runs(words: _Words) -> set[_Words]:
    return {words[at : at + RUN] for at in range(len(words) - RUN + 1)}


def _sentences(text: str) -> set[_Words]:
    return {words for words in map(_words, _SENTENCE_END.split(text)) if len(words) >= SENTENCE}
