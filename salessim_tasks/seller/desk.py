"""What the sales agent of a store works with: built once, shared by all its conversations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from salessim_tasks.records import Product
from salessim_tasks.schema import Schema
from salessim_tasks.search import ProductIndex
from salessim_tasks.seller.facts import Cards
from salessim_tasks.seller.guide import Guide
from salessim_tasks.seller.ranking import Ranking
from salessim_tasks.seller.wording import Wording
from salessim_tasks.store import Store

__all__ = ["Desk"]


@dataclass(frozen=True, slots=True)
class Desk:
    """The schema, the searchable catalogue and buying guide, the cards, the wording."""

    schema: Schema
    index: ProductIndex
    ranking: Ranking
    cards: Cards
    guide: Guide
    wording: Wording

    @classmethod
    def furnished(cls, store: Store, wording: Wording) -> Desk:
        """The desk of `store`, with everything computed that does not depend on a conversation."""
        index = ProductIndex(store.products)
        cards = Cards(store.schema, store.products)
        return cls(store.schema, index, Ranking(store.schema, index), cards, Guide(store.guide), wording)

    def products(self, ids: Iterable[str]) -> list[Product]:
        """The products with these ids, in that order; ids the catalogue does not have are left out."""
        return [self.index.by_id[id] for id in ids if id in self.index.by_id]
