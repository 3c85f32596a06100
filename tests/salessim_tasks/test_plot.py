"""`salessim plot` draws what a log holds, and says which line of which file is none."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from salessim_tasks.cli import main
from salessim_tasks.plot import groups
from salessim_tasks.plot.drawing import _smooth
from salessim_tasks.training_log import read_log, series

SVG = "{http://www.w3.org/2000/svg}"


def log(folder: Path, *entries: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "log.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    return folder


def run(folder: Path, steps: int = 30) -> Path:
    """The log of a run with something for each group of panels."""
    entries: list[dict[str, Any]] = []
    for step in range(1, steps + 1):
        entries.append({"step": step, "shortcuts/leaves": 0.5, "shortcuts/silent": 0.0})
        told = {"reward": step / steps, "rewards/decision/mean": 0.5, "rewards/turns/mean": None, "entropy": 2.0}
        entries.append({"step": step, **told, "step_time": 9.0, "time/generation": 6.0, "unknown": 1.0})
        if step % 10 == 0:
            entries.append({"step": step, "eval/decision_alignment": 0.4, "eval/something_new": 1.5})
    return log(folder, *entries)


def texts(file: Path) -> list[str]:
    return [text for element in ElementTree.parse(file).iter(f"{SVG}text") if (text := "".join(element.itertext()))]


@pytest.fixture
def matplotlib() -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed (pip install '.[plot]')")


@pytest.mark.usefixtures("matplotlib")
def test_a_picture_has_a_panel_for_all_that_was_logged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plot", str(run(tmp_path / "seed1"))]) == 0
    picture = tmp_path / "seed1" / "curves.svg"
    assert capsys.readouterr().out == f"{picture}\n"
    told = texts(picture)
    for words in (
        *("Training", "Total reward", "Entropy", "Rewards, means", "Decision"),
        *("Evaluation on dev", "Decision alignment", "Something new"),
        *("Shortcuts, share of episodes", "Leaves", "Silent", "Time of a step, seconds", "Whole step", "Generation"),
    ):
        assert words in told
    for words in ("Turns", "Unknown", "Loss", "Completion length, tokens"):  # without a value, or of no use, or absent
        assert words not in told


@pytest.mark.usefixtures("matplotlib")
def test_runs_are_told_apart_by_the_ends_of_their_folders(tmp_path: Path) -> None:
    folders = [run(tmp_path / name / "seed1") for name in ("mixed", "helpful")]
    picture = tmp_path / "both.svg"
    assert main(["plot", *map(str, folders), "--output", str(picture)]) == 0
    assert {"mixed/seed1", "helpful/seed1"} <= set(texts(picture))


@pytest.mark.usefixtures("matplotlib")
@pytest.mark.parametrize("steps", [1, 40])
def test_a_run_of_any_length_can_be_drawn_as_png(tmp_path: Path, steps: int) -> None:
    picture = tmp_path / "curves.PNG"
    assert main(["plot", str(run(tmp_path / "run", steps)), "--output", str(picture)]) == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.usefixtures("matplotlib")
def test_what_a_run_did_not_log_yet_takes_no_room(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    later = log(tmp_path / "later", *({"step": n, "shortcuts/leaves": 0.5, "shortcuts/new": 1.0} for n in (1, 2, 3)))
    assert main(["plot", str(run(tmp_path / "earlier")), str(later)]) == 0
    assert not [str(one.message) for one in recwarn if "layout" in str(one.message)]


def test_the_panels_are_in_the_order_of_the_report_and_of_the_log() -> None:
    told = groups(["rewards/turns/mean", "rewards/decision/mean", "eval/new", "eval/echo", "eval/decision_alignment"])
    assert [[panel.title for panel in group.panels] for group in told] == [
        ["Turns", "Decision"],
        ["Decision alignment", "Echo", "New"],
    ]


def test_shares_are_not_drawn_among_seconds() -> None:
    training, times = groups(["time/seller", "time/seller_and_rewards_share"])
    assert [(panel.title, panel.share) for panel in training.panels] == [("Seller and rewards, share", True)]
    assert [panel.title for panel in times.panels] == ["Seller"]


def test_smoothing_keeps_what_is_steady_and_takes_the_mean_of_neighbours() -> None:
    assert _smooth(np.full(60, 3.0)) == pytest.approx(np.full(60, 3.0))
    values = np.arange(60.0) ** 2
    assert _smooth(values)[30] == pytest.approx(values[27:34].mean())
    assert _smooth(values)[0] == pytest.approx(values[:4].mean())


def test_a_line_that_is_being_written_does_not_count_and_the_last_value_of_a_step_does(tmp_path: Path) -> None:
    folder = log(tmp_path, {"step": 2, "loss": 4}, {"step": 1, "loss": 1.0}, {"step": 2, "loss": 2.0, "kl": None})
    with (folder / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"step": 3, "lo')
    assert series(read_log(folder)) == {"loss": {1: 1.0, 2: 2.0}}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"step": 2, "lo', "must be JSON"),
        ("[1]", "must be an object of numbers"),
        ('{"step": 2, "loss": "low"}', "loss: must be a number or null, not 'low'"),
        ('{"loss": 0.5}', "step: must be there, a whole number from 0 on"),
        ('{"step": 1.5}', "step: must be there"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, message: str) -> None:
    folder = log(tmp_path / "run", {"step": 1, "loss": 0.5})
    with (folder / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    assert main(["plot", str(folder)]) == 2
    assert re.search(rf"log\.jsonl:2: {message}", capsys.readouterr().err)


def test_a_folder_without_a_log_and_a_wrong_ending_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plot", str(tmp_path)]) == 2
    assert f"{tmp_path}: no log.jsonl here; name the folder of a training run" in capsys.readouterr().err
    assert main(["plot", str(run(tmp_path / "run")), "--output", "curves.gif"]) == 2
    assert "--output curves.gif: must end in .svg or .png" in capsys.readouterr().err


def test_a_log_without_a_curve_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plot", str(log(tmp_path / "empty"))]) == 2
    assert "empty: nothing that was logged can be drawn" in capsys.readouterr().err


def test_where_matplotlib_is_missing_it_is_said_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert main(["plot", str(run(tmp_path / "run"))]) == 2
    assert "pip install 'salessim[plot]'" in capsys.readouterr().err


def test_the_command_loads_neither_torch_nor_matplotlib_before_it_draws() -> None:
    code = "import salessim_tasks.plot, sys; sys.exit(bool({'torch', 'transformers', 'matplotlib'} & {*sys.modules}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
