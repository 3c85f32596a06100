"""Logs are read back as the runs that they are, whoever shares a folder with whom."""

from __future__ import annotations

import json
import logging
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from harness_ext.runner import run_episodes
from salessim_tasks.baselines import BaselineLM
from salessim_tasks.samples import read_runs, read_samples
from salessim_tasks.scoring import score_episodes
from salessim_tasks.task import ShoppingTask
from salessim_tasks.transcript import Transcript

TASK = "salessim_laptops"


@cache
def _played(policy: str, behaviour: str) -> tuple[dict[str, Any], dict[str, Any]]:
    task = ShoppingTask({"task": TASK, "dataset_kwargs": {"category": "laptops", "behaviour": behaviour}})
    task.build_all_requests(limit=1, apply_chat_template=True)
    (request,) = task.instances or []
    (result,) = run_episodes(BaselineLM(policy), [request])
    return json.loads(json.dumps(request.doc)), dict(result)


def log(folder: Path, stamp: str, policy: str, seller: str = "helpful", *, scored: bool = True, **options: Any) -> Path:
    """Write an episode as lm-eval does: a sample file, and the results file of the same time."""
    folder.mkdir(exist_ok=True)
    doc, trial = _played(policy, seller)
    (scores,) = score_episodes([(doc, Transcript.model_validate(trial["record"]))], language=False)
    logged = {"episode_id": trial["episode_id"], "trial": 0, "infrastructure_error": 0.0, **(scores if scored else {})}
    sample = {"doc": doc, "resps": [[json.dumps(trial)]], "filtered_resps": [[json.dumps(logged)]]}
    file = folder / f"samples_{TASK}_{stamp}.jsonl"
    file.write_text(json.dumps(sample) + "\n", encoding="utf-8")
    results = {
        "config": {"model": "salessim-baseline", "model_args": {"policy": policy}},
        "configs": {TASK: {"metadata": {"policy": policy, **options}}},
    }
    (folder / f"results_{stamp}.json").write_text(json.dumps(results), encoding="utf-8")
    return file


def test_models_that_share_a_folder_are_told_apart(tmp_path: Path) -> None:
    log(tmp_path, "2026-01-01", "yes_man")
    log(tmp_path, "2026-01-02", "leaver")
    runs = {run.name: run.episodes for run in read_runs([tmp_path])}
    assert set(runs) == {"salessim-baseline yes_man", "salessim-baseline leaver"}
    actions = {
        name: [one.transcript.action.name for one in told if one.transcript.action] for name, told in runs.items()
    }
    assert actions == {"salessim-baseline yes_man": ["add_to_cart"], "salessim-baseline leaver": ["end_conversation"]}


def test_of_the_same_model_and_options_the_newest_counts(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    log(tmp_path, "2026-01-01", "yes_man")
    newest = log(tmp_path, "2026-01-02", "yes_man")
    (run,) = read_runs([tmp_path])
    assert {episode.file for episode in run.episodes} == {newest}
    assert not caplog.records


def test_sellers_that_were_asked_for_one_by_one_are_one_run(tmp_path: Path) -> None:
    for day, behaviour in enumerate(("pushy-1", "pushy-2", "pushy-3"), start=1):
        log(tmp_path, f"2026-01-0{day}", "yes_man", seller=behaviour, behaviour=behaviour)
    (run,) = read_runs([tmp_path])
    assert [episode.behaviour for episode in run.episodes] == ["pushy-1", "pushy-2", "pushy-3"]


def test_what_was_made_with_other_options_is_not_left_out_in_silence(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    older = log(tmp_path, "2026-01-01", "yes_man", max_turns=3)
    log(tmp_path, "2026-01-02", "yes_man", max_turns=30)
    with caplog.at_level(logging.WARNING):
        assert len(list(read_samples(tmp_path))) == 1
    assert f"{older} is left out" in caplog.text


def test_a_log_that_is_named_twice_counts_once(tmp_path: Path) -> None:
    file = log(tmp_path / "a", "2026-01-01", "yes_man")
    (run,) = read_runs([tmp_path, tmp_path / "a", file])
    assert len(run.episodes) == 1


def test_episodes_that_were_only_played_have_no_scores(tmp_path: Path) -> None:
    log(tmp_path, "2026-01-01", "yes_man", scored=False)
    (episode,) = read_samples(tmp_path)
    assert episode.scores == {}
    assert episode.outcome == "unscored"


def test_an_empty_log_is_an_error_that_names_it(tmp_path: Path) -> None:
    file = tmp_path / f"samples_{TASK}_2026-01-01.jsonl"
    file.touch()
    with pytest.raises(ValueError, match=f"{file.name}: holds no samples"):
        read_runs([tmp_path])
