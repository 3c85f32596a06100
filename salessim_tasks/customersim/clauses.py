"""Prose cut into clauses, each on one thing, with a mark on those that do not speak of the product itself.

Catalogues say much about other things: what a jacket goes with, what a watch needs, what is sold apart. A fact read out
of such a clause is wrong, and a wrong fact is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

__all__ = ["Clause", "Source", "clauses", "is_denied", "is_likeness", "is_part", "occurrences", "says"]

Source = Literal["name", "features", "description"]

_END = re.compile(r"[;!?|•]|\.(?=\s|$)|\s[—–-]\s|[()\[\]]|\bbut\b", re.IGNORECASE)
_KEY = re.compile(r"\s*([^\W\d_][\w '/&-]{1,30}):\s+(?=\S)")
_OF_OTHER_THINGS = re.compile(
    r"\b(?:pairs?|paired|pairing|matches|go(?:es)? (?:well )?with|looks? (?:great|good|best)|layer(?:ed|s|ing)?|"
    r"(?:wear|wore|worn|style) (?:it|this|them|over|under|with|alone)|over (?:a|an|your)|under (?:a|an|your)|"
    r"unlike|instead|rather|compared|than|between|such as|like|fans? of|inspired|reminiscent|if|when|whenever|"
    r"optional(?:ly)?|(?:sold )?separately|not included|includes? a second|second|spare|replacement|replaceable|"
    r"interchangeable|your phone(?:'s)?|models?(?:'s)? (?:is|are|wears?|height)|"
    r"charg(?:es?|ed|ing) (?:in|time|to)|(?:fully|to) charged?)\b"
)
_NEGATION = r"(?:\b(?:no|not|without|lacks?|lacking|never|neither|nor|cannot)\b|n't\b)"
_DENIED = re.compile(rf"{_NEGATION}(?:\s+[\w'/-]+){{0,6}}\s+$|\b(?:non|un|no)-$|\bfree of (?:\w+ )?$")
_ALL_DENIED = re.compile(rf"^\W*(?:\w+ ){{0,3}}{_NEGATION}.*\b(?:or|nor)\b")
_LIKENESS_BEFORE = re.compile(r"\b(?:faux|vegan|imitation|artificial|fake|simulated|synthetic|pseudo)[\s-]+$")
_LIKENESS_AFTER = re.compile(
    r"[\s-]+(?:blend|look|like|effect|style|styled|feel|free|inspired|trims?|trimmed|lined|accents?|details?|toned?)\b"
)

_OF_A_PART = re.compile(
    r"-\w|[\s-]+(?:\w+[\s-]+)?(?:linings?|pockets?|cuffs?|hems?|flaps?|waistband|bags?|pouch|figures?|miniatures)\b"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """`text` as written, and `value` the same in lower case, without the `key`: "fabric" in "Fabric: 100% cotton".
    `aside`: it speaks of something else than the product."""

    source: Source
    key: str
    text: str
    value: str
    aside: bool


def clauses(source: Source, statements: Iterable[str], ignored: tuple[str, ...]) -> Iterator[Clause]:
    """The clauses of `statements`; phrases that only look like facts (`ignored`) are blotted out."""
    for statement in statements:
        for part in _END.split(statement.translate(_STRAIGHT)):
            found = _KEY.match(part)
            key, rest = (found[1].strip().lower(), part[found.end() :]) if found else ("", part)
            text = _without(rest, ignored)
            if text.strip():
                yield Clause(source, key, text, text.lower(), _OF_OTHER_THINGS.search(text.lower()) is not None)


_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "″": '"', "‑": "-", "–": "-"})


def says(clause: Clause, words: Iterable[str]) -> bool:
    """Whether one of `words` stands in the clause."""
    return any(occurrences(clause, word) for word in words)


def occurrences(clause: Clause, word: str) -> list[re.Match[str]]:
    """Where `word` stands in the clause: positions in `text`, which are those in `value`. A word of one or two letters,
    such as a size, must stand as it is spelled."""
    if len(word) <= 2:
        return list(_exact(word).finditer(clause.text))
    return list(_word(word.lower()).finditer(clause.value))


def is_denied(clause: Clause, start: int) -> bool:
    """Whether what stands at `start` is said not to be."""
    before = clause.value[:start]
    return bool(_DENIED.search(before.rsplit(",", 1)[-1]) or _ALL_DENIED.match(clause.value))


def is_likeness(clause: Clause, match: re.Match[str]) -> bool:
    """Whether the thing is only like it, or partly so: "faux leather", "silk blend"."""
    before, after = clause.value[: match.start()], clause.value[match.end() :]
    return bool(_LIKENESS_BEFORE.search(before) or _LIKENESS_AFTER.match(after))


def is_part(clause: Clause, match: re.Match[str]) -> bool:
    """Whether the word belongs to a longer one, or to a mere part of the product: "medium-heavy", "zip pockets"."""
    before, after = clause.value[: match.start()], clause.value[match.end() :]
    return before.endswith("-") or _OF_A_PART.match(after) is not None


def _without(text: str, phrases: tuple[str, ...]) -> str:
    for phrase in phrases:
        text = _word(phrase.lower()).sub(lambda match: "·" * len(match[0]), text)
    return text


@lru_cache(maxsize=16384)
def _word(word: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)" + re.escape(word).replace(r"\ ", r"[\s-]+") + r"(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=256)
def _exact(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'.&]){re.escape(word)}(?![\w'&])")
