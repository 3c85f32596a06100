"""The figures of a store, against one small enough to count by eye."""

from __future__ import annotations

from typing import Any

import pytest

from salessim_tasks.records import Persona, Product
from salessim_tasks.schema import Schema
from salessim_tasks.stats import StoreStats, attribute_table, overview_table, stats_of
from salessim_tasks.store import Store

SCHEMA = Schema.model_validate(
    {
        "category": "scarves",
        "noun": {"one": "scarf", "many": "scarves"},
        "version": "1",
        "headline": ["price"],
        "ask_order": [],
        "attributes": {
            "price": {
                **{"type": "number", "label": "price", "say": "${value:g}", "units": [], "minimum": 0, "maximum": 99},
                **{"bare": "<=", "about": {}},
            },
            "colour": {
                **{"type": "choice", "label": "colour", "visual": True},
                "values": {"red": [], "blue": [], "green": []},
            },
            "warm": {"type": "flag", "label": "warmth", "words": ["warm"], "say": ["warm", "thin"]},
            "uses": {"type": "set", "label": "use", "values": {"walk": [], "run": []}},
        },
    }
)


def product(id: str, price: float, colour: str, warm: bool, *uses: str) -> Product:
    attributes = {"price": price, "colour": colour, "warm": warm, "uses": uses}
    return Product.model_validate({"id": id, "name": f"Scarf {id}", "attributes": attributes, "description": "x" * 40})


PRODUCTS = (
    product("a", 10.0, "red", True, "walk"),
    product("b", 20.0, "blue", False, "walk", "run"),
    product("c", 30.0, "red", True, "run"),
    product("d", 40.0, "green", False),
)


def wish(text: str, attribute: str, op: str, value: Any) -> dict[str, Any]:
    return {"text": text, "constraints": [{"attribute": attribute, "op": op, "value": value}]}


def persona(name: str, age: int, dealbreakers: list[Any], preferences: list[Any], split: str = "test") -> Persona:
    told = {"id": name.lower(), "name": name, "split": split, "age": age, "background": "x" * 40}
    return Persona.model_validate({**told, "dealbreakers": dealbreakers, "preferences": preferences})


PERSONAS = (
    # Only a; b breaks the colour alone, so the picture decides; c breaks the price alone, d breaks both.
    persona(
        *("Ann", 20),
        [wish("At most $20.", "price", "<=", 20.0), wish("It must be red.", "colour", "in", ("red",))],
        [wish("For walks.", "uses", "in", ("walk",)), wish("Warm, please.", "warm", "==", True)],
    ),
    # None, and all four break just the one; a figure of dogs, not of money: an expert.
    persona(
        *("Ben", 30),
        [wish("Five dollars is all I have.", "price", "<=", 5.0)],
        [wish("Below $4 I would buy two.", "price", "<", 4.0), wish("I walk 2 dogs.", "uses", "in", ("walk",))],
    ),
    # b and d; a and c break the one.
    persona(
        *("Cay", 40),
        [wish("Nothing warm.", "warm", "==", False)],
        [wish("Thirty at most, ideally.", "price", "<=", 30.0), wish("For runs.", "uses", "in", ("run",))],
        "dev",
    ),
    # b and d; a and c break the one, and all seem right to whoever cannot see; no figure: a novice.
    persona(
        *("Dee", 60),
        [wish("Not red.", "colour", "not_in", ("red",))],
        [wish("Nothing cheap.", "price", ">=", 20.0), wish("For runs.", "uses", "in", ("run",))],
    ),
)
STORE = Store(SCHEMA, PRODUCTS, PERSONAS, (), {})


@pytest.fixture(scope="module")
def stats() -> StoreStats:
    return stats_of(STORE)


def test_catalogue_and_people_are_counted(stats: StoreStats) -> None:
    assert (stats.category, stats.products, stats.prices) == ("scarves", 4, (10.0, 40.0))
    assert stats.splits == {"test": 3, "dev": 1}
    assert stats.ages == (20, 35, 60)


def test_shares_with_none_one_and_several_acceptable_products(stats: StoreStats) -> None:
    assert (stats.none, stats.one, stats.several) == (0.25, 0.25, 0.5)
    assert stats.acceptable == 2  # the median of 1, 2, 2: of those that have one


def test_near_misses_are_products_that_break_one_dealbreaker(stats: StoreStats) -> None:
    assert stats.near_misses == (2, 2, 4)


def test_whom_the_picture_decides_for(stats: StoreStats) -> None:
    assert stats.on_picture == {"dev": 0.0, "test": pytest.approx(2 / 3)}
    assert stats.on_picture_findable == 1.0


def test_constraints_by_kind_and_negation(stats: StoreStats) -> None:
    assert stats.kinds == {
        "number": pytest.approx(5 / 13),
        "choice": pytest.approx(2 / 13),
        "set": pytest.approx(4 / 13),
        "flag": pytest.approx(2 / 13),
    }
    assert stats.negated == pytest.approx(2 / 13)  # not red, not warm
    assert (stats.dealbreakers, stats.preferences) == (1.25, 2.0)


def test_a_budget_is_a_bound_from_above(stats: StoreStats) -> None:
    assert (stats.hard_budget, stats.soft_budget, stats.no_budget) == (0.5, 0.5, 0.25)


def test_experts_speak_in_figures_and_novices_without(stats: StoreStats) -> None:
    assert (stats.experts, stats.novices) == (0.25, 0.25)


def test_attributes_are_counted_in_dealbreakers_and_preferences(stats: StoreStats) -> None:
    assert attribute_table(STORE, stats).splitlines() == [
        "| attribute | type | in dealbreakers | in preferences |",
        "| --- | --- | --- | --- |",
        "| price | number | 2 | 3 |",
        "| colour (visual) | choice | 2 | 0 |",
        "| warm | flag | 1 | 1 |",
        "| uses | set | 0 | 4 |",
    ]


def test_the_overview_has_a_column_for_each_store(stats: StoreStats) -> None:
    head, rule, *rows = overview_table([stats, stats]).splitlines()
    assert head == "|  | scarves | scarves |"
    assert rule == "| --- | --- | --- |"
    assert "| no acceptable product | 25% | 25% |" in rows
    assert "| personas by split | 1 dev, 3 test | 1 dev, 3 test |" in rows
    assert "| decision depends on the picture | 0% dev, 67% test | 0% dev, 67% test |" in rows
    assert {row.count("|") for row in rows} == {4}


def test_listed_labels_are_counted_where_there_is_no_data_behind_the_sentences() -> None:
    told = {"id": "e", "name": "Eve", "split": "test", "age": 9, "background": "", "preferences": ()}
    prose = ({"text": "Something for my doll, and red at that."},)
    eve = Persona.model_validate({**told, "dealbreakers": prose, "acceptable_products": ("a",)})
    partial = SCHEMA.model_copy(update={"attributes": {"price": SCHEMA.attributes["price"]}, "partial": True})
    stats = stats_of(Store(partial, PRODUCTS, (eve,), (), {}))
    assert (stats.one, stats.negated, stats.hard_budget) == (1.0, 0.0, 0.0)
    assert set(stats.kinds.values()) == {0.0}
    assert stats.on_picture == {"test": 0.0}


def test_a_store_without_personas_is_refused() -> None:
    with pytest.raises(ValueError, match="scarves: there are no personas to count"):
        stats_of(Store(SCHEMA, PRODUCTS, (), (), {}))
