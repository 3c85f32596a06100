"""The command line that both trainings have: a run's YAML file, and whether to go on with it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from grpo.config import Run, Warmup, read_run

__all__ = ["train_by_file"]

_Kind = TypeVar("_Kind", Run, Warmup)


def train_by_file(
    module: str, does: str, kind: type[_Kind], build: Callable[[_Kind], Any], arguments: Sequence[str] | None
) -> None:
    """Train the run that `arguments` name, as `python -m <module>` does; what is wrong with it is told in a line."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=does)
    parser.add_argument("run", type=Path, help="a YAML file, see grpo/configs")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint in the run's folder")
    given = parser.parse_args(arguments)
    try:
        trainer = build(read_run(given.run, kind))
    except ValueError as error:
        parser.error(str(error))
    trainer.train(resume_from_checkpoint=given.resume or None)
    trainer.save_model()
