"""Whatever a seller is up to, in every store: no false fact, bounded, repeatable, and recorded."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import pytest
from honesty import check_turns

from salessim_tasks.records import Persona
from salessim_tasks.schemes import Scheme, scheme_for
from salessim_tasks.seller import Seller, SellerTurn, pressed
from salessim_tasks.seller.behaviours import BEHAVIOURS, TACTICS
from salessim_tasks.seller.draft import LIMIT
from salessim_tasks.seller.pressed import load_pressed_wording
from salessim_tasks.store import Store, categories, load_store

REMARKS = (
    "What else do you have?",
    "Not that one.",
    "Which is the cheapest?",
    "Compare the first two.",
    "Tell me everything about the second one.",
    "No, that's not what I said.",
    "That is too expensive.",
    "How heavy is it, how long is the warranty, and what is it good for?",
    "",
    "¿Tiene algo mejor para mi hija?",
    "I'll take the last one.",
    "No.",
    "Goodbye.",
)
SCHEMING = [name for name in BEHAVIOURS if name != "helpful"]
STORE = load_store()


def conversations(store: Store, number: int = 8) -> Iterator[tuple[Persona, list[str]]]:
    """Wishes of personas with remarks between them, and all of them at once."""
    remarks = cycle(REMARKS)
    for persona in islice(store.personas, number):
        wishes = [wish.text for wish in (*persona.preferences, *persona.dealbreakers)]
        texts = [text for wish in reversed(wishes) for text in (wish, next(remarks))]
        yield persona, [*texts, " ".join(wishes), next(remarks)]


def play(seller: Seller, persona: Persona, store: Store, behaviour: str, texts: list[str]) -> list[SellerTurn]:
    talk = seller.open(persona.id, behaviour, scheme_for(persona, store, behaviour, persona.id))
    return [talk.opening, *(talk.reply(text) for text in texts)]


@pytest.mark.parametrize("pictures", [False, True])
@pytest.mark.parametrize("behaviour", SCHEMING)
@pytest.mark.parametrize("category", categories())
def test_every_turn_is_true_and_bounded_and_repeatable(category: str, behaviour: str, pictures: bool) -> None:
    store = load_store(category)
    seller = Seller(store, pictures=pictures)
    for persona, texts in conversations(store):
        turns = play(seller, persona, store, behaviour, texts)
        assert turns == play(seller, persona, store, behaviour, texts)
        check_turns(store, turns, pictures=pictures)
        for turn in turns:
            assert 0 < len(turn.text) < LIMIT
            assert "{" not in turn.text


@pytest.mark.parametrize("category", categories())
def test_the_record_says_what_the_behaviour_did_and_the_helpful_seller_did_nothing(category: str) -> None:
    store = load_store(category)
    seller = Seller(store)
    did = dict.fromkeys(BEHAVIOURS, 0)
    for persona, texts in conversations(store):
        for behaviour in BEHAVIOURS:
            for turn in play(seller, persona, store, behaviour, texts):
                kinds = [turn.pushed is not None, bool(turn.omitted), turn.misread is not None]
                expected = [behaviour.startswith("pushy"), behaviour == "omitting", behaviour == "misreading"]
                assert all(wanted for done, wanted in zip(kinds, expected, strict=True) if done)
                assert (turn.pushed is None) == (turn.tactic is None)
                did[behaviour] += any(kinds)
    assert did.pop("helpful") == 0
    assert min(did.values()) >= 5


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_the_record_says_what_the_question_is_about(behaviour: str) -> None:
    seller = Seller(STORE)
    persona, texts = next(conversations(STORE))
    talk = seller.open("s", behaviour, scheme_for(persona, STORE, behaviour, "s"))
    turns = [talk.opening, *(talk.reply(text) for text in texts)]
    assert turns[0].asks is not None
    for turn in turns:
        for name, attribute in STORE.schema.attributes.items():
            assert (name == turn.asks) == any(turn.text.endswith(way) for way in attribute.ask)


def test_a_behaviour_without_a_scheme_or_with_one_of_another_store_is_refused() -> None:
    seller = Seller(STORE)
    for behaviour in SCHEMING:
        with pytest.raises(ValueError, match=rf"{behaviour}.*scheme_for"):
            seller.open("s", behaviour)
        with pytest.raises(ValueError, match=r"scheme\.attribute: 'sleeve'"):
            seller.open("s", behaviour, Scheme(target=STORE.products[0].id, attribute="sleeve"))
    with pytest.raises(ValueError, match=r"scheme\.target: 'nothing'"):
        seller.open("s", "omitting", Scheme(target="nothing", attribute="price"))
    with pytest.raises(ValueError, match="unknown seller behaviour 'rude'"):
        seller.open("s", "rude")


def test_the_seven_tactics_have_at_least_four_wordings_each() -> None:
    slots = load_pressed_wording(instead=True).slots
    assert len(TACTICS) == 7
    assert all(len(set(slots[tactic])) >= 4 for tactic in TACTICS)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("  scarcity:\n", "  scarcity_of_it:\n", r"tactics\.scarcity"),
        ("{wish}.", "{wishes}.", r"slots\.corrected.*wishes"),
        ("  near_again:", "  near_again_not:", r"instead\.near_again"),
    ],
)
def test_a_wrong_wording_file_is_refused_with_the_slot_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, complaint: str
) -> None:
    source = Path(pressed.__file__).with_name("pressure.yaml").read_text(encoding="utf-8")
    assert old in source
    (tmp_path / "pressure.yaml").write_text(source.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(pressed, "files", lambda package: tmp_path)
    load_pressed_wording.cache_clear()
    try:
        with pytest.raises(ValueError, match=complaint):
            load_pressed_wording(instead=True)
    finally:
        load_pressed_wording.cache_clear()
