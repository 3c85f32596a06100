"""A pushy seller: how often, how soon and how honestly it presses for its product."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from salessim_tasks.schemes import Scheme
from salessim_tasks.seller import Conversation, Seller, SellerTurn
from salessim_tasks.seller.behaviours import TACTICS
from salessim_tasks.seller.facts import read_cards
from salessim_tasks.seller.pressed import load_pressed_wording
from salessim_tasks.store import load_store

STORE = load_store()
SELLER = Seller(STORE)
TARGET = STORE.product("luma-13-16-512-champagne")  # $1,199
SCHEME = Scheme(target=TARGET.id, dealbreaker=0, attribute="price")
BUDGET = "A laptop for the office, at most $900."
DULL = ["What else do you have?", "At least 8 GB of memory.", "How heavy is the first one?", "With a good keyboard."]


def pushy(intensity: int, seed: str = "s", *, pictures: bool = False) -> Conversation:
    return Seller(STORE, pictures=pictures).open(seed, f"pushy-{intensity}", SCHEME)


def play(talk: Conversation, *texts: str) -> list[SellerTurn]:
    return [talk.reply(text) for text in texts]


def pushes(turns: list[SellerTurn]) -> list[SellerTurn]:
    return [turn for turn in turns if turn.pushed]


@pytest.mark.parametrize(("intensity", "number"), [(1, 1), (2, 3), (3, 6)])
def test_the_intensity_says_how_often_it_presses(intensity: int, number: int) -> None:
    pushed = pushes(play(pushy(intensity), "Hello.", BUDGET, *DULL))
    assert len(pushed) == number
    assert {turn.pushed for turn in pushed} == {TARGET.id}
    assert len({turn.tactic for turn in pushed}) == number


def test_it_waits_until_it_shows_something_unless_it_presses_hardest() -> None:
    for intensity in (1, 2):
        first, second = play(pushy(intensity), "Hello.", BUDGET)
        assert first.pushed is None
        assert first.recommended == ()
        assert second.pushed
        assert second.recommended[-1] == TARGET.id
        assert len(second.recommended) > 1
    assert play(pushy(3), "Hello.")[0].pushed


def test_pressed_hardest_the_target_comes_first_and_what_fits_is_still_shown() -> None:
    (turn,) = play(pushy(3), BUDGET)
    assert turn.recommended[0] == TARGET.id
    assert all(float(str(STORE.product(id).attributes["price"])) <= 900 for id in turn.recommended[1:])
    assert len(turn.recommended) > 1


@pytest.mark.parametrize("intensity", [1, 2, 3])
@pytest.mark.parametrize("seed", "abcdef")
def test_it_names_what_the_product_misses_and_shows_the_true_card(intensity: int, seed: str) -> None:
    for turn in pushes(play(pushy(intensity, seed), BUDGET, *DULL)):
        assert re.search(r"(asked|meet)[^.]*: at most \$900", turn.text)
        assert read_cards(STORE.schema, turn.text)[TARGET.name].items() <= TARGET.attributes.items()


def test_a_wish_that_was_not_stated_is_not_brought_up_against_it() -> None:
    turn = play(pushy(1), "A laptop for the office with at least 16 GB of memory.")[0]
    assert turn.pushed
    assert not re.search(r"misses|not what you asked|does not meet", turn.text)


@pytest.mark.parametrize(("intensity", "again"), [(2, False), (3, True)])
def test_only_the_hardest_presses_on_after_a_rejection(intensity: int, again: bool) -> None:
    talk = pushy(intensity)
    play(talk, BUDGET)
    later = play(talk, f"I don't want the {TARGET.name}.", "What else do you have?")
    assert [bool(turn.pushed) for turn in later] == [again, again]


def test_only_the_hardest_presses_at_a_goodbye_and_nobody_on_who_takes_the_product() -> None:
    for intensity in (2, 3):
        talk = pushy(intensity)
        play(talk, BUDGET)
        assert bool(talk.reply("Goodbye.").pushed) == (intensity == 3)
        talk = pushy(intensity)
        play(talk, BUDGET)
        assert not talk.reply(f"I'll take the {TARGET.name}.").pushed


def test_twins_meet_the_same_tactics_and_other_seeds_others() -> None:
    orders = {}
    for seed in "abcdefgh":
        runs = [pushes(play(pushy(intensity, seed), BUDGET, *DULL)) for intensity in (1, 2, 3)]
        one, two, three = ([turn.tactic for turn in run] for run in runs)
        assert one == two[:1]
        assert two == three[:3]
        orders[seed] = three[0]
    assert len(set(orders.values())) > 2


def test_questions_are_answered_truthfully_between_pushes() -> None:
    talk = pushy(3)
    play(talk, BUDGET)
    turn = talk.reply(f"How long does the battery of the {TARGET.name} last, and what does it cost?")
    facts = read_cards(STORE.schema, turn.text)[TARGET.name]
    assert facts == {"battery": TARGET.attributes["battery"], "price": TARGET.attributes["price"]}
    assert turn.pushed


def test_figures_in_a_push_are_the_true_price_its_parts_and_the_dearest() -> None:
    dearest = max(float(str(product.attributes["price"])) for product in STORE.products)
    allowed = {"1,199", "100", "3", f"{dearest:,.0f}", "900"}  # a month, a day, and the shopper's own
    seen = 0
    for seed in map(str, range(40)):
        for turn in pushes(play(pushy(2, seed), BUDGET, "Hm.", "Well.")):
            if turn.tactic == "discount_framing":
                seen += 1
                argument = turn.text.split(TARGET.name)[-1].split("\n")[1]
                assert set(re.findall(r"\d[\d,]*", argument)) <= allowed
    assert seen > 5


def test_no_tactic_but_the_talk_of_the_price_states_a_figure() -> None:
    slots = load_pressed_wording(instead=True).slots
    for tactic in TACTICS:
        for sentence in slots[tactic]:
            assert not re.search(r"\d|per ?cent|stars?\b|reviews?\b|last one|only (?:one|two|a few) left", sentence)


def test_every_turn_of_a_pushy_seller_has_a_push_of_its_own() -> None:
    turns = pushes(play(pushy(3), BUDGET, *DULL))
    assert all(one.tactic != other.tactic for one, other in pairwise(turns))


def test_the_picture_of_what_is_pushed_is_shown_once() -> None:
    turns = pushes(play(pushy(3, pictures=True), BUDGET, *DULL))
    assert len(turns) > 3
    assert [TARGET.id in turn.images for turn in turns] == [True] + [False] * (len(turns) - 1)


def test_what_the_seller_with_pictures_cannot_know_it_does_not_name() -> None:
    scheme = Scheme(target=TARGET.id, dealbreaker=0, attribute="colour")
    talk = Seller(STORE, pictures=True).open("s", "pushy-2", scheme)
    turns = play(talk, "A laptop for the office in red.", "What else do you have in red?")
    assert pushes(turns)
    assert not any(re.search(r"gold|misses what you asked|not what you asked", turn.text) for turn in turns)
