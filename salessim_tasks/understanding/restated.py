"""Telling a shopper's wishes from facts about a product that it repeats: "the Slate has 16 GB, nice"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from salessim_tasks.understanding.claims import Claim
from salessim_tasks.understanding.references import Mention
from salessim_tasks.understanding.text import Token
from salessim_tasks.understanding.wordset import word_set

__all__ = ["wished"]

_STATES = word_set("is has weighs costs comes runs looks was seems sounds")
_WISHES = word_set("to for must should would could needs need")
_TURNS = word_set("but i we though however something anything please my")
_POINTERS = frozenset({"it", "that", "this"})


def wished(words: Sequence[Token], claims: Sequence[Claim], mentions: Sequence[Mention]) -> list[Claim]:
    """`claims`, with those that repeat what a shown product is like marked as no wish."""
    facts = _facts(words, mentions)
    return [
        replace(claim, sign="x")
        if claim.kind in ("value", "flag", "phrase", "figure") and any(a <= claim.start < b for a, b in facts)
        else claim
        for claim in claims
    ]


def _facts(words: Sequence[Token], mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """The spans after "it is", "the second one has", up to where the shopper speaks of itself again."""
    ends = [mention.end for mention in mentions]
    ends += [i + 1 for i in (0, 1) if i < len(words) and words[i].text in _POINTERS]
    found = []
    for end in ends:
        if end + 1 >= len(words) or words[end].text not in _STATES or words[end + 1].text in _WISHES:
            continue
        stop = next((i for i in range(end, len(words)) if words[i].text in _TURNS), len(words))
        if not any(word.text in ("must", "should", "needs") for word in words[end:stop]):
            found.append((end, stop))
    return found
