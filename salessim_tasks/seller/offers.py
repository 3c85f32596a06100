"""Putting products forward: the search, the cards, the honest word when nothing fits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from salessim_tasks.records import Constraint, Product
from salessim_tasks.schema import Schema
from salessim_tasks.seller.desk import Desk
from salessim_tasks.seller.draft import Draft
from salessim_tasks.seller.facts import listed, say_wishes
from salessim_tasks.seller.selection import Near, nearest, openings, ranked, varied
from salessim_tasks.seller.state import State
from salessim_tasks.seller.wording import Voice

__all__ = ["offer", "stated"]

_AT_ONCE = 3  # products in one turn
_DETOURS = 2  # rounds of alternatives before the seller leaves it at "nothing fits"
_WISHES_LENGTH = 220
_SHORT = 100
_WISHES_REPEATED = 3  # up to so many are named in full, of more only the new ones
_LABEL = 120  # characters kept for the line that says why a card is there
_EXTRA_FACTS = 8  # facts on a card beyond the headline


def stated(schema: Schema, state: State) -> tuple[str, ...]:
    """The attributes that a card states now: the headline, and whatever the shopper has brought up."""
    raised = [*(constraint.attribute for constraint in state.constraints), *reversed(state.interests)]
    extra = [name for name in dict.fromkeys(raised) if name not in schema.headline]
    return (*schema.headline, *extra[:_EXTRA_FACTS])


def offer(desk: Desk, voice: Voice, before: State, state: State, draft: Draft) -> State:
    """Search by the wishes and add what is found to `draft`; returns the state after showing it.

    `before` is the state ahead of the shopper's message: what changed since then decides whether a product
    already shown may be brought up again.
    """
    matches = ranked(desk, state)
    draft.looked_up(state.constraints, state.query[-8:], [product.id for product in matches])
    new = state.news(before)
    if not matches:
        return _nothing(desk, voice, bool(new), state, draft)
    fresh = [p for p in matches if p.id not in state.shown and p.id not in state.rejected]
    aside = desk.products({*state.rejected, *state.last_shown})
    again = [p for p in matches if p.id in state.shown and p.id not in state.rejected] if new else []
    at_once = _left(draft)
    picks = varied(desk, state, fresh, max(at_once - bool(again), 1), aside)
    if not picks and not again and new:  # all that meets the changed wishes was turned down before
        again = matches[:1]
    again = again[: min(at_once - len(picks), 2)]
    if not picks and not again:
        return _outside(desk, voice, state, draft)
    if picks:
        draft.remark(_introduction(desk, voice, new, state, before, len(picks)))
    shown = _show(desk, draft, state, picks)
    if again and (not picks or draft.room() > _needed(desk, state, again[0])):
        draft.note(voice.say("again_rejected" if again[0].id in state.rejected else "still_fits"))
        shown += _show(desk, draft, state, again)
    if {p.id for p in fresh} <= set(shown):
        draft.closing.append(voice.say("all_shown"))
    return _after(state, shown)


def _introduction(desk: Desk, voice: Voice, new: Sequence[Constraint], state: State, before: State, count: int) -> str:
    if not state.constraints:
        return voice.say("browse" if not before.shown else "others")
    if not new and before.shown:
        return voice.say("others")
    wishes = state.constraints if not new or len(state.constraints) <= _WISHES_REPEATED else new
    return voice.say("found_many" if count > 1 else "found_one", wishes=_named(desk, wishes))


def _nothing(desk: Desk, voice: Voice, changed: bool, state: State, draft: Draft) -> State:
    """Say that nothing meets every wish, with the nearest as labelled alternatives once or twice."""
    draft.nothing_fits = True
    draft.remark(voice.say("nothing"))
    near = _alternatives(desk, state, changed, _left(draft)) if state.detours < _DETOURS else []
    if near:
        draft.remark(voice.say("nearest"))
        return _show_near(desk, voice, state, draft, near)
    draft.remark(voice.say("told", wishes=_named(desk, state.constraints)))
    _say_openings(desk, voice, state, draft)
    draft.closing.append(voice.say("leave_it"))
    return state


def _outside(desk: Desk, voice: Voice, state: State, draft: Draft) -> State:
    """All that fits has been shown: say so, and show what lies just outside once or twice."""
    draft.remark(voice.say("all_shown"))
    near = _alternatives(desk, state, changed=False, count=_left(draft)) if state.detours < _DETOURS else []
    if near:
        draft.remark(voice.say("outside"))
        return _show_near(desk, voice, state, draft, near)
    _say_openings(desk, voice, state, draft)
    return state


def _alternatives(desk: Desk, state: State, changed: bool, count: int) -> list[Near]:
    """The nearest products not shown yet, missing different things where they can; with changed wishes also one
    shown before that is nearer than all of them."""
    near = nearest(desk, state, leave_out=state.rejected)
    fresh = [n for n in near if n.product.id not in state.shown]
    chosen: list[Near] = []
    if changed and near and near[0].product.id in state.shown and near[0].product.id not in state.last_shown:
        chosen.append(near[0])
    for distinct in (True, False):
        for candidate in fresh:
            misses_known = any(candidate.missed == other.missed for other in chosen)
            if len(chosen) < count and candidate not in chosen and not (distinct and misses_known):
                if chosen and len(candidate.missed) > min(len(n.missed) for n in fresh) + 1:
                    continue
                chosen.append(candidate)
    return sorted(chosen, key=near.index)


def _show_near(desk: Desk, voice: Voice, state: State, draft: Draft, near: Iterable[Near]) -> State:
    shown: list[str] = []
    for candidate in near:
        if shown and draft.room() <= _needed(desk, state, candidate.product):
            break
        if candidate.product.id in state.shown:
            draft.note(voice.say("near_again"))
        shown += _show(desk, draft, state, [candidate.product])
        draft.note(voice.say("misses", misses=_named(desk, candidate.missed, _SHORT)))
    draft.closing.append(voice.say("give_way"))
    return replace(_after(state, shown), detours=state.detours + 1)


def _say_openings(desk: Desk, voice: Voice, state: State, draft: Draft) -> None:
    found = openings(desk, state)[:2]
    if draft.room() < 3 * _SHORT:
        return
    for name, count in found:
        wish = _named(desk, [c for c in state.constraints if c.attribute == name], _SHORT)
        noun = desk.schema.noun.one if count == 1 else desk.schema.noun.many
        label = desk.schema.attributes[name].label
        what = wish if wish.startswith(label) else f"{label} ({wish})"
        draft.remark(voice.say("openings", wish=what, count=f"{count} {noun}"))
    if not found and state.constraints:
        draft.remark(voice.say("no_opening"))


def _show(desk: Desk, draft: Draft, state: State, products: Sequence[Product]) -> list[str]:
    """Add cards to the draft, as many as there is room for but at least one; returns the ids shown."""
    shown: list[str] = []
    attributes = stated(desk.schema, state)
    for product in products:
        line = desk.cards.line(product.id, attributes)
        if len(line) > draft.room():
            if shown:
                break
            line = desk.cards.line(product.id, desk.schema.headline)
        draft.card(line, product.id)
        shown.append(product.id)
    return shown


def _left(draft: Draft) -> int:
    """How many products this turn may still show."""
    return max(_AT_ONCE - len(draft.recommended), 1)


def _needed(desk: Desk, state: State, product: Product) -> int:
    return len(desk.cards.line(product.id, stated(desk.schema, state))) + _LABEL


def _after(state: State, shown: Sequence[str]) -> State:
    kept = tuple(dict.fromkeys([*state.shown, *shown]))
    return replace(state, shown=kept, last_shown=tuple(shown), focus=tuple(shown), offered=True)


def _named(desk: Desk, constraints: Sequence[Constraint], limit: int = _WISHES_LENGTH) -> str:
    """Constraints in words, in about `limit` characters: what is too much becomes "the rest"."""
    said = say_wishes(desk.schema, constraints)
    named: list[str] = []
    for wish in said:
        if sum(map(len, named)) + len(wish) > limit:
            return listed([*named, "the rest"]) if named else "what you told me"
        named.append(wish)
    return listed(named)
