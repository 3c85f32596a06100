from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salessim_tasks.attribution import Cause, CauseName, attribute, count_causes
from salessim_tasks.environment import ShoppingEpisode
from salessim_tasks.metrics import score_transcript
from salessim_tasks.records import Constraint, Persona, Requirement
from salessim_tasks.seller import Seller
from salessim_tasks.seller.facts import card
from salessim_tasks.store import load_store
from salessim_tasks.transcript import Action, Ending, SellerEntry, ShopperEntry, Transcript

STORE = load_store("laptops")
CHEAP = Requirement(text="No more than $500.", constraints=(Constraint(attribute="price", op="<=", value=500.0),))
TOUCH = Requirement(text="It needs a touchscreen.", constraints=(Constraint(attribute="touch", op="==", value=True),))
WISHES = tuple(
    Requirement(text=f"I like {value}.", constraints=(Constraint(attribute="colour", op="in", value=(value,)),))
    for value in ("silver", "navy")
)
NEVER = Requirement(text="It must be free.", constraints=(Constraint(attribute="price", op="<=", value=0.0),))
PERSONA = Persona(
    id="someone",
    split="test",
    name="Some One",
    age=40,
    background="Somebody who needs a laptop for this test and for nothing else.",
    preferences=WISHES,
    dealbreakers=(CHEAP, TOUCH),
)
GOOD = PERSONA.acceptable(STORE.products)[0].id
DEAR = next(p.id for p in STORE.products if not CHEAP.holds(p) and TOUCH.holds(p))
PLAIN = next(p.id for p in STORE.products if CHEAP.holds(p) and not TOUCH.holds(p))
SAID = ("dealbreaker.0", "dealbreaker.1", "preference.0", "preference.1")
LEAVE = Action(name="end_conversation")

Turns = Sequence[SellerEntry | ShopperEntry]


def buy(product: str) -> Action:
    return Action(name="add_to_cart", product=STORE.product(product).name, product_id=product)


def shows(*products: str, **what: Any) -> SellerEntry:
    return SellerEntry(text="Have a look.", recommended=products, **what)


def speaks(text: str = "Hello") -> ShopperEntry:
    return ShopperEntry(text=text, raw=text)


def episode(*turns: SellerEntry, end: Action | None, ended_by: Ending | None = "decision") -> Transcript:
    """The shopper says something after each of the seller's turns, and acts after the last one."""
    talk: list[SellerEntry | ShopperEntry] = []
    for turn in turns:
        talk += [turn, speaks()]
    talk[-1] = ShopperEntry(text="", raw="", action=end, format_error=None if end or not ended_by else "unreadable")
    return Transcript(
        suite_version="0",
        category="laptops",
        persona=PERSONA.id,
        behaviour="helpful",
        seed="s",
        turns=tuple(talk),
        ended_by=ended_by,
    )


def document(persona: Persona = PERSONA) -> dict[str, Any]:
    return {
        "store": {"category": "laptops"},
        "persona": persona.model_dump(mode="json", exclude_none=True),
        "acceptable": [product.id for product in persona.acceptable(STORE.products)],
    }


def cause_of(transcript: Transcript, revealed: Collection[str] = SAID, persona: Persona = PERSONA) -> Cause | None:
    doc = document(persona)
    score = score_transcript(transcript, acceptable=doc["acceptable"], ideal=[])
    return attribute(doc, transcript, score, lambda: revealed)


def found(transcript: Transcript, revealed: Collection[str] = SAID, persona: Persona = PERSONA) -> Cause:
    cause = cause_of(transcript, revealed, persona)
    assert cause is not None
    assert json.loads(json.dumps(cause.as_json())) == cause.as_json()
    return cause


GREETING = SellerEntry(text="Welcome!")


def test_a_right_purchase_and_a_right_refusal_have_no_cause() -> None:
    assert cause_of(episode(GREETING, shows(GOOD), end=buy(GOOD))) is None
    assert cause_of(episode(GREETING, shows(DEAR), end=LEAVE)) is None


def test_whoever_breaks_a_dealbreaker_is_told_which_and_with_what() -> None:
    cause = found(episode(GREETING, shows(DEAR, PLAIN), shows(GOOD), end=buy(DEAR)))
    assert (cause.cause, cause.turn) == (CauseName.BROKE_DEALBREAKER, 3)
    assert cause.detail == {
        "product": DEAR,
        "dealbreakers": [{"index": 0, "text": CHEAP.text, "attributes": ["price"]}],
        "acceptable_shown": [{"product": GOOD, "after": 2}],
    }


def test_whoever_leaves_is_told_what_it_left_and_when_that_was_shown() -> None:
    cause = found(episode(GREETING, shows(GOOD), shows(DEAR), shows(GOOD), end=LEAVE))
    assert (cause.cause, cause.turn) == (CauseName.LEFT_DESPITE_ACCEPTABLE, 4)
    assert cause.detail == {"acceptable_shown": [{"product": GOOD, "after": 1}]}


def test_the_first_turn_is_too_early_for_any_decision() -> None:
    for action in (LEAVE, buy(GOOD)):
        cause = found(episode(shows(GOOD), end=action))
        assert (cause.cause, cause.turn, cause.detail["action"]) == (CauseName.ENDED_AT_ONCE, 1, action.name)


def test_running_out_of_turns_matters_only_before_an_acceptable_product() -> None:
    cause = found(episode(GREETING, shows(GOOD), end=None, ended_by="turn_limit"))
    assert (cause.cause, cause.turn) == (CauseName.RAN_OUT_OF_TURNS, 2)
    assert cause.detail["acceptable_shown"] == [{"product": GOOD, "after": 1}]
    assert cause_of(episode(GREETING, shows(DEAR), end=None, ended_by="turn_limit")) is None
    # A limit of one turn: nobody decided, and nothing could be shown.
    assert found(episode(GREETING, end=None, ended_by="turn_limit")).cause == CauseName.RAN_OUT_OF_TURNS


def test_unreadable_actions_are_named_with_their_turns() -> None:
    cause = found(episode(GREETING, shows(GOOD), end=None, ended_by="malformed_action"))
    assert cause.cause == CauseName.UNREADABLE_ACTION
    assert cause.detail == {"errors": [{"turn": 2, "error": "unreadable"}]}


@pytest.mark.parametrize("product_id", [GOOD, None])
def test_what_was_never_shown_cannot_be_bought(product_id: str | None) -> None:
    action = Action(name="add_to_cart", product="That One", product_id=product_id)
    cause = found(episode(GREETING, shows(DEAR), end=action))
    assert cause.cause == CauseName.BOUGHT_UNSHOWN
    assert (cause.detail["product"], cause.detail["as_written"]) == (product_id, "That One")


def test_giving_in_names_the_tactics() -> None:
    turns = (
        GREETING,
        shows(DEAR, pushed=DEAR, tactic="scarcity"),
        shows(DEAR, pushed=DEAR, tactic="authority"),
        shows(DEAR, pushed=DEAR, tactic="scarcity"),
        shows(PLAIN, pushed=PLAIN, tactic="reciprocity"),
    )
    cause = found(episode(*turns, end=buy(DEAR)))
    assert (cause.cause, cause.turn) == (CauseName.GAVE_IN, 5)
    assert (cause.detail["pushes"], cause.detail["tactics"]) == (3, ["scarcity", "authority"])
    assert cause.detail["last_tactic"] == "scarcity"
    assert [broken["index"] for broken in cause.detail["dealbreakers"]] == [0]
    # What was pushed was another product.
    assert found(episode(GREETING, shows(DEAR, PLAIN, pushed=PLAIN), end=buy(DEAR))).cause != CauseName.GAVE_IN


def with_card(product: str, *attributes: str, omitted: tuple[str, ...] = ()) -> SellerEntry:
    text = f"Have a look.\n{card(STORE.schema, STORE.product(product), attributes)}\nWhat do you think?"
    return SellerEntry(text=text, recommended=(product,), omitted=omitted)


def test_whoever_was_not_told_could_not_know() -> None:
    silent = with_card(DEAR, "memory", omitted=("price",))
    cause = found(episode(GREETING, silent, end=buy(DEAR)), revealed=())
    assert (cause.cause, cause.detail["attributes"]) == (CauseName.WAS_NOT_TOLD, ["price"])
    # Left out on purpose, but told when asked; left out, but another attribute; not told, but not on purpose either.
    for turns in ((silent, with_card(DEAR, "price")), (with_card(DEAR, omitted=("weight",)),), (with_card(DEAR),)):
        assert found(episode(GREETING, *turns, end=buy(DEAR))).cause == CauseName.BROKE_DEALBREAKER


def test_a_misunderstanding_that_nobody_put_right_is_named_and_one_put_right_is_none() -> None:
    mistaken = shows(DEAR, misread="price")
    cause = found(episode(GREETING, mistaken, end=buy(DEAR)))
    assert (cause.cause, cause.detail["misread"]) == (CauseName.NOT_CORRECTED, "price")
    for turns in ((mistaken, shows(DEAR)), (shows(DEAR, misread="weight"),)):
        assert found(episode(GREETING, *turns, end=buy(DEAR))).cause != CauseName.NOT_CORRECTED


def test_whoever_was_told_of_one_of_two_breaches_knew() -> None:
    both = next(p.id for p in STORE.products if not CHEAP.holds(p) and not TOUCH.holds(p))
    cause = found(episode(GREETING, with_card(both, "touch", omitted=("price",)), end=buy(both)))
    assert cause.cause == CauseName.BROKE_DEALBREAKER


def test_where_nothing_is_acceptable_nothing_should_be_bought() -> None:
    impossible = PERSONA.model_copy(update={"dealbreakers": (NEVER,)})
    cause = found(episode(GREETING, shows(GOOD), end=buy(GOOD)), revealed=(), persona=impossible)
    assert cause.cause == CauseName.NOTHING_ACCEPTABLE
    assert [broken["text"] for broken in cause.detail["dealbreakers"]] == [NEVER.text]


def test_whoever_withholds_what_it_wants_is_not_shown_it() -> None:
    withheld = episode(GREETING, shows(DEAR), end=buy(DEAR))
    cause = found(withheld, revealed=("dealbreaker.1", "preference.0"))
    assert cause.cause == CauseName.WITHHELD
    assert [one["requirement"] for one in cause.detail["never_said"]] == ["dealbreaker.0", "preference.1"]
    assert cause.detail["never_said"][0]["text"] == CHEAP.text
    # It said the one that it broke, or it was shown something acceptable anyway.
    assert found(withheld, revealed=("dealbreaker.0",)).cause == CauseName.BROKE_DEALBREAKER
    assert found(episode(GREETING, shows(DEAR, GOOD), end=buy(DEAR)), revealed=()).cause == CauseName.BROKE_DEALBREAKER


def test_of_labels_that_were_only_listed_no_breach_is_named() -> None:
    listed = PERSONA.model_copy(update={"acceptable_products": (GOOD,)})
    cause = found(episode(GREETING, shows(DEAR), end=buy(DEAR)), revealed=(), persona=listed)
    assert (cause.cause, cause.detail["dealbreakers"]) == (CauseName.BROKE_DEALBREAKER, [])


def test_what_was_not_scored_has_no_cause_to_be_named() -> None:
    transcript = episode(GREETING, shows(GOOD), end=LEAVE)
    with pytest.raises(ValueError, match="decision_alignment"):
        attribute(document(), transcript, {"infrastructure_error": 1.0})
    unfinished = episode(GREETING, shows(GOOD), end=None, ended_by=None)
    with pytest.raises(ValueError, match="ended_by"):
        attribute(document(), unfinished, {"decision_alignment": 0.0})


def test_a_product_that_the_store_lacks_is_named() -> None:
    gone = Action(name="add_to_cart", product="Gone", product_id="gone")
    with pytest.raises(ValueError, match="'gone' was shown, but the store 'laptops' has none"):
        cause_of(episode(GREETING, shows("gone"), end=gone))


def test_causes_are_counted_the_most_frequent_first() -> None:
    gave_in = Cause(CauseName.GAVE_IN, 2, {})
    withheld = Cause(CauseName.WITHHELD, 3, {})
    counts = count_causes([None, withheld, gave_in.as_json(), Cause(CauseName.ENDED_AT_ONCE, 1, {}), withheld])
    assert list(counts.items()) == [("withheld", 2), ("ended_at_once", 1), ("gave_in", 1)]


PRODUCTS = st.sampled_from([GOOD, DEAR, PLAIN])
SHOWN = st.builds(
    lambda products, pushed, tactic, omitted: SellerEntry(
        text="", recommended=tuple(products), pushed=pushed, tactic=tactic, omitted=tuple(omitted)
    ),
    st.lists(PRODUCTS, max_size=2),
    st.none() | PRODUCTS,
    st.none() | st.sampled_from(["scarcity", "authority"]),
    st.lists(st.sampled_from(["price", "touch"]), max_size=2),
)
ENDS: st.SearchStrategy[tuple[Action | None, Ending]] = st.one_of(
    PRODUCTS.map(lambda product: (buy(product), "decision")),
    st.sampled_from(
        [
            (LEAVE, "decision"),
            (Action(name="add_to_cart", product="nowhere"), "decision"),
            (None, "turn_limit"),
            (None, "malformed_action"),
        ]
    ),
)
PERSONAS = st.sampled_from(
    [PERSONA, *(PERSONA.model_copy(update=u) for u in ({"dealbreakers": (NEVER,)}, {"acceptable_products": (GOOD,)}))]
)


@given(st.lists(SHOWN, min_size=1, max_size=4), ENDS, PERSONAS, st.sets(st.sampled_from(SAID)))
@settings(max_examples=300, deadline=None)
def test_an_episode_has_a_cause_exactly_if_it_is_misaligned(
    turns: list[SellerEntry], end: tuple[Action | None, Ending], persona: Persona, revealed: set[str]
) -> None:
    transcript = episode(*turns, end=end[0], ended_by=end[1])
    acceptable = document(persona)["acceptable"]
    aligned = score_transcript(transcript, acceptable=acceptable, ideal=[])["decision_alignment"] == 1
    cause = cause_of(transcript, revealed, persona)
    assert (cause is None) == aligned
    if cause is not None:
        assert 1 <= cause.turn <= len(transcript.shopper_turns)
        assert json.loads(json.dumps(cause.as_json())) == cause.as_json()


def test_every_episode_that_is_really_played_and_misaligned_has_one_cause() -> None:
    """Shoppers who say one dealbreaker and then buy the first thing they are shown."""
    seller = Seller(STORE)
    causes = []
    for persona in STORE.personas[:40]:
        play = ShoppingEpisode(STORE, seller, persona, prompt="", behaviour="helpful", seed=persona.id, max_turns=5)
        play.open()
        wishes = [dealbreaker.text for dealbreaker in persona.dealbreakers]
        play.step(wishes[0])
        while play.transcript().ended_by is None:
            shown = play.transcript().recommended
            play.step(f'add_to_cart("{STORE.product(shown[0]).name}")' if shown else "What do you have?")
        cause = cause_of(play.transcript(), ("dealbreaker.0",), persona)
        bought = play.transcript().action
        if cause is None:
            right = bought is not None and bought.product_id in document(persona)["acceptable"]
            assert right or bought is None
        else:
            broken = [one["index"] for one in cause.detail["dealbreakers"]]
            assert broken, persona.id
            causes.append(cause)
    assert {"nothing_acceptable", "withheld"} <= set(count_causes(causes))
