"""Talk to the sales agent in the terminal: `python -m salessim_tasks.seller [--category C] [--root DIR] [--seed S]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from salessim_tasks.seller.agent import Seller
from salessim_tasks.store import load_store


def main() -> int:
    """Read the shopper's messages, one a line, until the input ends."""
    parser = argparse.ArgumentParser(prog="python -m salessim_tasks.seller", description=__doc__)
    parser.add_argument("--category", default="laptops", help="the store (default: laptops)")
    parser.add_argument("--root", type=Path, help="the folder of the stores' folders (default: the package's)")
    parser.add_argument("--pictures", action="store_true", help="it shows pictures, which its list says nothing of")
    parser.add_argument("--seed", default="demo", help="chooses the wording (default: demo)")
    arguments = parser.parse_args()
    conversation = Seller(load_store(arguments.category, arguments.root), pictures=arguments.pictures).open(
        arguments.seed
    )
    print(conversation.opening.text)
    while True:
        try:
            text = input("\nyou> ")
        except (EOFError, KeyboardInterrupt):
            return 0
        print(f"\n{conversation.reply(text).text}")


if __name__ == "__main__":
    sys.exit(main())
