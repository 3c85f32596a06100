"""`salessim import-customersim`: a catalogue and personas of the peer's layout become a store of ours and its task.

Free prose stays prose and labels stay what was listed. What the sales agent needs, attributes, is read out of the
products' sentences; what they do not say is unknown to it. Every oddity of the sources is reported by line, with what
became of it.

    salessim import-customersim --personas personas.jsonl --products products.json --out imported
    lm_eval --include_path imported --tasks customersim_laptops --model …
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from salessim_tasks.customersim.attributes import read_attributes
from salessim_tasks.customersim.findings import Finding, Findings
from salessim_tasks.customersim.images import import_image
from salessim_tasks.customersim.labels import check_budget, labels
from salessim_tasks.customersim.layout import ListedPersona, ListedProduct, read_catalogue, read_personas
from salessim_tasks.customersim.schemas import brands_of, category_name, imported_schema
from salessim_tasks.records import Persona, Product, Requirement
from salessim_tasks.schema import Schema
from salessim_tasks.store import DataError, load_store
from salessim_tasks.textfiles import write_whole
from salessim_tasks.understanding import Understanding

__all__ = ["Imported", "add_arguments", "import_command", "import_customersim"]

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_SHORTEST_DESCRIPTION = 40  # characters, of our records
_GENERATION = {"do_sample": True, "temperature": 0.7, "max_gen_toks": 512, "until": []}


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: the tasks' names, how many records were taken, and every finding."""

    tasks: tuple[str, ...]
    products: int
    personas: int
    findings: tuple[Finding, ...]


def import_customersim(personas: Path, products: Path, out: Path, images: Path | None = None) -> Imported:
    """Write `out`/<category>/ and the task files beside it: all of them, or nothing.

    Raises:
        ValueError: a file as a whole cannot be read, no persona is left, `out` holds the category already, or cannot be
            written to.
    """
    about_products, about_personas = Findings(str(products)), Findings(str(personas))
    key, listed = read_catalogue(products, about_products)
    try:
        category = category_name(key)
    except ValueError as error:
        raise ValueError(f"{products}:1: {error}") from None
    if (out / category).exists():
        raise ValueError(f"{out / category} exists already; remove it, or choose another --out")
    brands = brands_of([product.name for product in listed], category)
    told = "\n".join(text for one in listed for text in (one.name, one.description, *one.features))
    schema = imported_schema(category, brands, told)
    catalogue = _catalogue(schema, listed, brands)
    people = _personas(category, schema, catalogue, read_personas(personas, about_personas), about_personas)
    try:
        with _unfinished(out, category) as folder:
            pictured = images is not None and _pictures(folder, listed, catalogue, images, about_products)
            _write_store(folder, schema, catalogue, people)
            load_store.__wrapped__(folder.name, out)  # past its cache: the next import may have a folder of this name
            tasks = _write_tasks(out, category, pictured)
            os.replace(folder, out / category)
    except DataError as error:
        raise ValueError(f"{products} and {personas} make no store: {error}") from error
    except OSError as error:
        raise ValueError(f"--out {out}: cannot be written: {error.filename}: {error.strerror}") from None
    findings = (one for about in (about_products, about_personas) for one in sorted(about.all, key=lambda f: f.line))
    return Imported(tasks, len(catalogue), len(people), tuple(findings))


@contextmanager
def _unfinished(out: Path, category: str) -> Iterator[Path]:
    """A folder to write the store in; what is left of it after a failure goes, and so does an empty `out`."""
    folder, existed = out / f".{category}.unfinished", out.exists()
    out.mkdir(parents=True, exist_ok=True)
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        for task in _task_names(category):
            (out / f"{task}.yaml").unlink(missing_ok=True)
        if not existed and not any(out.iterdir()):
            out.rmdir()
        raise


def _catalogue(schema: Schema, listed: Sequence[ListedProduct], brands: Mapping[str, str]) -> list[Product]:
    taken: set[str] = set()
    products = []
    for product in listed:
        id = base = re.sub(r"[^a-z0-9]+", "-", product.name.lower()).strip("-")[:60].strip("-") or "product"
        number = 1
        while id in taken:
            number += 1
            id = f"{base}-{number}"
        taken.add(id)
        name_parts = re.split(r" - |, ", product.name)
        attributes = read_attributes(schema, name_parts, product.features, _SENTENCE.split(product.description))
        # These two have places of their own in the layout; in prose they are those of something else.
        known = {"price": product.price, "brand": brands.get(product.name)}
        attributes = {name: value for name, value in attributes.items() if name not in known}
        attributes |= {name: value for name, value in known.items() if value is not None and name in schema.attributes}
        products.append(Product(id=id, name=product.name, attributes=attributes, description=_description(product)))
    return products


def _description(product: ListedProduct) -> str:
    """The description, and after it the features that it does not repeat."""
    said = product.description.lower()
    features = [feature for feature in product.features if feature.lower() not in said]
    listing = f"Features: {'; '.join(features)}." if features else ""
    text = " ".join(part for part in (product.description, listing) if part)
    if len(text) >= _SHORTEST_DESCRIPTION:
        return text
    return " ".join(part for part in (f"{product.name}.", text, "The catalogue says nothing else about it.") if part)


def _personas(
    category: str,
    schema: Schema,
    catalogue: Sequence[Product],
    listed: Iterable[ListedPersona],
    findings: Findings,
) -> list[Persona]:
    understanding = Understanding(schema)
    personas = []
    for person in listed:
        accepted = labels(person, catalogue, findings)
        check_budget(person, understanding, [p for p in catalogue if p.id in accepted], findings)
        personas.append(
            Persona(
                id=f"customersim-{category.replace('_', '-')}-{person.line:03d}",
                split="test",
                name=person.name,
                age=person.age,
                background=person.background,
                speaking_style=person.speaking_style,
                preferences=_sentence(person.preferences),
                dealbreakers=_sentence(person.dealbreakers),
                acceptable_products=accepted,
            )
        )
    return personas


def _sentence(prose: str) -> tuple[Requirement, ...]:
    return (Requirement(text=prose),) if prose else ()


def _pictures(
    folder: Path, listed: Sequence[ListedProduct], catalogue: Sequence[Product], images: Path, findings: Findings
) -> bool:
    """Copy the pictures; whether every product has one."""
    (folder / "pictures").mkdir()
    complete = True
    for given, product in zip(listed, catalogue, strict=True):
        problem = import_image(images, given.image, folder / "pictures" / f"{product.id}.png")
        if problem:
            findings.kept(given.line, "image", f"{problem}; {product.name!r} has no picture")
            complete = False
    return complete


def _write_store(folder: Path, schema: Schema, catalogue: Sequence[Product], people: Sequence[Persona]) -> None:
    document = schema.model_dump(mode="json", exclude_defaults=True)
    for name, attribute in schema.attributes.items():
        document["attributes"][name]["type"] = attribute.type
    (folder / "schema.yaml").write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), "utf-8")
    _write_lines(folder / "products.jsonl", (product.model_dump(mode="json") for product in catalogue))
    _write_lines(folder / "personas.jsonl", (person.model_dump(mode="json") for person in people))
    sections = [f"## {a.label.capitalize()}\n{a.explain}" for a in schema.attributes.values() if a.explain]
    guide = "\n\n".join([f"# How to choose: {schema.noun.many}", *(sections or ["## Price\nDecide what to spend."])])
    (folder / "guide.md").write_text(guide + "\n", "utf-8")


def _write_lines(file: Path, records: Iterable[Mapping[str, Any]]) -> None:
    file.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")


def _task_names(category: str) -> tuple[str, str]:
    return f"customersim_{category}", f"customersim_vision_{category}"


def _write_tasks(out: Path, category: str, pictured: bool) -> tuple[str, ...]:
    """Write the task files, in place of what an earlier import left of them."""
    options: dict[str, Any] = {"category": category, "folder": ".", "split": "test", "behaviour": "helpful"}
    text_task, vision_task = _task_names(category)
    chosen = {text_task: options, **({vision_task: {**options, "max_images": 12}} if pictured else {})}
    (out / f"{vision_task}.yaml").unlink(missing_ok=True)
    for task, given in chosen.items():
        settings = yaml.safe_dump({"generation_kwargs": _GENERATION, "dataset_kwargs": given}, sort_keys=False)
        head = f"task: {task}\nclass: !function salessim_tasks.task.ShoppingTask\nrepeats: 1\n"
        write_whole(out / f"{task}.yaml", head + settings)
    return tuple(chosen)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--personas", type=Path, required=True, help="personas, JSON Lines")
    parser.add_argument("--products", type=Path, required=True, help="the catalogue, JSON")
    parser.add_argument("--images", type=Path, help="the folder of the pictures (found by file name)")
    parser.add_argument("--out", type=Path, required=True, help="where to write the store and its task")


def import_command(arguments: argparse.Namespace) -> int:
    """Import and report."""
    for name in ("personas", "products"):
        path = getattr(arguments, name)
        if not path.is_file():
            raise ValueError(f"--{name} {path}: there is no such file")
    if arguments.images is not None and not arguments.images.is_dir():
        raise ValueError(f"--images {arguments.images}: there is no such folder")
    imported = import_customersim(arguments.personas, arguments.products, arguments.out, arguments.images)
    for finding in imported.findings:
        print(finding)
    print(f"{imported.products} products and {imported.personas} personas imported, {len(imported.findings)} findings")
    for task in imported.tasks:
        print(f"lm_eval --include_path {arguments.out} --tasks {task} --model …")
    return 0
