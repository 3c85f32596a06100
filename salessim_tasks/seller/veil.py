"""The store as a seller knows it who shows pictures: what is to be seen in them is not on its list.

Contract: nothing of what `veiled` returns depends on the value of a visual attribute or on how a description tells of
one, so that no such value can come into what the seller says or what it shows first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from salessim_tasks.records import Product
from salessim_tasks.schema import Schema
from salessim_tasks.seller.facts import Cards
from salessim_tasks.seller.passages import sentences_of
from salessim_tasks.store import Store

__all__ = ["search_texts", "veiled"]


def veiled(store: Store, speaks_of: Callable[[str], Collection[str]]) -> Store:
    """`store` without its visual attributes: in the schema, the records, and the sentences of descriptions.

    `speaks_of` tells which attributes a sentence is about.
    """
    visual = frozenset(store.schema.visual)
    if not visual:
        return store
    return replace(
        store,
        schema=_without(store.schema, visual),
        products=tuple(_unseen(product, visual, speaks_of) for product in store.products),
    )


def search_texts(store: Store) -> list[str]:
    """What the products of a veiled store are found by: their names and facts. Prose may tell more than its words."""
    cards = Cards(store.schema, store.products)
    return [cards.line(product.id, tuple(store.schema.attributes)) for product in store.products]


def _without(schema: Schema, visual: Collection[str]) -> Schema:
    def kept(names: Collection[str]) -> tuple[str, ...]:
        return tuple(name for name in names if name not in visual)

    return schema.model_copy(
        update={
            "attributes": {name: schema.attributes[name] for name in kept(schema.attributes)},
            "headline": kept(schema.headline),
            "ask_order": kept(schema.ask_order),
        }
    )


def _unseen(product: Product, visual: Collection[str], speaks_of: Callable[[str], Collection[str]]) -> Product:
    attributes = {name: value for name, value in product.attributes.items() if name not in visual}
    told = [s for s in sentences_of(product.description) if not any(name in visual for name in speaks_of(s))]
    return product.model_copy(update={"attributes": attributes, "description": " ".join(told)})
