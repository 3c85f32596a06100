"""Records of the peer's files, read with tolerance and with a note on each departure from the layout.

Catalogues are JSON: one key, the category, and a list of {name, description, price, features, image or image_url}.
Personas are JSON Lines: name, age, persona_background, optional speaking_style, preferences and dealbreakers as
prose, acceptable_products as names or {name}.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salessim_tasks.customersim.findings import Findings

__all__ = ["ListedPersona", "ListedProduct", "read_catalogue", "read_personas"]

_PRODUCT_FIELDS = ("name", "description", "price", "features", "image", "image_url")
_PERSONA_FIELDS = (
    *("name", "age", "persona_background", "speaking_style"),
    *("preferences", "dealbreakers", "acceptable_products"),
)
_LIST = re.compile(r'\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\[\s*')
_SEPARATOR = re.compile(r"[\s,]*")
_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?")


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
    text = path.read_text(encoding="utf-8")
    try:
        document = json.loads(text)
    except ValueError as error:
        raise ValueError(f"{path}: must be JSON: {error}") from None
    if not isinstance(document, dict) or len(document) != 1 or not isinstance(next(iter(document.values())), list):
        raise ValueError(f"{path}: must hold one key, the category, with the list of its products")
    ((category, items),) = document.items()
    products: list[ListedProduct] = []
    for line, item in zip(_lines_of_items(text), items, strict=True):
        product = _product(item, line, findings)
        if product is None:
            continue
        if any(product.name == other.name for other in products):
            findings.skipped(line, "name", f"{product.name!r} stands in the catalogue already")
            continue
        products.append(product)
    if not products:
        raise ValueError(f"{path}: holds no product that can be sold")
    return str(category), products


def read_personas(path: Path, findings: Findings) -> list[ListedPersona]:
    """The personas, in order; those that cannot be played or scored are left out."""
    personas: list[ListedPersona] = []
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not text.strip():
            continue
        try:
            item = json.loads(text)
        except ValueError as error:
            findings.skipped(line, "line", f"must be JSON: {error}")
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
    return personas


def _product(item: Any, line: int, findings: Findings) -> ListedProduct | None:
    if not isinstance(item, dict):
        findings.skipped(line, "product", f"must be an object, not {_shown(item)}")
        return None
    fields = _fields(item, _PRODUCT_FIELDS, line, findings)
    name = _prose(fields, "name")
    if not name:
        findings.skipped(line, "name", "must be the product's name; without one nobody can buy it")
        return None
    description = _prose(fields, "description")
    if not description:
        findings.kept(line, "description", f"{name!r} has none")
    features = fields.get("features") or []
    if isinstance(features, str):
        findings.kept(line, "features", "should be a list; the text is taken for one feature")
        features = [features]
    if not isinstance(features, list):
        findings.kept(line, "features", f"should be a list of texts, not {_shown(features)}; left out")
        features = []
    return ListedProduct(
        line=line,
        name=name,
        description=description,
        price=_price(fields.get("price"), line, findings),
        features=tuple(" ".join(str(feature).split()) for feature in features),
        image=str(fields.get("image") or fields.get("image_url") or ""),
    )


def _persona(item: Any, line: int, findings: Findings) -> ListedPersona | None:
    if not isinstance(item, dict):
        findings.skipped(line, "persona", f"must be an object, not {_shown(item)}")
        return None
    fields = _fields(item, _PERSONA_FIELDS, line, findings)
    age, listed = fields.get("age"), fields.get("acceptable_products")
    if isinstance(age, str) and age.strip().isdigit():
        findings.kept(line, "age", f"should be a number; {age!r} is read as one")
        age = int(age)
    checks = (
        ("name", bool(_prose(fields, "name")), "must be the persona's name"),
        ("age", isinstance(age, int) and not isinstance(age, bool), f"must be a whole number, not {_shown(age)}"),
        ("dealbreakers", bool(_prose(fields, "dealbreakers")), "must say what the persona will not accept"),
        ("acceptable_products", isinstance(listed, list), "must be the list of products that the persona may buy"),
    )
    for name, holds, message in checks:
        if not holds:
            findings.skipped(line, name, message)
            return None
    for name in ("persona_background", "preferences"):
        if not _prose(fields, name):
            findings.kept(line, name, "is empty; the shopper is told nothing of it")
    assert isinstance(age, int)
    assert isinstance(listed, list)
    return ListedPersona(
        line=line,
        name=_prose(fields, "name"),
        age=age,
        background=str(fields.get("persona_background") or ""),  # as given: the peer tells personas by it
        speaking_style=_prose(fields, "speaking_style"),
        preferences=_prose(fields, "preferences"),
        dealbreakers=_prose(fields, "dealbreakers"),
        acceptable=tuple(_label(entry) for entry in listed),
    )


def _fields(item: Mapping[str, Any], known: tuple[str, ...], line: int, findings: Findings) -> dict[str, Any]:
    """The known fields of `item`; a key that differs in case or spacing only is taken for the known one."""
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


def _price(given: Any, line: int, findings: Findings) -> float | None:
    if isinstance(given, (int, float)) and not isinstance(given, bool) and given >= 0:
        return float(given)
    found = _AMOUNT.findall(str(given or ""))
    if len(found) == 1:
        return float(found[0].replace(",", ""))
    findings.kept(line, "price", f'must be an amount such as "$799.99", not {_shown(given)}; the price is unknown')
    return None


def _prose(fields: Mapping[str, Any], name: str) -> str:
    """The field as one paragraph; a list of sentences becomes one."""
    value = fields.get(name) or ""
    parts: Iterator[Any] = iter(value) if isinstance(value, list) else iter([value])
    return " ".join(" ".join(str(part).split()) for part in parts).strip()


def _label(entry: Any) -> str:
    return str(entry.get("name") or "") if isinstance(entry, dict) else str(entry)


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


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
