"""The `salessim` command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == ["run"]:  # lm-eval parses these; its errors keep their traceback, they may be a backend's
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


def _other(given: list[str]) -> int:
    # Imported here: `salessim run` starts faster without them.
    from salessim_tasks import play, report, rescore, show
    from salessim_tasks.customersim import exporting, importer, scoring
    from salessim_tasks.statistics import comparison

    parser = argparse.ArgumentParser(prog="salessim", description="Measures language models that play shoppers.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="the same as `lm_eval run`, with a journal and without lm-eval's own tasks")
    commands.add_parser("data", help="the stores' data: check, stats, card, generate")
    show.add_arguments(commands.add_parser("show", help="print logged episodes"))
    show.add_arguments(commands.add_parser("replay", help="check that logged episodes come out the same again"))
    rescore.add_arguments(commands.add_parser("score", help="score logged episodes again, with intervals"))
    comparison.add_arguments(commands.add_parser("compare", help="whether two runs differ, with intervals"))
    report.add_arguments(commands.add_parser("report", help="write an HTML report with a viewer of the episodes"))
    play.add_arguments(commands.add_parser("play", help="play the shopper yourself"))
    importer.add_arguments(commands.add_parser("import-customersim", help="make a task of the peer's data"))
    scoring.add_arguments(commands.add_parser("score-customersim", help="give the peer's verdicts on rollouts"))
    exporting.add_arguments(commands.add_parser("export", help="write logged episodes in another layout"))
    model = commands.add_parser("model", help="packaged models").add_subparsers(dest="model", required=True)
    export = model.add_parser("export", help="write a packaged model as an ordinary checkpoint")
    export.add_argument("name", choices=["smollm2-135m"])
    export.add_argument("folder", type=Path)

    arguments = parser.parse_args(given)
    match arguments.command:
        case "show":
            return show.show_command(arguments)
        case "replay":
            return show.replay_command(arguments)
        case "score":
            return rescore.score_command(arguments)
        case "compare":
            return comparison.compare_command(arguments)
        case "report":
            return report.report_command(arguments)
        case "play":
            return play.play_command(arguments)
        case "import-customersim":
            return importer.import_command(arguments)
        case "score-customersim":
            return scoring.score_command(arguments)
        case "export":
            return exporting.export_command(arguments)
        case "model":
            from salessim_tasks.model_export import export_smollm2

            print(export_smollm2(arguments.folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
