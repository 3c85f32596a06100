"""What the sales agent of a store works with: built once, shared by all its conversations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from salessim_tasks.records import Product
from salessim_tasks.schema import Schema
from salessim_tasks.search import ProductIndex
from salessim_tasks.seller.guide import Guide
from salessim_tasks.seller.wording import Wording
from salessim_tasks.store import Store

__all__ = ["Desk"]


@dataclass(frozen=True, slots=True)
class Desk:
    """The schema, the searchable catalogue and buying guide, the wording."""

    schema: Schema
    index: ProductIndex
    guide: Guide
    wording: Wording
    thrift: Mapping[str, float]  # by product id, from 0 to 1: how little it has of what people want little of

    @classmethod
    def furnished(cls, store: Store, wording: Wording) -> Desk:
        """The desk of `store`, with everything computed that does not depend on a conversation."""
        thrift = _thrift(store.schema, store.products)
        return cls(store.schema, ProductIndex(store.products), Guide(store.guide), wording, thrift)

    def products(self, ids: tuple[str, ...]) -> list[Product]:
        """The products with these ids, in that order; ids the catalogue does not have are left out."""
        return [self.index.by_id[id] for id in ids if id in self.index.by_id]


def _thrift(schema: Schema, products: Sequence[Product]) -> Mapping[str, float]:
    """The share of the other products that have more of the headline figures of which less is better, on average."""
    totals = {product.id: 0.0 for product in products}
    names = [name for name in schema.headline if getattr(schema.attributes[name], "better", "") == "less"]
    for name in names:
        figures = {p.id: value for p in products if isinstance(value := p.attributes.get(name), float)}
        for id, figure in figures.items():
            totals[id] += sum(other > figure for other in figures.values()) / max(len(figures) - 1, 1) / len(names)
    return MappingProxyType(totals)
