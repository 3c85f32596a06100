"""What a finished episode is scored on, and that scores are the same whoever makes them, and when."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from harness_ext.runner import run_episodes
from salessim_tasks.baselines import BaselineLM
from salessim_tasks.corpus import CORPUS_MEASURES, corpus_measures, voice
from salessim_tasks.metrics import DECISION_METRICS, LANGUAGE_METRICS
from salessim_tasks.scoring import score_episodes
from salessim_tasks.task import ShoppingTask
from salessim_tasks.transcript import Transcript

JUDGE = {"base_url": "http://localhost:1/v1", "model": "none"}


def _task(**options: Any) -> ShoppingTask:
    return ShoppingTask({"task": "salessim_laptops", "dataset_kwargs": {"category": "laptops", **options}})


@cache
def _played(policy: str, behaviour: str = "helpful") -> tuple[tuple[dict[str, Any], Transcript], ...]:
    task = _task(behaviour=behaviour)
    task.build_all_requests(limit=30, apply_chat_template=True)
    requests = list(task.instances or [])
    episodes = run_episodes(BaselineLM(policy), requests)
    return tuple(
        (request.doc, Transcript.model_validate(episode["record"]))
        for request, episode in zip(requests, episodes, strict=True)
    )


@cache
def _scores(policy: str, behaviour: str = "helpful") -> tuple[dict[str, Any], ...]:
    return tuple(score_episodes(_played(policy, behaviour)))


def _mean(policy: str, name: str) -> float:
    scored = [score[name] for score in _scores(policy) if score[name] is not None]
    return float(sum(scored) / len(scored))


def test_an_episode_has_every_score_of_the_metrics() -> None:
    per_episode = {*DECISION_METRICS, *LANGUAGE_METRICS} - {*CORPUS_MEASURES}
    assert all(per_episode <= set(score) for score in _scores("faithful"))
    decided = score_episodes(_played("faithful"), language=False)
    assert all(score.items() <= full.items() for score, full in zip(decided, _scores("faithful"), strict=True))


def test_scores_do_not_depend_on_what_else_is_scored() -> None:
    alone = [score_episodes([episode])[0] for episode in _played("yes_man")]
    assert alone == list(_scores("yes_man"))


def test_the_oversharer_is_caught_by_what_it_tells_at_once() -> None:
    wishes = [
        len(doc["persona"]["dealbreakers"]) + len(doc["persona"]["preferences"]) for doc, _ in _played("faithful")
    ]
    assert _mean("oversharer", "criteria_first_turn") >= 0.9 * sum(wishes) / len(wishes)
    assert _mean("faithful", "criteria_first_turn") == pytest.approx(1.0, abs=0.1)
    for score in _scores("oversharer"):
        assert score["disclosure_curve"][0] >= 0.8
    for score in _scores("faithful"):
        assert score["disclosure_curve"] == sorted(score["disclosure_curve"])


def test_the_yes_man_is_caught_by_what_it_buys_and_each_mistake_has_a_cause() -> None:
    wrong = [score for score in _scores("yes_man") if not score["decision_alignment"]]
    assert wrong
    assert all(score["cause"]["turn"] == score["num_turns"] for score in wrong)
    assert all((score["cause"] is None) == (score["decision_alignment"] == 1) for score in _scores("yes_man"))
    assert {score["cause"]["cause"] for score in _scores("yes_man", "pushy-3") if score["cause"]} == {"gave_in"}
    assert "was_not_told" in {score["cause"]["cause"] for score in _scores("yes_man", "omitting") if score["cause"]}
    assert "not_corrected" in {score["cause"]["cause"] for score in _scores("yes_man", "misreading") if score["cause"]}


def test_the_echo_is_caught_by_repeating_and_nobody_else_is() -> None:
    assert _mean("echo", "echo") >= 0.9
    for policy in ("faithful", "oversharer", "yes_man"):
        assert _mean(policy, "echo") <= 0.01
        assert _mean(policy, "persona_drift") <= 0.02


def test_a_corpus_of_parrots_is_redundant() -> None:
    def redundancy(policy: str) -> float:
        voices = [
            voice(doc, transcript, 0, score)
            for (doc, transcript), score in zip(_played(policy), _scores(policy), strict=True)
        ]
        return corpus_measures(voices)["redundancy"]

    assert redundancy("echo") > 3 * redundancy("faithful")


def test_trials_and_twins_of_a_persona_are_not_other_shoppers() -> None:
    def measured(behaviour: str, trial: int) -> dict[str, float]:
        played = zip(_played("faithful"), _scores("faithful"), strict=True)
        voices = [voice(doc, transcript, 0, score) for (doc, transcript), score in played]
        again = [
            voice(doc, transcript.model_copy(update={"behaviour": behaviour}), trial, score)
            for (doc, transcript), score in zip(_played("faithful"), _scores("faithful"), strict=True)
        ]
        return corpus_measures([*voices, *again])

    apart = measured("helpful", 1)
    assert apart == measured("omitting", 0)
    together = measured("helpful", 0)
    assert together["redundancy"] > apart["redundancy"] + 0.4 / len(_played("faithful"))


def test_who_judges_and_what_is_measured_changes_no_episode() -> None:
    ids = []
    for options in ({}, {"language": False}, {"judge": JUDGE}):
        task = _task(**options)
        task.build_all_requests(limit=2)
        ids.append([request.episode_id(0) for request in task.instances or []])
    assert ids[0] == ids[1] == ids[2]
    assert "judge_realism" in _task(judge=JUDGE).aggregation()
    assert "judge_realism" not in _task().aggregation()
    assert "echo" not in _task(language=False).aggregation()
