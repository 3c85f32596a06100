"""Longest-match look-up of phrases among tokens: a trie of words, where `*` stands for up to three words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from salessim_tasks.understanding.text import Token, words_of

__all__ = ["Lexicon", "variants"]

Entry = TypeVar("Entry")

_GAP = 3  # words that "*" may stand for
_NOT_IN_GAP = frozenset(".,;:!?\n()-/")


@dataclass(frozen=True, slots=True)
class Match(Generic[Entry]):
    """What was found, and the index of the token after it."""

    end: int
    entries: tuple[Entry, ...]


class Lexicon(Generic[Entry]):
    """Phrases and their entries. `match` costs a few dictionary look-ups for each token."""

    def __init__(self) -> None:
        # A node maps words to nodes; under the key None stands the list of entries that end there.
        self._root: dict[str | None, Any] = {}

    def add(self, phrase: str, entry: Entry) -> None:
        """Let `phrase` mean `entry`, beside what it means already."""
        words = [word for part in phrase.split("*") for word in (*words_of(part), "*")][:-1]
        if not words:
            return
        node = self._root
        for word in words:
            node = node.setdefault(word, {})
        entries = node.setdefault(None, [])
        if entry not in entries:
            entries.append(entry)

    def __contains__(self, phrase: str) -> bool:
        node = self._root
        for word in words_of(phrase):
            if word not in node:
                return False
            node = node[word]
        return None in node

    def first_words(self) -> frozenset[str]:
        """The words that phrases start with."""
        return frozenset(word for word in self._root if word is not None)

    def match(self, tokens: Sequence[Token], at: int) -> Match[Entry] | None:
        """The longest phrase that starts at token `at`."""
        if tokens[at].text not in self._root:
            return None
        end, entries = _longest(self._root, tokens, at)
        return Match(end, tuple(entries)) if entries else None


def _longest(node: dict[str | None, Any], tokens: Sequence[Token], at: int) -> tuple[int, Iterable[Any]]:
    best: tuple[int, Iterable[Any]] = (at, node.get(None, ()))
    if at < len(tokens) and (following := node.get(tokens[at].text)) is not None:
        found = _longest(following, tokens, at + 1)
        if found[1]:
            best = found
    if (gap := node.get("*")) is not None:
        for skipped in range(_GAP + 1):
            found = _longest(gap, tokens, at + skipped)
            if found[1] and found[0] > best[0]:
                best = found
            if at + skipped >= len(tokens) or tokens[at + skipped].text in _NOT_IN_GAP:
                break
    return best


def variants(phrase: str) -> tuple[str, ...]:
    """`phrase` and, where it ends in a word, its plural."""
    last = phrase[-2:]
    if not last.isalpha() or last.endswith(("s", "x", "z")):
        return (phrase,)
    if last.endswith("y") and last[0] not in "aeiou":
        return (phrase, phrase[:-1] + "ies")
    return (phrase, phrase + "s")
