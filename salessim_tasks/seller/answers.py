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
from salessim_tasks.seller.showing import show, stated
from salessim_tasks.seller.state import State
from salessim_tasks.seller.verdicts import verdict
from salessim_tasks.seller.wording import Voice

__all__ = ["answer", "compare", "explain", "introduce"]

_DIFFERENCES = 10
_ASKED = 8
_SENTENCES = 3  # attributes that are answered in a sentence each; of more the cards must do
_QUERY_WORDS = 12
_QUOTES = 2


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
        _quotes(desk, voice, draft, products, [name for name in asked[:_ASKED] if name not in known])
    if known:
        sentences = _sentences(desk, voice, products, known, text) if asked and len(asked) <= _SENTENCES else []
        for sentence in sentences or [voice.say("answer")]:
            draft.remark(sentence)
        _lines(desk, voice, draft, state, products, known)
    else:
        introduce(desk, voice, state, draft, products)
    return _discussed(state, products)


def introduce(
    desk: Desk, voice: Voice, state: State, draft: Draft, products: Sequence[Product], again: bool = False
) -> State:
    """Show those of `products` that were never shown; the others the shopper has before its eyes, unless it wants to
    see them `again`."""
    show(desk, voice, draft, state, [product for product in products if again or product.id not in state.shown])
    return _discussed(state, products) if products else state


def _quotes(desk: Desk, voice: Voice, draft: Draft, products: Sequence[Product], names: Sequence[str]) -> None:
    """Quote what the description of a single product says of what its record with gaps does not."""
    if not desk.index.partial or len(products) != 1:
        return
    found = dict.fromkeys(quote for name in names if (quote := desk.passages.about(products[0].id, name)))
    for quote in list(found)[:_QUOTES]:
        draft.remark(voice.say("description_says", quote=quote))


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
        _lines(desk, voice, draft, state, products, differing[:_DIFFERENCES])
    else:
        draft.remark(voice.say("alike"))
    return _discussed(state, products)


def explain(desk: Desk, voice: Voice, draft: Draft, text: str, asked: Sequence[str]) -> None:
    """Answer a general question out of the buying guide, or else in the schema's own sentence on the attribute."""
    attributes = [desk.trade.attributes[name] for name in asked]
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


def _lines(
    desk: Desk, voice: Voice, draft: Draft, state: State, products: Sequence[Product], attributes: Sequence[str]
) -> None:
    """One card a product, cut to `attributes`, as far as there is room; a product on a card counts as shown."""
    for i, product in enumerate(products):
        line = desk.cards.line(product.id, tuple(attributes))
        if i and len(line) > draft.room():
            break
        draft.card(line, product.id, picture=product.id not in state.shown)
        lacking = [name for name in attributes if name not in product.attributes]
        if len(products) > 1 and desk.index.partial and lacking:
            labels = listed([desk.schema.attributes[name].label for name in lacking[:_SENTENCES]], "or")
            draft.note(voice.say("unstated", labels=labels))


def _discussed(state: State, products: Sequence[Product]) -> State:
    ids = tuple(product.id for product in products)
    return replace(state, focus=ids, shown=tuple(dict.fromkeys([*state.shown, *ids])))
