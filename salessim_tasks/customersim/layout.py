"""Records of the peer's files, read with tolerance and with a note on each departure from the layout.

Catalogues are JSON: one key, the category, and a list of {name, description, price, features, image or image_url}.
Personas are JSON Lines: name, age, persona_background, optional speaking_style, preferences and dealbreakers as
prose, acceptable_products as names or {name}.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salessim_tasks.customersim import values
from salessim_tasks.customersim.findings import Findings
from salessim_tasks.customersim.values import prose, shown
from salessim_tasks.textfiles import Pairs, parse_json, read_utf8

__all__ = ["ListedPersona", "ListedProduct", "read_catalogue", "read_personas"]

_PRODUCT_FIELDS = ("name", "description", "price", "features", "image", "image_url")
_PERSONA_FIELDS = (
    *("name", "age", "persona_background", "speaking_style"),
    *("preferences", "dealbreakers", "acceptable_products"),
)
_LIST = re.compile(r'\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\[\s*')
_SEPARATOR = re.compile(r"[\s,]*")
_SHORTEST_NAME = 3  # of our records
_OLDEST = 120


@dataclass(frozen=True, slots=True)
class ListedProduct:
    """`price` in dollars, None if there is none to be read; `image` is the path or address as given, or empty."""

    line: int
    name: str
    description: str
    price: float | None
    features: tuple[str, ...]
    image: str


@dataclass(frozen=True, slots=True)
class ListedPersona:
    """`acceptable`: names as given, not yet looked up in the catalogue."""

    line: int
    name: str
    age: int
    background: str
    speaking_style: str
    preferences: str
    dealbreakers: str
    acceptable: tuple[str, ...]


def read_catalogue(path: Path, findings: Findings) -> tuple[str, list[ListedProduct]]:
    """The category and its products, in order; products that cannot be sold are left out.

    Raises:
        ValueError: the file as a whole is not of the layout.
    """
    text = read_utf8(path)
    document = parse_json(text, path)
    items = next(iter(document.values())) if isinstance(document, Pairs) and len(document) == 1 else None
    if not isinstance(items, list) or document.repeated:
        raise ValueError(f"{path}:1: must hold one key, the category, with the list of its products")
    products: dict[str, ListedProduct] = {}
    for line, item in zip(_lines_of_items(text), items, strict=True):
        product = _product(item, line, findings)
        if product is None:
            continue
        # Nobody could say which is meant of two whose names differ in capitals only.
        twin = products.setdefault(" ".join(product.name.casefold().split()), product)
        if twin is not product:
            findings.skipped(line, "name", f"{product.name!r} stands in the catalogue already, on line {twin.line}")
    if not products:
        raise ValueError(f"{path}: holds no product that can be sold{_because(findings)}")
    return next(iter(document)), list(products.values())


def read_personas(path: Path, findings: Findings) -> list[ListedPersona]:
    """The personas, in order; those that cannot be played or scored are left out.

    Raises:
        ValueError: none is left.
    """
    text = read_utf8(path)
    if text.lstrip().startswith("["):
        raise ValueError(f"{path}:1: must be JSON Lines, one object a line, not a list")
    personas: list[ListedPersona] = []
    for line, record in enumerate(text.split("\n"), start=1):
        if not record.strip():
            continue
        try:
            item = parse_json(record, path, line)
        except ValueError as error:
            findings.skipped(line, "line", str(error).removeprefix(f"{path}:{line}: "))
            continue
        persona = _persona(item, line, findings)
        if persona is None:
            continue
        who = (persona.name, persona.age, persona.background)
        twin = next((other for other in personas if (other.name, other.age, other.background) == who), None)
        if twin is not None:
            findings.skipped(line, "name", f"is the same persona as on line {twin.line} (name, age and background)")
            continue
        personas.append(persona)
    if not personas:
        raise ValueError(f"{path}: no persona is left{_because(findings) or ': the file is empty'}")
    return personas


def _because(findings: Findings) -> str:
    """The first record that was left out."""
    first = next((finding for finding in findings.all if finding.fate == "skipped"), None)
    return f": {first}" if first else ""


def _product(item: Any, line: int, findings: Findings) -> ListedProduct | None:
    if not isinstance(item, Pairs):
        findings.skipped(line, "product", f"must be an object, not {shown(item)}")
        return None
    fields = _fields(item, _PRODUCT_FIELDS, line, findings)
    name = prose(fields, "name", line, findings)
    if len(name) < _SHORTEST_NAME or not re.search(r"[^\W_]", name):
        few = f", of at least {_SHORTEST_NAME} characters and not only signs, not {name!r}" if name else ""
        findings.skipped(line, "name", f"must be the product's name{few}; without one nobody can buy it")
        return None
    description = prose(fields, "description", line, findings)
    if not description:
        findings.kept(line, "description", f"{name!r} has none")
    return ListedProduct(
        line=line,
        name=name,
        description=description,
        price=values.price(fields.get("price"), line, findings),
        features=values.features(fields.get("features"), line, findings),
        image=values.image(fields),
    )


def _persona(item: Any, line: int, findings: Findings) -> ListedPersona | None:
    if not isinstance(item, Pairs):
        findings.skipped(line, "persona", f"must be an object, not {shown(item)}")
        return None
    fields = _fields(item, _PERSONA_FIELDS, line, findings)
    said = {name: prose(fields, name, line, findings) for name in _PERSONA_FIELDS if name not in _NO_PROSE}
    age, listed = _age(fields.get("age"), line, findings), _listed(fields, line, findings)
    checks = (
        ("name", said["name"], "must be the persona's name"),
        ("age", age is not None, f"must be a whole number from 0 to {_OLDEST}, not {shown(fields.get('age'))}"),
        ("dealbreakers", said["dealbreakers"], "must say what the persona will not accept"),
        ("acceptable_products", listed is not None, "must be the list of products that the persona may buy"),
    )
    for name, holds, message in checks:
        if not holds:
            findings.skipped(line, name, message)
            return None
    for name in ("persona_background", "preferences"):
        if not said[name]:
            findings.kept(line, name, "is empty; the shopper is told nothing of it")
    background = fields.get("persona_background")
    as_given = isinstance(background, str) and said["persona_background"]  # the peer tells personas by it
    assert age is not None
    assert listed is not None
    return ListedPersona(
        line=line,
        name=said["name"],
        age=age,
        background=str(background).encode("utf-8", "replace").decode("utf-8")
        if as_given
        else said["persona_background"],
        speaking_style=said["speaking_style"],
        preferences=said["preferences"],
        dealbreakers=said["dealbreakers"],
        acceptable=listed,
    )


_NO_PROSE = ("age", "acceptable_products")


def _age(given: Any, line: int, findings: Findings) -> int | None:
    text = given.strip() if isinstance(given, str) else repr(given) if isinstance(given, (int, float)) else ""
    found = re.fullmatch(r"(\d{1,3})(?:\.0+)?", text, re.ASCII)
    if found is None or isinstance(given, bool) or int(found[1]) > _OLDEST:
        return None
    if not isinstance(given, int):
        findings.kept(line, "age", f"should be a whole number; {given!r} is read as one")
    return int(found[1])


def _listed(fields: Mapping[str, Any], line: int, findings: Findings) -> tuple[str, ...] | None:
    """The names listed as acceptable, None if there is no list."""
    given = fields.get("acceptable_products")
    if isinstance(given, (str, dict)):
        findings.kept(line, "acceptable_products", f"should be a list; {shown(given)} is taken for its only entry")
        given = [given]
    if not isinstance(given, list):
        return None
    return tuple(str(entry.get("name") or "") if isinstance(entry, dict) else str(entry) for entry in given)


def _fields(item: Pairs, known: tuple[str, ...], line: int, findings: Findings) -> dict[str, Any]:
    """The known fields of `item`; a key that differs in case or spacing only is taken for the known one."""
    for key in item.repeated:
        findings.kept(line, key, "stands here more than once; the last is read")
    fields: dict[str, Any] = {name: item[name] for name in known if name in item}
    for key, value in item.items():
        meant = re.sub(r"[\s-]+", "_", str(key).strip()).lower()
        if key in known:
            continue
        if meant in known and not fields.get(meant):
            findings.kept(line, str(key), f"is read as {meant!r}, which is how the field is spelled")
            fields[meant] = value
        else:
            findings.kept(line, str(key), "is no field of the layout; what it says is left out")
    return fields


def _lines_of_items(text: str) -> list[int]:
    """The lines on which the items of the catalogue's list begin."""
    decoder = json.JSONDecoder()
    start = _LIST.match(text)
    position = start.end() if start else len(text)
    lines: list[int] = []
    while text[position] != "]":
        lines.append(text.count("\n", 0, position) + 1)
        _, position = decoder.raw_decode(text, position)
        separator = _SEPARATOR.match(text, position)
        position = separator.end() if separator else position
    return lines
