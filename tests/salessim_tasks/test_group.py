"""The group's YAML repeats what stands in the code; here is what keeps the two together."""

from __future__ import annotations

from pathlib import Path

import yaml

from salessim_tasks.metrics import METRICS
from salessim_tasks.version import SUITE_VERSION

GROUP = yaml.safe_load((Path(__file__).resolve().parents[2] / "task_configs" / "salessim.yaml").read_text("utf-8"))


def test_the_group_has_the_suites_version() -> None:
    assert GROUP["metadata"]["version"] == SUITE_VERSION


def test_the_group_aggregates_every_metric() -> None:
    assert {entry["metric"] for entry in GROUP["aggregate_metric_list"]} == {*METRICS, "infrastructure_error"}
