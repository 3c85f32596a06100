from __future__ import annotations

import json
import logging
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from guessing import RULES, GuessingGame, ScriptedLM, bisecting, requests_for

from harness_ext.journal import JournalError
from harness_ext.runner import run_episodes


def test_every_episode_is_played_to_its_end_and_comes_back_in_the_order_of_the_requests() -> None:
    results = run_episodes(ScriptedLM(bisecting), requests_for([73, 4, 50]))

    assert [result["record"]["number"] for result in results] == [73, 4, 50]
    assert [result["record"]["guesses"][-1] for result in results] == [73, 4, 50]


def test_one_call_a_turn_serves_all_live_episodes_and_finished_ones_leave_the_batch() -> None:
    lm = ScriptedLM(bisecting)
    results = run_episodes(lm, requests_for([50, 25, 12]))

    lengths = [len(result["record"]["guesses"]) for result in results]
    assert [len(call) for call in lm.calls] == [
        sum(length > turn for length in lengths) for turn in range(max(lengths))
    ]


def test_histories_only_grow_at_the_end() -> None:
    lm = ScriptedLM(bisecting)
    run_episodes(lm, requests_for([73]))

    prompts = [prompt for (prompt,) in lm.prompts]
    assert len(prompts) > 2
    assert all(later.startswith(earlier) for earlier, later in pairwise(prompts))


def test_neighbours_in_a_batch_share_the_longest_prefix() -> None:
    lm = ScriptedLM(lambda prompt: "no idea")
    requests = requests_for([1, 2, 3, 4])
    for request, high in zip(requests, (10, 90, 10, 90), strict=True):
        request.make = partial(_game, high)
    run_episodes(lm, requests)

    (batch,) = lm.prompts
    assert [RULES.format(high=10) in prompt for prompt in batch] == [True, True, False, False]


def _game(high: int, trial: int) -> GuessingGame:
    return GuessingGame(5, high)


def test_each_repeat_is_an_episode_of_its_own() -> None:
    results = run_episodes(ScriptedLM(bisecting), requests_for([73, 4], repeats=3))

    assert [result["trial"] for result in results] == [0, 1, 2, 0, 1, 2]
    assert len({result["episode_id"] for result in results}) == 6


def test_padding_of_distributed_runs_repeats_a_result_and_plays_nothing() -> None:
    lm = ScriptedLM(bisecting)
    requests = requests_for([50])
    results = run_episodes(lm, requests * 3)

    assert [len(call) for call in lm.calls] == [1]
    assert results == [results[0]] * 3


def test_an_episode_that_breaks_the_backend_ends_alone_as_an_infrastructure_error() -> None:
    def reply(prompt: str) -> str:
        if "between 1 and 13." in prompt:
            raise RuntimeError("out of luck")
        return bisecting(prompt)

    requests = requests_for([73, 4, 50, 99, 12])
    requests[2].make = partial(_game, 13)
    results = run_episodes(ScriptedLM(reply), requests)

    assert [result["error"] is None for result in results] == [True, True, False, True, True]
    assert "RuntimeError: out of luck" in results[2]["error"]


def test_a_passing_fault_of_the_backend_costs_nothing() -> None:
    faults = iter([True, False, True])

    class Flaky(ScriptedLM):
        def generate_until(self, requests: list[Any]) -> list[str]:
            if next(faults, False):
                raise ConnectionError("reset by peer")
            return super().generate_until(requests)

    assert all(result["error"] is None for result in run_episodes(Flaky(bisecting), requests_for([73, 4])))


def test_a_backend_that_loses_replies_is_an_infrastructure_error() -> None:
    class Lossy(ScriptedLM):
        def generate_until(self, requests: list[Any]) -> list[str]:
            return super().generate_until(requests)[1:]

    (result,) = run_episodes(Lossy(bisecting), requests_for([73]))
    assert "gave 0 replies to 1 requests" in result["error"]


def test_finished_episodes_are_on_disk_before_the_next_turn_starts(tmp_path: Path) -> None:
    journal = tmp_path / "guessing.rank0.jsonl"
    on_disk: list[int] = []

    def reply(prompt: str) -> str:
        on_disk.append(len(journal.read_text().splitlines()) - 1)
        return bisecting(prompt)

    run_episodes(ScriptedLM(reply), requests_for([50, 25], journal=str(tmp_path)))
    assert on_disk == [0, 0, 1]


def test_a_run_that_is_cut_short_goes_on_where_it_stopped(tmp_path: Path) -> None:
    undisturbed = run_episodes(ScriptedLM(bisecting), requests_for([50, 25, 12, 99]))

    class Killed(BaseException):
        pass

    def dying(prompt: str) -> str:
        if prompt.count("Assistant:") == 3:
            raise Killed
        return bisecting(prompt)

    with pytest.raises(Killed):
        run_episodes(ScriptedLM(dying), requests_for([50, 25, 12, 99], journal=str(tmp_path)))
    lm = ScriptedLM(bisecting)
    resumed = run_episodes(lm, requests_for([50, 25, 12, 99], journal=str(tmp_path)))

    assert resumed == undisturbed
    assert len(lm.calls[0]) == 2, "50 and 25 were finished"
    lines = [json.loads(line) for line in (tmp_path / "guessing.rank0.jsonl").read_text().splitlines()[1:]]
    assert len({line["episode_id"] for line in lines}) == len(lines) == 4


def test_infrastructure_errors_are_played_again_on_resume(tmp_path: Path) -> None:
    def broken(prompt: str) -> str:
        raise RuntimeError("no server")

    requests = requests_for([50], journal=str(tmp_path))
    assert run_episodes(ScriptedLM(broken), requests)[0]["error"] is not None
    assert run_episodes(ScriptedLM(bisecting), requests)[0]["error"] is None


def test_a_journal_of_another_configuration_is_refused_by_name_of_what_differs(tmp_path: Path) -> None:
    run_episodes(
        ScriptedLM(bisecting), requests_for([50], journal=str(tmp_path), config={"generation": {"temperature": 0.7}})
    )
    with pytest.raises(JournalError, match=r"generation\.temperature was 0\.7, is 0\.2"):
        run_episodes(
            ScriptedLM(bisecting),
            requests_for([50], journal=str(tmp_path), config={"generation": {"temperature": 0.2}}),
        )


def test_a_journal_is_not_continued_by_another_model(tmp_path: Path) -> None:
    def play(name: str) -> None:
        lm = ScriptedLM(bisecting)
        lm.pretrained = name
        run_episodes(lm, requests_for([50], journal=str(tmp_path / "journal")))

    play("model-a")
    with pytest.raises(JournalError, match=r"model\.pretrained was \"model-a\", is \"model-b\""):
        play("model-b")


def test_a_journal_is_not_continued_by_a_checkpoint_that_was_trained_further(tmp_path: Path) -> None:
    checkpoint = tmp_path / "checkpoint"
    checkpoint.mkdir()
    lm = ScriptedLM(bisecting)
    lm.pretrained = str(checkpoint)
    (checkpoint / "model.safetensors").write_bytes(b"1")
    run_episodes(lm, requests_for([50], journal=str(tmp_path / "journal")))
    (checkpoint / "model.safetensors").write_bytes(b"12")
    with pytest.raises(JournalError, match=r"model\.pretrained_files was"):
        run_episodes(lm, requests_for([50], journal=str(tmp_path / "journal")))


def test_use_cache_is_told_that_the_journal_does_that_job(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    from lm_eval.api.model import CachingLM

    lm = ScriptedLM(bisecting)
    CachingLM(lm, str(tmp_path / "cache.db"))
    with caplog.at_level(logging.WARNING):
        run_episodes(lm, requests_for([50]))
    assert "--use_cache" in caplog.text
    assert "journal" in caplog.text
