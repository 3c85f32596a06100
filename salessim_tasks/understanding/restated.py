"""Telling a shopper's wishes from facts about a product that it repeats: "the Slate has 16 GB, nice"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from salessim_tasks.understanding.claims import Claim, Sign
from salessim_tasks.understanding.references import Mention
from salessim_tasks.understanding.text import Token
from salessim_tasks.understanding.wordset import word_set

__all__ = ["wished"]

_STATES = word_set(
    "is has weighs costs comes runs lasts looks was seems sounds are have weigh cost come run does do lacks"
)
_WISHES = word_set("to for must should would could needs need")
_NEEDS = word_set("must should needs essential important vital crucial necessary required key imperative")
_TURNS = word_set("but i we though however something anything please my")
_RELATIVE = word_set("that which who if i")
_OPENING = 6  # tokens at most that open a sentence
_POINTERS = word_set("it that this they these those both")
_OPENINGS = word_set(
    "unfortunately sadly however and but yes no ok okay well so hmm oh wow sure great nice good since because , - "
    "alright true"
)
# Before "that it has …": what it has is known.
_KNOWN = word_set(
    "appreciate see like love noticed notice understand know knowing given glad happy great nice good noted hear heard "
    "impressed pleased"
)
_ADMIRED = word_set("appreciate like love noticed comparison explanation overview details description")
_WANTED = word_set("want need prefer would take please must should looking rather give show only")
_THANKS = frozenset({"thank", "thanks"})
_THE = word_set("the its")
_WITHIN = word_set("in within at of")  # "in the $600 range"
_SCALES = word_set("range mark region bracket class limit budget ballpark maximum minimum")
_ADVERBS = word_set("only also just already still")
# What a product lacks is a wish beside one of these: "it has no HDMI, which I need".
_MISSING = word_set("need want dealbreaker breaker must unfortunately shame pity sadly required essential")
_FAULTS = word_set("dealbreaker breaker stand hate dislike avoid")
_NEAR = 8  # tokens after a fact that judge it
_WEIGHED = word_set("pro pros con cons upside upsides downside downsides strengths weaknesses advantages")
_KINDS = ("value", "flag", "phrase", "figure")


def wished(
    words: Sequence[Token], claims: Sequence[Claim], mentions: Sequence[Mention], *, accepted: bool = False
) -> list[Claim]:
    """`claims`, with those that repeat what a shown product is like marked as no wish.

    `accepted`: the sentence takes a product, so that its figures only tell which.
    """
    facts = _facts(words, mentions)
    missed = bool(facts) and any(word.text in _MISSING for word in words)
    definite = not any(word.text in _WANTED for word in words)
    return [
        replace(claim, sign=_verdict(words, claim, missed))
        if claim.kind in _KINDS
        and claim.sign != "?"
        and (
            any(a <= claim.start < b for a, b in facts)
            or (claim.kind == "figure" and _told(words, claim, mentions))
            or (claim.kind == "figure" and ((definite and _definite(words, claim)) or (accepted and mentions)))
        )
        else claim
        for claim in claims
    ]


def _facts(words: Sequence[Token], mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """The spans after "it is", "the second one has", up to where the shopper speaks of itself again."""
    ends = [mention.end for mention in mentions]
    first = min(ends, default=len(words))
    ends += [at + 1 for at, word in enumerate(words) if word.text in _POINTERS and _points(words, at, first < at)]
    found = [(0, _turn(words, 2))] if words[0].text in _THANKS else []
    if any(a.text in _WEIGHED and b.text == ":" for a, b in pairwise(words[:6])):
        found.append((0, len(words)))  # "Pros: light, cheap"
    for end in ends:
        while end < len(words) and words[end].text in _ADVERBS:
            end += 1
        if end + 1 >= len(words) or words[end].text not in _STATES:
            continue
        start = end + 1 + (words[end + 1].text == "got")
        if start < len(words) and words[start].text in _WISHES:
            continue
        stop = _turn(words, end)
        if not any(word.text in _NEEDS for word in words[end:stop]):
            found.append((end, stop))
    if mentions and any(word.text in _ADMIRED for word in words[:4]) and not any(w.text in _WANTED for w in words):
        found.append((0, next((i for i, word in enumerate(words) if word.text == "but"), len(words))))
    return found


def _turn(words: Sequence[Token], start: int) -> int:
    """Where from `start` on the shopper speaks of itself again."""
    return next((i for i in range(start, len(words)) if words[i].text in _TURNS), len(words))


def _points(words: Sequence[Token], at: int, named: bool) -> bool:
    """Whether the pronoun at `at` stands for a product: not in "if it has", "one that has". `named`: one before it."""
    if at < _OPENING and all(word.text in _OPENINGS for word in words[:at]):
        return True
    if words[at - 1].text == "of" and words[at - 2].text == "both":
        return True
    if words[at - 1].text in _OPENINGS:
        return named and words[at].text not in ("that", "this")
    return words[at - 1].text in ("that", "how") and any(word.text in _KNOWN for word in words[max(0, at - 5) : at])


def _verdict(words: Sequence[Token], claim: Claim, missed: bool) -> Sign:
    """What a fact says of the shopper's wishes: mostly nothing."""
    if claim.kind not in ("value", "flag"):
        return "x"
    if claim.sign == "-":
        return "+" if missed else "x"
    following = [word.text for word in words[claim.end : claim.end + _NEAR]]
    return "-" if "which" in following and not _FAULTS.isdisjoint(following) else "x"  # "it is pink, which I hate"


def _told(words: Sequence[Token], claim: Claim, mentions: Sequence[Mention]) -> bool:
    """Whether a figure is a product's own: "the Slate at $949", "the battery only lasts 6 hours"."""
    for at in range(max(1, claim.start - 4), claim.start - 1):
        if words[at].text == "only" and words[at + 1].text in _STATES and words[at - 1].text not in _RELATIVE:
            return True
    return words[claim.start - 1].text in ("at", "for") and any(m.end == claim.start - 1 for m in mentions)


def _definite(words: Sequence[Token], claim: Claim) -> bool:
    """Whether a figure is one spoken of before: "the 512 GB drive", not "in the $600 to $800 range"."""
    if claim.text not in ("", "about") or claim.start == 0:
        return False
    before = words[claim.start - 1].text
    if before in _THE:
        after = words[claim.end].text if claim.end < len(words) else ""
        earlier = words[claim.start - 2].text if claim.start > 1 else ""
        return earlier not in _WITHIN and after not in _SCALES
    return before == "of" and claim.start > 2 and words[claim.start - 3].text in _THE
