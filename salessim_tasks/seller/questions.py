"""What the seller asks: one thing at a time, never the same twice, only what would narrow the choice."""

from __future__ import annotations

from dataclasses import replace

from salessim_tasks.seller.desk import Desk
from salessim_tasks.seller.state import State
from salessim_tasks.seller.wording import Voice
from salessim_tasks.understanding.reading import Reading

__all__ = ["ask", "ready_to_show"]

_QUESTIONS_FIRST = 2  # so many questions at most before something is shown
_WISHES_ENOUGH = 2
_FEW = 3


def ready_to_show(desk: Desk, state: State, reading: Reading) -> bool:
    """Whether to show products now rather than ask first."""
    return bool(
        state.shown
        or reading.acts & {"more", "unsure"}
        or len({constraint.attribute for constraint in state.constraints}) >= _WISHES_ENOUGH
        or len(state.asked) >= _QUESTIONS_FIRST
        or len(desk.index.matching(state.constraints)) <= _FEW
    )


def ask(desk: Desk, voice: Voice, state: State) -> tuple[str, State] | None:
    """The next question with the state after asking it; None if no answer would narrow the choice."""
    settled = {*state.asked, *state.indifferent, *(constraint.attribute for constraint in state.constraints)}
    open_products = [p for p in desk.index.matching(state.constraints) if p.id not in state.rejected]
    for name in desk.schema.ask_order:
        ways = desk.schema.attributes[name].ask
        if name in settled or not ways or len({p.attributes.get(name) for p in open_products} - {None}) < 2:
            continue
        asked = replace(state, asked=(*state.asked, name), pending=name)
        return voice.choose(f"ask.{name}", ways), asked
    return None
