"""What `salessim run` reads before lm-eval does, and what it makes of a finished journal."""

from __future__ import annotations

from pathlib import Path

from harness_ext.episode import EpisodeResult
from harness_ext.journal import Journal
from salessim_tasks.run import _arguments, _failed_episodes, _journal


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
