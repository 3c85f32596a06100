"""Texts from grammars: lines with slots, dealt from decks so that what was said is not said again soon.

A line is text with `{slot}` (a line of the pool of that name, or a word of the context; `{Slot}` begins with a capital)
and `[one|another]` (either). It may begin with tags in brackets, which tell whom it suits: an age range `(16-24)`,
`(60-)`, or words that all must be among the person's own: `(f)`, `(30-, gift)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from salessim_tasks.worlds.draws import Decks, Draw

__all__ = ["Line", "Writer", "parse_line"]

_TAGS = re.compile(r"^\(([^()]*)\)\s*")
_AGES = re.compile(r"^(\d*)-(\d*)$")
_SLOT = re.compile(r"\{(\w+)\}")
_EITHER = re.compile(r"\[([^\[\]]*)\]")
_OLDEST = 120


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a pool: its text, the ages it suits (inclusive), and the words that must be said of the person."""

    text: str
    youngest: int = 0
    oldest: int = _OLDEST
    words: frozenset[str] = frozenset()

    def suits(self, age: int, words: frozenset[str]) -> bool:
        """Whether the line can be said of a person of `age` of whom `words` hold."""
        return self.youngest <= age <= self.oldest and self.words <= words


@cache
def parse_line(source: str) -> Line:
    """The line that `source` spells."""
    tags = _TAGS.match(source)
    if tags is None:
        return Line(source)
    youngest, oldest, words = 0, _OLDEST, set()
    for tag in (part.strip() for part in tags[1].split(",")):
        ages = _AGES.match(tag)
        if ages is None:
            words.add(tag)
        else:
            youngest, oldest = int(ages[1] or 0), int(ages[2] or _OLDEST)
    return Line(source[tags.end() :], youngest, oldest, frozenset(words))


class Writer:
    """Writes lines out. `pools`: lines by name of pool; each pool is dealt from a deck of its own."""

    def __init__(self, pools: Mapping[str, Sequence[str]], decks: Decks) -> None:
        self._pools = {name: tuple(parse_line(line) for line in lines) for name, lines in pools.items()}
        self._decks = decks

    def line(self, pool: str, age: int = 40, words: frozenset[str] = frozenset()) -> Line:
        """The next line of `pool` that suits. Raises ValueError if there is none, KeyError without such a pool."""
        return self._decks.deal(pool, self._pools[pool], lambda line: line.suits(age, words))

    def write(
        self,
        text: str,
        draw: Draw,
        context: Mapping[str, Callable[[], str]],
        age: int = 40,
        words: frozenset[str] = frozenset(),
    ) -> str:
        """`text` with every slot and choice settled, from left to right. `context`: what slots mean besides pools.

        Raises:
            KeyError: a slot is neither in the context nor a pool.
        """

        def filled(slot: re.Match[str]) -> str:
            name = slot[1]
            plain = name[0].lower() + name[1:]
            if name in context:
                return context[name]()
            said = context[plain]() if plain in context else expand(self.line(plain, age, words).text)
            return said if plain == name else said[:1].upper() + said[1:]

        def expand(text: str) -> str:
            while (choice := _EITHER.search(text)) is not None:
                text = text[: choice.start()] + draw.pick(choice[1].split("|")) + text[choice.end() :]
            return _SLOT.sub(filled, text)

        return re.sub(r" +([,.;:?!])", r"\1", re.sub(r" {2,}", " ", expand(text))).strip()
