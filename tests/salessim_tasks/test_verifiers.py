"""Through the package `verifiers` the episodes, and their scores, are those of our own runner."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from chat_server import Answer, chat_server

pytest.importorskip("verifiers.v1", reason="needs the extra `verifiers`")

import verifiers.v1 as vf
from verifiers.v1.cli.eval.runner import run_eval
from verifiers.v1.configs.cli.eval import EvalConfig

import salessim
from harness_ext.runner import run_episodes
from salessim_tasks.baselines import BaselineLM
from salessim_tasks.baselines.policies import POLICIES
from salessim_tasks.baselines.view import read_prompt
from salessim_tasks.environment import load_environment
from salessim_tasks.sources import StoreSource, open_store
from salessim_tasks.task import ShoppingTask
from salessim_tasks.worlds import train_world, write_world

SCHEMA = open_store(StoreSource(category="laptops")).schema
DEV = {"category": "laptops", "split": "dev"}


class Shopper:
    """What the server says: a policy's replies, or a list of them by turn, the last one for ever."""

    def __init__(self, replies: str | list[Answer]) -> None:
        self.replies = replies

    def __call__(self, request: dict[str, Any], number: int) -> Answer:
        if isinstance(self.replies, str):
            messages = json.dumps(request["messages"], ensure_ascii=False)
            return POLICIES[self.replies](read_prompt(messages, SCHEMA))
        turn = sum(message["role"] == "assistant" for message in request["messages"])
        answer: Answer = self.replies[min(turn, len(self.replies) - 1)]
        return answer


class Play:
    """Evaluates by `verifiers`' own command, below one folder; `requests`: what the model was asked last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.requests: list[dict[str, Any]] = []

    def __call__(
        self, replies: str | list[Answer], *, limit: int = 1, trials: int = 1, agent: Any = None, **options: Any
    ) -> list[Any]:
        """The traces, in the order of the scenarios."""
        resume = options.pop("resume", False)
        with chat_server(Shopper(replies)) as server:
            config = EvalConfig(
                env={"taskset": {"id": "salessim", **DEV, **options}, "agent": agent or {}},
                model="shopper",
                client={"type": "eval", "base_url": server.url, "api_key_var": "NO_SUCH_KEY"},
                select={"limit": limit},
                num_rollouts=trials,
                push=False,
                rich=None,
                output_dir=self.folder,
                run={"name": "run"},
                resume=resume,
            )
            episodes = asyncio.run(run_eval(config))
        self.requests = server.requests
        assert server.rejected == []
        traces = [trace for episode in episodes for trace in episode.traces]
        return sorted(traces, key=lambda trace: trace.task.data.idx)


@pytest.fixture
def play(tmp_path: Path) -> Play:
    return Play(tmp_path)


def ours(policy: str, limit: int, **options: Any) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Record and scores of the same episodes by our own runner."""
    task = ShoppingTask({"task": "shopping", "dataset_kwargs": {**DEV, **options}})
    task.build_all_requests(limit=limit, apply_chat_template=True)
    requests = list(task.instances or [])
    results = run_episodes(BaselineLM(policy), requests)
    scores = task.score_all([(request.doc, result) for request, result in zip(requests, results, strict=True)])
    return [(result["record"], score) for result, score in zip(results, scores, strict=True)]


def figures(score: dict[str, Any]) -> dict[str, float]:
    return {name: value for name, value in score.items() if isinstance(value, float) and name != "decision_alignment"}


def rewards(traces: Sequence[Any]) -> list[float]:
    return [trace.reward for trace in traces]


@pytest.mark.parametrize("policy", ["faithful", "yes_man"])
def test_transcripts_and_scores_are_those_of_our_own_runner(play: Play, policy: str) -> None:
    traces = play(policy, limit=4, trials=2, behaviour=["helpful", "pushy-2"])
    expected = [one for one in ours(policy, 4, behaviour=["helpful", "pushy-2"]) for _ in range(2)]

    assert [trace.info["transcript"] for trace in traces] == [record for record, _ in expected]
    assert rewards(traces) == [score["decision_alignment"] for _, score in expected]
    assert [trace.metrics for trace in traces] == [figures(score) for _, score in expected]
    assert all(trace.ok for trace in traces)


def test_who_decides_as_the_persona_would_is_rewarded_and_who_buys_anything_is_not(play: Play) -> None:
    assert rewards(play("faithful", limit=6)) == [1.0] * 6
    play.folder /= "other"
    assert sum(rewards(play("yes_man", limit=6))) < 6


def test_an_episode_without_reasoning_is_one_sample(play: Play) -> None:
    (trace,) = play(["  Hello.\n", "I need a laptop for video editing.", "end_conversation()"])
    assert trace.num_branches == 1
    assert [message["content"] for message in play.requests[-1]["messages"] if message["role"] == "assistant"] == [
        "  Hello.\n",
        "I need a laptop for video editing.",
    ]


def test_reasoning_is_recorded_and_reaches_neither_the_seller_nor_later_turns(play: Play) -> None:
    (trace,) = play(["<think>A zebra.</think>Hello, what laptops are there?", "Thanks.\nend_conversation()"])
    transcript = trace.info["transcript"]
    assert transcript["turns"][1]["reasoning"] == "A zebra."
    assert "zebra" not in json.dumps(play.requests)
    assert transcript["turns"][1]["text"] == "Hello, what laptops are there?"


def test_actions_that_nobody_can_read_are_corrected_and_then_end_the_episode(play: Play) -> None:
    (trace,) = play(["add_to_cart("])
    assert trace.info["transcript"]["ended_by"] == "malformed_action"
    assert "could not be read" in play.requests[-1]["messages"][-1]["content"]
    assert trace.reward == 0.0
    assert trace.metrics["malformed_action"] == 1.0


def test_an_episode_ends_after_the_turns_of_the_task(play: Play) -> None:
    (trace,) = play(["What else do you have?"], max_turns=3)
    assert trace.info["transcript"]["ended_by"] == "turn_limit"
    assert len(play.requests) == 3
    assert trace.metrics["turn_limit"] == 1.0


def test_an_episode_that_verifiers_breaks_off_is_scored_and_not_rewarded(play: Play) -> None:
    (trace,) = play(["What else do you have?"], agent={"max_turns": 2})
    assert (trace.stop_condition, trace.reward) == ("max_turns", 0.0)
    assert trace.info["transcript"]["ended_by"] is None
    assert trace.metrics["num_turns"] == 2.0
    assert trace.ok


def test_a_server_that_fails_is_no_decision_and_resuming_plays_what_is_missing(play: Play) -> None:
    (failed,) = play([(400, {"error": {"message": "no such model"}})])
    assert not failed.ok
    assert "no such model" in failed.last_error.message
    assert failed.rewards == {}

    (trace,) = play("faithful", resume=True)
    assert (trace.ok, trace.reward) == (True, 1.0)


def test_saved_traces_are_scored_to_the_same(play: Play) -> None:
    traces = play("faithful", limit=2)
    for trace in traces:
        saved = vf.WireTrace.model_validate_json(trace.model_dump_json())
        saved.rewards, saved.metrics = {}, {}
        data = vf.task_type("salessim").data_type().model_validate(saved.task.data.model_dump())
        asyncio.run(vf.task_type("salessim")(data).score(saved))
        assert (saved.reward, saved.metrics) == (trace.reward, trace.metrics)


def test_pictures_reach_the_model_and_the_oldest_leave_its_view(play: Play) -> None:
    play(["What laptops are there?", "What else do you have?", "And what else?", "end_conversation()"], max_images=2)
    shown = [_pictures(request) for request in play.requests]
    assert (shown[0], max(shown), shown[-1]) == (0, 2, 2)
    assert "no longer in view" in json.dumps(play.requests[-1])


def _pictures(request: dict[str, Any]) -> int:
    parts = [
        part for message in request["messages"] if isinstance(message["content"], list) for part in message["content"]
    ]
    return sum(part["type"] == "image_url" for part in parts)


def test_training_worlds_and_several_stores_are_played_with_each_seller(tmp_path: Path) -> None:
    stores = ["laptops", "smart_watch"]
    for category in stores:
        write_world(train_world(category, 7, personas=4), tmp_path, pictures=False)
    options = {"folder": str(tmp_path), "split": "train", "behaviour": ["helpful", "omitting"], "max_turns": 8}
    tasks = list(salessim.load_environment(category=stores, **options).taskset)
    expected = [
        scenario
        for category in stores
        for scenario in ShoppingTask({"task": "t", "dataset_kwargs": {**options, "category": category}}).scenarios()
    ]
    assert [task.data.scenario for task in tasks] == expected
    assert len({task.key for task in tasks}) == len(tasks) == 16


def test_options_have_the_defaults_of_the_task_and_wrong_ones_are_refused() -> None:
    (first, *_) = salessim.load_environment().taskset
    (same, *_) = load_environment().taskset
    assert same.data == first.data
    assert first.data.scenario == ShoppingTask({"task": "shopping"}).scenarios()[0]
    with pytest.raises(ValueError, match="behavior"):
        salessim.load_environment(behavior="pushy-2")
    with pytest.raises(ValueError, match="at least 1 item"):
        salessim.load_environment(behaviour=[])
    with pytest.raises(ValueError, match="there is no store 'cars'"):
        list(salessim.load_environment(category="cars").taskset)
    with pytest.raises(ValueError, match="no persona of split 'tset', but of dev, test"):
        list(salessim.load_environment(split="tset").taskset)


def test_verifiers_finds_it_by_its_id() -> None:
    environment = vf.load_environment(vf.resolve_env_config({"taskset": {"id": "salessim"}}))
    assert isinstance(environment, salessim.SalesSimEnv)
    assert isinstance(environment.taskset, salessim.SalesSimTaskset)
