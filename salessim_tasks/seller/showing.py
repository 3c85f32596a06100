"""Cards in the making: which facts they state, as many as there is room for, and what showing them changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from salessim_tasks.records import Constraint, Product
from salessim_tasks.schema import Schema, ValueSet
from salessim_tasks.seller.desk import Desk
from salessim_tasks.seller.draft import Draft
from salessim_tasks.seller.facts import listed
from salessim_tasks.seller.state import State
from salessim_tasks.seller.wording import Voice

__all__ = ["after", "needed", "show", "stated"]

_LABEL = 120  # characters kept for the line that says why a card is there
_EXTRA_FACTS = 8  # facts on a card beyond the headline
_HARDLY_ANY = 3  # a record of fewer facts leaves a card bare, so that the description has to tell
_UNSTATED_AT_MOST = 3


def stated(schema: Schema, state: State) -> tuple[str, ...]:
    """The attributes that a card states now: the headline, and whatever the shopper has brought up."""
    raised = [*(wish.constraint.attribute for wish in state.wishes), *reversed(state.interests)]
    extra = [name for name in dict.fromkeys(raised) if name not in schema.headline]
    return (*schema.headline, *extra[:_EXTRA_FACTS])


def show(
    desk: Desk,
    voice: Voice,
    draft: Draft,
    state: State,
    products: Sequence[Product],
    attributes: tuple[str, ...] = (),
) -> list[str]:
    """Add cards to the draft, as many as there is room for but at least one; returns the ids shown.

    `attributes` are the facts on the cards; without any, all that a card states now.
    """
    shown: list[str] = []
    attributes = attributes or stated(desk.schema, state)
    for product in products:
        line = desk.cards.line(product.id, draft.facts(product.id, _filled(desk, product, attributes)))
        notes = _notes(desk, voice, state, product) if desk.index.partial else []
        if len(line) + sum(map(len, notes)) > draft.room():
            if shown:
                break
            headline = draft.facts(product.id, _filled(desk, product, desk.schema.headline))
            line = desk.cards.line(product.id, headline)
        draft.card(line, product.id)
        for note in notes:
            draft.note(note)
        shown.append(product.id)
    return shown


def needed(desk: Desk, state: State, product: Product) -> int:
    """How many characters the card of `product` takes with its label."""
    attributes = _filled(desk, product, stated(desk.schema, state))
    description = len(desk.passages.opening(product.id)) if _bare(desk, state, product) else 0
    return len(desk.cards.line(product.id, attributes)) + description + _LABEL


def after(state: State, shown: Sequence[str]) -> State:
    """The state after showing the products with these ids."""
    kept = tuple(dict.fromkeys([*state.shown, *shown]))
    return replace(state, shown=kept, last_shown=tuple(shown), focus=tuple(shown), offered=True)


def _filled(desk: Desk, product: Product, attributes: tuple[str, ...]) -> tuple[str, ...]:
    """`attributes`, of which a record with gaps makes up what it lacks by others that it has."""
    if not desk.index.partial:
        return attributes
    known = [name for name in attributes if name in product.attributes]
    others = [name for name in desk.schema.attributes if name in product.attributes and name not in known]
    return (*known, *others[: len(attributes) - len(known)])


def _bare(desk: Desk, state: State, product: Product) -> bool:
    """Whether the description of `product` has to follow its card; once is enough."""
    return desk.index.partial and len(product.attributes) < _HARDLY_ANY and product.id not in state.shown


def _notes(desk: Desk, voice: Voice, state: State, product: Product) -> list[str]:
    """What follows the card of a product whose record has gaps: its description, and what is not known of it."""
    opening = desk.passages.opening(product.id) if _bare(desk, state, product) else ""
    labels = _unstated(desk, product, state.constraints)
    return [*([opening] if opening else []), *([voice.say("unstated", labels=labels)] if labels else [])]


def _unstated(desk: Desk, product: Product, constraints: Iterable[Constraint]) -> str:
    """What `constraints` are about and the record of `product` does not say: "weight or ports (HDMI)"; or nothing."""
    named: dict[str, list[str]] = {}
    for constraint in desk.index.left_open(product, constraints):
        members = named.setdefault(constraint.attribute, [])
        if isinstance(desk.schema.attributes[constraint.attribute], ValueSet) and isinstance(constraint.value, tuple):
            members += constraint.value
    labels = [
        desk.schema.attributes[name].label + (f" ({listed(dict.fromkeys(members), 'or')})" if members else "")
        for name, members in named.items()
    ]
    more = ["other points"] if len(labels) > _UNSTATED_AT_MOST else []
    return listed([*labels[:_UNSTATED_AT_MOST], *more], "or")
