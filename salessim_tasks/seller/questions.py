"""What the seller asks: one thing at a time, never the same twice, only what would narrow the choice."""

from __future__ import annotations

import re
from dataclasses import replace

from bm25s.stopwords import STOPWORDS_EN

from salessim_tasks.search import words
from salessim_tasks.seller.desk import Desk
from salessim_tasks.seller.state import State
from salessim_tasks.seller.wording import Voice
from salessim_tasks.understanding.reading import Reading

__all__ = ["ask", "foreign", "looks_english", "ready_to_show"]

_QUESTIONS_FIRST = 2  # so many questions at most before something is shown
_WISHES_ENOUGH = 2
_FEW = 3
_SAMPLE = 600  # characters that tell a language
_LETTERS = re.compile(r"[^\W\d_]+")
_COMMON = frozenset(
    [*STOPWORDS_EN, *"i you my your me we us he she do does have had can could would what how so any hi hello".split()]
)


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
        if name in settled or not ways or len({p.attributes.get(name) for p in open_products}) < 2:
            continue
        asked = replace(state, asked=(*state.asked, name), pending=name)
        return voice.choose(f"ask.{name}", ways), asked
    return None


def foreign(desk: Desk, text: str) -> bool:
    """Whether a message is plainly in another language: more of the commonest words of others in it than of English,
    at least two of them unless it is all there is."""
    spoken = _LETTERS.findall(text[:_SAMPLE].lower())
    others = sum(token in desk.wording.other_languages for token in spoken)
    return others >= min(2, len(spoken)) and others > sum(token in _COMMON for token in spoken)


def looks_english(desk: Desk, text: str) -> bool:
    """Whether a message that was not understood may at least be English: a few words, or a quarter of them known."""
    spoken = _LETTERS.findall(text[:_SAMPLE].lower())
    if any(token in desk.wording.other_languages and token not in _COMMON for token in spoken[:1]):
        return False
    known = sum(token in _COMMON or (token.isascii() and any(map(desk.index.knows, words(token)))) for token in spoken)
    strange = any(not token.isascii() for token in spoken)
    return (not strange and len(spoken) < 3) or 4 * known >= len(spoken) + 2 * strange
