"""Two negatives in a clause, negatives that object to a product, and "cheap" beside a stated price."""

from __future__ import annotations

import pytest

from salessim_tasks.store import load_store
from salessim_tasks.understanding import Reading, Understanding

STORE = load_store("laptops")
UNDERSTANDING = Understanding(STORE.schema, STORE.products)


def said(text: str, *, shown: bool = False) -> Reading:
    return UNDERSTANDING.read(text, STORE.products[:1] if shown else ())


def wishes(reading: Reading) -> set[str]:
    """The constraints as text: "touch == True", "system in Windows"."""
    return {
        f"{c.attribute} {c.op} {','.join(c.value) if isinstance(c.value, tuple) else c.value}"
        for c in reading.constraints
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I can't accept anything that doesn't have a backlit keyboard.", {"keyboard_light == True"}),
        ("I won't accept anything without a touchscreen.", {"touch == True"}),
        ("I can't do anything that doesn't run Windows.", {"system in Windows"}),
        ("No laptop without dedicated graphics, please.", {"graphics in dedicated"}),
        ("It's a dealbreaker if it doesn't have a touchscreen.", {"touch == True"}),
        ("I wouldn't want a laptop that lacks a number pad.", {"number_pad == True"}),
        ("I don't want one that isn't silent.", {"fanless == True"}),
        ("nothing that isn't under $900", {"price < 900.0"}),
        ("No Chromebooks, and nothing without HDMI", {"system not_in ChromeOS", "ports in HDMI"}),
        ("I would never buy a laptop that isn't a 2-in-1.", {"form in 2-in-1"}),
        ("I don't need anything that doesn't have a touchscreen.", {"touch == True"}),
        ("If it doesn't have a touchscreen, I'm not interested.", {"touch == True"}),
        ("If it doesn't run Windows, it's a dealbreaker.", {"system in Windows"}),
        ("I won't take it if it doesn't have HDMI.", {"ports in HDMI"}),
        ("I'm not interested unless it has a touchscreen.", {"touch == True"}),
        ("I don't want anything that is missing a backlit keyboard.", {"keyboard_light == True"}),
        ("I won't consider anything that doesn't have at least 16 GB of RAM.", {"memory >= 16.0"}),
        ("I won't buy a laptop that isn't black or silver.", {"colour in silver,black"}),
        ("I won't accept anything without HDMI or without a touchscreen.", {"ports in HDMI", "touch == True"}),
        (
            "I can't accept anything that doesn't have HDMI or that weighs more than 4 pounds.",
            {"ports in HDMI", "weight <= 4.0"},
        ),
        (
            "I can't use a Chromebook and won't buy one without a touchscreen.",
            {"system not_in ChromeOS", "touch == True"},
        ),
    ],
)
def test_two_negatives_in_a_clause_make_a_wish(text: str, expected: set[str]) -> None:
    assert wishes(said(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I can't have a laptop that weighs more than 4 pounds", {"weight <= 4.0"}),
        ("I don't want a laptop that has a touchscreen.", {"touch == False"}),
        ("No, I don't want a touchscreen.", {"touch == False"}),
        ("No touchscreen, no number pad.", {"touch == False", "number_pad == False"}),
        ("I don't want pink, and I don't want gold.", {"colour not_in gold,pink"}),
        ("I don't want a touchscreen, and I can't do without HDMI.", {"touch == False", "ports in HDMI"}),
        ("It would be a dealbreaker for me if it has a touchscreen.", {"touch == False"}),
        ("It's a dealbreaker if it's over $900.", {"price <= 900.0"}),
        ("I don't think it should be over $900.", {"price <= 900.0"}),
        (
            "If it isn't over $900, I would buy a laptop with HDMI, no pink.",
            {"price <= 900.0", "ports in HDMI", "colour not_in pink"},
        ),
        ("It should not be over 3 pounds.", {"weight <= 3.0"}),
    ],
)
def test_one_negative_still_rules_out(text: str, expected: set[str]) -> None:
    assert wishes(said(text)) == expected


def test_a_condition_for_refusing_rejects_no_product() -> None:
    assert "reject" not in said("It's a dealbreaker if it doesn't have a touchscreen.", shown=True).acts


@pytest.mark.parametrize("shown", [False, True])
@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("That one doesn't meet my requirement that it weigh less than 3 pounds", {"weight < 3.0"}),
        ("This one doesn't satisfy my need for it to cost less than $900", {"price < 900.0"}),
        ("I don't think that's under my $800 budget", {"price < 800.0"}),
        ("Unfortunately this laptop does not fit my budget of $900.", {"price <= 900.0"}),
        ("It doesn't quite match my need for a touchscreen.", {"touch == True"}),
        ("It fails to meet my requirement of at least 16 GB of memory.", {"memory >= 16.0"}),
        ("None of these meet my limit of $900.", {"price <= 900.0"}),
        ("Those do not meet my need to weigh under 3 pounds.", {"weight < 3.0"}),
        ("I don't believe it meets my minimum of 16 GB of RAM.", {"memory >= 16.0"}),
    ],
)
def test_an_objection_that_restates_a_wish_never_turns_it_round(text: str, allowed: set[str], shown: bool) -> None:
    reading = said(text, shown=shown)
    assert wishes(reading) <= allowed
    assert "reject" in reading.acts


@pytest.mark.parametrize(
    "text",
    [
        "It's not less than 3 pounds",
        "That's not under $900.",
        "This one is not below 3 pounds, so I'd like to see others.",
        "It's not at least 16 GB of memory.",
        "It isn't under $900 and it doesn't have a touchscreen.",
    ],
)
def test_a_bound_that_the_shown_product_misses_rejects_it_and_is_no_wish(text: str) -> None:
    reading = said(text, shown=True)
    assert not reading.constraints
    assert "reject" in reading.acts


def test_a_bound_that_the_shown_product_keeps_is_no_objection() -> None:
    reading = said("It's not less than 16 GB of memory, good.", shown=True)
    assert not reading.constraints
    assert "reject" not in reading.acts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I want something cheap, under $900.", {"price < 900.0"}),
        ("My budget is $900, so something cheap please.", {"price <= 900.0"}),
        ("I need a cheap laptop. I can spend up to $900.", {"price <= 900.0"}),
        ("My old laptop cost $900 and I want something cheap.", set()),
        ("Something affordable and budget-friendly, please.", set()),
        ("I'd like a cheap laptop.", {"price <= 500.0"}),
    ],
)
def test_a_stated_price_outweighs_a_vague_word(text: str, expected: set[str]) -> None:
    assert wishes(said(text)) == expected


@pytest.mark.parametrize("text", ["Pros: light, cheap", "- Pros: light, cheap. Cons: small screen"])
def test_a_list_of_what_a_shown_product_is_like_wishes_for_nothing(text: str) -> None:
    assert not said(text, shown=True).constraints
