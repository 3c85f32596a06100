"""`python -m salessim_tasks.pictures`: write the pictures of the stores, and contact sheets of them.

--write [CATEGORY …]   draw data/<category>/pictures/*.png (all categories that can be drawn, unless named)
--sheet DIR            DIR/<category>.jpg, a contact sheet of all products with their ids, from the written files
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from salessim_tasks.pictures import DRAWINGS
from salessim_tasks.pictures.library import picture_bytes, write_pictures
from salessim_tasks.pictures.sheet import contact_sheet
from salessim_tasks.records import Product
from salessim_tasks.store import StoreFiles, categories, parse_lines, parse_schema


def main(arguments: list[str] | None = None) -> int:
    """Do what the arguments say; 1 if a store cannot be read or drawn."""
    parser = argparse.ArgumentParser(prog="python -m salessim_tasks.pictures", description="The stores' pictures.")
    parser.add_argument("--write", nargs="*", metavar="CATEGORY", help="draw the pictures of these categories, or all")
    parser.add_argument("--sheet", type=Path, metavar="DIR", help="write a contact sheet of each category to DIR")
    parser.add_argument("--root", type=Path, help="the folder of the stores, by default the packaged ones")
    options = parser.parse_args(arguments)
    chosen = options.write or [name for name in categories(options.root) if name in DRAWINGS]
    try:
        for category in chosen:
            products = _products(category, options.root)
            if options.write is not None:
                print(f"{category}: {write_pictures(options.root, category, products)} pictures")
            if options.sheet is not None:
                pictures = {product.id: picture_bytes(options.root, category, product.id) for product in products}
                print(contact_sheet(pictures, options.sheet / f"{category}.jpg"))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _products(category: str, root: Path | None) -> tuple[Product, ...]:
    """The catalogue alone, so that pictures can be drawn before there are personas and a guide."""
    source = StoreFiles.read(category, root)
    schema, problems = parse_schema(source)
    if schema is None:
        raise ValueError(str(problems[0]))
    products, problems = parse_lines(Product, source.text("products"), source.name("products"), schema)
    if problems:
        raise ValueError(str(problems[0]))
    return tuple(products.values())


if __name__ == "__main__":
    sys.exit(main())
