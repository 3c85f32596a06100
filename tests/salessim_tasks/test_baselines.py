"""The reference rows, and with them the fairness of the world."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from harness_ext.episode import EpisodeRequest
from harness_ext.runner import run_episodes
from salessim_tasks.baselines import BaselineLM
from salessim_tasks.store import categories
from salessim_tasks.task import ShoppingTask
from salessim_tasks.transcript import SellerEntry, ShopperEntry, Transcript

ENOUGH = 12  # shopper turns within which the seller must have shown something acceptable


@cache
def _played(
    policy: str, category: str = "laptops", split: str = "test", chat: bool = True
) -> list[tuple[EpisodeRequest, dict[str, Any]]]:
    options = {"category": category, "split": split, "language": False}
    task = ShoppingTask({"task": f"salessim_{category}", "dataset_kwargs": options})
    task.build_all_requests(apply_chat_template=chat)
    requests = list(task.instances or [])
    return [
        (request, {**task.score(request.doc, episode), "episode": episode})
        for request, episode in zip(requests, run_episodes(BaselineLM(policy), requests), strict=True)
    ]


def _alignment(policy: str, category: str, split: str = "test") -> float:
    scores = [scores["decision_alignment"] for _, scores in _played(policy, category, split)]
    return float(sum(scores) / len(scores))


@pytest.mark.parametrize("category", categories())
@pytest.mark.parametrize("split", ["test", "dev"])
@pytest.mark.parametrize(("policy", "least"), [("oracle", 1.0), ("faithful", 0.95), ("oversharer", 0.95)])
def test_shoppers_that_decide_as_their_persona_would_score_high(
    policy: str, least: float, split: str, category: str
) -> None:
    assert _alignment(policy, category, split) >= least


@pytest.mark.parametrize("category", categories())
@pytest.mark.parametrize("policy", ["yes_man", "never_buy", "random"])
def test_shoppers_that_do_not_listen_score_low(policy: str, category: str) -> None:
    assert _alignment(policy, category) <= _alignment("faithful", category) - 0.35


@pytest.mark.parametrize("category", categories())
@pytest.mark.parametrize("split", ["test", "dev"])
def test_an_acceptable_product_is_shown_in_time_in_nine_of_ten_scenarios_that_have_one(
    split: str, category: str
) -> None:
    played = _played("faithful", category, split)
    turns = [_turn_of_first_acceptable(request, scores) for request, scores in played if _has(request)]
    assert len(turns) >= 0.6 * len(played)
    assert sum(turn is not None and turn <= ENOUGH for turn in turns) >= 0.9 * len(turns)


def _has(request: EpisodeRequest) -> bool:
    return bool(request.doc["acceptable"])


def _turn_of_first_acceptable(request: EpisodeRequest, scores: dict[str, Any]) -> int | None:
    turn = 0
    for entry in Transcript.model_validate(scores["episode"]["record"]).turns:
        turn += isinstance(entry, ShopperEntry)
        if isinstance(entry, SellerEntry) and not set(entry.recommended).isdisjoint(request.doc["acceptable"]):
            return turn
    return None


def test_whoever_leaves_at_once_is_found_out_by_acceptable_shown() -> None:
    shown = [scores["acceptable_shown"] for request, scores in _played("leaver") if _has(request)]
    assert sum(shown) <= 0.3 * len(shown)
    shown = [scores["acceptable_shown"] for request, scores in _played("faithful") if _has(request)]
    assert sum(shown) >= 0.9 * len(shown)


def test_the_oversharer_differs_from_the_faithful_only_in_how_it_talks() -> None:
    (first, *_) = Transcript.model_validate(_played("oversharer")[0][1]["episode"]["record"]).shopper_turns
    persona = _played("oversharer")[0][0].doc["persona"]
    assert all(wish["text"] in first.text for wish in [*persona["dealbreakers"], *persona["preferences"]])
    (first, *_) = Transcript.model_validate(_played("faithful")[0][1]["episode"]["record"]).shopper_turns
    assert sum(wish["text"] in first.text for wish in [*persona["dealbreakers"], *persona["preferences"]]) == 1


def test_baselines_read_a_plain_transcript_as_well_as_chat_messages() -> None:
    assert [scores["outcome"] for _, scores in _played("faithful", chat=False)] == [
        scores["outcome"] for _, scores in _played("faithful")
    ]


def test_no_baseline_but_the_oracle_sees_more_than_the_prompt() -> None:
    (request, scores), *_ = _played("faithful")
    doc = {"store": request.doc["store"]}  # which trade's words to use; of persona, labels and catalogue nothing
    blind = EpisodeRequest(**{**vars(request), "doc": doc, "resps": [], "filtered_resps": {}, **_metadata(request)})
    (episode,) = run_episodes(BaselineLM("faithful"), [blind])
    assert episode["record"] == scores["episode"]["record"]


def _metadata(request: EpisodeRequest) -> dict[str, Any]:
    return {"metadata": (request.task_name, request.doc_id, request.repeats)}


def test_an_unknown_policy_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="policy='greedy': there are echo, faithful, leaver, never_buy"):
        BaselineLM("greedy")


def test_a_mistyped_argument_is_refused() -> None:
    with pytest.raises(ValueError, match="has no option polcy; its only option is policy"):
        BaselineLM.create_from_arg_string("polcy=random", {"batch_size": 1, "device": "cpu"})


def test_trials_of_the_random_policy_differ() -> None:
    task = ShoppingTask({"task": "salessim_laptops", "repeats": 5})
    task.build_all_requests(limit=1)
    (request,) = task.instances or []
    episodes = run_episodes(BaselineLM("random"), [request] * 5)
    assert len({str(episode["record"]["turns"]) for episode in episodes}) > 1


def test_a_prompt_of_another_task_is_an_error_not_a_guess() -> None:
    from lm_eval.api.instance import Instance

    with pytest.raises(ValueError, match="plays salessim tasks only"):
        BaselineLM().generate_until([Instance("generate_until", {}, ("What is 2 + 2?", {}), 0)])
