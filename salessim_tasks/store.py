"""A store, loaded: its schema, catalogue, personas and buying guide, and the hashes of the files they came from.

Contract: what `load_store` returns is well-typed throughout. Every product has exactly the attributes of the
schema with values of their types, and every constraint of a persona can be put to every product. Anything else
is a `DataError` that names the file, the line, the field and what would be right. Whether the data is also *good*
(enough products, fair personas, a complete guide) is the matter of `salessim_tasks.checks`.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from salessim_tasks.datatypes import Problem, attribute_problems, persona_problems, schema_problems, spell_out
from salessim_tasks.records import Persona, Product
from salessim_tasks.schema import Schema

__all__ = [
    "FILES",
    "UNSEEN",
    "DataError",
    "Section",
    "Store",
    "StoreFiles",
    "categories",
    "data_root",
    "load_store",
    "parse_guide",
    "parse_lines",
    "parse_schema",
]

FILES = {"schema": "schema.yaml", "products": "products.jsonl", "personas": "personas.jsonl", "guide": "guide.md"}
"""The names of a category's data files, by kind."""
UNSEEN = "house_plants"
"""The category that is never trained on."""
_Record = TypeVar("_Record", Product, Persona)


class DataError(ValueError):
    """A data file is wrong; `problems` holds all that was found, the message shows the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        super().__init__(f"{self.problems[0]}{more}")


class Section(NamedTuple):
    """A section of the buying guide: the words of its `## ` heading, and what stands below."""

    title: str
    text: str


@dataclass(frozen=True, eq=False)
class Store:
    """All that a category consists of. `hashes`: sha256 (hex) of each data file's bytes, by kind of file."""

    schema: Schema
    products: tuple[Product, ...]  # in file order, as are the personas
    personas: tuple[Persona, ...]
    guide: tuple[Section, ...]
    hashes: Mapping[str, str]

    def product(self, id: str) -> Product:
        """The product with this id. Raises KeyError if there is none."""
        return self._products_by_id[id]

    def persona(self, id: str) -> Persona:
        """The persona with this id. Raises KeyError if there is none."""
        return self._personas_by_id[id]

    @functools.cached_property
    def _products_by_id(self) -> dict[str, Product]:
        return {product.id: product for product in self.products}

    @functools.cached_property
    def _personas_by_id(self) -> dict[str, Persona]:
        return {persona.id: persona for persona in self.personas}


@dataclass(frozen=True)
class StoreFiles:
    """The bytes of a category's data files by kind; a file that does not exist is left out."""

    category: str
    contents: Mapping[str, bytes]

    @classmethod
    def read(cls, category: str, root: Path | None = None) -> StoreFiles:
        """Read the files of `category` below `root`, by default those that the package ships."""
        folder = (root or data_root()) / category
        found = {kind: folder / name for kind, name in FILES.items()}
        return cls(category, {kind: file.read_bytes() for kind, file in found.items() if file.is_file()})

    def name(self, kind: str) -> str:
        """The file's name as problems show it: laptops/products.jsonl."""
        return f"{self.category}/{FILES[kind]}"

    def text(self, kind: str) -> str:
        """The file's text; empty if it does not exist. Raises DataError if it is not UTF-8."""
        content = self.contents.get(kind, b"")
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise DataError(
                [Problem(self.name(kind), line, "encoding", "is not UTF-8; save the file as UTF-8")]
            ) from None

    def missing(self) -> tuple[Problem, ...]:
        """One problem for each file that does not exist."""
        return tuple(
            Problem(self.name(kind), 1, "file", "does not exist; every category has one")
            for kind in FILES
            if kind not in self.contents
        )

    def hashes(self) -> dict[str, str]:
        """sha256 (hex) of each file; that of no bytes at all for one that does not exist."""
        return {kind: hashlib.sha256(self.contents.get(kind, b"")).hexdigest() for kind in FILES}


@functools.cache
def load_store(category: str = "laptops", root: Path | None = None) -> Store:
    """The store of `category` below `root`, by default the package's. Without a personas file it has no personas.

    Raises:
        DataError: a file is missing or not as the schema wants it.
    """
    source = StoreFiles.read(category, root)
    _refuse([problem for problem in source.missing() if not problem.file.endswith(FILES["personas"])])
    schema, problems = parse_schema(source)
    if schema is None:
        raise DataError(problems)
    products, product_problems = parse_lines(Product, source.text("products"), source.name("products"), schema)
    personas, persona_problems = parse_lines(Persona, source.text("personas"), source.name("personas"), schema)
    _refuse([*problems, *product_problems, *persona_problems])
    guide = parse_guide(source.text("guide"))
    return Store(schema, tuple(products.values()), tuple(personas.values()), guide, source.hashes())


def categories(root: Path | None = None) -> tuple[str, ...]:
    """The categories that have a schema below `root`, by name."""
    folders = (root or data_root()).iterdir()
    return tuple(sorted(folder.name for folder in folders if (folder / FILES["schema"]).is_file()))


def parse_schema(source: StoreFiles) -> tuple[Schema | None, list[Problem]]:
    """The schema with its problems; None in its place if they leave none that can be used."""
    name, text = source.name("schema"), source.text("schema")
    schema = None
    try:
        schema = Schema.model_validate(yaml.safe_load(text))
        findings = schema_problems(schema)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or error
        return None, [Problem(name, mark.line + 1 if mark else 1, "document", f"must be YAML, but {what}")]
    except ValidationError as error:
        findings = spell_out(error)
    document = yaml.compose(text) if findings else None  # knows the lines, which safe_load forgets
    return schema, [Problem(name, _yaml_line(document, path), path, what) for path, what in findings]


def parse_lines(
    record: type[_Record], text: str, name: str, schema: Schema
) -> tuple[dict[int, _Record], list[Problem]]:
    """The records of a JSON Lines text by line number (from 1), and the problems of those left out.

    Blank lines are skipped. A record of the wrong type is a problem, and so is one that the schema does not bear out.
    """
    records: dict[int, _Record] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            parsed = record.model_validate_json(line, strict=True)
        except ValidationError as error:
            problems += [Problem(name, number, path, what) for path, what in spell_out(error)]
            continue
        found = _schema_findings(parsed, schema)
        problems += [Problem(name, number, path, what) for path, what in found]
        if not found:
            records[number] = parsed
    return records, problems


def parse_guide(text: str) -> tuple[Section, ...]:
    """The sections of a buying guide; what stands before the first `## ` heading belongs to none."""
    parts = ("\n" + text).split("\n## ")[1:]
    return tuple(Section(title.strip(), body.strip()) for title, _, body in (part.partition("\n") for part in parts))


def _schema_findings(record: BaseModel, schema: Schema) -> list[tuple[str, str]]:
    if isinstance(record, Product):
        return attribute_problems(schema, record)
    return persona_problems(schema, record) if isinstance(record, Persona) else []


def _yaml_line(document: yaml.Node | None, path: str) -> int:
    """The line on which the innermost part of the dotted `path` that the document has begins."""
    line = 1
    for part in path.split("."):
        if isinstance(document, yaml.MappingNode):
            document = next((value for key, value in document.value if key.value == part), document)
        elif isinstance(document, yaml.SequenceNode) and part.isdigit() and int(part) < len(document.value):
            document = document.value[int(part)]
        if document is not None:
            line = document.start_mark.line + 1
    return line


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise DataError(problems)


def data_root() -> Path:
    """The folder of the packaged stores."""
    return Path(str(files("salessim_tasks") / "data"))
