"""What a shopper names only to turn it down: "Pirates again. No.", "A white pot? No thanks.", "Pass. It's white."."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from salessim_tasks.understanding.claims import Claim
from salessim_tasks.understanding.wordset import word_set

__all__ = ["faulted", "refused", "refuses"]

_REFUSALS = frozenset(
    tuple(phrase.strip().split())
    for phrase in (
        "no, no no, no no no, nope, nah, no thanks, no thank you, thanks no, no bid, no way, no chance, no sir, "
        "no madam, never, never again, hard pass, pass, i pass, not for me, god no, oh no, not a chance, certainly "
        "not, of course not, i think not, not again, hard no, hell no"
    ).split(",")
)
_WISHING = word_set("i we want need would like love prefer please looking for must should has have give show take")
_POINTERS = word_set("it that this they")
_STATES = word_set("is are has have")
_YET = word_set("but although though however")
_NAMED = ("value", "flag", "phrase")


def refuses(words: Sequence[str]) -> bool:
    """Whether a sentence is nothing but a refusal."""
    return tuple(word for word in words if word.isalpha()) in _REFUSALS


def refused(words: Sequence[str], claims: Sequence[Claim]) -> list[Claim]:
    """The `claims` of a sentence of `words` that a refusal follows: what it only names is not wanted."""
    if not _WISHING.isdisjoint(words):
        return list(claims)
    return [
        replace(claim, sign="-") if claim.kind in _NAMED and claim.sign in ("+", "x") else claim for claim in claims
    ]


def faulted(words: Sequence[str], claims: Sequence[Claim]) -> list[Claim]:
    """The `claims` of a sentence of `words` after a refusal: what it says of the product is what is wrong with it."""
    points = len(words) > 1 and words[0] in _POINTERS and words[1] in _STATES
    if not points or not _YET.isdisjoint(words):
        return list(claims)
    wrong = {claim.values for claim in claims if claim.kind == "value" and claim.sign == "x"}
    return [
        replace(claim, sign="-") if claim.sign in ("+", "x") and claim.values and claim.values in wrong else claim
        for claim in claims
    ]
