"""What stands where in a message: its tokens grouped into the phrases that mean something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from salessim_tasks.understanding.figures import Figure, FigureReader
from salessim_tasks.understanding.lexicon import Match
from salessim_tasks.understanding.text import Token
from salessim_tasks.understanding.vocabulary import Kind, Sense, Vocabulary

__all__ = ["Mark", "Marker"]

_COMMA = (Sense("comma"),)
_SUBJECT = (Sense("subject"),)
_OR = (Sense("or"),)
_NOT = (Sense("not"),)
_ANY = (Sense("any"),)
_HAVE = (Sense("have"),)
_MONEYS = frozenset({"euros", "euro", "eur", "quid", "€"})  # units of money that no store here has


@dataclass(frozen=True, slots=True)
class Mark:
    """A meaningful phrase: tokens `start` to `end` (exclusive), its senses (all of one kind group), or a figure."""

    kind: Kind
    start: int
    end: int
    senses: tuple[Sense, ...] = ()
    figure: Figure | None = None

    @property
    def sense(self) -> Sense:
        """The first sense."""
        return self.senses[0]


class Marker:
    """Finds the marks of a message, from left to right, the longest phrase first."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._figures = FigureReader(vocabulary.units)

    def marks(self, tokens: Sequence[Token], taken: Sequence[tuple[int, int]] = ()) -> list[Mark]:
        """The marks of `tokens`; the spans `taken` (sorted) are names of products and mean nothing here."""
        found: list[Mark] = []
        spans = dict(taken)
        matches: dict[int, Match[Sense] | None] = {}

        def match(at: int) -> Match[Sense] | None:
            if at not in matches:
                matches[at] = self._vocabulary.lexicon.match(tokens, at)
            return matches[at]

        def word_at(at: int) -> bool:
            found = match(at)
            return found is not None

        at = 0
        while at < len(tokens):
            if at in spans:
                at = spans[at]
                continue
            at = self._next(tokens, at, match(at), word_at, found)
        return found

    def _next(
        self,
        tokens: Sequence[Token],
        at: int,
        match: Match[Sense] | None,
        word_at: Callable[[int], bool],
        found: list[Mark],
    ) -> int:
        figure = self._figures.read(tokens, at, word_at)
        if figure is not None and (match is None or match.end < figure.end or match.entries[0].kind == "before"):
            found.append(Mark("figure", figure.start, figure.end, figure=figure))
            return figure.end
        if match is not None and match.entries[0].kind == "after" and _begins_anew(tokens, match.end):
            denied = tokens[at].text == "not"  # "not a cent more than $800"
            found.append(Mark("not", at, at + 1, _NOT) if denied else Mark("or", at, at + 1, _OR))
            return at + 1
        if match is not None:
            counted = bool(found) and found[-1].kind == "figure" and found[-1].end == at
            for kind in _kinds(match, beside=counted or (at > 0 and tokens[at - 1].text in _MONEYS)):
                senses = tuple(sense for sense in match.entries if sense.kind == kind)
                found.append(Mark(kind, at, match.end, senses))
            return match.end
        senses = _plain(tokens, at)
        if senses:
            found.append(Mark(senses[0].kind, at, at + 1, senses))
        return at + 1


def _kinds(match: Match[Sense], *, beside: bool) -> list[Kind]:
    """The kinds of a match. A word of the store that is a comparator too is one `beside` a figure: "$60 tops"."""
    kinds = list(dict.fromkeys(sense.kind for sense in match.entries))
    comparing: list[Kind] = [kind for kind in kinds if kind in ("after", "either")]
    others = [kind for kind in kinds if kind not in comparing]
    return comparing if beside and comparing else others or kinds


def _begins_anew(tokens: Sequence[Token], at: int) -> bool:
    """Whether after "… or bigger" comes what makes it a comparator of the next figure: "or bigger than 15 inches"."""
    following = tokens[at].text if at < len(tokens) else ""
    return following in ("than", "$") or following[:1].isdigit()


def _plain(tokens: Sequence[Token], at: int) -> tuple[Sense, ...]:
    word = tokens[at].text
    if word == ",":
        return _COMMA
    if word in ("i", "we"):
        if word_sequence(tokens, at, ("have", "a")) or word_sequence(tokens, at, ("have", "an")):
            return _HAVE
        return _SUBJECT
    return _ANY if word == "any" else ()


def word_sequence(tokens: Sequence[Token], at: int, words: tuple[str, ...]) -> bool:
    """Whether `words` follow token `at`."""
    return all(at + i < len(tokens) and tokens[at + i].text == word for i, word in enumerate(words, start=1))
