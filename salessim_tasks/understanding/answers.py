"""Bare answers: "medium" to "What size?" is short for "medium size", "a week" for "one week"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from salessim_tasks.schema import Attribute, Flag
from salessim_tasks.understanding.text import Token
from salessim_tasks.understanding.wordset import word_set

__all__ = ["ANSWER", "completions"]

ANSWER = 5
"""Tokens at most of a bare answer."""

_NAMES = 3  # keywords of the attribute that are tried
_HEDGES = (("i", "suppose"), ("i", "guess"), ("i", "think"), ("i", "reckon"))
_NO_ANSWER = word_set("no not none yes nope never nothing hi hello ok okay")


def completions(tokens: Sequence[Token], attribute: Attribute, nouns: Sequence[str]) -> Iterator[str]:
    """What the bare answer of `tokens` to a question about `attribute` may be short for, the likeliest first.

    `nouns`: what the store sells. A yes or no is no such answer, and so there is none about a flag.
    """
    said = [token.text for token in tokens if token.text not in (".", "!", ",")]
    if tuple(said[-2:]) in _HEDGES:
        said = said[:-2]  # "small, I suppose"
    if isinstance(attribute, Flag) or not said or said[0] in _NO_ANSWER:
        return
    counted = " ".join("one" if word in ("a", "an") else word for word in said)
    answer = " ".join(said)
    if counted != answer:
        yield counted
    names = (attribute.label, *attribute.keywords[:_NAMES])
    for name in (*names, *nouns):
        yield f"{answer.replace(' or ', f' {name} or ')} {name}"  # "board or card" is of two games
    for name in names:
        yield f"{name} {answer}"
