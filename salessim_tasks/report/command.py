"""`salessim report`: logged episodes as a folder of pages that opens in any browser, without server and network."""

from __future__ import annotations

import argparse
from pathlib import Path

from salessim_tasks.counting import counted
from salessim_tasks.samples import read_runs

__all__ = ["add_arguments", "report_command"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add which results to report, and where."""
    parser.add_argument(
        "results", type=Path, nargs="+", help="folders given as --output_path (one or more models), or samples_*.jsonl"
    )
    parser.add_argument("--out", type=Path, required=True, help="the folder to write; an earlier report is replaced")


def report_command(arguments: argparse.Namespace) -> int:
    """Write the report and say where it is."""
    from salessim_tasks.report.writing import write_report

    runs = read_runs(arguments.results)
    write_report(runs, arguments.out)
    episodes = counted(sum(len(run.episodes) for run in runs), "episode")
    print(f"{episodes} of {counted(len(runs), 'run')}: open {arguments.out / 'index.html'}")
    return 0
