"""Bounds that replace one another in one breath: "$900, but I could go up to $1,000", "long battery life, all day"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from salessim_tasks.records import Constraint
from salessim_tasks.understanding.claims import Claim
from salessim_tasks.understanding.text import Token
from salessim_tasks.understanding.wordset import word_set

__all__ = ["raised", "settled"]

_SIDES = "<>"
_FAR = 1 << 20  # beyond the tokens of any sentence
_RAISING = word_set("could might stretch push")  # "I could go up to $1,000"


def settled(claims: Sequence[Claim]) -> list[Claim]:
    """`claims` of one sentence without the bounds that another one replaces.

    A figure gives way to a later, looser one, since the shopper raised its limit; vague words give way to stronger.
    """
    bounding = [claim for claim in claims if claim.sign == "+" and claim.constraints]
    if len(bounding) < 2:
        return list(claims)
    return [_left(claim, [other for other in bounding if other is not claim]) for claim in claims]


def raised(earlier: Sequence[Claim], words: Sequence[Token], claims: Sequence[Claim]) -> list[Claim]:
    """`earlier` claims of a message without the bounds that a sentence of `words` raises."""
    figures = [claim for claim in claims if claim.kind == "figure" and claim.sign == "+"]
    if not figures or _RAISING.isdisjoint(word.text for word in words):
        return list(earlier)
    later = [replace(claim, start=claim.start + _FAR) for claim in figures]
    return [_left(claim, later) if claim.kind == "figure" else claim for claim in earlier]


def _left(claim: Claim, others: Sequence[Claim]) -> Claim:
    if claim.sign != "+" or not claim.constraints:
        return claim
    left = tuple(c for c in claim.constraints if not any(_gives_way(claim, c, other) for other in others))
    return claim if left == claim.constraints else replace(claim, constraints=left)


def _gives_way(claim: Claim, constraint: Constraint, other: Claim) -> bool:
    if other.kind != claim.kind or (claim.kind == "figure" and other.start < claim.start):
        return False
    for rival in other.constraints:
        same = rival.attribute == constraint.attribute and rival.op[0] == constraint.op[0] and rival.op[0] in _SIDES
        if same and _looser(rival, constraint) if claim.kind == "figure" else same and _looser(constraint, rival):
            return True
    return False


def _looser(one: Constraint, other: Constraint) -> bool:
    less, more = float(str(one.value)), float(str(other.value))
    return less > more if one.op[0] == "<" else less < more
