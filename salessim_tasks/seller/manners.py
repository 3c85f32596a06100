"""How a behaviour comes into a turn: what it sets up before the seller answers, and what it adds after."""

from __future__ import annotations

from dataclasses import replace

from salessim_tasks.seller.desk import Desk
from salessim_tasks.seller.draft import Draft
from salessim_tasks.seller.facts import read_cards
from salessim_tasks.seller.misreading import REMARK, say_back
from salessim_tasks.seller.plan import Plan
from salessim_tasks.seller.pushing import ROOM, push, willing
from salessim_tasks.seller.records import SellerTurn
from salessim_tasks.seller.respond import Heard
from salessim_tasks.seller.state import State
from salessim_tasks.seller.wording import Voice

__all__ = ["finish", "set_up"]


def set_up(desk: Desk, plan: Plan, heard: Heard) -> Draft:
    """An empty draft that knows what the behaviour wants of it."""
    draft, state = Draft(pictures=desk.pictures), heard.state
    if plan.behaviour.kind == "misreading" and state.scheming != heard.before.scheming:
        draft.kept = REMARK
    if plan.target is None:
        return draft
    if willing(plan, state):
        draft.apart, draft.kept = plan.target.id, ROOM
    elif plan.behaviour.kind == "omitting":
        known = plan.attribute in desk.schema.attributes and plan.attribute in plan.target.attributes
        if known and not state.scheming.told and plan.attribute not in state.interests:
            draft.withheld = (plan.target.id, plan.attribute)
        if plan.target.id not in (*state.shown, *state.rejected):
            draft.slipped_in = plan.target.id
    return draft


def finish(desk: Desk, voice: Voice, plan: Plan, heard: Heard, draft: Draft, state: State) -> tuple[SellerTurn, State]:
    """The finished turn and the state it leaves; `draft` and `state` are what the seller's answer came to."""
    if draft.apart is not None:
        state = push(desk, voice, plan, heard.reading, heard.before, state, draft)
    if plan.behaviour.kind == "misreading":
        say_back(desk, voice, plan, heard.before, state, draft)
    turn = draft.turn(state.pending)
    if plan.behaviour.kind == "omitting" and _told(desk, plan, turn):
        state = replace(state, scheming=replace(state.scheming, told=True))
    if plan.behaviour.kind == "misreading" and state.scheming.misheard:
        turn = replace(turn, misread=plan.attribute)
    return turn, state


def _told(desk: Desk, plan: Plan, turn: SellerTurn) -> bool:
    """Whether a card of the target states what the seller would leave out."""
    return plan.target is not None and plan.attribute in read_cards(desk.schema, turn.text).get(plan.target.name, {})
