"""A seller who misunderstands one criterion, says so by what it says back, and is put right."""

from __future__ import annotations

import pytest

from salessim_tasks.records import Constraint
from salessim_tasks.schemes import Scheme
from salessim_tasks.seller import Conversation, Seller
from salessim_tasks.seller.misreading import distorted
from salessim_tasks.store import load_store

STORE = load_store()
SELLER = Seller(STORE)


def misreading(attribute: str = "price", seed: str = "s") -> Conversation:
    return SELLER.open(seed, "misreading", Scheme(dealbreaker=0, attribute=attribute))


def wishes(talk: Conversation, attribute: str = "price") -> list[tuple[str, object]]:
    return [(c.op, c.value) for c in talk.state.constraints if c.attribute == attribute]


def test_it_takes_the_criterion_in_wrongly_says_so_and_searches_by_it() -> None:
    talk = misreading()
    assert talk.reply("I need it for the office.").misread is None
    turn = talk.reply("At most $900.")
    assert turn.misread == "price"
    assert wishes(talk) == [(">=", 900)]
    assert "at least $900" in turn.text.lower()
    assert turn.recommended
    assert all(float(str(STORE.product(id).attributes["price"])) >= 900 for id in turn.recommended)


@pytest.mark.parametrize("seed", "abcdefgh")
@pytest.mark.parametrize(
    "text",
    ["At most $900.", "At most $900, 64 GB of memory and under 2 lb, please.", "Under $900. How heavy are they?"],
)
def test_whatever_else_the_turn_says_it_says_back_what_it_understood(seed: str, text: str) -> None:
    talk = misreading(seed=seed)
    turn = talk.reply(text)
    assert turn.misread == "price"
    assert "at least $900" in turn.text.lower() or "over $900" in turn.text.lower()


@pytest.mark.parametrize("text", ["What else do you have?", "Not that one.", "At least 16 GB of memory.", "Hm.", "No."])
def test_it_keeps_to_it_until_the_shopper_comes_back_to_the_criterion(text: str) -> None:
    talk = misreading()
    talk.reply("For the office, at most $900.")
    assert talk.reply(text).misread == "price"
    assert wishes(talk) == [(">=", 900)]


@pytest.mark.parametrize(
    "text",
    [
        "No, at most $900!",
        "I have no more than 900 dollars.",
        "That's not what I said.",
        "You misunderstood me.",
        "I meant the opposite, and it should be light.",
        "That is far too expensive.",
        "Do you have something cheaper?",
        "You got that wrong: 900 is what I have.",
        "No. My budget is lower.",
        "That's the wrong price range.",
    ],
)
def test_ordinary_corrections_put_it_right_with_an_apology(text: str) -> None:
    talk = misreading()
    talk.reply("For the office, at most $900.")
    turn = talk.reply(text)
    assert turn.misread is None
    assert ("<=", 900) in wishes(talk)
    assert not any(op.startswith(">") for op, _ in wishes(talk))
    assert any(word in turn.text for word in ("sorry", "mistake", "Forgive"))
    assert all(float(str(STORE.product(id).attributes["price"])) <= 900 for id in turn.recommended)
    talk.reply("At most $700.")
    assert ("<=", 700) in wishes(talk)


def test_who_takes_up_the_misunderstanding_does_not_correct_it() -> None:
    talk = misreading()
    talk.reply("For the office, at most $900.")
    assert talk.reply("At least $900, yes.").misread == "price"


def test_what_no_longer_matters_is_no_misunderstanding() -> None:
    talk = misreading("colour")
    assert talk.reply("For the office, and it must be red.").misread == "colour"
    turn = talk.reply("Any colour is fine.")
    assert turn.misread is None
    assert wishes(talk, "colour") == []


def test_other_criteria_are_understood() -> None:
    talk = misreading("memory")
    assert talk.reply("For the office, at most $900.").misread is None
    assert wishes(talk) == [("<=", 900)]


def test_with_pictures_what_only_they_show_cannot_be_misheard() -> None:
    talk = Seller(STORE, pictures=True).open("s", "misreading", Scheme(dealbreaker=0, attribute="colour"))
    assert talk.reply("For the office, and it must be red.").misread is None


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        ([("price", "<=", 600.0)], {(">=", 600.0)}),
        ([("weight", "<", 3.0)], {(">", 3.0)}),
        ([("screen", ">=", 13.5), ("screen", "<=", 14.5)], {(">", 14.5), ("<", 13.5)}),
        ([("touch", "==", True)], {("==", False)}),
        ([("colour", "not_in", ("red",))], {("in", ("red",))}),
    ],
)
def test_a_criterion_is_turned_into_what_it_is_not(
    criterion: list[tuple[str, str, object]], expected: set[tuple[str, object]]
) -> None:
    said = [Constraint.model_validate({"attribute": a, "op": op, "value": value}) for a, op, value in criterion]
    found = {distorted(STORE.schema, STORE.products, said, str(seed)) for seed in range(20)}
    assert {(wrong.op, wrong.value) for wrong in found if wrong} == expected


def test_another_value_is_heard_for_the_one_named_and_the_seed_says_which() -> None:
    said = [Constraint(attribute="colour", op="in", value=("red",))]
    found = [distorted(STORE.schema, STORE.products, said, str(seed)) for seed in range(20)]
    assert all(wrong and wrong.op == "in" and wrong.value != ("red",) for wrong in found)
    assert len({wrong.value for wrong in found if wrong}) > 2
