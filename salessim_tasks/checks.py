"""Whether a store's data is fit for a benchmark: `salessim data check`.

Contract: `check_store` reports every problem, not just the first, each with file, line and field. Beyond types
(`salessim_tasks.datatypes`) it holds the data to what makes the world fair: products can be told apart by name, the
guide covers what shoppers ask, each sentence of a persona means to the sales agent what its data says, and the
shares of personas with no, few and many acceptable products are as they should be. Data that was imported (a partial
schema, personas with listed labels) is taken as it came: types, ids and labels must be right, its quality is not ours.

    python -m salessim_tasks.checks                              every category
    python -m salessim_tasks.checks laptops --persona-file F     one file of personas while it is being written
    python -m salessim_tasks.checks --write-schemas              data/schemas/*.json, generated from the types
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel

from salessim_tasks.counting import counted
from salessim_tasks.datatypes import Problem
from salessim_tasks.persona_checks import Shoppers, check_each_persona, check_shares, check_splits, repeated, table
from salessim_tasks.picture_checks import check_names, check_picture_share, check_pictures
from salessim_tasks.prose_checks import check_prose, words_of
from salessim_tasks.records import Persona, Product
from salessim_tasks.schema import Schema
from salessim_tasks.store import (
    DataError,
    StoreFiles,
    categories,
    data_root,
    parse_guide,
    parse_lines,
    parse_schema,
)
from salessim_tasks.textfiles import write_whole
from salessim_tasks.transcript import Transcript

__all__ = [
    "Problem",
    "check_persona_file",
    "check_store",
    "check_together",
    "chosen_categories",
    "json_schemas",
    "main",
    "write_schemas",
]

_GUIDE_WORDS = 1500
_RECORDS: Mapping[str, type[BaseModel]] = {
    "product": Product,
    "persona": Persona,
    "store-schema": Schema,
    "transcript": Transcript,
}


def check_store(category: str, root: Path | None = None) -> list[Problem]:
    """All problems of the data of `category`; `root` holds the folders of the categories (default: the package's).

    The sizes of the splits are fixed for the package's own stores only.
    """
    source = StoreFiles.read(category, root)
    problems = list(source.missing())
    if "schema" not in source.contents:
        return problems
    try:
        schema, found = parse_schema(source)
        if schema is None:
            return [*problems, *found]
        if schema.category != category:
            message = f"must be {category!r}, the name of the folder, not {schema.category!r}"
            found.append(Problem(source.name("schema"), 1, "category", message))
        return [*problems, *found, *_check_contents(source, schema, (root or data_root()) / category, root is None)]
    except DataError as error:  # a file that is no text at all
        return [*problems, *error.problems]


def check_together(chosen: Sequence[str], root: Path | None = None) -> list[Problem]:
    """What is wrong with the personas of several stores side by side."""
    files: dict[str, dict[int, Persona]] = {}
    for category in chosen:
        source = StoreFiles.read(category, root)
        try:
            schema, _ = parse_schema(source)
            if schema is not None:
                name = source.name("personas")
                files[name], _ = parse_lines(Persona, source.text("personas"), name, schema)
        except DataError:  # `check_store` tells it
            continue
    return check_prose(files, across=True)


def check_persona_file(path: Path, category: str = "laptops", root: Path | None = None) -> tuple[list[Problem], str]:
    """The problems of one personas file of any size, and a table of what its personas find in the store.

    Raises:
        DataError: the category has no schema or no catalogue, or one that is not in order; or the file is no text.
    """
    source = StoreFiles.read(category, root)
    schema, problems = parse_schema(source)
    if schema is None:
        raise DataError(problems)
    products, found = parse_lines(Product, source.text("products"), source.name("products"), schema)
    if not products:
        raise DataError([*found, Problem(source.name("products"), 1, "file", "must hold the catalogue, but is empty")])
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise DataError([Problem(str(path), 1, "encoding", "is not UTF-8; save the file as UTF-8")]) from None
    personas, wrong = parse_lines(Persona, text, str(path), schema)
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
    for name, text in json_schemas().items():
        write_whole(folder / f"{name}.json", text)


def main(argv: Sequence[str] | None = None) -> int:
    """The command line. Returns 1 if there are problems."""
    parser = argparse.ArgumentParser(prog="salessim data check", description="Validate the data of the stores.")
    parser.add_argument("category", nargs="*", help="categories to check (default: all)")
    parser.add_argument("--root", type=Path, help="the folder that holds the stores' folders (default: the package's)")
    parser.add_argument("--persona-file", type=Path, help="check only this personas file, against one category")
    parser.add_argument("--write-schemas", action="store_true", help="regenerate data/schemas/*.json from the types")
    arguments = parser.parse_args(argv)
    if arguments.write_schemas:
        write_schemas()
        return 0
    chosen = chosen_categories(parser, arguments.category, arguments.root)
    if arguments.persona_file:
        if not arguments.persona_file.is_file():
            parser.error(f"--persona-file {arguments.persona_file}: there is no such file")
        if len(chosen) != 1:
            parser.error(f"--persona-file needs the one category whose personas these are: {', '.join(chosen)}")
        problems, counts = check_persona_file(arguments.persona_file, chosen[0], arguments.root)
        print(counts)
        return _report(f"{arguments.persona_file}: ", problems)
    failed = [_report(_summary(name, arguments.root), check_store(name, arguments.root)) for name in chosen]
    if len(chosen) > 1:
        failed.append(_report(f"{len(chosen)} stores together: ", check_together(chosen, arguments.root)))
    return max(failed)


def chosen_categories(parser: argparse.ArgumentParser, named: Sequence[str], root: Path | None) -> Sequence[str]:
    """The categories named on the command line, by default all of `root`; the parser reports what does not exist."""
    if root is not None and not root.is_dir():
        parser.error(f"--root {root}: there is no such folder")
    known = categories(root)
    unknown = sorted(set(named) - set(known))
    if unknown or not known:
        wanted = f"no such category: {', '.join(unknown)}; " if unknown else ""
        parser.error(f"{wanted}there is {', '.join(known) or 'no store here'}")
    return named or known


def _report(what: str, problems: Sequence[Problem]) -> int:
    for problem in problems:
        print(problem)
    print(f"{what}{counted(len(problems), 'problem')}")
    return 1 if problems else 0


def _summary(category: str, root: Path | None) -> str:
    contents = StoreFiles.read(category, root).contents
    lines = {kind: contents.get(kind, b"").splitlines() for kind in ("products", "personas")}
    return f"{category}: " + "".join(f"{sum(bool(line.strip()) for line in of)} {kind}, " for kind, of in lines.items())


def _check_contents(source: StoreFiles, schema: Schema, folder: Path, packaged: bool) -> list[Problem]:
    file = source.name("products")
    products, problems = parse_lines(Product, source.text("products"), file, schema)
    problems += repeated(file, "id", {line: product.id for line, product in products.items()})
    problems += check_pictures(folder, products, schema)
    if not schema.partial:
        problems += _check_names(products, file)
        problems += check_names(products, schema, file)
        problems += _check_guide(source, schema)
    if "personas" in source.contents:
        name, catalogue = source.name("personas"), tuple(products.values())
        personas, found = parse_lines(Persona, source.text("personas"), name, schema)
        shoppers = Shoppers(name, personas, schema, catalogue)
        problems += [*found, *check_each_persona(shoppers), *check_shares(shoppers)]
        problems += check_picture_share(personas, catalogue, schema, name)
        problems += check_splits(shoppers) if packaged else []
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


def _check_guide(source: StoreFiles, schema: Schema) -> list[Problem]:
    if "guide" not in source.contents:  # told already
        return []
    text, file = source.text("guide"), source.name("guide")
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
