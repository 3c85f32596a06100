"""The task files repeat what stands in the code, and one another; here is what keeps them together."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from lm_eval.api.registry import METRIC_REGISTRY
from lm_eval.tasks import TaskManager

from salessim_tasks.metrics import METRICS
from salessim_tasks.store import categories
from salessim_tasks.version import SUITE_VERSION

FOLDER = Path(__file__).resolve().parents[2] / "task_configs"
VARIANTS = {
    "salessim": ("task.ShoppingTask", ""),
    "salessim_vision": ("task.ShoppingTask", "  max_images: 12\n"),
    "salessim_fresh": ("task.FreshShoppingTask", ""),
    "salessim_reasoning": (
        "task.ShoppingTask",
        "  prompt_style: reasoning\ngeneration_kwargs:\n  max_gen_toks: 1024\n",
    ),
    "salessim_human": ("task.ShoppingTask", "  prompt_style: human\n"),
    "salessim_pushy": ("contrasts.PressureTask", "  behaviour: pushy-2\n"),
    "salessim_omitting": ("contrasts.PressureTask", "  behaviour: omitting\n"),
    "salessim_misreading": ("contrasts.PressureTask", "  behaviour: misreading\n"),
    "salessim_pressure": (
        "contrasts.PressureTask",
        "  behaviour: [helpful, pushy-1, pushy-2, pushy-3, omitting, misreading]\n",
    ),
    "salessim_twins": ("contrasts.TwinsTask", ""),
}
"""The class of each group's tasks, and the options besides the store."""
GROUPS = tuple(VARIANTS)
# Their mean over stores would be no bound, and no difference that a run over all of them could detect.
NO_MEANS = {"decision_alignment_low", "decision_alignment_high", "detectable_difference"}


def _group(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8")))


def _text(name: str) -> str:
    return (FOLDER / f"{name}.yaml").read_text("utf-8")


@cache
def _task(name: str) -> Any:
    manager = TaskManager(include_path=str(FOLDER), include_defaults=False)
    return manager.load([name])["tasks"][name]


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_has_a_task_for_each_of_the_six_stores(group: str) -> None:
    tasks = _group(group)["task"]
    assert sorted(tasks) == [f"{group}_{category}" for category in categories()]
    assert len(tasks) == 6


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_has_the_suites_version(group: str) -> None:
    assert _group(group)["metadata"]["version"] == SUITE_VERSION


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_aggregates_every_metric_of_its_tasks(group: str) -> None:
    metrics = [entry["metric"] for entry in _group(group)["aggregate_metric_list"]]
    assert len(metrics) == len(set(metrics))
    assert {*metrics} | NO_MEANS == {*_task(f"{group}_laptops").aggregation()}


@pytest.mark.parametrize("category", categories())
@pytest.mark.parametrize("group", GROUPS)
def test_the_tasks_of_a_store_differ_in_what_the_group_stands_for_only(group: str, category: str) -> None:
    plain = _text(f"salessim_{category}")
    assert f"category: {category}\n" in plain
    kind, options = VARIANTS[group]
    same = plain.replace(f"task: salessim_{category}", f"task: {group}_{category}")
    assert _text(f"{group}_{category}") == same.replace("task.ShoppingTask", kind) + options


@pytest.mark.parametrize("group", GROUPS)
def test_every_metric_is_registered_or_belongs_to_the_group(group: str) -> None:
    task = _task(f"{group}_laptops")
    assert set(METRICS) <= set(task.metrics)
    assert {f"salessim_{name}" for name in METRICS} <= set(METRIC_REGISTRY)


def test_there_are_no_other_task_files() -> None:
    tasks = {f"{group}_{category}" for group in GROUPS for category in categories()}
    assert {file.stem for file in FOLDER.glob("*.yaml")} == {*GROUPS, *tasks, "_shopping"}


def test_lm_eval_finds_the_groups_and_what_is_in_them() -> None:
    manager = TaskManager(include_path=str(FOLDER), include_defaults=False)
    assert set(manager.all_groups) == set(GROUPS)
    assert len(manager.all_subtasks) == 6 * len(GROUPS)


def test_lm_eval_loads_a_store_with_the_settings_that_all_share() -> None:
    task = _task("salessim_laptops")
    assert task.config.generation_kwargs["max_gen_toks"] == 512
    assert not task.MULTIMODAL
    assert len(task.test_docs()) == 100
