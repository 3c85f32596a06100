"""A run's summary: what is counted together, what apart, and what the tables say."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from logged import logged, said, seller

from salessim_tasks.samples import LoggedEpisode
from salessim_tasks.statistics.rendering import WIDTH, render, table
from salessim_tasks.statistics.summary import summarise


def played(**given: Any) -> list[LoggedEpisode]:
    """Forty personas, three in four right."""
    return [logged(f"p{n}", aligned=float(n % 4 > 0), **given) for n in range(40)]


def test_every_score_has_an_interval_a_rate_where_it_is_one() -> None:
    scores = [{"num_turns": float(n % 3), "persona_drift": n / 80, "ideal_choice": float(n % 2)} for n in range(40)]
    (row,) = summarise([logged(f"p{n}", scores=score) for n, score in enumerate(scores)]).tasks

    assert row.scores["ideal_choice"].value == 0.5
    assert row.scores["decision_alignment"].high == 1.0  # Wilson's, though all are right
    assert 0.88 < row.scores["decision_alignment"].low < 0.95
    drift = row.scores["persona_drift"]
    assert drift.value == pytest.approx(39 / 160)
    assert drift.high - drift.value == pytest.approx(drift.value - drift.low)
    assert set(row.scores) == {"decision_alignment", "num_turns", "persona_drift", "ideal_choice"}


def test_a_count_of_turns_is_no_rate_even_if_everybody_leaves_at_once() -> None:
    turns = summarise(played(scores={"num_turns": 1.0})).tasks[0].scores["num_turns"]

    assert (turns.low, turns.high) == (1.0, 1.0)


def test_what_does_not_apply_does_not_count() -> None:
    episodes = [logged("a", scores={"ideal_choice": None}), logged("b", scores={"ideal_choice": 1.0})]

    assert summarise(episodes).tasks[0].scores["ideal_choice"].n == 1


def test_infrastructure_errors_are_counted_and_in_nothing_else() -> None:
    sound = summarise(played())
    failed = summarise([*played(), *(logged(f"q{n}", error="timeout") for n in range(10))])

    assert (failed.episodes, failed.infrastructure_errors) == (40, 10)
    assert failed.tasks[0].infrastructure_errors == 10
    assert failed.tasks[0].scores == sound.tasks[0].scores
    assert failed.tasks[0].outcomes == {"some": 40}
    assert "10 more ended in an infrastructure error" in render(failed)
    assert "infrastructure" not in render(sound)


def test_the_tasks_of_a_group_are_pooled_but_neither_pictures_nor_sellers() -> None:
    found = summarise(
        [
            *played(),
            *played(task="salessim_smart_watch", category="smart_watch"),
            *played(task="salessim_vision_laptops"),
            *played(behaviour="omitting"),
        ]
    )

    assert [(row.task, row.behaviour, row.episodes) for row in found.groups] == [
        ("salessim", "helpful", 80),
        ("salessim_vision", "helpful", 40),
        ("salessim", "omitting", 40),
    ]
    assert found.groups[0].tasks == ("salessim_laptops", "salessim_smart_watch")
    assert found.groups[0].personas == 80  # the same ids in two stores are not the same people
    assert len(found.tasks) == 4


def test_trials_of_a_scenario_tell_pass_k_and_noise_and_are_one_cluster() -> None:
    episodes = [
        logged(f"p{n}", trial=trial, aligned=float(n % 2 or (n < 10 and trial))) for n in range(40) for trial in (0, 1)
    ]

    (row,) = summarise(episodes).tasks

    assert (row.episodes, row.scenarios, row.personas, row.trials) == (80, 40, 40, 2)
    assert row.scores["decision_alignment"].clusters == 40
    assert row.pass_k is not None
    assert row.pass_k.value == 0.5
    assert row.trial_noise == pytest.approx(5 / 40 * math.sqrt(0.5))
    assert "right in all trials" in render(summarise(episodes))


def test_one_trial_has_neither() -> None:
    found = summarise(played())

    assert (found.tasks[0].pass_k, found.tasks[0].trial_noise) == (None, None)
    assert "right in all" not in render(found)


def test_causes_are_counted_the_commonest_first() -> None:
    causes = ["format", "tactic", "tactic", None]
    episodes = [
        logged(f"p{n}", aligned=float(cause is None), scores={"cause": cause and {"cause": cause, "turn": 3}})
        for n, cause in enumerate(causes)
    ]

    found = summarise(episodes)

    assert list(found.tasks[0].causes.items()) == [("tactic", 2), ("format", 1)]
    assert render(found).index("tactic") < render(found).index("format")


def test_corpus_measures_go_to_their_task_and_seller_and_to_the_group_as_a_mean() -> None:
    found = summarise(
        [*played(), *played(task="salessim_smart_watch", category="smart_watch"), *played(behaviour="omitting")],
        corpus={
            "salessim_laptops/helpful": {"redundancy": 0.1},
            "salessim_laptops": {"redundancy": 0.7},
            "salessim_smart_watch": {"redundancy": 0.3, "mtld": math.nan},
        },
    )

    assert [row.corpus["redundancy"] for row in found.tasks] == [0.1, 0.3, 0.7]
    assert found.groups[0].corpus["redundancy"] == pytest.approx(0.2)
    assert found.to_dict()["all"][0]["corpus"]["mtld"] is None
    assert "redundancy" in render(found)


def test_the_figures_are_plain_json_with_null_for_what_is_not_known() -> None:
    told = json.loads(json.dumps(summarise([logged("a")], name="m").to_dict(), allow_nan=False))

    assert told["name"] == "m"
    assert told["all"][0]["scores"]["decision_alignment"] == {
        **{"value": 1.0, "low": None, "high": None},
        **{"n": 1, "clusters": 1},
    }
    assert told["all"][0]["detectable_difference"] is None
    assert told["pressure"] is None


def test_pressure_is_told_where_there_is_some() -> None:
    doc = {"scheme": {"target": "bad"}}
    turns = [seller("bad", pushed="bad", tactic="authority"), said()]
    pressed = [episode for level in (1, 2, 3) for episode in played(behaviour=f"pushy-{level}", turns=turns, doc=doc)]

    found = summarise([*played(), *pressed])

    assert found.pressure is not None
    assert found.pressure.overall.put_forward == 120
    assert found.to_dict()["pressure"]["tactics"]["authority"]["n"] == 120
    assert "pushy-3" in render(found)
    assert "authority" in render(found)
    assert "persuasion" not in render(summarise(played()))


def test_a_run_without_scores_says_so_and_does_not_fail() -> None:
    unscored = [
        LoggedEpisode(**{name: getattr(one, name) for name in LoggedEpisode.__slots__} | {"scores": {}})
        for one in played()
    ]

    found = summarise(unscored)

    assert found.tasks[0].outcomes == {"unscored": 40}
    assert "salessim_laptops" in render(found)
    assert summarise([]).tasks == ()


def test_the_tables_fit_the_terminal_whatever_was_run() -> None:
    stores = ("laptops", "female_clothing", "male_clothing", "smart_watch", "game_gadgets", "house_plants")
    sellers = ("helpful", "omitting", "misreading", "pushy-1", "pushy-2", "pushy-3")
    episodes = [
        logged(
            f"{store}-{n}",
            task=f"salessim_pressure_{store}",
            category=store,
            behaviour=behaviour,
            trial=trial,
            aligned=float(n % 2),
            scores={"cause": {"cause": "never_shown_acceptable"}, "criteria_first_turn": n / 7, "num_turns": 11.0},
        )
        for store in stores
        for behaviour in sellers
        for n in range(4)
        for trial in (0, 1)
    ]

    few = render(summarise(episodes[:8], name="a model"))
    many = render(summarise(episodes, name="a model"))
    only_one_store = render(summarise([one for one in episodes if one.category == "female_clothing"]))

    for text in (few, many, only_one_store):
        assert max(map(len, text.splitlines())) <= WIDTH
    assert "36 rows of single tasks are left out" in many
    assert "left out" not in only_one_store


def test_columns_are_aligned() -> None:
    assert table(["name", "two\nlines"], [["a", "1"], ["long one", "22"]]).splitlines() == [
        "            two",
        "name      lines",
        "--------  -----",
        "a             1",
        "long one     22",
    ]
