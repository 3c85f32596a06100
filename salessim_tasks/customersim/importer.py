"""`salessim import-customersim`: a catalogue and personas of the peer's layout become a store of ours and its task.

Free prose stays prose and labels stay what was listed. What the sales agent needs, attributes, is read out of the
products' sentences; what they do not say is unknown to it. Every oddity of the sources is reported by line, with what
became of it.

    salessim import-customersim --personas personas.jsonl --products products.json --out imported
    lm_eval --include_path imported --tasks customersim_laptops --model …
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from salessim_tasks.customersim.attributes import read_attributes
from salessim_tasks.customersim.findings import Finding, Findings
from salessim_tasks.customersim.images import import_image
from salessim_tasks.customersim.layout import ListedPersona, ListedProduct, read_catalogue, read_personas
from salessim_tasks.customersim.schemas import brand_of, category_name, imported_schema
from salessim_tasks.records import Constraint, Persona, Product, Requirement
from salessim_tasks.schema import Schema
from salessim_tasks.store import load_store
from salessim_tasks.understanding import Understanding

__all__ = ["Imported", "add_arguments", "import_command", "import_customersim"]

_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: the tasks' names, how many records were taken, and every finding."""

    tasks: tuple[str, ...]
    products: int
    personas: int
    findings: tuple[Finding, ...]


def import_customersim(personas: Path, products: Path, out: Path, images: Path | None = None) -> Imported:
    """Write `out`/<category>/ and the task files beside it.

    Raises:
        ValueError: a file as a whole cannot be read, no persona is left, or `out` holds the category already.
    """
    about_products, about_personas = Findings(str(products)), Findings(str(personas))
    key, listed = read_catalogue(products, about_products)
    category = category_name(key)
    if (out / category).exists():
        raise ValueError(f"{out / category} exists already; remove it, or choose another --out")
    schema = imported_schema(category, [product.name for product in listed])
    catalogue = _catalogue(schema, listed)
    people = _personas(category, schema, catalogue, read_personas(personas, about_personas), about_personas)
    if not people:
        raise ValueError(f"{personas}: no persona is left: {about_personas.all[0] if about_personas.all else 'empty'}")
    folder = out / f".{category}.unfinished"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pictured = images is not None and _pictures(folder, listed, catalogue, images, about_products)
    _write_store(folder, schema, catalogue, people)
    os.replace(folder, out / category)
    load_store(category, out)
    tasks = _write_tasks(out, category, pictured)
    findings = (one for about in (about_products, about_personas) for one in sorted(about.all, key=lambda f: f.line))
    return Imported(tasks, len(catalogue), len(people), tuple(findings))


def _catalogue(schema: Schema, listed: Sequence[ListedProduct]) -> list[Product]:
    taken: set[str] = set()
    products = []
    for product in listed:
        id = base = re.sub(r"[^a-z0-9]+", "-", product.name.lower()).strip("-")[:60].strip("-") or "product"
        number = 1
        while id in taken:
            number += 1
            id = f"{base}-{number}"
        taken.add(id)
        attributes = read_attributes(
            schema, [*product.features, *product.name.split(" - "), *_SENTENCE.split(product.description)]
        )
        if product.price is not None:
            attributes["price"] = product.price
        brand = brand_of(product.name)
        attributes |= {"brand": brand} if brand is not None and "brand" in schema.attributes else {}
        products.append(Product(id=id, name=product.name, attributes=attributes, description=_description(product)))
    return products


def _description(product: ListedProduct) -> str:
    """The description, and after it the features that it does not repeat."""
    said = product.description.lower()
    features = [feature for feature in product.features if feature.lower() not in said]
    listing = f"Features: {'; '.join(features)}." if features else ""
    return " ".join(part for part in (product.description, listing) if part) or product.name


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
        accepted = _labels(person, catalogue, findings)
        _check_budget(person, understanding, [p for p in catalogue if p.id in accepted], findings)
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


def _labels(person: ListedPersona, catalogue: Sequence[Product], findings: Findings) -> tuple[str, ...]:
    """The ids of the products listed as acceptable."""
    by_name = {product.name: product.id for product in catalogue}
    folded = {_folded(name): id for name, id in by_name.items()}
    found: list[str] = []
    for label in person.acceptable:
        id = by_name.get(label)
        if id is None and (id := folded.get(_folded(label))) is not None:
            findings.kept(person.line, "acceptable_products", f"{label!r} is spelled otherwise in the catalogue")
        if id is None:
            near = difflib.get_close_matches(label, by_name, n=1, cutoff=0.3)
            hint = f"; the nearest there is {near[0]!r}" if near else ""
            message = f"{label!r} is not in the catalogue and is left out of the labels{hint}"
            findings.kept(person.line, "acceptable_products", message)
        elif id in found:
            findings.kept(person.line, "acceptable_products", f"{label!r} is listed twice")
        else:
            found.append(id)
    return tuple(found)


def _folded(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold()))


def _check_budget(
    person: ListedPersona, understanding: Understanding, accepted: Sequence[Product], findings: Findings
) -> None:
    """Report a budget that nothing can meet, and labels beyond the budget that is said to be final."""
    said = {name: _prices(understanding, getattr(person, name)) for name in ("preferences", "dealbreakers")}
    everything = [*said["preferences"], *said["dealbreakers"]]
    lowest = max((float(c.value) for c in everything if c.op in (">", ">=", "==")), default=0.0)  # type: ignore[arg-type]
    highest = min((float(c.value) for c in everything if c.op in ("<", "<=", "==")), default=None)  # type: ignore[arg-type]
    if highest is not None and lowest > highest:
        message = f"the budget contradicts itself: from ${lowest:,.0f} and up to ${highest:,.0f}; the prose is kept"
        findings.kept(person.line, "preferences" if said["preferences"] else "dealbreakers", message)
    for product in accepted:
        price = product.attributes.get("price")
        broken = [c for c in said["dealbreakers"] if price is not None and not c.holds(product)]
        if broken and isinstance(price, float):
            message = f"{product.name!r} costs ${price:,.2f}, beyond the stated {broken[0].op} ${broken[0].value:,.0f}"
            findings.kept(person.line, "acceptable_products", f"{message}; the label is kept")


def _prices(understanding: Understanding, prose: str) -> list[Constraint]:
    return [
        c for sentence in _SENTENCE.split(prose) for c in understanding.requirements(sentence) if c.attribute == "price"
    ]


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


def _write_tasks(out: Path, category: str, pictured: bool) -> tuple[str, ...]:
    options: dict[str, Any] = {"category": category, "folder": ".", "split": "test", "behaviour": "helpful"}
    kinds = {"customersim": options, **({"customersim_vision": {**options, "max_images": 12}} if pictured else {})}
    tasks = []
    for prefix, chosen in kinds.items():
        task = f"{prefix}_{category}"
        generation = {"do_sample": True, "temperature": 0.7, "max_gen_toks": 512, "until": []}
        text = f"task: {task}\nclass: !function salessim_tasks.task.ShoppingTask\nrepeats: 1\n" + yaml.safe_dump(
            {"generation_kwargs": generation, "dataset_kwargs": chosen}, sort_keys=False
        )
        unfinished = out / f".{task}.tmp"
        unfinished.write_text(text, "utf-8")
        os.replace(unfinished, out / f"{task}.yaml")
        tasks.append(task)
    return tuple(tasks)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--personas", type=Path, required=True, help="personas, JSON Lines")
    parser.add_argument("--products", type=Path, required=True, help="the catalogue, JSON")
    parser.add_argument("--images", type=Path, help="the folder of the pictures (found by file name)")
    parser.add_argument("--out", type=Path, required=True, help="where to write the store and its task")


def import_command(arguments: argparse.Namespace) -> int:
    """Import and report."""
    for name in ("personas", "products", "images"):
        path = getattr(arguments, name)
        if path is not None and not path.exists():
            raise ValueError(f"--{name} {path}: there is no such file or folder")
    imported = import_customersim(arguments.personas, arguments.products, arguments.out, arguments.images)
    for finding in imported.findings:
        print(finding)
    print(f"{imported.products} products and {imported.personas} personas imported, {len(imported.findings)} findings")
    for task in imported.tasks:
        print(f"lm_eval --include_path {arguments.out} --tasks {task} --model …")
    return 0
