"""The log of a run is whole, is that of one run, and can be read whenever the run was killed."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trl", reason="trl is not installed (pip install '.[grpo]'; `tox -e grpo` does)")

import torch
from transformers import Trainer, TrainerCallback, TrainingArguments

from grpo.config import Run, read_run
from grpo.log import log_to
from grpo.train import build_trainer
from salessim_tasks.training_log import read_log


class Squares(torch.nn.Module):
    """A model of one weight."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(1))

    def forward(self, x: torch.Tensor, labels: torch.Tensor) -> dict[str, torch.Tensor]:
        return {"loss": ((self.weight * x - labels) ** 2).mean()}


class Extra(TrainerCallback):
    """Logs within a step what a rollout does, and an evaluation after every second one."""

    trainer: Any

    def on_substep_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self.trainer.log({"shortcuts/leaves": state.global_step / 10, "odd": math.nan, "note": "text"})

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any], **_: Any) -> None:
        if "loss" in logs and state.global_step % 2 == 0:
            self.trainer.log({"eval/decision_alignment": 0.5})


def trainer_of(folder: Path, steps: int) -> Trainer:
    data = [{"x": torch.tensor([float(number)]), "labels": torch.tensor([2.0 * number])} for number in range(1, 9)]
    extra = Extra()
    arguments = TrainingArguments(
        str(folder),
        max_steps=steps,
        per_device_train_batch_size=1,
        gradient_accumulation_steps=2,
        logging_steps=1,
        save_steps=1,
        learning_rate=1e-3,
        lr_scheduler_type="constant",
        report_to=[],
        use_cpu=True,
    )
    trainer = Trainer(Squares(), arguments, train_dataset=data, callbacks=[extra])
    extra.trainer = trainer
    log_to(trainer, folder)
    return trainer


def steps_of(folder: Path, name: str) -> list[float | None]:
    return [entry["step"] for entry in read_log(folder) if name in entry]


def test_every_entry_is_a_line_of_its_own_step(tmp_path: Path) -> None:
    trainer = trainer_of(tmp_path, 4)
    trainer.train()
    assert steps_of(tmp_path, "loss") == steps_of(tmp_path, "shortcuts/leaves") == [1, 2, 3, 4]
    assert steps_of(tmp_path, "eval/decision_alignment") == [2, 4]
    entries = read_log(tmp_path)
    assert [entry["odd"] for entry in entries if "odd" in entry] == [None] * 4
    assert not any("note" in entry for entry in entries)
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    assert [entry["loss"] for entry in entries if "loss" in entry] == losses


def test_a_resumed_run_has_the_log_of_one_run(tmp_path: Path) -> None:
    trainer_of(tmp_path / "whole", 5).train()
    broken = tmp_path / "broken"
    trainer_of(broken, 4).train()
    with (broken / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"loss": 0.25, "st')  # what a kill left
    trainer_of(broken, 5).train(resume_from_checkpoint=str(broken / "checkpoint-2"))

    def told(folder: Path) -> list[tuple[Any, ...]]:
        names = ("step", "loss", "shortcuts/leaves", "eval/decision_alignment")
        return [tuple(entry.get(name) for name in names) for entry in read_log(folder)]

    assert told(broken) == told(tmp_path / "whole")


def test_a_new_run_in_the_same_folder_begins_a_new_log(tmp_path: Path) -> None:
    trainer_of(tmp_path, 3).train()
    trainer_of(tmp_path, 2).train()
    assert steps_of(tmp_path, "loss") == [1, 2]


def test_the_terminal_has_a_line_a_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trainer_of(tmp_path, 3).train()
    captured = capsys.readouterr()
    lines = captured.out.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["step 1/3", "step 2/3", "step 3/3"]
    loss = next(entry["loss"] for entry in read_log(tmp_path) if "loss" in entry)
    assert f"loss {loss:.4f}" in lines[0]
    assert ["dev decision 0.500" in line for line in lines] == [False, True, False]
    assert "%|" not in captured.err


def test_a_line_is_written_at_once_and_in_json_that_all_read(tmp_path: Path) -> None:
    trainer = trainer_of(tmp_path, 1)
    seen: list[str] = []

    class Look(TrainerCallback):
        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            seen.append((tmp_path / "log.jsonl").read_text())

    trainer.add_callback(Look())
    trainer.train()
    (line,) = seen[0].splitlines()
    assert json.loads(line, parse_constant=pytest.fail)["odd"] is None


def run_file(folder: Path, report_to: str) -> Path:
    file = folder / "run.yaml"
    file.write_text(f"model: m\noutput: o\nsteps: 1\nweights: {{decision: 1}}\nreport_to: {report_to}\n")
    return file


def test_a_run_names_its_trackers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grpo.config.find_spec", lambda name: json.__spec__)  # as if all were installed
    assert read_run(run_file(tmp_path, "[trackio, tensorboard]"), Run).report_to == ("trackio", "tensorboard")
    with pytest.raises(ValueError, match=r"run\.yaml: report_to\.0: Input should be 'trackio', 'wandb' or 'tensorb"):
        read_run(run_file(tmp_path, "[tensorbord]"), Run)


def test_a_tracker_that_is_missing_is_named_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "wandb").mkdir()  # what the tracker leaves behind is not the tracker
    monkeypatch.delitem(sys.modules, "wandb", raising=False)
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    with pytest.raises(ValueError, match=r"run\.yaml: report_to: wandb is not installed; pip install wandb"):
        read_run(run_file(tmp_path, "[wandb]"), Run)


def test_trackers_get_what_is_logged(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from transformers.integrations import integration_utils

    logged: dict[str, float] = {}

    class Tracker(TrainerCallback):
        def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any], **_: Any) -> None:
            logged.update(logs)

    monkeypatch.setitem(integration_utils.INTEGRATION_TO_CALLBACK, "tensorboard", Tracker)
    small = {"categories": ["laptops"], "behaviours": ["helpful"], "products": 24, "personas": 1, "max_turns": 1}
    given = {
        "model": str(tiny),
        "output": str(tmp_path),
        "steps": 1,
        "weights": {"decision": 1.0},
        "group": 2,
        "groups": 1,
    }
    trainer = build_trainer(Run.model_validate(given | small | {"report_to": ["tensorboard"]}))
    trainer.log({"reward": 0.5})
    assert logged["reward"] == 0.5
    assert read_log(tmp_path)[0]["reward"] == 0.5
