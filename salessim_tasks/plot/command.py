"""`salessim plot`: the curves of one or more training runs as one picture."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from salessim_tasks.plot.drawing import draw
from salessim_tasks.textfiles import write_whole
from salessim_tasks.training_log import read_log, series

__all__ = ["add_arguments", "plot_command"]

_KINDS = (".svg", ".png")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add which runs to draw, and where."""
    parser.add_argument("runs", type=Path, nargs="+", metavar="RUN_DIR", help="the `output` of a training run")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="a file .svg or .png; without it, curves.svg in the first RUN_DIR"
    )


def plot_command(arguments: argparse.Namespace) -> int:
    """Draw the picture and say where it is."""
    output: Path = arguments.output or arguments.runs[0] / "curves.svg"
    if output.suffix.lower() not in _KINDS:
        raise ValueError(f"--output {output}: must end in {' or '.join(_KINDS)}")
    folders = list(dict.fromkeys(folder.resolve() for folder in arguments.runs))
    logs = {name: series(read_log(folder)) for name, folder in zip(_names(folders), folders, strict=True)}
    write_whole(output, draw(logs, output.suffix.lower().removeprefix(".")))
    print(output)
    return 0


def _names(folders: Sequence[Path]) -> list[str]:
    """The end of each path, as short as it may be for all to differ."""
    for length in range(1, max(len(folder.parts) for folder in folders)):
        names = ["/".join(folder.parts[-length:]) for folder in folders]
        if len(set(names)) == len(names):
            return names
    return [str(folder) for folder in folders]
