"""What the sales agent of a store works with: built once, shared by all its conversations."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from salessim_tasks.records import Product
from salessim_tasks.schema import Schema
from salessim_tasks.search import ProductIndex
from salessim_tasks.seller.facts import Cards
from salessim_tasks.seller.guide import Guide
from salessim_tasks.seller.passages import Passages
from salessim_tasks.seller.ranking import Ranking
from salessim_tasks.seller.veil import search_texts, veiled
from salessim_tasks.seller.wording import Wording
from salessim_tasks.store import Store
from salessim_tasks.understanding import Understanding

__all__ = ["Desk"]


@dataclass(frozen=True, slots=True)
class Desk:
    """The schema, the searchable catalogue and buying guide, the cards, the wording; `speaks_of` tells the attributes
    that a text is about.

    `pictures`: there is one of each product. Then `schema` and catalogue hold nothing that is to be seen in them;
    `trade` is the whole schema, by which shoppers speak.
    """

    schema: Schema
    trade: Schema
    index: ProductIndex
    ranking: Ranking
    cards: Cards
    passages: Passages
    guide: Guide
    wording: Wording
    pictures: bool
    speaks_of: Callable[[str], Collection[str]]

    @classmethod
    def furnished(cls, store: Store, wording: Wording, understanding: Understanding, *, pictures: bool) -> Desk:
        """The desk of `store`, with everything computed that does not depend on a conversation."""
        known = veiled(store, understanding.speaks_of) if pictures else store
        texts = None if known is store else search_texts(known)
        index = ProductIndex(known.products, texts, partial=store.schema.partial)
        return cls(
            schema=known.schema,
            trade=store.schema,
            index=index,
            ranking=Ranking(known.schema, index),
            cards=Cards(known.schema, known.products),
            passages=Passages(known.products, understanding.speaks_of),
            guide=Guide(store.guide),
            wording=wording,
            pictures=pictures,
            speaks_of=understanding.speaks_of,
        )

    def products(self, ids: Iterable[str]) -> list[Product]:
        """The products with these ids, in that order; ids the catalogue does not have are left out."""
        return [self.index.by_id[id] for id in ids if id in self.index.by_id]
