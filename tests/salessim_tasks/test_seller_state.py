"""The seller's memory: how statements join, replace one another and are withdrawn."""

from __future__ import annotations

from salessim_tasks.records import Constraint, Op
from salessim_tasks.search import ProductIndex
from salessim_tasks.seller.state import State, heard
from salessim_tasks.store import load_store
from salessim_tasks.understanding.reading import Comparative, Reading, Reference

PRODUCTS = load_store().products
INDEX = ProductIndex(PRODUCTS)


def wish(attribute: str, op: Op, value: float | bool | tuple[str, ...]) -> Constraint:
    return Constraint(attribute=attribute, op=op, value=value)


def after(*readings: Reading, state: State | None = None) -> State:
    state = state or State()
    for reading in readings:
        state = heard(state, reading, "words", INDEX)
    return state


def told(*constraints: Constraint) -> Reading:
    return Reading(constraints=constraints)


def test_a_relaxed_budget_replaces_the_old_one() -> None:
    state = after(told(wish("price", "<=", 800)), told(wish("price", "<=", 1000)))
    assert state.constraints == (wish("price", "<=", 1000),)


def test_a_bound_that_no_product_meets_together_with_the_old_one_replaces_it() -> None:
    fourteen = told(wish("screen", ">=", 13.5), wish("screen", "<=", 14.5))
    state = after(fourteen, told(wish("screen", ">=", 16)))
    assert state.constraints == (wish("screen", ">=", 16),)


def test_a_range_said_in_one_breath_stands_even_if_nothing_is_in_it() -> None:
    state = after(told(wish("price", ">=", 310), wish("price", "<=", 312)))
    assert state.constraints == (wish("price", ">=", 310), wish("price", "<=", 312))


def test_a_new_choice_replaces_the_old_one_and_exclusions_add_up() -> None:
    state = after(told(wish("system", "in", ("Windows",))), told(wish("system", "in", ("Linux",))))
    assert state.constraints == (wish("system", "in", ("Linux",)),)
    state = after(told(wish("colour", "not_in", ("pink",))), told(wish("colour", "not_in", ("red",))))
    assert len(state.constraints) == 2


def test_excluding_part_of_a_choice_narrows_it() -> None:
    state = after(told(wish("colour", "in", ("pink", "blue"))), told(wish("colour", "not_in", ("pink",))))
    assert wish("colour", "in", ("blue",)) in state.constraints


def test_members_of_a_set_are_wished_for_side_by_side() -> None:
    state = after(told(wish("ports", "in", ("HDMI",))), told(wish("ports", "in", ("Ethernet",))))
    assert len(state.constraints) == 2


def test_what_does_not_matter_any_more_is_dropped() -> None:
    state = after(told(wish("colour", "in", ("pink",)), wish("price", "<=", 900)), Reading(indifferent=("colour",)))
    assert state.constraints == (wish("price", "<=", 900),)
    assert state.indifferent == ("colour",)


def test_cheaper_than_that_is_a_bound_at_that_price() -> None:
    first, second = PRODUCTS[0], PRODUCTS[10]
    shown = State(shown=(first.id, second.id), last_shown=(first.id, second.id), focus=(first.id, second.id))
    cheaper = Reading(comparatives=(Comparative("price", "less", Reference(ordinal=1)),))
    assert after(cheaper, state=shown).constraints == (wish("price", "<", float(second.attributes["price"])),)  # type: ignore[arg-type]


def test_cheaper_than_a_dear_one_does_not_loosen_the_budget() -> None:
    dear = max(PRODUCTS, key=lambda product: product.attributes["price"])
    state = after(told(wish("price", "<=", 500)), state=State(last_shown=(dear.id,), focus=(dear.id,)))
    state = after(Reading(comparatives=(Comparative("price", "less"),)), state=state)
    assert state.constraints == (wish("price", "<=", 500),)
    assert state.wishes[0].firmness == 2


def test_a_wish_repeated_grows_firmer() -> None:
    light = told(wish("weight", "<=", 3))
    assert after(light, light, light).wishes[0].firmness == 3


def test_not_that_one_rejects_what_it_points_at() -> None:
    ids = tuple(product.id for product in PRODUCTS[:3])
    state = State(shown=ids, last_shown=ids, focus=ids)
    no_second = Reading(acts=frozenset({"reject"}), references=(Reference(ordinal=1),))
    assert after(no_second, state=state).rejected == ids[1:2]
    assert after(Reading(acts=frozenset({"reject"})), state=state).rejected == ids
