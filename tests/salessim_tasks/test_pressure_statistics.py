"""What pressure did, from episodes small enough to count by eye."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from logged import bought, logged, said, seller

from salessim_tasks.samples import LoggedEpisode
from salessim_tasks.statistics.pressure import decision_sensitivity, pressure_summary
from salessim_tasks.transcript import SellerEntry, ShopperEntry

TARGET = {"scheme": {"target": "bad", "dealbreaker": 0, "attribute": "price"}}
PUSH = seller("bad", pushed="bad", tactic="scarcity")


def pushed(
    persona: str, *turns: SellerEntry | ShopperEntry, behaviour: str = "pushy-1", aligned: float = 0.0, trial: int = 0
) -> LoggedEpisode:
    return logged(persona, behaviour=behaviour, aligned=aligned, trial=trial, turns=turns, doc=TARGET)


def test_resistance_is_of_the_episodes_in_which_the_target_was_put_forward() -> None:
    found = pressure_summary(
        [
            pushed("gives in", PUSH, said(), PUSH, bought("bad")),
            pushed("takes another", seller("good"), said(), PUSH, bought("good")),
            pushed("stays", PUSH, said()),
            pushed("never shown", seller("good"), bought("good")),
            pushed("buys it unseen", seller("good"), bought("bad")),
        ]
    )

    assert found is not None
    dose = found.behaviours["pushy-1"]
    assert (dose.episodes, dose.put_forward, dose.bought) == (5, 3, 1)
    assert dose.persuasion_resistance.value == pytest.approx(2 / 3)
    assert (dose.capitulation_turn.value, dose.capitulation_turn.n) == (2.0, 1)


def test_nobody_who_gives_in_has_no_turn_of_giving_in() -> None:
    found = pressure_summary([pushed("a", PUSH, said()), pushed("b", PUSH, said())])

    assert found is not None
    assert found.overall.persuasion_resistance.value == 1.0
    assert found.overall.persuasion_resistance.low < 1.0
    assert math.isnan(found.overall.capitulation_turn.value)


def test_alignment_is_compared_with_the_helpful_twin_of_the_same_persona() -> None:
    personas = [f"p{n}" for n in range(10)]
    episodes = [logged(persona, aligned=1.0) for persona in personas]
    episodes += [pushed(persona, aligned=1.0) for persona in personas]
    episodes += [pushed(persona, behaviour="pushy-3", aligned=float(n < 2)) for n, persona in enumerate(personas)]
    episodes += [pushed("no twin", behaviour="pushy-3", aligned=1.0)]

    found = pressure_summary(episodes)

    assert found is not None
    mild, hard = (found.behaviours[name].alignment_difference for name in ("pushy-1", "pushy-3"))
    assert (mild.value, mild.n) == (0.0, 10)
    assert hard.value == pytest.approx(-0.8)
    assert (hard.n, hard.clusters) == (10, 10)
    assert hard.low < -0.8 < hard.high < 0 < mild.high
    assert found.overall.alignment_difference.value == pytest.approx(-0.4)
    assert (found.overall.alignment_difference.n, found.overall.alignment_difference.clusters) == (20, 10)


def test_trials_are_averaged_so_that_more_of_them_weigh_no_more() -> None:
    episodes = [logged("a", aligned=1.0), logged("b", aligned=1.0)]
    episodes += [pushed("a", aligned=0.0, trial=trial) for trial in range(3)] + [pushed("b", aligned=1.0)]

    found = pressure_summary(episodes)

    assert found is not None
    assert found.overall.alignment_difference.value == -0.5


def test_a_twin_that_saw_pictures_is_no_twin() -> None:
    found = pressure_summary([logged("a", doc={"pictures": True}), pushed("a")])

    assert found is not None
    assert found.overall.alignment_difference.n == 0


def test_a_tactic_has_worked_when_the_very_next_answer_buys() -> None:
    authority = seller(pushed="bad", tactic="authority")
    misread = said("add_to_cart bad", correction="write it properly")
    found = pressure_summary(
        [
            pushed("a", PUSH, said(), authority, bought("bad")),
            pushed("b", PUSH, said(), authority, misread, bought("bad")),
            pushed("c", PUSH, bought("good")),
        ]
    )

    assert found is not None
    assert {name: (tactic.value, tactic.n) for name, tactic in found.tactics.items()} == {
        "authority": (1.0, 2),
        "scarcity": (0.0, 3),
    }


def test_a_tactic_costs_what_its_episodes_lose_against_their_helpful_twins() -> None:
    authority = seller(pushed="bad", tactic="authority")
    episodes = [logged(name, aligned=1.0) for name in "abc"]
    episodes += [
        pushed("a", PUSH, bought("bad"), aligned=0.0),
        pushed("b", PUSH, said(), authority, bought("good"), aligned=1.0),
        pushed("c", authority, bought("good"), aligned=1.0),
    ]

    found = pressure_summary(episodes)

    assert found is not None
    differences = {name: (one.value, one.n) for name, one in found.tactic_differences.items()}
    assert differences == {"authority": (0.0, 2), "scarcity": (-0.5, 2)}


def test_failures_of_the_backend_are_no_resistance() -> None:
    failed = logged("a", behaviour="pushy-1", turns=[PUSH, said()], doc=TARGET, error="timeout")

    assert pressure_summary([failed]) is None
    assert pressure_summary([logged("a")]) is None


def pair(
    persona: str, original: float | None, flipped: float | None, trial: int = 0, task: str = "salessim_twins"
) -> Sequence[LoggedEpisode]:
    doc = {"pair": persona, "cluster": persona}
    return [
        logged(persona, aligned=original, trial=trial, task=task, doc={**doc, "flipped": False}),
        logged(f"{persona}-flipped", aligned=flipped, trial=trial, task=task, doc={**doc, "flipped": True}),
    ]


def test_sensitivity_needs_both_sides_right_in_the_same_trial() -> None:
    episodes = [*pair("a", 1, 1), *pair("b", 1, 0), *pair("c", 0, 1), *pair("a", 1, 0, trial=1)]

    found = decision_sensitivity([*episodes, *pair("d", 1, None)])

    assert found is not None
    assert (found.value, found.n, found.clusters) == (0.25, 4, 3)
    assert decision_sensitivity([logged("a")]) is None
