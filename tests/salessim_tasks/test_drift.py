"""What a shopper says that contradicts its persona."""

from __future__ import annotations

from pathlib import Path

import pytest
from somebody import conversation, somebody, wish

from salessim_tasks.language.drift import drift, find, persona_drift
from salessim_tasks.language.labels import agreement, read_labels
from salessim_tasks.store import load_store
from salessim_tasks.transcript import SellerEntry, ShopperEntry, Transcript

LABELS = Path(__file__).parents[1] / "data" / "drift.jsonl"
STORE = load_store("laptops")
HEAVY = max(STORE.products, key=lambda product: float(product.attributes["weight"]))  # type: ignore[arg-type]
PERSONA = somebody(
    preferences=(
        wish("…", "keyboard_light", "==", True),
        wish("…", "colour", "in", ("blue", "red")),
        wish("…", "memory", ">=", 16.0),
    ),
    dealbreakers=(
        wish("…", "price", "<=", 800.0),
        wish("…", "system", "not_in", ("ChromeOS",)),
        wish("…", "uses", "in", ("office",)),
    ),
)


def answers(*texts: str, asks: str | None = None, shown: tuple[str, ...] = ()) -> Transcript:
    turns: list[SellerEntry | ShopperEntry] = []
    for text in texts:
        turns += [SellerEntry(text="…", asks=asks, recommended=shown), ShopperEntry(text=text, raw=text)]
    return conversation(*turns)


def contradicted(text: str, asks: str | None = None) -> list[str]:
    transcript = answers(text, asks=asks, shown=(HEAVY.id,))
    return [found.requirement for found in drift(PERSONA, STORE, transcript)]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("I can spend up to $1,200.", "dealbreaker.0"),
        ("I could pay two thousand dollars.", "dealbreaker.0"),
        ("Price does not matter to me.", "dealbreaker.0"),
        ("I want a Chromebook like my sister has.", "dealbreaker.1"),
        ("It has to be a Chromebook.", "dealbreaker.1"),
        ("Windows or ChromeOS, please.", "dealbreaker.1"),
        ("I need it for gaming.", "dealbreaker.2"),
        ("I don't want a backlit keyboard.", "preference.0"),
        ("It must be pink.", "preference.1"),
        ("Anything but blue and red.", "preference.1"),
        ("I want 8 GB of memory at most.", "preference.2"),
    ],
)
def test_another_wish_or_a_looser_dealbreaker_is_a_contradiction(text: str, key: str) -> None:
    assert contradicted(text) == [key]


@pytest.mark.parametrize(
    "text",
    [
        "Under $600, please.",
        "My budget is about $800.",
        "815 dollars at most.",
        "I could live without the backlight.",
        "Black would be fine, too.",
        "8 GB of memory is enough.",
        "That is too heavy for me.",
        "My sister has a Chromebook.",
        "A Chromebook? What is this, a school?",
        "$1,200 is well over my limit.",
        "Does it come in pink?",
        "What does the $1,200 one have that this lacks?",
        "Red, and I need HDMI for the office.",
        "Hello there!",
    ],
)
def test_what_fits_the_persona_or_says_nothing_of_it_is_none(text: str) -> None:
    assert contradicted(text) == []


def test_a_bare_answer_can_contradict() -> None:
    assert contradicted("1500", asks="price") == ["dealbreaker.0"]
    assert contradicted("700", asks="price") == []


def test_drift_is_the_share_of_speaking_turns_that_contradict() -> None:
    transcript = answers("A blue one.", "", "It must be pink, and I can pay $2,000.", "Thanks.", "$2,000 it is.")
    found = drift(PERSONA, STORE, transcript)
    assert [(c.turn, c.requirement) for c in found][:2] == [(2, "dealbreaker.0"), (2, "preference.1")]
    assert found[0].said == "It must be pink, and I can pay $2,000."
    assert persona_drift(PERSONA, STORE, answers("A blue one.", "", "It must be pink.")) == 0.5
    assert persona_drift(PERSONA, STORE, answers("")) is None


def test_a_persona_that_wants_what_it_may_not_have_may_say_both() -> None:
    torn = PERSONA.model_copy(
        update={
            "preferences": (wish("…", "colour", "in", ("pink",)),),
            "dealbreakers": (wish("…", "colour", "in", ("white", "silver")),),
        }
    )
    for text in ("It has to be white or silver.", "Pink would be a dream.", "White or silver. Pink would be a dream."):
        assert drift(torn, STORE, answers(text)) == ()
    assert [found.requirement for found in drift(torn, STORE, answers("Black, only black."))]


@pytest.mark.parametrize("category", ["laptops", "house_plants", "male_clothing"])
def test_no_persona_contradicts_itself_in_its_own_words(category: str) -> None:
    store = load_store(category)
    for persona in store.personas:
        sentences = [requirement.text for requirement in (*persona.dealbreakers, *persona.preferences)]
        assert drift(persona, store, answers(*sentences)) == ()


def test_it_agrees_with_labels_made_by_hand() -> None:
    labels = read_labels(LABELS, "contradicts")
    result = agreement(labels, find)
    assert result.precision >= 0.85
    assert result.recall >= 0.87


def test_it_agrees_with_labels_of_strangers_who_speak_in_a_strong_style() -> None:
    result = agreement(read_labels(LABELS.with_name("drift_fresh.jsonl"), "contradicts"), find)
    assert result.precision >= 0.8
    assert result.recall >= 0.83
