"""One turn of the sales agent: what it answers, what it shows and what it asks, given what it understood."""

from __future__ import annotations

from dataclasses import dataclass, replace

from salessim_tasks.records import Product
from salessim_tasks.search import words
from salessim_tasks.seller.answers import answer, compare, explain, introduce
from salessim_tasks.seller.compromises import close_down, unseen
from salessim_tasks.seller.desk import Desk
from salessim_tasks.seller.draft import Draft
from salessim_tasks.seller.facts import listed, prose, with_article
from salessim_tasks.seller.looks import BLIND, Looks, acknowledge
from salessim_tasks.seller.offers import offer
from salessim_tasks.seller.questions import ask, ready_to_show
from salessim_tasks.seller.state import State, pointed_at
from salessim_tasks.seller.wording import Voice
from salessim_tasks.understanding.reading import Reading
from salessim_tasks.understanding.tongues import is_foreign, looks_english

__all__ = ["Heard", "greet", "respond"]

_AT_ONCE = 3
_OFFER = 550  # characters that an offer needs after an answer
_QUESTIONS_ENOUGH = 4  # after so many, one who is not vague is asked for reactions only


@dataclass(frozen=True, slots=True)
class Heard:
    """A shopper's message, what was understood of it, and the states before and after hearing it."""

    text: str
    reading: Reading
    before: State
    state: State
    looks: Looks = BLIND

    @property
    def changed(self) -> bool:
        """Whether the message changed what a product must meet."""
        return self.before.wishes is not self.state.wishes and self.before.keys != self.state.keys

    @property
    def blank(self) -> bool:
        """Whether nothing in the message was understood."""
        return self.reading == Reading() and not self.looks and not self.changed


def greet(desk: Desk, voice: Voice) -> tuple[Draft, State]:
    """The opening: a greeting and the first question."""
    noun = desk.schema.noun
    draft = Draft(pictures=desk.pictures)
    draft.remark(voice.say("greeting", a_noun=with_article(noun.one), nouns=noun.many))
    return draft, _ask(desk, voice, State(), draft)


def respond(desk: Desk, voice: Voice, heard: Heard, draft: Draft) -> tuple[Draft, State]:
    """The seller's turn after a message, in `draft`, and the state it leaves."""
    reading, state = heard.reading, heard.state
    if is_foreign(heard.text):
        draft.remark(voice.say("not_english"))
        if not heard.changed:
            return draft, state
    _courtesies(voice, heard, draft)
    draft.begin()
    settled = not heard.changed and not _asking(heard) and not reading.acts & {"more", "compare", "explain"}
    if settled and "accept" in reading.acts and "reject" not in reading.acts and state.shown:
        return draft, _accept(desk, voice, heard, draft)
    if settled and "bye" in reading.acts:
        draft.closing.append(voice.say("farewell" if heard.before.parting else "bye"))
        return draft, replace(state, parting=True)
    if settled and "reject" in reading.acts and heard.before.giving_way and not (state.looks and unseen(desk, state)):
        return draft, close_down(desk, voice, state, draft)
    if heard.looks:
        acknowledge(desk, voice, heard.before, heard.looks, draft)
    if not heard.text.strip():
        draft.remark(voice.say("silence"))
        return draft, _ask(desk, voice, state, draft)
    if heard.blank:
        made_out = _make_out(desk, voice, heard, draft)
        if made_out is not None:
            return draft, made_out
    moving = _moving(heard)
    draft.reserved = _OFFER if moving else 0
    state, answered = _answers(desk, voice, heard, draft, _AT_ONCE - bool(moving))
    draft.reserved = 0
    if answered and not moving:
        draft.closing.append(voice.say("helped"))
        return draft, state
    return draft, _go_on(desk, voice, heard, state, draft)


def _asking(heard: Heard) -> bool:
    """Whether the message asks what a product is like."""
    return bool(heard.reading.asked or heard.looks.asking)


def _moving(heard: Heard) -> bool:
    """Whether the message moves the search on, besides what it asks."""
    looks = heard.looks.wanting or heard.looks.spared
    return bool(
        heard.changed or heard.reading.indifferent or heard.reading.acts & {"more", "unsure", "reject"} or looks
    )


def _courtesies(voice: Voice, heard: Heard, draft: Draft) -> None:
    """What comes first: returning a greeting or thanks, and what the store does not carry."""
    acts = heard.reading.acts
    if "greet" in acts and heard.state.turn == 1:
        draft.remark(voice.say("hello"))
    if "thanks" in acts and "bye" not in acts:
        draft.remark(voice.say("thanks"))
    if heard.reading.not_carried:
        draft.remark(
            voice.say("not_carried", things=listed([f'"{thing}"' for thing in heard.reading.not_carried[:3]], "or"))
        )


def _accept(desk: Desk, voice: Voice, heard: Heard, draft: Draft) -> State:
    state = heard.state
    chosen = pointed_at(state, heard.reading.references) or state.focus
    products = desk.products(chosen)
    if len(products) == 1:
        draft.remark(voice.say("accept", name=f"**{products[0].name}**"))
    else:
        draft.remark(voice.say("accept_any"))
    draft.closing.append(voice.say("accept_ask"))
    return replace(state, focus=chosen, parting=True)


def _make_out(desk: Desk, voice: Voice, heard: Heard, draft: Draft) -> State | None:
    """Deal with a message in which nothing was understood; None leaves it to go on as if nothing had been said."""
    nouns = {"a_noun": with_article(desk.schema.noun.one), "nouns": desk.schema.noun.many}
    topic = desk.wording.topic(heard.text.lower())
    if topic is not None:
        place, found = topic
        draft.remark(voice.choose(f"topic.{place}", found.say).format(**nouns))
        return _ask(desk, voice, heard.state, draft)
    if not looks_english(heard.text, lambda word: any(map(desk.index.knows, words(word)))):
        draft.remark(voice.say("not_english"))
        return heard.state
    if "?" in heard.text:
        draft.remark(voice.say("unclear", **nouns))
    return None


def _answers(desk: Desk, voice: Voice, heard: Heard, draft: Draft, most: int) -> tuple[State, bool]:
    """Answer what was asked, about `most` products; returns the state, and whether there was anything to answer."""
    reading, state = heard.reading, heard.state
    pointed = desk.products(pointed_at(state, reading.references))
    if "compare" in reading.acts and not reading.asked:
        compared = _compared(desk, state, pointed)[:most]
        if len(compared) > 1:
            return compare(desk, voice, state, draft, compared), True
    asks = bool(reading.asked) or ("question" in reading.acts and bool(pointed))
    spoken_of = state.last_shown if "compare" in reading.acts else state.focus or state.last_shown
    products = (pointed or desk.products(spoken_of))[:most]
    if asks and products and ("explain" not in reading.acts or pointed):
        return answer(desk, voice, state, draft, products, reading.asked, heard.text), True
    if "explain" in reading.acts or reading.asked:
        explain(desk, voice, draft, heard.text, (*reading.asked, *heard.looks.asked))
        return state, True
    if heard.looks.asking:
        if heard.looks.again and pointed:
            draft.remark(voice.say("answer"))
        return introduce(desk, voice, state, draft, pointed, heard.looks.again), True
    return state, False


def _compared(desk: Desk, state: State, pointed: list[Product]) -> list[Product]:
    """The products to compare: those pointed at, filled up from what was shown last."""
    recent = desk.products((*state.last_shown, *state.focus, *reversed(state.shown)))
    wanted = 2 if pointed or len(state.last_shown) < 2 else len(state.last_shown)
    found = {product.id: product for product in (pointed if len(pointed) > 1 else [*pointed, *recent])}
    return list(found.values())[: max(wanted, len(pointed))][:_AT_ONCE]


def _go_on(desk: Desk, voice: Voice, heard: Heard, state: State, draft: Draft) -> State:
    """Show products or ask the next thing."""
    if not ready_to_show(desk, state, heard.reading):
        new = state.news(heard.before)
        if new:
            draft.remark(voice.say("noted", wishes=prose(desk.schema, new)))
        elif not draft.lines:
            draft.remark(voice.say("carry_on"))
        return _ask(desk, voice, state, draft)
    if "reject" in heard.reading.acts and not heard.changed and desk.index.matching(state.constraints):
        draft.remark(voice.say("dropped"))
    looking = heard.looks.wanting
    browsing = bool(heard.reading.acts & {"more", "unsure"}) or heard.blank or looking
    state = offer(desk, voice, heard.before, state, draft, browsing, looking)
    if state.giving_way or any(part.endswith("?") for part in draft.closing):
        return state
    if not browsing and len(state.asked) >= _QUESTIONS_ENOUGH:
        draft.closing.append(voice.say("reactions"))
        return state
    return _ask(desk, voice, state, draft)


def _ask(desk: Desk, voice: Voice, state: State, draft: Draft) -> State:
    """End the turn with the next useful question, or else with an open one."""
    question = ask(desk, voice, state)
    if question is None:
        draft.closing.append(voice.say("reactions" if draft.recommended else "anything_else"))
        return state
    draft.closing.append(question[0])
    return question[1]
