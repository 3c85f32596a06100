"""What a shopper reveals of its persona, turn by turn, and how well that agrees with labels made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from somebody import conversation, somebody, wish

from salessim_tasks.baselines.policies import oversharer
from salessim_tasks.baselines.view import Shopper, View, Wish
from salessim_tasks.language import disclosure as module
from salessim_tasks.language.disclosure import disclosure
from salessim_tasks.language.labels import agreement, main, read_labels
from salessim_tasks.language.readings import readings
from salessim_tasks.records import Persona, Requirement
from salessim_tasks.store import categories, load_store
from salessim_tasks.transcript import Action, SellerEntry, ShopperEntry

LABELS = Path(__file__).parents[1] / "data" / "disclosure.jsonl"
STORE = load_store("laptops")
BUDGET = wish("At most $800.", "price", "<=", 800.0)
TOUCH = wish("A touchscreen.", "touch", "==", True)
SCREEN = wish("A big screen.", "screen", ">=", 15.6)
SMALL = wish("A small screen.", "screen", "<=", 14.0)
BLUE = wish("Blue.", "colour", "in", ("blue",))
COLOUR = wish("Blue or red.", "colour", "in", ("blue", "red"))
PERSONA = somebody(preferences=(SCREEN, COLOUR), dealbreakers=(BUDGET, TOUCH))
DEAR = next(p for p in STORE.products if float(p.attributes["price"]) > 1500 and p.attributes["touch"] is True)  # type: ignore[arg-type]


def said(text: str, **fields: object) -> ShopperEntry:
    return ShopperEntry.model_validate({"text": text, "raw": text, **fields})


def asked(attribute: str | None = None, *shown: str) -> SellerEntry:
    return SellerEntry(text="…", asks=attribute, recommended=shown)


def revealed(text: str, asks: str | None = None, persona: Persona = PERSONA) -> tuple[str, ...]:
    return disclosure(persona, STORE, conversation(asked(asks), said(text))).by_turn[0]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("I can't spend more than 800 bucks.", ("dealbreaker.0",)),
        ("My budget is around $800.", ("dealbreaker.0",)),
        ("Under $750, please.", ("dealbreaker.0",)),
        ("I'd want a touch screen and something in blue.", ("dealbreaker.1", "preference.1")),
        ("A roomy screen would be nice.", ("preference.0",)),
        ("Hello, I need a laptop that is not too expensive.", ()),
        ("My budget is $2,000.", ()),
        ("At least 16 GB of memory.", ()),
        ("Does it have a touchscreen?", ()),
        ("I don't want a touchscreen.", ()),
        ("Anything but pink.", ()),
    ],
)
def test_a_turn_reveals_what_it_tells_and_nothing_else(text: str, keys: tuple[str, ...]) -> None:
    assert revealed(text) == keys


def test_a_bare_answer_reveals_what_the_seller_asked_about() -> None:
    assert revealed("800", asks="price") == ("dealbreaker.0",)
    assert revealed("Yes, please.", asks="touch") == ("dealbreaker.1",)
    assert revealed("Yes, please.", asks="price") == revealed("No.", asks="touch") == ()


def test_a_no_reveals_who_wants_none() -> None:
    none = PERSONA.model_copy(update={"dealbreakers": (wish("No touchscreen.", "touch", "==", False),)})
    assert revealed("No.", "touch", none) == revealed("Nah, not for me", "touch", none) == ("dealbreaker.0",)
    assert revealed("No.", "keyboard_light", none) == ()


def test_both_halves_of_a_criterion_must_be_told_together_or_in_turn() -> None:
    both = Requirement(text="Small and blue.", constraints=(*SMALL.constraints, *BLUE.constraints))
    persona = PERSONA.model_copy(update={"dealbreakers": (both,), "preferences": ()})
    assert revealed("A blue one.", persona=persona) == ()
    assert revealed("A blue one under 14 inches.", persona=persona) == ("dealbreaker.0",)
    spoken = conversation(asked(), said("A blue one."), asked(), said("Under 14 inches."), asked())
    assert disclosure(persona, STORE, spoken).by_turn == ((), ("dealbreaker.0",))


def test_of_a_list_of_what_is_ruled_out_all_must_be_told() -> None:
    persona = PERSONA.model_copy(
        update={"dealbreakers": (wish("Not pink or gold.", "colour", "not_in", ("gold", "pink")),), "preferences": ()}
    )
    assert revealed("Not pink.", persona=persona) == ()
    assert revealed("Neither gold nor pink.", persona=persona) == ("dealbreaker.0",)


def test_the_personas_own_words_tell_a_wish_but_not_in_a_question() -> None:
    persona = PERSONA.model_copy(
        update={"dealbreakers": (wish("A lit keyboard, since I milk before dawn.", "keyboard_light", "==", True),)}
    )
    assert revealed("I milk before the sun is up, by dawn I can't find the letters.", persona=persona) == (
        "dealbreaker.0",
    )
    assert revealed("Does it help who milks before dawn?", persona=persona) == ()
    assert revealed("I milk cows.", persona=persona) == ()


def test_a_vague_wish_is_told_by_a_comparative_and_a_figure_is_not() -> None:
    persona = PERSONA.model_copy(update={"dealbreakers": (wish("Not a heavy one.", "weight", "<=", 4.5), BUDGET)})
    assert revealed("Something lighter and cheaper, please.", persona=persona) == ("dealbreaker.0",)


def test_a_criterion_counts_in_the_turn_that_reveals_it_first() -> None:
    found = disclosure(
        PERSONA,
        STORE,
        conversation(
            asked(), said("A touchscreen, please."), asked("price"), said("800. And a touchscreen, as I said."), asked()
        ),
    )
    assert found.by_turn == (("dealbreaker.1",), ("dealbreaker.0",))
    assert found.curve == (0.25, 0.5)
    assert found.first_turn == 1


def test_what_nobody_heard_reveals_nothing() -> None:
    refused = said("A touchscreen under $800.", format_error="no such action")
    found = disclosure(PERSONA, STORE, conversation(asked(), refused, said(""), said("A touchscreen."), asked()))
    assert found.by_turn == ((), (), ("dealbreaker.1",))
    assert found.first_turn == 1


def test_dealbreakers_that_were_broken_are_stated_if_the_shopper_spoke_up_before_it_decided() -> None:
    bought = said("At most $800.", action=Action(name="add_to_cart", product="x"))
    silent = conversation(asked(), said("Hello."), asked(None, DEAR.id), bought)
    spoken = conversation(asked(), said("Hello."), asked(None, DEAR.id), said("At most $800!"), asked(), bought)
    unharmed = conversation(asked(), said("At most $800."), asked())
    assert disclosure(PERSONA, STORE, silent).dealbreakers_stated == 0
    assert disclosure(PERSONA, STORE, spoken).dealbreakers_stated == 1
    assert disclosure(PERSONA, STORE, unharmed).dealbreakers_stated is None


def test_a_sentence_that_came_without_constraints_is_read() -> None:
    told = Persona(
        id="imported",
        split="test",
        name="Somebody",
        age=40,
        background="",
        preferences=(Requirement(text="I like it friendly."),),
        dealbreakers=(Requirement(text="It must cost less than $800."),),
        acceptable_products=(),
    )
    found = disclosure(told, STORE, conversation(asked(), said("I like it friendly, and under $800."), asked()))
    assert found.by_turn == (("dealbreaker.0",),)
    assert found.curve == (1.0,)  # what nobody can read is no criterion


def test_a_transcript_without_a_shopper_reveals_nothing() -> None:
    found = disclosure(PERSONA, STORE, conversation(asked()))
    assert (found.first_turn, found.curve, found.by_turn, found.dealbreakers_stated) == (0, (), (), None)
    assert readings(STORE, conversation(asked())) == ()


@pytest.mark.parametrize("category", categories())
def test_an_oversharer_reveals_everything_at_once(category: str) -> None:
    store = load_store(category)
    shares = []
    for persona in store.personas:
        wishes = tuple(Wish(r.text, r.constraints, True) for r in (*persona.dealbreakers, *persona.preferences))
        speech = oversharer(View(Shopper(store.schema, wishes), ("Hello!",), (), {}))
        found = disclosure(persona, store, conversation(asked(), said(speech), asked()))
        assert found.first_turn == round(found.curve[0] * len(wishes))
        shares.append(found.curve[0])
    assert sum(shares) / len(shares) >= 0.98


def test_it_agrees_with_labels_made_by_hand() -> None:
    labels = read_labels(LABELS, "revealed")
    result = agreement(labels, module.find)
    assert len(labels) >= 200
    assert result.precision >= 0.9
    assert result.recall >= 0.9


def test_it_agrees_with_labels_of_strangers_who_speak_in_a_strong_style() -> None:
    result = agreement(read_labels(LABELS.with_name("disclosure_fresh.jsonl"), "revealed"), module.find)
    assert result.precision >= 0.95
    assert result.recall >= 0.8


def test_the_command_prints_precision_recall_and_the_mistakes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = '{"id": "a", "category": "laptops", "persona": "laptops-test-001", "asks": null, "shown": [], '
    line += '"utterance": "500 dollars at most", "revealed": ["dealbreaker.0", "preference.0"]}'
    file = tmp_path / "labels.jsonl"
    file.write_text(line, encoding="utf-8")
    assert main([str(file)], "disclosure", "revealed", module.find) == 0
    printed = capsys.readouterr().out
    assert "precision 1.000, recall 0.500" in printed
    assert "missed:   preference.0" in printed


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "a"}', "labels.jsonl:1: category must be a str"),
        ("[1]", "labels.jsonl:1: must be a JSON object"),
        ("nonsense", "labels.jsonl:1: must be JSON"),
    ],
)
def test_what_is_no_label_is_refused(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_labels(file, "revealed")
