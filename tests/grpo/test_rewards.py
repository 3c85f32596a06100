"""Rewards are the benchmark's scores, and the known short cuts do not pay."""

from __future__ import annotations

from functools import cache
from statistics import fmean

import pytest

from grpo.rewards import REWARDS, Played, rewards, shortcuts
from harness_ext.runner import run_episodes
from salessim_tasks.baselines import BaselineLM
from salessim_tasks.records import Persona
from salessim_tasks.scoring import score_episodes
from salessim_tasks.sources import StoreSource, open_store
from salessim_tasks.task import ShoppingTask
from salessim_tasks.transcript import SellerEntry, Transcript


@cache
def played(policy: str) -> tuple[Played, ...]:
    task = ShoppingTask({"task": "train", "dataset_kwargs": {"category": "laptops"}})
    task.build_all_requests(limit=20, apply_chat_template=True)
    requests = list(task.instances or [])
    results = run_episodes(BaselineLM(policy), requests)
    return tuple(
        Played(request.doc, Transcript.model_validate(result["record"]), group="all")
        for request, result in zip(requests, results, strict=True)
    )


def mean(policy: str, reward: str) -> float:
    values = [value for value in rewards(played(policy))[reward] if value is not None]
    return fmean(values)


def test_the_decision_is_the_benchmarks_own() -> None:
    for policy in ("faithful", "yes_man"):
        scores = score_episodes([(one.doc, one.transcript) for one in played(policy)], language=False)
        shown = [score["acceptable_shown"] != 0 for score in scores]
        assert rewards(played(policy))["decision"] == [
            score["decision_alignment"] * saw for score, saw in zip(scores, shown, strict=True)
        ]
    assert mean("faithful", "decision") > mean("yes_man", "decision") + 0.2


@pytest.mark.parametrize(
    ("reward", "better", "worse"),
    [
        ("kept", "faithful", "yes_man"),
        ("kept", "yes_man", "leaver"),
        ("spoke_up", "faithful", "yes_man"),
        ("first_turn", "faithful", "oversharer"),
        ("in_character", "faithful", "echo"),
        ("own_voice", "faithful", "leaver"),
        ("turns", "faithful", "leaver"),
    ],
)
def test_each_reward_tells_the_shopper_that_it_is_there_for(reward: str, better: str, worse: str) -> None:
    assert mean(better, reward) > mean(worse, reward) + 0.1


def test_every_reward_is_given_to_every_episode_in_order() -> None:
    both = (*played("faithful"), *played("echo"))
    found = rewards(both)
    assert tuple(found) == REWARDS
    assert all(len(values) == len(both) for values in found.values())
    alone = rewards(both[-1:])
    assert [alone[name][0] for name in REWARDS if name != "own_voice"] == [
        found[name][-1] for name in REWARDS if name != "own_voice"
    ]
    assert alone["own_voice"] == [None], "there is nobody to sound like"


def test_small_differences_are_none() -> None:
    values = {value for name in ("first_turn", "sentences", "turns") for value in rewards(played("faithful"))[name]}
    assert all(value is None or value == pytest.approx(round(value / 0.05) * 0.05) for value in values)
    assert 0.0 in values, "whoever talks as people do gains nothing by talking a little more like them"


@pytest.mark.parametrize("broken_off", [True, False])
def test_who_never_decides_is_not_right_and_has_talked_too_long(broken_off: bool) -> None:
    ended_by = None if broken_off else "turn_limit"

    def endless_of(one: Played) -> Played:
        talk = one.transcript.model_copy(update={"ended_by": ended_by, "turns": one.transcript.turns[:-1]})
        return Played(one.doc, talk, one.group, broken_off)

    decided = played("faithful")
    endless = [endless_of(one) for one in decided]
    found = rewards(endless)
    assert set(found["decision"]) == set(found["kept"]) == set(found["spoke_up"]) == {0.0}
    assert max(value or 0.0 for value in found["turns"]) < min(value or 0.0 for value in rewards(decided)["turns"])
    assert (shortcuts(endless)["undecided"], shortcuts(decided)["undecided"]) == (1.0, 0.0)
    assert shortcuts(endless)["broken_off"] == broken_off


def test_leaving_before_anything_was_shown_is_right_only_where_there_is_nothing() -> None:
    assert rewards(played("leaver"))["decision"] == [float(not one.doc["acceptable"]) for one in played("leaver")]


def test_speaking_up_pays_and_so_does_having_no_need_to() -> None:
    found = rewards(played("faithful"))["spoke_up"]
    scores = score_episodes([(one.doc, one.transcript) for one in played("faithful")])
    stated = [score["dealbreakers_stated"] for score in scores]
    assert None in stated, "somebody was shown nothing that breaks a dealbreaker"
    assert found == pytest.approx([1.0 if share is None else share for share in stated], abs=0.03)
    assert rewards(played("leaver"))["spoke_up"] == [None] * len(played("leaver")), "it was shown nothing"


def test_a_purchase_is_worth_the_dealbreakers_that_it_keeps_and_leaving_only_what_it_is_right_for() -> None:
    bought = played("yes_man")
    found = rewards(bought)["kept"]
    for one, kept in zip(bought, found, strict=True):
        assert one.transcript.action is not None
        product = open_store(StoreSource.of(one.doc)).product(one.transcript.action.product_id or "")
        broken = [not wish.holds(product) for wish in Persona.model_validate(one.doc["persona"]).dealbreakers]
        expected = 1 - sum(broken) / len(broken) if one.doc["acceptable"] else 0.0
        assert kept == pytest.approx(expected, abs=0.03)
    assert any(0 < (value or 0) < 1 for value in found), "one that comes near is told from one that does not"
    assert rewards(played("leaver"))["kept"] == [float(not one.doc["acceptable"]) for one in played("leaver")]


def test_what_was_never_shown_keeps_nothing() -> None:
    def unseen_of(one: Played) -> Played:
        turns = [
            t.model_copy(update={"recommended": ()}) if isinstance(t, SellerEntry) else t for t in one.transcript.turns
        ]
        return Played(one.doc, one.transcript.model_copy(update={"turns": tuple(turns)}), one.group)

    assert set(rewards([unseen_of(one) for one in played("yes_man")])["kept"]) == {0.0}


def test_short_cuts_are_counted() -> None:
    assert shortcuts(played("leaver"))["leaves"] == 1.0
    assert shortcuts(played("yes_man"))["buys_first"] == 1.0
    assert shortcuts(played("faithful"))["buys_first"] < 0.6
    assert shortcuts(played("faithful"))["silent"] == 0.0
