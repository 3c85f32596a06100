"""Whether a store's data is fit for a benchmark: `salessim data check`.

Contract: `check_store` reports every problem, not just the first, each with file, line and field. Beyond types
(`salessim_tasks.datatypes`) it holds the data to what makes the world fair: products can be told apart by name, the
guide covers what shoppers ask, each sentence of a persona means to the sales agent what its data says, and the
shares of personas with no, few and many acceptable products are as they should be.

    python -m salessim_tasks.checks                      every category
    python -m salessim_tasks.checks --persona-file F     one file of personas while it is being written
    python -m salessim_tasks.checks --write-schemas      data/schemas/*.json, generated from the types
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel

from salessim_tasks.datatypes import Problem
from salessim_tasks.persona_checks import Shoppers, check_each_persona, check_shares, repeated, table, words_of
from salessim_tasks.records import Persona, Product
from salessim_tasks.schema import Schema
from salessim_tasks.store import DataError, StoreFiles, categories, parse_guide, parse_lines, parse_schema
from salessim_tasks.transcript import Transcript

__all__ = ["Problem", "check_persona_file", "check_store", "json_schemas", "main", "write_schemas"]

_GUIDE_WORDS = 1500
_RECORDS: Mapping[str, type[BaseModel]] = {
    "product": Product,
    "persona": Persona,
    "store-schema": Schema,
    "transcript": Transcript,
}


def check_store(category: str, root: Path | None = None) -> list[Problem]:
    """All problems of the data of `category`; `root` holds the folders of the categories (default: the package's)."""
    source = StoreFiles.read(category, root)
    problems = list(source.missing())
    if "schema" not in source.contents:
        return problems
    try:
        schema, found = parse_schema(source)
        return [*problems, *found, *(_check_contents(source, schema) if schema is not None else ())]
    except DataError as error:  # a file that is no text at all
        return [*problems, *error.problems]


def check_persona_file(path: Path, category: str = "laptops", root: Path | None = None) -> tuple[list[Problem], str]:
    """The problems of one personas file of any size, and a table of what its personas find in the store.

    Raises:
        DataError: the category has no schema or no catalogue, or one that is not in order.
    """
    source = StoreFiles.read(category, root)
    schema, problems = parse_schema(source)
    if schema is None:
        raise DataError(problems)
    products, found = parse_lines(Product, source.text("products"), source.name("products"), schema)
    if not products:
        raise DataError([*found, Problem(source.name("products"), 1, "file", "must hold the catalogue, but is empty")])
    personas, wrong = parse_lines(Persona, path.read_text(encoding="utf-8"), str(path), schema)
    shoppers = Shoppers(str(path), personas, schema, tuple(products.values()))
    return [*problems, *found, *wrong, *check_each_persona(shoppers)], table(shoppers)


def json_schemas() -> dict[str, str]:
    """The JSON Schema of each kind of record, as text, by name of record."""
    return {
        name: json.dumps(record.model_json_schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        for name, record in _RECORDS.items()
    }


def write_schemas(folder: Path | None = None) -> None:
    """Write `json_schemas` to `folder`, by default the package's own."""
    folder = folder or Path(__file__).parent / "data" / "schemas"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in json_schemas().items():
        unfinished = folder / f"{name}.json.tmp"
        unfinished.write_text(text, encoding="utf-8")
        os.replace(unfinished, folder / f"{name}.json")


def main(argv: Sequence[str] | None = None) -> int:
    """The command line. Returns 1 if there are problems."""
    parser = argparse.ArgumentParser(prog="salessim data check", description="Validate the data of the stores.")
    parser.add_argument("category", nargs="*", help="categories to check (default: all)")
    parser.add_argument("--persona-file", type=Path, help="check only this personas file, against the first category")
    parser.add_argument("--write-schemas", action="store_true", help="regenerate data/schemas/*.json from the types")
    arguments = parser.parse_args(argv)
    known = categories()
    unknown = sorted(set(arguments.category) - set(known))
    if unknown:
        parser.error(f"no such category: {', '.join(unknown)}; there is {', '.join(known)}")
    chosen = arguments.category or known
    if arguments.write_schemas:
        write_schemas()
        return 0
    if arguments.persona_file:
        if not arguments.persona_file.is_file():
            parser.error(f"--persona-file {arguments.persona_file}: there is no such file")
        problems, counts = check_persona_file(arguments.persona_file, chosen[0])
        print(counts)
        return _report(problems, f"{arguments.persona_file}: 0 problems")
    return max(_report(check_store(category), _summary(category)) for category in chosen)


def _report(problems: Sequence[Problem], otherwise: str) -> int:
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}" if problems else otherwise)
    return 1 if problems else 0


def _summary(category: str) -> str:
    source = StoreFiles.read(category)
    counts = {kind: sum(bool(line.strip()) for line in source.text(kind).splitlines()) for kind in source.contents}
    return f"{category}: {counts.get('products', 0)} products, {counts.get('personas', 0)} personas, 0 problems"


def _check_contents(source: StoreFiles, schema: Schema) -> list[Problem]:
    file = source.name("products")
    products, problems = parse_lines(Product, source.text("products"), file, schema)
    problems += repeated(file, "id", {line: product.id for line, product in products.items()})
    problems += _check_names(products, file)
    if "guide" in source.contents:
        problems += _check_guide(source.text("guide"), source.name("guide"), schema)
    if "personas" in source.contents:
        personas, found = parse_lines(Persona, source.text("personas"), source.name("personas"), schema)
        shoppers = Shoppers(source.name("personas"), personas, schema, tuple(products.values()))
        problems += [*found, *check_each_persona(shoppers), *check_shares(shoppers)]
    return problems


def _check_names(products: Mapping[int, Product], file: str) -> list[Problem]:
    """Names must not be equal but for the order of their words, nor one a part of another."""
    problems = repeated(file, "name", {line: " ".join(sorted(words_of(one.name))) for line, one in products.items()})
    for line, product in products.items():
        for other in products.values():
            if product.name != other.name and product.name.lower() in other.name.lower():
                message = f"must not be a part of the name of {other.id}; say what tells it apart"
                problems.append(Problem(file, line, "name", message))
    return problems


def _check_guide(text: str, file: str, schema: Schema) -> list[Problem]:
    problems: list[Problem] = []
    words = len(text.split())
    if words < _GUIDE_WORDS:
        problems.append(Problem(file, 1, "text", f"has {words} words; at least {_GUIDE_WORDS} are wanted"))
    sections = parse_guide(text)
    if not sections:
        problems.append(Problem(file, 1, "sections", "has none; begin each with a '## ' heading"))
    told = " ".join(f"{section.title} {section.text}" for section in sections).lower()
    for name, attribute in schema.attributes.items():
        if attribute.label.lower() not in told:
            message = f"is not explained; a section must say {attribute.label!r}"
            problems.append(Problem(file, 1, f"attributes.{name}", message))
    return problems


if __name__ == "__main__":
    sys.exit(main())
