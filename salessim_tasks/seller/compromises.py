"""When nothing, or nothing more, meets every wish: the honest word, near misses as labelled alternatives, the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain, islice

from salessim_tasks.records import Constraint
from salessim_tasks.schema import Flag
from salessim_tasks.seller.desk import Desk
from salessim_tasks.seller.draft import Draft
from salessim_tasks.seller.facts import prose
from salessim_tasks.seller.selection import Near, nearest, openings
from salessim_tasks.seller.showing import after, needed, show
from salessim_tasks.seller.state import PATIENCE, State
from salessim_tasks.seller.wording import Voice

__all__ = ["close_down", "nothing_fits", "nothing_more", "unseen"]

_AT_ONCE = 2  # alternatives in one turn
_LOOKED_AT = 24  # so many of the nearest are looked at for two that miss different things
_SHORT = 100  # characters for the wishes on a label


def nothing_fits(desk: Desk, voice: Voice, before: State, state: State, draft: Draft) -> State:
    """Say that nothing meets every wish, with the nearest as alternatives in the first rounds.

    `before` is the state ahead of the shopper's message.
    """
    draft.nothing_fits = True
    new = bool(state.news(before))
    near = _alternatives(desk, state, draft, new)
    if near:
        if before.giving_way:
            draft.remark(voice.say("next_nearest"))
        else:
            draft.remark(voice.say("nothing"))
            draft.remark(voice.say("nearest"))
        return _show_near(desk, voice, state, draft, near)
    if new or not before.giving_way:
        draft.remark(voice.say("nothing"))
        draft.remark(voice.say("told", wishes=prose(desk.schema, state.constraints)))
        _say_opening(desk, voice, state, draft)
        draft.closing.append(voice.say("leave_it"))
    else:
        draft.remark(voice.say("still_nothing"))
        draft.closing.append(voice.say("leave_it_again"))
    return replace(state, giving_way=True)


def nothing_more(desk: Desk, voice: Voice, before: State, state: State, draft: Draft) -> State:
    """Say that all that fits has been shown, with what lies just outside in the first rounds."""
    draft.remark(voice.say("all_shown_but_looks" if state.looks else "all_shown"))
    near = _alternatives(desk, state, draft, changed=False)
    if near:
        draft.remark(voice.say("outside"))
        return _show_near(desk, voice, state, draft, near)
    if not before.giving_way:
        _say_opening(desk, voice, state, draft)
    draft.closing.append(voice.say("back_to"))
    return replace(state, giving_way=True)


def close_down(desk: Desk, voice: Voice, state: State, draft: Draft) -> State:
    """The shopper will not give way: take it at its word and close, without another product."""
    draft.nothing_fits = not desk.index.common(state.constraints)
    draft.remark(voice.say("close_down" if draft.nothing_fits else "close_open"))
    draft.closing.append(voice.say("door_open"))
    return replace(state, giving_way=True, parting=True)


def unseen(desk: Desk, state: State) -> bool:
    """Whether there is a product left to show, if only as a compromise."""
    near = (candidate.product for candidate in nearest(desk, state, leave_out=state.rejected))
    candidates = chain(desk.index.matching(state.constraints), near)
    return any(product.id not in state.shown and product.id not in state.rejected for product in candidates)


def _alternatives(desk: Desk, state: State, draft: Draft, changed: bool) -> list[Near]:
    """The nearest products not shown yet, missing different things where they can; with changed wishes also one
    shown before that is nearer than all of them."""
    if state.detours >= PATIENCE:
        return []
    leave_out = [*state.rejected, *draft.unlabelled]
    candidates = list(islice(nearest(desk, state, leave_out), _LOOKED_AT))
    chosen: list[Near] = []
    if changed and candidates and candidates[0].product.id in state.shown:
        chosen += [near for near in candidates[:1] if near.product.id not in state.last_shown]
    fresh = [near for near in candidates if near.product.id not in state.shown]
    if fresh and not chosen:
        chosen.append(fresh.pop(0))
    if chosen:
        bearable = [near for near in fresh if len(near.missed) <= len(chosen[0].missed)]
        others = [near for near in bearable if near.missed != chosen[0].missed]
        chosen += (others or bearable)[: _AT_ONCE - 1]
    return chosen


def _show_near(desk: Desk, voice: Voice, state: State, draft: Draft, near: Iterable[Near]) -> State:
    shown: list[str] = []
    for candidate in near:
        if shown and draft.room() <= needed(desk, state, candidate.product):
            break
        if candidate.product.id in state.shown:
            draft.note(voice.say("near_again"))
        label = "misses_too" if shown else "misses"
        shown += show(desk, voice, draft, state, [candidate.product])
        draft.note(voice.say(label, misses=prose(desk.schema, candidate.missed, _SHORT)))
    draft.closing.append(voice.say("give_way" if len(shown) == 1 else "give_way_which"))
    return replace(after(state, shown), detours=state.detours + 1, giving_way=True)


def _say_opening(desk: Desk, voice: Voice, state: State, draft: Draft) -> None:
    """Name the one wish whose loss would open the most, if there is one and room for it."""
    if draft.room() < 3 * _SHORT:
        return
    found = openings(desk, state)
    if not found:
        draft.remark(voice.say("no_opening"))
        return
    name, opened, sure = found[0]
    count = sure or opened
    noun = desk.schema.noun.one if count == 1 else desk.schema.noun.many
    what = _wish_named(desk, name, _on(state, name))
    draft.remark(voice.say("openings", wish=what, count=f"{count} {noun}" if sure else f"perhaps {count} {noun}"))


def _wish_named(desk: Desk, name: str, constraints: list[Constraint]) -> str:
    """What a wish is about, and the wish: "scent", "price (at most $30)"."""
    attribute = desk.schema.attributes[name]
    wish = prose(desk.schema, constraints, _SHORT)
    if isinstance(attribute, Flag) and all(constraint.value for constraint in constraints):
        return attribute.label
    return wish if attribute.label in wish else f"{attribute.label} ({wish})"


def _on(state: State, name: str) -> list[Constraint]:
    return [constraint for constraint in state.constraints if constraint.attribute == name]
