"""`salessim run`: lm-eval's own `run`, with plugin tasks only, and with a journal under the output path.

The journal of a run that came to its end is set aside (`….done-1`, `….done-2`, …), so that the same command then
plays anew; that of a killed run is continued.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import yaml

from harness_ext import plugins
from harness_ext.seeding import digest
from salessim_tasks.run_errors import USERS_ERRORS, told_in_a_line

__all__ = ["run_command"]

_DEFAULT_OUTPUT = "salessim_results"
_READ = ("output_path", "log_samples", "model", "model_args", "include_path")


def run_command(argv: Sequence[str]) -> int:
    """Run lm-eval with `argv`, the arguments of `lm_eval run`.

    Returns 0, or 2 after an error of the user's own, which is told in a line; all others are raised
    (`salessim_tasks.run_errors` says which are which).
    """
    plugins.install()
    from lm_eval.__main__ import cli_evaluate

    from harness_ext.task import JOURNAL_VARIABLE

    arguments = _arguments(argv)
    sys.argv = ["lm_eval", "run", *argv]
    if not {"-h", "--help"} & set(argv):
        sys.argv += [] if arguments.output_path else ["--output_path", _DEFAULT_OUTPUT]
        sys.argv += [] if arguments.log_samples else ["--log_samples"]
    journal = _journal(arguments)
    set_by_user = JOURNAL_VARIABLE in os.environ
    if not set_by_user:
        os.environ[JOURNAL_VARIABLE] = str(journal)
    output = Path(arguments.output_path or _DEFAULT_OUTPUT)
    before = _samples(output)
    try:
        with plugins.only_plugins():
            cli_evaluate()
    except USERS_ERRORS as error:
        if (told := told_in_a_line(error, arguments.include_path)) is None:
            raise
        print(f"salessim: {told}", file=sys.stderr)
        return 2
    if int(os.environ.get("RANK", "0")) == 0:
        _print_summary(sorted(_samples(output) - before))
    if not set_by_user and journal.exists() and int(os.environ.get("RANK", "0")) == 0:
        if failed := _failed_episodes(journal):
            print(
                f"salessim: {failed} episodes ended as infrastructure errors; the same command plays just those again",
                file=sys.stderr,
            )
        else:
            journal.rename(_free_name(journal))
    return 0


def _samples(output: Path) -> set[Path]:
    return set((output.parent if output.suffix == ".json" else output).glob("**/samples_*.jsonl"))


def _print_summary(samples: Sequence[Path]) -> None:
    """Below lm-eval's table, what it has no room for: intervals, causes, what pressure did."""
    from salessim_tasks.rescore import summary_of
    from salessim_tasks.samples import read_runs
    from salessim_tasks.statistics.rendering import render

    for run in read_runs(samples) if samples else []:
        if any(episode.scores for episode in run.episodes):  # not after --predict_only
            print("\n" + render(summary_of(run)))


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Read from the command line or --config what the journal's place and our messages depend on; lm-eval reads
    everything again."""
    parser = _parser()
    config = parser.parse_known_args(list(argv))[0].config
    if config and Path(config).is_file():
        given = yaml.safe_load(Path(config).read_text(encoding="utf-8"))
        parser.set_defaults(**{name: given[name] for name in _READ if name in given})
    return parser.parse_known_args(list(argv))[0]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--output_path", "-o")
    parser.add_argument("--log_samples", "-s", action="store_true")
    parser.add_argument("--model", "-M", default="hf")
    parser.add_argument("--model_args", "-a", nargs="*", default=[])
    parser.add_argument("--config", "-C")
    parser.add_argument("--include_path")
    return parser


def _failed_episodes(journal: Path) -> int:
    """How many episodes have no entry but infrastructure errors."""
    failed: dict[str, bool] = {}
    for file in journal.glob("*.jsonl"):
        for line in file.read_text(encoding="utf-8").splitlines()[1:]:
            entry = json.loads(line)
            failed[entry["episode_id"]] = failed.get(entry["episode_id"], True) and entry["error"] is not None
    return sum(failed.values())


def _journal(arguments: argparse.Namespace) -> Path:
    """Models may share an output path, so each has a journal of its own."""
    output = Path(arguments.output_path or _DEFAULT_OUTPUT)
    folder = output.parent if output.suffix == ".json" else output
    return folder / "journal" / f"{arguments.model}-{digest(arguments.model_args)[:8]}"


def _free_name(journal: Path) -> Path:
    number = 1
    while (name := journal.with_name(f"{journal.name}.done-{number}")).exists():
        number += 1
    return name
