"""Cards in the making: which facts they state, as many as there is room for, and what showing them changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from salessim_tasks.records import Product
from salessim_tasks.schema import Schema
from salessim_tasks.seller.desk import Desk
from salessim_tasks.seller.draft import Draft
from salessim_tasks.seller.state import State

__all__ = ["after", "needed", "show", "stated"]

_LABEL = 120  # characters kept for the line that says why a card is there
_EXTRA_FACTS = 8  # facts on a card beyond the headline


def stated(schema: Schema, state: State) -> tuple[str, ...]:
    """The attributes that a card states now: the headline, and whatever the shopper has brought up."""
    raised = [*(wish.constraint.attribute for wish in state.wishes), *reversed(state.interests)]
    extra = [name for name in dict.fromkeys(raised) if name not in schema.headline]
    return (*schema.headline, *extra[:_EXTRA_FACTS])


def show(
    desk: Desk, draft: Draft, state: State, products: Sequence[Product], attributes: tuple[str, ...] = ()
) -> list[str]:
    """Add cards to the draft, as many as there is room for but at least one; returns the ids shown.

    `attributes` are the facts on the cards; without any, all that a card states now.
    """
    shown: list[str] = []
    attributes = attributes or stated(desk.schema, state)
    for product in products:
        line = desk.cards.line(product.id, attributes)
        if len(line) > draft.room():
            if shown:
                break
            line = desk.cards.line(product.id, desk.schema.headline)
        draft.card(line, product.id)
        shown.append(product.id)
    return shown


def needed(desk: Desk, state: State, product: Product) -> int:
    """How many characters the card of `product` takes with its label."""
    return len(desk.cards.line(product.id, stated(desk.schema, state))) + _LABEL


def after(state: State, shown: Sequence[str]) -> State:
    """The state after showing the products with these ids."""
    kept = tuple(dict.fromkeys([*state.shown, *shown]))
    return replace(state, shown=kept, last_shown=tuple(shown), focus=tuple(shown), offered=True)
