"""Phrases that speak of what stands before them: "pink or gold is out", "colour doesn't matter"."""

from __future__ import annotations

from collections.abc import Sequence

from salessim_tasks.understanding.claims import Claim, Sign
from salessim_tasks.understanding.comparators import REACH
from salessim_tasks.understanding.text import Token
from salessim_tasks.understanding.wordset import word_set

__all__ = ["turn_back"]

_COPULA = word_set(
    "is are does do did would being that it its a an also just so all either to me here anyway am was were i can could "
    "get kind of thing :"
)
_POINTING = frozenset({"it", "that"})
_LINKS = frozenset({"and", "or", ",", "a", "an", "the", "any", "nor", "/", "&"})


def turn_back(claims: list[Claim], tokens: Sequence[Token], start: int, sign: Sign) -> bool:
    """Give the claims that a phrase at token `start` speaks of another sign, in place. False if there are none.

    These are the claim just before it, and those that a list links to that one.
    """
    end, kind, name, allowed = start, None, "", _COPULA
    for i in range(len(claims) - 1, -1, -1):
        claim = claims[i]
        between = [token.text for token in tokens[claim.end : end]]
        if len(between) > REACH or not all(word in allowed for word in between):
            break
        if kind is not None and (claim.kind != kind or kind == "figure") and claim.attribute != name:
            break
        if claim.sign == sign == "-" and claim.kind in ("value", "flag") and _POINTING.isdisjoint(between):
            claims[i] = claim.turned("+")  # "no HDMI is a dealbreaker"
        elif claim.sign in ("+", "-") and claim.sign != sign:
            claims[i] = claim.turned(sign)
        kind, name, end, allowed = claim.kind, claim.attribute, claim.start, _LINKS
    return kind is not None
