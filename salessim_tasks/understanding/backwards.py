"""Phrases that speak of what stands before them: "pink or gold is out", "colour doesn't matter"."""

from __future__ import annotations

from collections.abc import Sequence

from salessim_tasks.understanding.claims import Claim, Sign
from salessim_tasks.understanding.comparators import FLIPPED, REACH
from salessim_tasks.understanding.lists import CLAIMING
from salessim_tasks.understanding.marks import Mark
from salessim_tasks.understanding.text import Token
from salessim_tasks.understanding.wordset import word_set

__all__ = ["turn_back", "turn_bound"]

_COPULA = word_set(
    "is are does do did would being that it its a an also just so all either to me here anyway am was were i can could "
    "get kind of thing : one ones be"
)
_DENYING = word_set("i we will do would can shall")  # "over $900 I will not go"
_SPENDING = word_set("pay spend go buy want give take stretch afford do look consider")
_POINTING = frozenset({"it", "that"})
_PREPOSITIONS = word_set("to for in on with of at around")
_LINKS = frozenset({"and", "or", ",", "a", "an", "the", "any", "nor", "/", "&"})


def turn_back(
    claims: list[Claim], tokens: Sequence[Token], start: int, sign: Sign, nouns: frozenset[str] = frozenset()
) -> bool:
    """Give the claims that a phrase at token `start` speaks of another sign, in place. False if there are none.

    These are the claim just before it ("a pink one is out", or what else the store sells by one of its `nouns`), and
    those that a list links to that one.
    """
    end, kind, allowed = start, None, _COPULA | nouns
    names: set[str] = set()
    linked = False
    for i in range(len(claims) - 1, -1, -1):
        claim = claims[i]
        between = [token.text for token in tokens[claim.end : end]]
        if len(between) > REACH or not (all(word in allowed for word in between) or _qualified(between, kind, linked)):
            break
        linked = linked or (kind is not None and bool(between))
        if kind is not None and (claim.kind != kind or kind == "figure") and claim.attribute not in names:
            break
        if claim.sign == sign == "-" and claim.kind in ("value", "flag") and _POINTING.isdisjoint(between):
            claims[i] = claim.turned("+")  # "no HDMI is a dealbreaker"
        elif claim.sign in ("+", "-") and claim.sign != sign:
            claims[i] = claim.turned(sign)
        names = {claim.attribute} | (names if claim.kind == kind == "keyword" else set())  # "strap" names two
        kind, end, allowed = claim.kind, claim.start, _LINKS
    return kind is not None


def _qualified(between: Sequence[str], kind: str | None, linked: bool) -> bool:
    """Whether what follows a claim is a phrase that belongs to it: "poisonous [to my dog is] a dealbreaker"."""
    apart = linked or kind not in (None, "keyword")
    return not apart and between[0] in _PREPOSITIONS and all(word.isalpha() for word in between)


def turn_bound(claims: list[Claim], tokens: Sequence[Token], marks: Sequence[Mark], denial: Mark) -> bool:
    """Turn round, in place, the bound before a denial that has nothing else to deny: "more than $25 I do not pay"."""
    last = claims[-1] if claims else None
    if last is None or last.kind != "figure" or last.text not in FLIPPED:
        return False
    between = [token.text for token in tokens[last.end : denial.start]]
    if not between or not _DENYING.issuperset(between):
        return False
    following = tokens[denial.end].text if denial.end < len(tokens) else "."
    if following.isalpha() and following not in _SPENDING:
        return False
    if any(mark.start >= denial.end and mark.kind in CLAIMING - {"keyword"} for mark in marks):
        return False
    claims[-1] = last.turned("-")
    return True
