"""The `salessim` command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == ["run"]:  # lm-eval parses these, and an error may be a backend's: run_command knows which are not
        from salessim_tasks.run import run_command

        return run_command(given[1:])
    try:
        if given[:1] == ["data"]:
            from salessim_tasks import data_commands

            return data_commands.main(given[1:])
        return _other(given)
    except ValueError as error:
        print(f"salessim: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # `salessim show … | head`
        sys.stderr.close()
        return 0
    except OSError as error:  # a disk is full, or a folder that is to be written to is a file
        print(f"salessim: {_told(error)}", file=sys.stderr)
        return 2


def _told(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error)


def _other(given: list[str]) -> int:
    # Imported here: `salessim run` starts faster without them.
    from salessim_tasks import play, plot, report, rescore, show
    from salessim_tasks.customersim import exporting, importer, scoring
    from salessim_tasks.statistics import comparison

    parser = argparse.ArgumentParser(prog="salessim", description="Measures language models that play shoppers.")
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, does: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=does)
        added.set_defaults(run=run)
        return added

    commands.add_parser("run", help="the same as `lm_eval run`, with a journal and without lm-eval's own tasks")
    commands.add_parser("data", help="the stores' data: check, stats, card, generate")
    show.add_arguments(command("show", "print logged episodes", show.show_command))
    show.add_arguments(command("replay", "check that logged episodes come out the same again", show.replay_command))
    rescore.add_arguments(command("score", "score logged episodes again, with intervals", rescore.score_command))
    comparison.add_arguments(command("compare", "whether two runs differ, with intervals", comparison.compare_command))
    report.add_arguments(command("report", "write an HTML report with a viewer of the episodes", report.report_command))
    plot.add_arguments(command("plot", "draw the curves of training runs", plot.plot_command))
    play.add_arguments(command("play", "play the shopper yourself", play.play_command))
    importer.add_arguments(command("import-customersim", "make a task of the peer's data", importer.import_command))
    scoring.add_arguments(command("score-customersim", "give the peer's verdicts on rollouts", scoring.score_command))
    exporting.add_arguments(command("export", "write logged episodes in another layout", exporting.export_command))
    model = command("model", "packaged models", _model_command).add_subparsers(dest="model", required=True)
    export = model.add_parser("export", help="write a packaged model as an ordinary checkpoint")
    export.add_argument("name", choices=["smollm2-135m"])
    export.add_argument("folder", type=Path)

    arguments = parser.parse_args(given)
    status: int = arguments.run(arguments)
    return status


def _model_command(arguments: argparse.Namespace) -> int:
    from salessim_tasks.model_export import export_smollm2

    print(export_smollm2(arguments.folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
