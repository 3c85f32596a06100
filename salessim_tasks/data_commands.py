"""`salessim data …`: check, count, describe, generate and look at stores."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from salessim_tasks import checks
from salessim_tasks.data_card import data_card
from salessim_tasks.stats import attribute_table, overview_table, stats_of
from salessim_tasks.store import categories, load_store
from salessim_tasks.textfiles import write_whole

__all__ = ["main"]


def main(argv: Sequence[str]) -> int:
    """Run `salessim data` with these arguments and return the exit status."""
    if argv[:1] == ["check"]:
        return checks.main(argv[1:])
    parser = _parser()
    arguments = parser.parse_args(argv)
    match arguments.command:
        case "stats":
            print(_statistics(checks.chosen_categories(parser, arguments.category, arguments.root), arguments.root))
        case "card":
            card = data_card([load_store(category) for category in categories()])
            sys.stdout.write(card) if arguments.out is None else write_whole(arguments.out, card)
        case "generate":
            from salessim_tasks.worlds import generate, write_world

            world = generate(
                arguments.seed, arguments.category, arguments.products, arguments.personas, arguments.split
            )
            print(write_world(world, arguments.out, pictures=not arguments.no_pictures))
    return 0


def _statistics(categories: Sequence[str], root: Path | None) -> str:
    stores = [load_store(category, root) for category in categories]
    figures = [stats_of(store) for store in stores]
    tables = [
        f"{store.schema.category}\n\n{attribute_table(store, one)}" for store, one in zip(stores, figures, strict=True)
    ]
    return "\n\n".join([overview_table(figures), *tables])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="salessim data", description="The stores' data.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="validate every data file", add_help=False)
    stats = commands.add_parser("stats", help="print what the stores consist of, as Markdown tables")
    stats.add_argument("category", nargs="*", help="default: all")
    card = commands.add_parser(
        "card", help="the packaged stores' data card: how they were made, counts, limits, licence"
    )
    card.add_argument("--out", type=Path, help="the file to write (default: print it)")
    stats.add_argument("--root", type=Path, help="the folder of the stores' folders (default: the package's)")
    generate = commands.add_parser("generate", help="make a fresh world of a category in the layout of the stores")
    generate.add_argument("--seed", type=int, required=True)
    generate.add_argument("--category", required=True)
    generate.add_argument("--products", type=int, default=48)
    generate.add_argument("--personas", type=int, default=100)
    generate.add_argument("--split", choices=["test", "dev", "train"], default="test")
    generate.add_argument("--out", type=Path, required=True, help="the category's folder is written in this folder")
    generate.add_argument("--no-pictures", action="store_true", help="write no pictures")
    return parser
