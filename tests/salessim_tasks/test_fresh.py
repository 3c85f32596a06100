"""Fresh worlds: the same seed plays the same episodes in any process, another seed another world."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from harness_ext.runner import run_episodes
from salessim_tasks.baselines import BaselineLM
from salessim_tasks.store import categories, load_store
from salessim_tasks.task import FreshShoppingTask

SMALL = {"products": 16, "personas": 10}


def _played(folder: Path, seed: int, hash_seed: str = "0") -> list[dict[str, Any]]:
    """The samples of a run in a process of its own."""
    metadata = json.dumps({"seed": seed, **SMALL})
    command = [
        *(sys.executable, "-m", "salessim_tasks.cli", "run", "--tasks", "salessim_fresh_laptops", "--limit", "5"),
        *("--model", "salessim-baseline", "--model_args", "policy=faithful"),
        *("--metadata", metadata, "--output_path", "out"),
    ]
    folder.mkdir()
    env = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (samples,) = folder.glob("**/samples_salessim_fresh_laptops_*.jsonl")
    return [json.loads(line) for line in samples.read_text().splitlines()]


def _episodes(samples: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [json.loads(trial) for sample in samples for trial in sample["resps"][0]]


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    return _played(tmp_path_factory.mktemp("fresh") / "seven", 7)


def test_the_same_seed_gives_the_same_transcripts(seven: list[dict[str, Any]], tmp_path: Path) -> None:
    again = _played(tmp_path / "again", 7, hash_seed="4242")
    assert len(seven) == 5
    assert [sample["doc"] for sample in again] == [sample["doc"] for sample in seven]
    assert _records(again) == _records(seven)
    ids = [[episode["episode_id"] for episode in _episodes(samples)] for samples in (seven, again)]
    assert ids[0] == ids[1]


def test_another_seed_gives_another_world(seven: list[dict[str, Any]], tmp_path: Path) -> None:
    other = _played(tmp_path / "other", 8)
    assert not [record for record in _records(other) if record in _records(seven)]
    names = [{sample["doc"]["persona"]["name"] for sample in samples} for samples in (seven, other)]
    assert names[0].isdisjoint(names[1])


def test_an_episode_logs_the_world_it_was_played_in_and_the_faithful_shopper_is_right(
    seven: list[dict[str, Any]],
) -> None:
    assert all(sample["doc"]["store"]["world"] == {"seed": 7, **SMALL} for sample in seven)
    scores = [json.loads(score) for sample in seven for score in sample["filtered_resps"][0]]
    assert [score["decision_alignment"] for score in scores] == [1.0] * 5


def _records(samples: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [episode["record"] for episode in _episodes(samples)]


# ---------------------------------------------------------------------- without a process of its own
def _task(**options: Any) -> FreshShoppingTask:
    given = {"category": "laptops", **SMALL, **options}
    return FreshShoppingTask({"task": "fresh", "dataset_kwargs": given})


def test_nothing_of_a_fresh_world_stands_in_the_shipped_store() -> None:
    shipped = load_store("laptops")
    told = {persona.background for persona in shipped.personas} | {persona.name for persona in shipped.personas}
    for doc in _task(seed=7).scenarios():
        assert not {doc["persona"]["background"], doc["persona"]["name"]} & told


def test_the_fingerprint_tells_one_world_from_another() -> None:
    assert _task(seed=7).fingerprint() == _task(seed=7).fingerprint()
    one, other = (_task(seed=seed).fingerprint()["data"] for seed in (7, 8))
    assert {"products", "personas"} <= {kind for kind in one if one[kind] != other[kind]}


@pytest.mark.parametrize("category", categories())
def test_in_a_fresh_world_of_any_store_the_faithful_shopper_finds_what_it_wants(category: str) -> None:
    task = _task(category=category, seed=7, products=24, personas=20)
    task.build_all_requests(apply_chat_template=True)
    requests = list(task.instances or [])
    episodes = run_episodes(BaselineLM("faithful"), requests)
    scores = [task.score(request.doc, episode) for request, episode in zip(requests, episodes, strict=True)]
    assert sum(score["decision_alignment"] for score in scores) >= 0.9 * len(scores)
    shown = [score["acceptable_shown"] for score in scores if score["acceptable_shown"] is not None]
    assert 0 < len(shown) < len(scores)
    assert sum(shown) >= 0.9 * len(shown)


@pytest.mark.parametrize(("name", "value"), [("seed", -1), ("seed", "seven"), ("products", 3), ("personas", 0)])
def test_a_world_that_cannot_be_made_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"task fresh: {name} must be a whole number of at least"):
        _task(**{name: value})


def test_a_world_has_test_personas_only() -> None:
    with pytest.raises(ValueError, match="no persona of split 'dev'"):
        _task(split="dev").scenarios()
