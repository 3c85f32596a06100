"""Whether the pictures of a store are there and matter.

Contract: a store whose schema has visual attributes has a picture of each product (PNG, 512 x 512 pixels, at most
40 KB) and no others; no product's name gives away what only the picture is to show; and the decisions of at least
40 % of the test personas depend on the picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from salessim_tasks.datatypes import Problem
from salessim_tasks.records import Persona, Product
from salessim_tasks.schema import Choice, Flag, Schema
from salessim_tasks.search import words

__all__ = ["check_names", "check_picture_share", "check_pictures"]

_SIDE = 512  # pixels
_MOST_BYTES = 40 * 1024
_SHARE = 0.4
_HEADER = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def check_pictures(folder: Path, products: Mapping[int, Product], schema: Schema) -> list[Problem]:
    """The problems of the picture files in `folder`/pictures, for products by line number of the catalogue."""
    if not schema.visual:
        return []
    problems: list[Problem] = []
    expected = {f"{product.id}.png" for product in products.values()}
    for name in sorted(expected):
        file = folder / "pictures" / name
        if message := _fault(file):
            problems.append(Problem(f"{folder.name}/pictures/{name}", 1, "file", message))
    for file in sorted((folder / "pictures").glob("*")):
        if file.name not in expected:
            message = "belongs to no product; remove it, or give the product this id"
            problems.append(Problem(f"{folder.name}/pictures/{file.name}", 1, "file", message))
    return problems


def check_names(products: Mapping[int, Product], schema: Schema, file: str) -> list[Problem]:
    """Product names that state the value of a visual attribute."""
    problems: list[Problem] = []
    for name in schema.visual:
        attribute = schema.attributes[name]
        for line, product in products.items():
            if isinstance(attribute, Choice):
                telling = (str(product.attributes[name]), *attribute.values[str(product.attributes[name])])
            else:
                telling = attribute.words if isinstance(attribute, Flag) and product.attributes[name] else ()
            said = [phrase for phrase in telling if _says(product.name, phrase)]
            if said:
                message = f"must not say {said[0]!r}: {name} is visual, only the picture is to show it"
                problems.append(Problem(file, line, "name", message))
    return problems


def check_picture_share(
    personas: Mapping[int, Persona], products: tuple[Product, ...], schema: Schema, file: str
) -> list[Problem]:
    """One problem if the pictures decide for too few of the test personas."""
    tested = [persona for persona in personas.values() if persona.split == "test"]
    looking = sum(persona.depends_on(schema.visual, products) for persona in tested)
    if not schema.visual or looking >= _SHARE * len(tested):
        return []
    message = f"the picture decides for {looking} of {len(tested)} test personas; at least {_SHARE:.0%} are wanted"
    return [Problem(file, 1, "dealbreakers", message)]


def _fault(file: Path) -> str:
    if not file.is_file():
        return "does not exist; draw it with: python -m salessim_tasks.pictures --write"
    data = file.read_bytes()
    if not data.startswith(_HEADER):
        return "must be a PNG"
    width, height = (int.from_bytes(data[start : start + 4], "big") for start in (16, 20))
    if (width, height) != (_SIDE, _SIDE):
        return f"must be {_SIDE} x {_SIDE} pixels, not {width} x {height}"
    return f"has {len(data)} bytes; at most {_MOST_BYTES} are allowed" if len(data) > _MOST_BYTES else ""


def _says(name: str, phrase: str) -> bool:
    wanted, said = words(phrase), words(name)
    return bool(wanted) and any(said[at : at + len(wanted)] == wanted for at in range(len(said)))
