"""The task files repeat what stands in the code, and one another; here is what keeps them together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from lm_eval.tasks import TaskManager

from salessim_tasks.metrics import METRICS
from salessim_tasks.store import categories
from salessim_tasks.version import SUITE_VERSION

FOLDER = Path(__file__).resolve().parents[2] / "task_configs"
GROUPS = ("salessim", "salessim_vision", "salessim_fresh")


def _group(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8")))


def _text(name: str) -> str:
    return (FOLDER / f"{name}.yaml").read_text("utf-8")


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_has_a_task_for_each_of_the_six_stores(group: str) -> None:
    tasks = _group(group)["task"]
    assert sorted(tasks) == [f"{group}_{category}" for category in categories()]
    assert len(tasks) == 6


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_has_the_suites_version(group: str) -> None:
    assert _group(group)["metadata"]["version"] == SUITE_VERSION


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_aggregates_every_metric(group: str) -> None:
    metrics = [entry["metric"] for entry in _group(group)["aggregate_metric_list"]]
    assert sorted(metrics) == sorted([*METRICS, "infrastructure_error"])
    assert _group(group)["aggregate_metric_list"] == _group("salessim")["aggregate_metric_list"]


@pytest.mark.parametrize("category", categories())
def test_the_tasks_of_a_store_differ_in_pictures_and_origin_only(category: str) -> None:
    plain = _text(f"salessim_{category}")
    assert f"category: {category}\n" in plain
    vision = plain.replace(f"task: salessim_{category}", f"task: salessim_vision_{category}") + "  max_images: 12\n"
    assert _text(f"salessim_vision_{category}") == vision
    fresh = plain.replace(f"task: salessim_{category}", f"task: salessim_fresh_{category}")
    assert _text(f"salessim_fresh_{category}") == fresh.replace("task.ShoppingTask", "task.FreshShoppingTask")


def test_there_are_no_other_task_files() -> None:
    tasks = {f"{group}_{category}" for group in GROUPS for category in categories()}
    assert {file.stem for file in FOLDER.glob("*.yaml")} == {*GROUPS, *tasks, "_shopping"}


def test_lm_eval_finds_the_groups_and_what_is_in_them() -> None:
    manager = TaskManager(include_path=str(FOLDER), include_defaults=False)
    assert set(manager.all_groups) == set(GROUPS)
    assert len(manager.all_subtasks) == 18


def test_lm_eval_loads_a_store_with_the_settings_that_all_share() -> None:
    manager = TaskManager(include_path=str(FOLDER), include_defaults=False)
    task = manager.load(["salessim_laptops"])["tasks"]["salessim_laptops"]
    assert task.config.generation_kwargs["max_gen_toks"] == 512
    assert not task.MULTIMODAL
    assert len(task.test_docs()) == 100
