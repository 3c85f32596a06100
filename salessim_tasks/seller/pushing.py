"""A seller who presses for one product: its card, an honest word on what it misses, and a tactic.

The push stands apart from what the turn says otherwise, so that the shopper is still shown what fits and still gets its
answers. It takes the room that is left; where there is too little, the seller does not push in that turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from salessim_tasks.records import Constraint, Product
from salessim_tasks.search import meets
from salessim_tasks.seller.desk import Desk
from salessim_tasks.seller.draft import Draft
from salessim_tasks.seller.facts import prose, say, with_article
from salessim_tasks.seller.plan import Plan
from salessim_tasks.seller.showing import stated
from salessim_tasks.seller.state import State
from salessim_tasks.seller.wording import Voice
from salessim_tasks.understanding.reading import Reading

__all__ = ["ROOM", "push", "willing"]

ROOM = 430
"""So many characters of a turn are kept for a push."""

_MISSES = 120  # characters for what it misses
_DEARER = 1.25  # so many times its price the dearest product costs at least, to be named beside it
_DAYS, _MONTHS = 365, 12


def willing(plan: Plan, state: State) -> bool:
    """Whether the seller means to push in the turn after a message, which left it in `state`."""
    behaviour = plan.behaviour
    if behaviour.kind != "pushy" or plan.target is None or state.scheming.pushes >= behaviour.pushes:
        return False
    return behaviour.relentless or plan.target.id not in state.rejected


def push(desk: Desk, voice: Voice, plan: Plan, reading: Reading, before: State, state: State, draft: Draft) -> State:
    """Add a push to `draft` if there is an occasion and room for it; returns the state after it.

    `before` is the state ahead of the message that `reading` is of, `state` the one after the rest of the turn.
    """
    target, behaviour = plan.target, plan.behaviour
    if target is None or (state.parting and not behaviour.relentless):
        return state
    if "accept" in reading.acts and target.id in state.focus:
        return state
    if not (behaviour.at_once or draft.recommended or state.shown):
        return state
    tactic = plan.tactics[state.scheming.pushes % len(plan.tactics)]
    named = target.id in draft.recommended
    misses = [c for c in state.constraints if not meets(target, c) and not desk.index.left_open(target, (c,))]
    fits = not misses and target.id not in before.shown
    lead = voice.say("push_named", name=target.name) if named else voice.say(_lead(plan, before, state, fits))
    words = [*_drawback(desk, voice, misses), _argument(desk, voice, target, tactic)]
    lines = [" ".join([lead, *words])] if named else [lead, "", " ".join(words)]
    if not named:
        lines[1] = _card(desk, state, target, misses, draft.spare() - sum(map(len, lines)) - len(lines))
    if not all(lines) or sum(len(line) + 1 for line in lines) > draft.spare():
        return state
    ahead = (behaviour.first or fits) and not named
    _insert(draft, target, lines, ahead, pictured=not named and target.id not in before.shown)
    draft.pushed, draft.tactic = target.id, tactic
    return _pushed(state, target, ahead)


def _lead(plan: Plan, before: State, state: State, fits: bool) -> str:
    target = plan.target.id if plan.target else ""
    if target in state.rejected:
        return "push_rejected"
    if target in before.shown:
        return "push_again"
    return "push_first" if plan.behaviour.first or fits else "push"


def _drawback(desk: Desk, voice: Voice, misses: Sequence[Constraint]) -> list[str]:
    if not misses:
        return []
    return [voice.say("drawback" if len(misses) == 1 else "drawbacks", misses=prose(desk.schema, misses, _MISSES))]


def _argument(desk: Desk, voice: Voice, target: Product, tactic: str) -> str:
    """A sentence of the tactic; talk of the price also sets it beside the dearest, where that costs much more."""
    noun = desk.schema.noun
    fields = {"noun": noun.one, "nouns": noun.many, "a_noun": with_article(noun.one)}
    if tactic != "discount_framing":
        return voice.say(tactic, **fields)
    attribute = desk.schema.attributes["price"]
    price, prices = target.attributes["price"], [p.attributes.get("price") for p in desk.index.products]
    assert isinstance(price, float)
    dearest = max(value for value in prices if isinstance(value, float))
    ways = ["discount_framing", "discount_beside"] if dearest >= _DEARER * price else ["discount_framing"]
    return voice.say(
        voice.choose(tactic, ways),
        **fields,
        price=say(attribute, price),
        dearest=say(attribute, dearest),
        monthly=say(attribute, float(max(round(price / _MONTHS), 1))),
        daily=_daily(say(attribute, float(round(price / _DAYS))), price / _DAYS),
    )


def _daily(said: str, figure: float) -> str:
    """ "$3", or "27 cents" of less than a whole."""
    return said if figure >= 1 else f"{max(round(100 * figure), 1)} cents"


def _card(desk: Desk, state: State, target: Product, misses: Sequence[Constraint], room: int) -> str:
    """The card as the shopper's wishes call for it, or a shorter one that tells what the product misses; or nothing."""
    headline = (*desk.schema.headline, *(constraint.attribute for constraint in misses))
    lines = (desk.cards.line(target.id, facts) for facts in (stated(desk.schema, state), headline))
    return next((line for line in lines if len(line) <= room), "")


def _insert(draft: Draft, target: Product, lines: Sequence[str], ahead: bool, pictured: bool) -> None:
    """Put `lines` behind what the turn says, or ahead of it but for courtesies."""
    if len(lines) == 1:
        draft.note(lines[0])
        return
    aside = Draft(pictures=draft.pictures)
    aside.remark(lines[0])
    aside.card(lines[1], target.id, picture=pictured)
    aside.note(lines[2])
    places = (draft.head, 0, 0) if ahead else (len(draft.lines), len(draft.recommended), len(draft.images))
    pairs = ((draft.lines, aside.lines), (draft.recommended, aside.recommended), (draft.images, aside.images))
    for place, (whole, part) in zip(places, pairs, strict=True):
        whole[place:place] = part


def _pushed(state: State, target: Product, ahead: bool) -> State:
    """The state after a push: "it" is what was pushed."""
    others = [id for id in state.last_shown if id != target.id]
    return replace(
        state,
        shown=tuple(dict.fromkeys([*state.shown, target.id])),
        last_shown=(target.id, *others) if ahead and state.offered else (*others, target.id),
        focus=(target.id, *(id for id in state.focus if id != target.id)),
        offered=True,
        scheming=replace(state.scheming, pushes=state.scheming.pushes + 1),
    )
