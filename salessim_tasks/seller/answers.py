"""Answers from the record: questions about shown products, comparisons, and the buying guide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from salessim_tasks.records import Product
from salessim_tasks.search import words
from salessim_tasks.seller.desk import Desk
from salessim_tasks.seller.draft import Draft
from salessim_tasks.seller.facts import listed
from salessim_tasks.seller.records import ToolCall
from salessim_tasks.seller.showing import stated
from salessim_tasks.seller.state import State
from salessim_tasks.seller.verdicts import verdict
from salessim_tasks.seller.wording import Voice

__all__ = ["answer", "compare", "explain"]

_DIFFERENCES = 10
_ASKED = 8
_SENTENCES = 3  # attributes that are answered in a sentence each; of more the cards must do
_QUERY_WORDS = 12


def answer(
    desk: Desk, voice: Voice, state: State, draft: Draft, products: Sequence[Product], asked: Sequence[str], text: str
) -> State:
    """State what the records of `products` say about the attributes `asked`; without any, all of one
    product or what the cards state of several. `text` is the question."""
    schema = desk.schema
    attributes = list(asked[:_ASKED]) or list(schema.attributes if len(products) == 1 else stated(schema, state))
    known = [name for name in attributes if any(name in product.attributes for product in products)]
    unknown = [schema.attributes[name].label for name in asked[:_ASKED] if name not in known]
    if unknown:
        draft.remark(voice.say("no_record", labels=listed(unknown)))
    if known:
        sentences = _sentences(desk, voice, products, known, text) if asked and len(asked) <= _SENTENCES else []
        for sentence in sentences or [voice.say("answer")]:
            draft.remark(sentence)
        _lines(desk, draft, products, known)
    return _discussed(state, products)


def _sentences(desk: Desk, voice: Voice, products: Sequence[Product], names: Sequence[str], text: str) -> list[str]:
    """One sentence an attribute; none at all unless every attribute can be answered so."""
    if any(name not in product.attributes for name in names for product in products):
        return []
    said = [verdict(desk.schema, voice, products, name, text) for name in names]
    return said if all(said) and (len(products) == 1 or len(said) == 1) else []


def compare(desk: Desk, voice: Voice, state: State, draft: Draft, products: Sequence[Product]) -> State:
    """State the attributes in which `products` differ, those the shopper has brought up first."""
    schema = desk.schema
    order = dict.fromkeys([*(c.attribute for c in state.constraints), *state.interests, *schema.headline])
    names = dict.fromkeys([*order, *schema.attributes])
    differing = [
        name
        for name in names
        if name in schema.attributes and len({product.attributes.get(name) for product in products}) > 1
    ]
    if differing:
        draft.remark(voice.say("compare"))
        _lines(desk, draft, products, differing[:_DIFFERENCES])
    else:
        draft.remark(voice.say("alike"))
    return _discussed(state, products)


def explain(desk: Desk, voice: Voice, draft: Draft, text: str, asked: Sequence[str]) -> None:
    """Answer a general question out of the buying guide, or else in the schema's own sentence on the attribute."""
    attributes = [desk.schema.attributes[name] for name in asked]
    labels = [label for attribute in attributes for label in words(attribute.label)]
    query = tuple(dict.fromkeys([*words(text)[-_QUERY_WORDS:], *labels]))
    found = desk.guide.look_up(query)
    titles = (found[0],) if found else ()
    draft.calls.append(ToolCall("lookup_buying_guide", {"query": " ".join(query)}, titles))
    explained = next((attribute.explain for attribute in attributes if attribute.explain), "")
    if found:
        draft.remark(voice.say("quote", quote=found[1]))
    else:
        draft.remark(explained or voice.say("no_guide"))


def _lines(desk: Desk, draft: Draft, products: Sequence[Product], attributes: Sequence[str]) -> None:
    """One card a product, cut to `attributes`, as far as there is room; a product on a card counts as shown."""
    for i, product in enumerate(products):
        line = desk.cards.line(product.id, tuple(attributes))
        if i and len(line) > draft.room():
            break
        draft.card(line, product.id)


def _discussed(state: State, products: Sequence[Product]) -> State:
    ids = tuple(product.id for product in products)
    return replace(state, focus=ids, shown=tuple(dict.fromkeys([*state.shown, *ids])))
