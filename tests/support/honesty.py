"""What must be true of the turns of every seller, whatever it is up to, and a store in disguise to test it with."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from harness_ext.pictures import IMAGE
from salessim_tasks.records import Product
from salessim_tasks.seller import SellerTurn
from salessim_tasks.seller.facts import read_cards
from salessim_tasks.store import Store

__all__ = ["check_facts", "check_turns", "in_others_looks"]


def check_facts(store: Store, turn: SellerTurn, hidden: Collection[str] = ()) -> None:
    """The cards of `turn` are those of the products that it recommends, in order; they state what stands in the
    records, and nothing of the attributes `hidden`."""
    cards = read_cards(store.schema, turn.text)
    products = [store.product(id) for id in turn.recommended]
    assert list(cards) == [product.name for product in products], turn.text
    for product in products:
        facts = cards[product.name]
        assert facts.items() <= product.attributes.items(), turn.text
        assert facts.keys().isdisjoint(hidden), turn.text


def check_turns(store: Store, turns: Iterable[SellerTurn], *, pictures: bool) -> None:
    """`check_facts` of a whole conversation. With `pictures` no card tells what is seen, and every product is pictured
    where it is first shown."""
    known: set[str] = set()
    for turn in turns:
        check_facts(store, turn, store.schema.visual if pictures else ())
        new = set(turn.recommended) - known
        assert len(turn.images) == turn.text.count(IMAGE), turn.text
        assert not pictures or new <= set(turn.images), turn.text
        known |= new


def in_others_looks(store: Store) -> Store:
    """`store`, in which what is seen, and all prose, was dealt out to other products."""
    visual, others = store.schema.visual, store.products[11:] + store.products[:11]

    def dressed(product: Product, other: Product) -> Product:
        seen = {name: other.attributes[name] for name in visual}
        return product.model_copy(update={"attributes": product.attributes | seen, "description": other.description})

    return replace(store, products=tuple(map(dressed, store.products, others)))
