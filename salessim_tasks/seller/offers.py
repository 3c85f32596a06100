"""Putting products forward: the search, and the cards of what was found."""

from __future__ import annotations

from collections.abc import Sequence

from salessim_tasks.records import Constraint, Product
from salessim_tasks.search import meets
from salessim_tasks.seller.compromises import nothing_fits, nothing_more
from salessim_tasks.seller.desk import Desk
from salessim_tasks.seller.draft import Draft
from salessim_tasks.seller.facts import prose
from salessim_tasks.seller.selection import ranked, varied
from salessim_tasks.seller.showing import after, needed, show
from salessim_tasks.seller.state import State
from salessim_tasks.seller.wording import Voice

__all__ = ["offer"]

_AT_FIRST = 3  # products in the first showing, or when the shopper wants to look around
_LATER = 2


def offer(
    desk: Desk, voice: Voice, before: State, state: State, draft: Draft, browsing: bool, by_look: bool = False
) -> State:
    """Search by the wishes and add what is found to `draft`; returns the state after showing it.

    `before` is the state ahead of the shopper's message: what changed since then decides whether a product
    already shown may be brought up again. `browsing`: the shopper is vague, or asked for more. `by_look`: it judges
    what it sees, so that the next product may be like the last one in all else.
    """
    matches = ranked(desk, state)
    draft.looked_up(state.constraints, state.query[-8:], [product.id for product in matches])
    if draft.slipped_in is not None:
        return _slip_in(desk, voice, before, state, draft, matches, _AT_FIRST if not before.shown else _LATER)
    if not matches:
        return nothing_fits(desk, voice, before, state, draft)
    new = state.news(before)
    matches = [p for p in matches if p.id != draft.apart]
    fresh = [p for p in matches if p.id not in state.shown and p.id not in state.rejected]
    doubts = desk.index.doubts(state.constraints)
    sure = [p for p in matches if not doubts[desk.index.places[p.id]]] if desk.index.partial else matches
    known = [p for p in sure if p.id in state.shown and p.id not in state.rejected] if new else []
    most = max((_AT_FIRST if browsing or not before.shown else _LATER) - len(draft.recommended), 1)
    unlike = [] if by_look else desk.products((*state.rejected, *state.last_shown))
    picks = varied(desk, state, fresh, max(most - bool(known), 1), unlike)
    if not picks and not known and new:  # all that meets the changed wishes was turned down before
        known = sure[:1]
    again = known[: most - len(picks)]
    if not picks and not again:
        return nothing_more(desk, voice, before, state, draft)
    doubted = bool(picks) and doubts[desk.index.places[picks[0].id]] > 0
    shown = _show_again(desk, voice, new, state, draft, again) if again and doubted else []
    if picks:
        many = "many" if len(picks) > 1 else "one"
        draft.remark(voice.say(f"perhaps_{many}") if doubted else _introduction(desk, voice, new, state, before, many))
        shown += show(desk, voice, draft, state, picks)
    if again and not doubted and (not picks or draft.room() > needed(desk, state, again[0])):
        shown += _show_again(desk, voice, new, state, draft, again)
    if {p.id for p in fresh} <= set(shown):
        draft.closing.append(voice.say("all_shown_but_looks" if state.looks else "all_shown"))
    return after(state, shown)


def _slip_in(
    desk: Desk, voice: Voice, before: State, state: State, draft: Draft, matches: Sequence[Product], most: int
) -> State:
    """Show a product with what fits, as one that fits only if it does."""
    (product,) = desk.products((draft.slipped_in or "",))
    others = [p for p in matches if p.id not in (*state.shown, *state.rejected, product.id)]
    count = max(most - len(draft.recommended) - 1, 0)
    picks = [product, *varied(desk, state, others, count, [product])]
    many = "many" if len(picks) > 1 else "one"
    new = state.news(before)
    if all(meets(product, constraint) for constraint in state.constraints):
        draft.remark(_introduction(desk, voice, new, state, before, many))
    else:
        if new:
            draft.remark(voice.say("noted", wishes=prose(desk.schema, new)))
        draft.remark(voice.say(f"aside_{many}"))
    return after(state, show(desk, voice, draft, state, picks))


def _show_again(
    desk: Desk, voice: Voice, new: Sequence[Constraint], state: State, draft: Draft, again: Sequence[Product]
) -> list[str]:
    """Bring products up that were shown before: those still in view only with what is new."""
    rejected = again[0].id in state.rejected
    draft.note(voice.say("again_rejected" if rejected else "still_fit" if len(again) > 1 else "still_fits"))
    news = tuple(dict.fromkeys(constraint.attribute for constraint in new))
    return show(desk, voice, draft, state, again, () if rejected else (desk.schema.headline[0], *news))


def _introduction(desk: Desk, voice: Voice, new: Sequence[Constraint], state: State, before: State, many: str) -> str:
    if not state.constraints:
        return voice.say(f"others_{many}" if before.shown else "browse")
    if not new and before.shown:
        return voice.say(f"others_{many}")
    wishes = new if before.shown else state.constraints
    return voice.say(f"found_{many}", wishes=prose(desk.schema, wishes))
