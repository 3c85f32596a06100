"""Train as `python -m grpo.train` does, as one of several processes, and tell what this one saw.

    torchrun --nproc_per_node 2 tests/support/told_by_ranks.py FOLDER RUN.yaml

writes FOLDER/<rank>.json: `played`: the scenarios of each rollout; `shortcuts`: each rollout's, of this rank alone;
`said`: a digest of its tokens; `began` and `weights`: digests of what is trained,
before and after; `saves`: how often an adapter was written;
`log`: the trainer's entries of steps.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

from peft import PeftModel

from grpo import hook, train
from grpo.rewards import shortcuts
from harness_ext.seeding import digest

__all__: list[str] = []

told: dict[str, Any] = {"played": [], "shortcuts": [], "said": [], "saves": 0}
trainers: list[Any] = []
save, call, build = PeftModel.save_pretrained, hook.Rollouts.__call__, train.build_trainer


def _called(self: hook.Rollouts, prompts: Any, trainer: Any) -> dict[str, Any]:
    found = call(self, prompts, trainer)
    told["played"].append([int(prompt[0]["scenario"]) for prompt in prompts])
    told["said"].append(digest(found["completion_ids"]))
    return found


def _counted(played: Any) -> dict[str, float]:
    told["shortcuts"].append(shortcuts(played))
    return shortcuts(played)


def _saved(self: Any, *given: Any, **options: Any) -> Any:
    told["saves"] += 1
    return save(self, *given, **options)


def _built(run: Any) -> Any:
    trainers.append(build(run))
    told["began"] = _weights(trainers[-1])
    return trainers[-1]


def _weights(trainer: Any) -> str:
    trained = {name: value.tolist() for name, value in trainer.model.named_parameters() if value.requires_grad}
    return digest({name.removeprefix("module."): value for name, value in trained.items()})


if __name__ == "__main__":
    folder, run = sys.argv[1:]
    with (
        patch.object(PeftModel, "save_pretrained", _saved),
        patch.object(hook.Rollouts, "__call__", _called),
        patch.object(hook, "shortcuts", _counted),
        patch.object(train, "build_trainer", _built),
    ):
        train.main([run])
    (trainer,) = trainers
    told["weights"] = _weights(trainer)
    told["log"] = [entry for entry in trainer.state.log_history if "loss" in entry]
    Path(folder, f"{os.environ['RANK']}.json").write_text(json.dumps(told), encoding="utf-8")
