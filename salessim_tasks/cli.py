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
    if given[:1] == ["run"]:  # lm-eval parses these
        from salessim_tasks.run import run_command

        return run_command(given[1:])
    try:
        return _other(given)
    except ValueError as error:
        print(f"salessim: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # `salessim show … | head`
        sys.stderr.close()
        return 0


def _other(given: list[str]) -> int:
    # Imported here: `salessim run` starts faster without them.
    from salessim_tasks import checks, show

    parser = argparse.ArgumentParser(prog="salessim", description="Measures language models that play shoppers.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="the same as `lm_eval run`, with a journal and without lm-eval's own tasks")
    show.add_arguments(commands.add_parser("show", help="print logged episodes"))
    show.add_arguments(commands.add_parser("replay", help="check that logged episodes come out the same again"))
    data = commands.add_parser("data", help="the stores' data").add_subparsers(dest="data", required=True)
    data.add_parser("check", help="validate every data file", add_help=False)
    model = commands.add_parser("model", help="packaged models").add_subparsers(dest="model", required=True)
    export = model.add_parser("export", help="write a packaged model as an ordinary checkpoint")
    export.add_argument("name", choices=["smollm2-135m"])
    export.add_argument("folder", type=Path)

    arguments, rest = parser.parse_known_args(given)
    if rest and arguments.command != "data":
        parser.error(f"unrecognised arguments: {' '.join(rest)}")
    match arguments.command:
        case "show":
            return show.show_command(arguments)
        case "replay":
            return show.replay_command(arguments)
        case "data":
            return checks.main(rest)
        case "model":
            from salessim_tasks.model_export import export_smollm2

            print(export_smollm2(arguments.folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
