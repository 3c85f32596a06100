"""What is to be known of an episode by whoever looks for the cause of its outcome."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from salessim_tasks.records import Persona, Product
from salessim_tasks.sources import StoreSource, open_store
from salessim_tasks.store import Store
from salessim_tasks.transcript import Action, SellerEntry, Transcript

__all__ = ["EpisodeFacts"]


@dataclass(frozen=True)
class EpisodeFacts:
    """`doc`: the scenario; `tells`: see `salessim_tasks.attribution.attribute`."""

    doc: Mapping[str, Any]
    transcript: Transcript
    tells: Callable[[], Collection[str]]

    @cached_property
    def revealed(self) -> frozenset[str]:
        """The requirements that the shopper told the seller: "dealbreaker.0", "preference.2"."""
        return frozenset(self.tells())

    @cached_property
    def persona(self) -> Persona:
        return Persona.model_validate(self.doc["persona"])

    @cached_property
    def store(self) -> Store:
        return open_store(StoreSource.of(self.doc))

    @property
    def action(self) -> Action:
        """The decision, in an episode that ended by one."""
        assert self.transcript.action is not None
        return self.transcript.action

    @property
    def bought(self) -> str:
        """Id of the bought product; what was written, where no product goes by that name."""
        return self.action.product_id or str(self.action.product)

    def said_by_seller(self) -> Iterator[tuple[int, SellerEntry]]:
        """The seller's turns, each with the number of the shopper turns before it."""
        after = 0
        for turn in self.transcript.turns:
            if isinstance(turn, SellerEntry):
                yield after, turn
            else:
                after += 1

    def showing(self, product: str) -> list[SellerEntry]:
        """The seller's turns in which it showed `product`."""
        return [turn for _, turn in self.said_by_seller() if product in turn.recommended]

    @cached_property
    def acceptable_shown(self) -> list[dict[str, Any]]:
        """The acceptable products that were shown, in order, and when first."""
        first: dict[str, int] = {}
        for after, turn in self.said_by_seller():
            for product in turn.recommended:
                first.setdefault(product, after)
        return [{"product": product, "after": first[product]} for product in first if product in self.doc["acceptable"]]

    @cached_property
    def broken(self) -> dict[int, tuple[str, ...]]:
        """The dealbreakers that the bought product breaks, by index, with the attributes by which it does."""
        if self.persona.acceptable_products is not None:
            return {}
        product = self.product
        return {
            index: tuple(dict.fromkeys(c.attribute for c in dealbreaker.constraints if not c.holds(product)))
            for index, dealbreaker in enumerate(self.persona.dealbreakers)
            if not dealbreaker.holds(product)
        }

    @property
    def product(self) -> Product:
        """What was bought, once it is known to have been shown."""
        try:
            return self.store.product(self.bought)
        except KeyError:
            category = self.store.schema.category
            raise ValueError(
                f"product {self.bought!r} was shown, but the store {category!r} has none of that id"
            ) from None

    @property
    def purchase(self) -> dict[str, Any]:
        """What all details of a purchase hold."""
        texts = [dealbreaker.text for dealbreaker in self.persona.dealbreakers]
        return {
            "product": self.bought,
            "dealbreakers": [
                {"index": index, "text": texts[index], "attributes": list(attributes)}
                for index, attributes in self.broken.items()
            ],
            "acceptable_shown": self.acceptable_shown,
        }
