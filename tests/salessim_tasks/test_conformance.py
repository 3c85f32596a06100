"""Our reading of the peer's rules agrees with the peer's own verdicts, case by case.

The cases and the peer's data lie beside the project, not in it; without them these tests skip.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from salessim_tasks.peer import (
    PeerPersona,
    load_peer_personas,
    peer_decision,
    peer_format_error,
    peer_premature_tool_call,
)

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
CASES = SHARED / "conformance" / "graders.jsonl"
PERSONAS = SHARED / "official_data" / "laptops" / "personas.jsonl"

Case = dict[str, Any]


def cases(kind: str) -> list[Case]:
    for path in (CASES, PERSONAS):
        if not path.is_file():
            pytest.skip(f"the peer's cases are not here: no file {path}")
    found = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    chosen = [case for case in found if case["kind"] == kind]
    assert chosen, f"{CASES} holds no case of kind {kind!r}"
    return chosen


def report(wrong: list[tuple[int, Any, Any]]) -> str:
    return "".join(f"\ncase {number}: we say {ours!r}, the peer {theirs!r}" for number, ours, theirs in wrong)


@pytest.fixture(scope="module")
def personas() -> tuple[PeerPersona, ...]:
    if not PERSONAS.is_file():
        pytest.skip(f"the peer's personas are not here: no file {PERSONAS}")
    return load_peer_personas(PERSONAS)


def test_every_decision_agrees(personas: tuple[PeerPersona, ...]) -> None:
    wrong = []
    for case in cases("decision"):
        aligned, outcome = peer_decision(case["record"], personas)
        expect = case["expect"]
        if (aligned, outcome.value) != (expect["decision_alignment"], expect["outcome_category"]):
            wrong.append((case["case"], outcome.value, expect["outcome_category"]))
    assert not wrong, report(wrong)


def test_every_verdict_on_the_format_of_tool_calls_agrees() -> None:
    wrong = []
    for case in cases("tool_format"):
        record, expect = case["record"], case["expect"]
        ours = {
            "format_error": peer_format_error(record),
            "premature_tool_call": peer_premature_tool_call(record),
        }
        if ours != expect:
            wrong.append((case["case"], ours, expect))
    assert not wrong, report(wrong)


LAMP = 'Lumen - Arc 13.5" Lamp - Warm White - Dimmable - Remote Control - Oak Foot - Brass Shade'
OTHER = "Lumen - Dot Lamp - Cold White - Steel"


def record(*seller_turns: Case, action: str = "", text: str = "hi") -> Case:
    """Alice meets these seller turns; her last turn takes `action`."""
    turns: list[Case] = [{"speaker": "Shopper", "turn": 1, "text": "hi", "shopper_action": ""}]
    for number, turn in enumerate(seller_turns, start=1):
        turns.append({"speaker": "Salesperson", "turn": number, "text": ""} | turn)
        turns.append({"speaker": "Shopper", "turn": number + 1, "text": text, "shopper_action": ""})
    turns[-1]["shopper_action"] = action
    return {"shopper_persona": {"name": "Alice", "age": 40, "background": "Reads."}, "conversation": turns}


def buy(product: str, key: str = "product", *, nested: bool = True) -> str:
    arguments = {key: product}
    return json.dumps({"name": "add_to_cart", "arguments": json.dumps(arguments) if nested else arguments})


def verdict(played: Case, *acceptable: str) -> str:
    alice = PeerPersona(name="Alice", age=40, persona_background="Reads.", acceptable_products=acceptable)
    return peer_decision(played, [alice])[1].name


@pytest.mark.parametrize(
    "turn",
    [
        {"recommended_items": [LAMP]},
        {"recommended_items": [{"page_content": "nothing", "metadata": {"title": LAMP}}]},
        {"recommended_items": [{"page_content": f"{LAMP}\nPrice: $1"}]},
        {"text": f"How about **{LAMP}**?"},
        {"text": f"Ideas:\n1. {OTHER}\n2. {LAMP}"},
        {"text": [{"type": "image_url", "image_url": {"url": "a"}}, {"type": "text", "text": f"Take **{LAMP}**"}]},
    ],
)
def test_a_product_that_the_seller_names_is_recommended(turn: Case) -> None:
    assert verdict(record(turn), LAMP) == "MISSED"
    scrambled = " ".join(reversed(LAMP.split()))
    assert verdict(record(turn, action=buy(scrambled)), LAMP) == "ACCEPTED"


def test_a_product_in_running_text_is_no_recommendation_but_may_be_bought_word_for_word() -> None:
    turn = {"text": f"We carry {OTHER}."}
    assert verdict(record(turn), OTHER) == "REJECTED"
    assert verdict(record(turn, action=buy(OTHER.upper(), "product_name", nested=False)), OTHER) == "ACCEPTED"
    assert verdict(record(turn, action=buy(f"{OTHER} please")), OTHER) == "HALLUCINATION"


def test_digits_and_a_full_stop_in_running_text_read_as_a_list_entry() -> None:
    assert verdict(record({"text": f"We carry {LAMP}."}), LAMP) == "MISSED"


def test_a_purchase_is_judged_by_the_name_alone() -> None:
    turn = {"recommended_items": [OTHER]}
    assert verdict(record(turn, action=buy("lumen")), LAMP) == "ACCEPTED"
    assert verdict(record(turn, action=buy(OTHER)), LAMP) == "LENIENT"
    assert verdict(record(turn, action=buy("Zephyr")), LAMP) == "HALLUCINATION"


def test_one_shopper_turn_is_premature_in_a_decision_but_only_an_action_is_a_premature_call() -> None:
    silent, eager = record(), record(action=buy(LAMP))
    assert verdict(silent, LAMP) == verdict(eager, LAMP) == "PREMATURE"
    assert not peer_premature_tool_call(silent)
    assert peer_premature_tool_call(eager)
    assert not peer_premature_tool_call(record({}, action=buy(LAMP)))


@pytest.mark.parametrize(
    "text",
    [
        "<tool_call>",
        "bye </tool_call>",
        "<|tool_call>call:x{}<tool_call|>",
        "let me END_CONVERSATION()",
        'I will add_to_cart ( "X" ) now',
    ],
)
def test_an_action_in_the_text_of_either_side_is_a_format_error(text: str) -> None:
    assert peer_format_error(record({}, text=text))
    assert peer_format_error(record({"text": [{"type": "text", "text": text}]}))


@pytest.mark.parametrize("text", ["", "add_to_cart the first one", "please end_conversation", "a tool call (mine)"])
def test_talk_about_a_tool_is_no_format_error(text: str) -> None:
    assert not peer_format_error(record({"text": text}, text=text))


def test_an_unknown_persona_and_an_unreadable_action_are_named() -> None:
    with pytest.raises(ValueError, match="Alice, 40"):
        peer_decision(record({}), [])
    with pytest.raises(ValueError, match="turn 2, shopper_action"):
        verdict(record({}, action="add_to_cart(X)"), LAMP)


def test_a_broken_line_of_personas_is_named(tmp_path: Path) -> None:
    path = tmp_path / "personas.jsonl"
    path.write_text('{"name": "A", "age": 1, "persona_background": "", "acceptable_products": []}\n{"name": "B"}\n')
    with pytest.raises(ValueError, match=r"personas\.jsonl, line 2: age"):
        load_peer_personas(path)
