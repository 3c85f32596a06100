"""Answers from the record: questions about shown products, comparisons, and the buying guide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from salessim_tasks.records import Product
from salessim_tasks.schema import Schema
from salessim_tasks.search import words
from salessim_tasks.seller.draft import Draft
from salessim_tasks.seller.facts import card, listed
from salessim_tasks.seller.guide import Guide
from salessim_tasks.seller.offers import stated
from salessim_tasks.seller.records import ToolCall
from salessim_tasks.seller.state import State
from salessim_tasks.seller.wording import Voice

__all__ = ["answer", "compare", "explain"]

_DIFFERENCES = 10
_ASKED = 8
_QUERY_WORDS = 12


def answer(
    schema: Schema, voice: Voice, state: State, draft: Draft, products: Sequence[Product], asked: Sequence[str]
) -> State:
    """State what the records of `products` say about the attributes `asked`; without any, all of one
    product or what the cards state of several."""
    attributes = list(asked[:_ASKED]) or list(schema.attributes if len(products) == 1 else stated(schema, state))
    known = [name for name in attributes if any(name in product.attributes for product in products)]
    unknown = [schema.attributes[name].label for name in asked[:_ASKED] if name not in known]
    if unknown:
        draft.remark(voice.say("no_record", labels=listed(unknown)))
    if known:
        draft.remark(voice.say("answer"))
        _lines(schema, draft, products, known)
    return _discussed(state, products)


def compare(schema: Schema, voice: Voice, state: State, draft: Draft, products: Sequence[Product]) -> State:
    """State the attributes in which `products` differ, those the shopper has brought up first."""
    order = dict.fromkeys([*(c.attribute for c in state.constraints), *state.interests, *schema.headline])
    names = dict.fromkeys([*order, *schema.attributes])
    differing = [
        name
        for name in names
        if name in schema.attributes and len({product.attributes.get(name) for product in products}) > 1
    ]
    if differing:
        draft.remark(voice.say("compare"))
        _lines(schema, draft, products, differing[:_DIFFERENCES])
    else:
        draft.remark(voice.say("alike"))
    return _discussed(state, products)


def explain(schema: Schema, guide: Guide, voice: Voice, draft: Draft, text: str, asked: Sequence[str]) -> None:
    """Answer a general question out of the buying guide, or else in the schema's own sentence on the attribute."""
    labels = [label for name in asked for label in words(schema.attributes[name].label)]
    query = tuple(dict.fromkeys([*words(text)[-_QUERY_WORDS:], *labels]))
    found = guide.look_up(query)
    titles = (found[0],) if found else ()
    draft.calls.append(ToolCall("lookup_buying_guide", {"query": " ".join(query)}, titles))
    explained = next((schema.attributes[name].explain for name in asked if schema.attributes[name].explain), "")
    if found:
        draft.remark(voice.say("quote", quote=found[1]))
    else:
        draft.remark(explained or voice.say("no_guide"))


def _lines(schema: Schema, draft: Draft, products: Sequence[Product], attributes: Sequence[str]) -> None:
    """One card a product, cut to `attributes`, as far as there is room; a product on a card counts as shown."""
    for i, product in enumerate(products):
        line = card(schema, product, attributes)
        if i and len(line) > draft.room():
            break
        draft.card(line, product.id)


def _discussed(state: State, products: Sequence[Product]) -> State:
    ids = tuple(product.id for product in products)
    return replace(state, focus=ids, shown=tuple(dict.fromkeys([*state.shown, *ids])))
