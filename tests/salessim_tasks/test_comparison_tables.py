"""What `salessim compare` prints: a row for each seller, and figures that one can tell apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from logged import logged, run_of

from salessim_tasks.samples import Run
from salessim_tasks.statistics.comparison import compare
from salessim_tasks.statistics.comparison_tables import render_comparison


def model(name: str, right: Callable[[int], bool], n: int = 60, **given: Any) -> Run:
    return run_of(name, [logged(f"p{k}", aligned=float(right(k)), **given) for k in range(n)])


PRESSED = ("helpful", "pushy-1", "pushy-2")


def pressed(name: str, right: Callable[[int], bool], **given: Any) -> Run:
    """Thirty personas each of two stores, and three sellers."""
    stores = ("female_clothing", "smart_watch")
    runs = [
        model(name, right, 30, task=f"salessim_pressure_{store}", category=store, behaviour=behaviour, **given)
        for store in stores
        for behaviour in PRESSED
    ]
    return run_of(name, [one for run in runs for one in run.episodes])


def test_each_seller_has_a_row_over_all_stores() -> None:
    found = compare(pressed("a", bool), pressed("b", lambda k: k % 3 > 0))

    assert [(row.task, row.seller, row.difference.n) for row in found.sellers] == [
        ("salessim_pressure", seller, 60) for seller in PRESSED
    ]
    assert len(found.tasks) == 6
    assert list(found.to_dict()["sellers"]) == [f"salessim_pressure ({seller})" for seller in PRESSED]
    assert compare(model("a", bool), model("b", bool)).sellers == ()


def test_a_table_tells_sellers_apart_and_the_headline_says_that_it_pools_them() -> None:
    printed = render_comparison(compare(pressed("a", bool), pressed("b", lambda k: k % 3 > 0)))

    assert "Decision alignment, all 3 sellers together: B is worse" in printed
    rows = [line.split()[:4] for line in printed.splitlines()]
    assert all(["all", "stores", seller, "60"] in rows for seller in PRESSED)
    assert all([store, seller, "30"] in [row[:3] for row in rows] for store in ("smart_watch",) for seller in PRESSED)
    assert max(map(len, printed.splitlines())) <= 100


def test_several_groups_of_tasks_are_told_apart() -> None:
    """The widest rows there are still fit."""

    def run(name: str) -> Run:
        more = [
            one
            for store in ("female_clothing", "laptops")
            for one in model(
                name, bool, task=f"salessim_misreading_{store}", behaviour="misreading", category=store
            ).episodes
        ]
        return run_of(name, [*pressed(name, bool).episodes, *more])

    printed = render_comparison(compare(run("a"), run("b")))

    assert "all of misreading  " in printed
    assert "all of pressure  " in printed
    assert "misreading_laptops" in printed
    assert max(map(len, printed.splitlines())) <= 100


def test_the_number_of_pairs_is_told_where_some_lack_the_score() -> None:
    some = model("a", bool, 40, scores={"ideal_choice": 1.0})
    a = replace(some, episodes=(*some.episodes[:25], *(logged(f"p{k}") for k in range(25, 40))))
    b = model("b", bool, 40, scores={"ideal_choice": 0.0})

    lines = render_comparison(compare(a, b)).splitlines()

    assert any(line.startswith("ideal_choice") and line.split()[1:4] == ["25", "1.000", "0.000"] for line in lines)
    assert any(line.split()[:2] == ["decision_alignment", "40"] for line in lines)
    whole = render_comparison(compare(b, replace(b, name="other")))
    assert "n: pairs with that score" not in whole


def test_the_figures_of_a_row_have_as_many_decimals() -> None:
    few = model("a", bool, scores={"num_turns": 0.5})
    many = run_of("b", [logged(f"p{k}", aligned=float(k > 0), scores={"num_turns": 1.0 + k % 2}) for k in range(60)])

    (row,) = [line for line in render_comparison(compare(few, many)).splitlines() if line.startswith("num_turns")]

    assert row.split()[1:4] == ["0.50", "1.50", "1.00"]


def test_one_value_in_all_episodes_is_told_apart_from_the_table() -> None:
    """And it is no constant where a mean of 1 is made of 0 and 2."""
    a = run_of("a", [logged(f"p{k}", scores={"asked": 2.0 * (k % 2), "turn_limit": 0.0}) for k in range(20)])

    printed = render_comparison(compare(a, replace(a, name="b")))

    assert "One value in all episodes of both: turn_limit 0\n" in printed
    assert re.search(r"^asked .* the same$", printed, re.MULTILINE)
    assert "Decision alignment: the same in every pair; this comparison could have shown" in printed
