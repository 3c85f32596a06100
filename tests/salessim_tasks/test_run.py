"""What `salessim run` reads before lm-eval does, and what it makes of a finished journal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness_ext.episode import EpisodeResult
from harness_ext.journal import Journal
from salessim_tasks.rescore import _folders
from salessim_tasks.run import _arguments, _failed_episodes, _journal
from salessim_tasks.run_errors import told_in_a_line


def test_the_journals_place_depends_on_output_and_model() -> None:
    one = _journal(_arguments(["--output_path", "out", "--model", "hf", "--model_args", "pretrained=a"]))
    other = _journal(_arguments(["--output_path", "out", "--model", "hf", "--model_args", "pretrained=b"]))
    assert one.parent == other.parent == Path("out/journal")
    assert one != other


def test_an_output_path_that_is_a_file_has_its_journal_beside_it() -> None:
    assert _journal(_arguments(["--output_path", "out/results.json"])).parent == Path("out/journal")


def test_a_config_file_counts_and_the_command_line_wins(tmp_path: Path) -> None:
    config = tmp_path / "run.yaml"
    config.write_text("model: salessim-baseline\noutput_path: here\nlog_samples: true\n")
    read = _arguments(["--config", str(config)])
    assert (read.model, read.output_path, read.log_samples) == ("salessim-baseline", "here", True)
    assert _arguments(["--config", str(config), "--output_path", "there"]).output_path == "there"


def test_episodes_that_failed_and_were_not_played_since_are_counted(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "t", {})
    for episode_id, error in [("a", "boom"), ("b", None), ("c", "boom"), ("c", None)]:
        journal.append([EpisodeResult(episode_id, "t", "s", 0, error, 0, {})])
    journal.close()
    assert _failed_episodes(tmp_path) == 1


def _raised(*frames: tuple[str, str]) -> ValueError:
    """An error that came through functions of these modules, the deepest last."""
    inner: Callable[[], Any] | None = None
    for module, name in reversed(frames):
        scope: dict[str, Any] = {"__name__": module, "inner": inner}
        body = "raise ValueError('x is wrong')" if inner is None else "return inner()"
        exec(f"def {name}():\n    {body}\n", scope)
        inner = scope[name]
    assert inner is not None
    with pytest.raises(ValueError, match="x is wrong") as caught:
        inner()
    return caught.value


@pytest.mark.parametrize(
    ("frames", "told"),
    [
        ([("lm_eval.evaluator", "evaluate"), ("salessim_tasks.task", "scenarios")], True),
        ([("lm_eval.evaluator", "evaluate"), ("harness_ext.runner", "run_episodes"), ("harness_ext.x", "f")], True),
        ([("lm_eval._cli.harness", "parse_args"), ("argparse", "parse")], True),
        ([("salessim_tasks.run", "run_command"), ("lm_eval.models.huggingface", "load")], False),
        ([("harness_ext.runner", "run_episodes"), ("transformers.models", "forward")], False),
        ([("harness_ext.runner", "_play"), ("vllm", "f"), ("salessim_tasks.seller.agent", "reply")], False),
        ([("harness_ext.task", "apply_filters"), ("salessim_tasks.scoring", "score_episodes")], False),
    ],
)
def test_only_errors_that_are_surely_the_users_own_lose_their_traceback(
    frames: list[tuple[str, str]], told: bool
) -> None:
    assert told_in_a_line(_raised(*frames)) == ("x is wrong" if told else None)


def test_folders_for_models_are_safe_names_and_no_two_alike() -> None:
    names = ["hf a/b", "hf a b", "HF A:B", "..", "modèle", "x" * 300]

    found = _folders(names)

    assert found == _folders(names)
    assert found[:4] == ["hf-a-b", "hf-a-b-2", "HF-A-B-3", "model"]
    assert len({name.lower() for name in found}) == len(names)
    assert all(len(name) <= 110 and name.isascii() and not set(name) & set("/\\: ") for name in found)
