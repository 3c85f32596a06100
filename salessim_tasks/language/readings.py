"""What a shopper's turns say, by the understanding that the sales agent has.

Contract: one `Reading` per shopper turn, in order. A turn is read in context, as the seller read it: the products shown
last, those shown before, and the attribute that the seller's last question was about, so that a bare "14" or "yes"
answers it. A turn that nobody heard (it is blank, or held an action that could not be read) has an empty reading.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from salessim_tasks.records import Constraint, Product
from salessim_tasks.schema import Flag
from salessim_tasks.seller.wording import load_wording
from salessim_tasks.store import Store
from salessim_tasks.transcript import SellerEntry, Transcript
from salessim_tasks.understanding import Reading, Understanding
from salessim_tasks.understanding.numerals import numeral
from salessim_tasks.understanding.text import tokenise

__all__ = ["figures_in", "questions", "read_turn", "readings", "understanding_of"]

_BARE = 80  # characters that may answer yes or no
_BREAK = re.compile(r"[.,!;\n]+|-{2,}|\u2014")
_WORDS = load_wording()
_YES = frozenset((*_WORDS.affirmative, "aye", "ja", "yes sir", "oh yes", "yes i do", "yes i would", "a must", "ok"))
_NO = frozenset((*_WORDS.negative, "no i do not", "no i don't", "oh no", "no sir", "god no"))


@lru_cache(maxsize=64)
def understanding_of(store: Store) -> Understanding:
    """The understanding of `store`'s words and products, made once."""
    return Understanding(store.schema, store.products)


def readings(store: Store, transcript: Transcript) -> tuple[Reading, ...]:
    """One reading per shopper turn of `transcript`. What was shown and is not in `store` is left out."""
    known = frozenset(product.id for product in store.products)
    found: list[Reading] = []
    last: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    asks: str | None = None
    for turn in transcript.turns:
        if isinstance(turn, SellerEntry):
            asks = turn.asks
            if showing := tuple(product for product in turn.recommended if product in known):
                last, before = showing, tuple(dict.fromkeys((*before, *showing)))
        else:
            found.append(read_turn(store, turn.text, last, asks, before) if turn.heard else Reading())
    return tuple(found)


def questions(transcript: Transcript) -> tuple[str | None, ...]:
    """The attribute that the seller's last question was about, for each shopper turn."""
    asks: str | None = None
    found: list[str | None] = []
    for turn in transcript.turns:
        if isinstance(turn, SellerEntry):
            asks = turn.asks
        else:
            found.append(asks)
    return tuple(found)


def figures_in(text: str) -> tuple[float, ...]:
    """The figures in `text`, in digits or words, in order; "one" may stand for a thing and is none."""
    tokens = tokenise(text)
    found = ((at, numeral(tokens, at)) for at in range(len(tokens)))
    return tuple(
        figure.value
        for at, figure in found
        if figure is not None and not figure.article and (tokens[at].text != "one" or figure.end > at + 1)
    )


@lru_cache(maxsize=8192)  # several measures read the same turns
def read_turn(
    store: Store, text: str, shown: tuple[str, ...] = (), asks: str | None = None, earlier: tuple[str, ...] = ()
) -> Reading:
    """What `text` says, where `shown` (product ids) was shown last and the seller `asks` about an attribute.

    `earlier`: the ids of all that was shown so far, oldest first.

    Raises:
        KeyError: a product is not in the store.
    """
    products = _products(store, shown)
    reading = understanding_of(store).read(text, products, asks, _products(store, earlier))
    answer = _answer(store, text, asks, reading)
    return reading if answer is None else replace(reading, constraints=(*reading.constraints, answer), indifferent=())


def _products(store: Store, ids: tuple[str, ...]) -> tuple[Product, ...]:
    return tuple(map(store.product, ids))


def _answer(store: Store, text: str, asks: str | None, reading: Reading) -> Constraint | None:
    """What a yes or no says to a question about something that a product has or has not ("Yes. I must.")."""
    if asks is None or not isinstance(store.schema.attributes.get(asks), Flag):
        return None
    if any(constraint.attribute == asks for constraint in reading.constraints) or asks in reading.indifferent:
        return None
    first, *others = [part.strip() for part in _BREAK.split(text[:_BARE].lower()) if part.strip()] or [""]
    for said in (first, *others[-1:]):  # "That would help, yes"
        if said in _YES or said in _NO:
            return Constraint(attribute=asks, op="==", value=said in _YES)
    return None
