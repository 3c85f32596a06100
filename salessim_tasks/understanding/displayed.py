"""Wishes that what is shown gives a meaning to: "not that brand", "a different colour"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from salessim_tasks.records import Product
from salessim_tasks.schema import Choice
from salessim_tasks.understanding.claims import Claim
from salessim_tasks.understanding.reading import Reference
from salessim_tasks.understanding.text import Token
from salessim_tasks.understanding.vocabulary import Vocabulary
from salessim_tasks.understanding.wordset import word_set

__all__ = ["LATEST", "with_displayed"]

LATEST = 3  # products a seller shows at once

_THAT = word_set("that this the its those these their")
_OTHER = word_set("different another other")
_TASTE = word_set("like love want fancy enjoy take buy get have trust too keen fond much fan a big into for of on")
_DENIALS = word_set("not no never hate dislike detest avoid")


def with_displayed(
    words: Sequence[Token],
    claims: Sequence[Claim],
    pointed: Sequence[Reference],
    shown: Sequence[Product],
    vocabulary: Vocabulary,
) -> list[Claim]:
    """`claims`, where a name of a choice ("that brand") that is turned down rules out what the shown products have.

    These are the products pointed at, or else those shown last.
    """
    if not shown or not any(claim.kind == "keyword" for claim in claims):
        return list(claims)
    return [_ruled_out(words, claim, pointed, shown, vocabulary) for claim in claims]


def _ruled_out(
    words: Sequence[Token],
    claim: Claim,
    pointed: Sequence[Reference],
    shown: Sequence[Product],
    vocabulary: Vocabulary,
) -> Claim:
    attribute = vocabulary.schema.attributes.get(claim.attribute)
    if claim.kind != "keyword" or not isinstance(attribute, Choice) or not _turned_down(words, claim):
        return claim
    values = {str(product.attributes.get(claim.attribute)) for product in _meant(pointed, shown)}
    named = tuple(value for value in attribute.values if value in values)
    return replace(claim, kind="value", sign="-", values=named) if named else claim


def _turned_down(words: Sequence[Token], claim: Claim) -> bool:
    before = words[claim.start - 1].text if claim.start else ""
    if before in _OTHER:
        return claim.sign == "+"
    if before not in _THAT or claim.sign != "-":
        return False
    at = claim.start - 2
    while at >= 0 and words[at].text in _TASTE:
        at -= 1
    return at >= 0 and words[at].text in _DENIALS


def _meant(pointed: Iterable[Reference], shown: Sequence[Product]) -> list[Product]:
    latest = shown[-LATEST:]
    ids = {reference.product_id for reference in pointed}
    places = {reference.ordinal for reference in pointed if reference.ordinal is not None}
    ids |= {latest[place].id for place in places if -len(latest) <= place < len(latest)}
    return [product for product in shown if product.id in ids] or list(latest)
