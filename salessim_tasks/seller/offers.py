"""Putting products forward: the search, and the cards of what was found."""

from __future__ import annotations

from collections.abc import Sequence

from salessim_tasks.records import Constraint, Product
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


def offer(desk: Desk, voice: Voice, before: State, state: State, draft: Draft, browsing: bool) -> State:
    """Search by the wishes and add what is found to `draft`; returns the state after showing it.

    `before` is the state ahead of the shopper's message: what changed since then decides whether a product
    already shown may be brought up again. `browsing`: the shopper is vague, or asked for more.
    """
    matches = ranked(desk, state)
    draft.looked_up(state.constraints, state.query[-8:], [product.id for product in matches])
    if not matches:
        return nothing_fits(desk, voice, before, state, draft)
    new = state.news(before)
    fresh = [p for p in matches if p.id not in state.shown and p.id not in state.rejected]
    known = [p for p in matches if p.id in state.shown and p.id not in state.rejected] if new else []
    most = max((_AT_FIRST if browsing or not before.shown else _LATER) - len(draft.recommended), 1)
    picks = varied(desk, state, fresh, max(most - bool(known), 1), desk.products((*state.rejected, *state.last_shown)))
    if not picks and not known and new:  # all that meets the changed wishes was turned down before
        known = matches[:1]
    again = known[: most - len(picks)]
    if not picks and not again:
        return nothing_more(desk, voice, before, state, draft)
    if picks:
        draft.remark(_introduction(desk, voice, new, state, before, len(picks)))
    shown = show(desk, draft, state, picks)
    if again and (not picks or draft.room() > needed(desk, state, again[0])):
        shown += _show_again(desk, voice, new, state, draft, again)
    if {p.id for p in fresh} <= set(shown):
        draft.closing.append(voice.say("all_shown"))
    return after(state, shown)


def _show_again(
    desk: Desk, voice: Voice, new: Sequence[Constraint], state: State, draft: Draft, again: Sequence[Product]
) -> list[str]:
    """Bring products up that were shown before: those still in view only with what is new."""
    rejected = again[0].id in state.rejected
    draft.note(voice.say("again_rejected" if rejected else "still_fit" if len(again) > 1 else "still_fits"))
    news = tuple(dict.fromkeys(constraint.attribute for constraint in new))
    return show(desk, draft, state, again, () if rejected else (desk.schema.headline[0], *news))


def _introduction(desk: Desk, voice: Voice, new: Sequence[Constraint], state: State, before: State, count: int) -> str:
    many = "many" if count > 1 else "one"
    if not state.constraints:
        return voice.say(f"others_{many}" if before.shown else "browse")
    if not new and before.shown:
        return voice.say(f"others_{many}")
    wishes = new if before.shown else state.constraints
    return voice.say(f"found_{many}", wishes=prose(desk.schema, wishes))
