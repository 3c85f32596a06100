"""Whether the pictures of a store are there and matter.

Contract: a store whose schema has visual attributes has a picture of each product (PNG, 512 x 512 pixels, at most
40 KB) and no others; no product's name states a value of a visual attribute, which only the picture is to show; and
the decisions of at least 40 % of the test personas depend on the picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from salessim_tasks.datatypes import Problem
from salessim_tasks.records import Persona, Product
from salessim_tasks.schema import Attribute, Choice, Flag, Schema
from salessim_tasks.search import words

__all__ = ["check_names", "check_picture_share", "check_pictures"]

_SIDE = 512  # pixels
_MOST_BYTES = 40_000
_SHARE = 0.4


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
    """Product names that state a value of a visual attribute, be it the product's own or another."""
    problems: list[Problem] = []
    for name in schema.visual:
        telling = _telling(schema.attributes[name])
        for line, product in products.items():
            said = [phrase for phrase in telling if _says(product.name, phrase)]
            if said:
                message = f"must not say {said[0]!r}: {name} is visual, only the picture is to show it"
                problems.append(Problem(file, line, "name", message))
    return problems


def check_picture_share(
    personas: Mapping[int, Persona], products: tuple[Product, ...], schema: Schema, file: str
) -> list[Problem]:
    """One problem if the pictures decide for too few of the test personas."""
    if not schema.visual:
        return []
    tested = [persona for persona in personas.values() if persona.split == "test"]
    looking = sum(persona.depends_on(schema.visual, products) for persona in tested)
    if looking >= _SHARE * len(tested):
        return []
    message = f"the picture decides for {looking} of {len(tested)} test personas; at least {_SHARE:.0%} are wanted"
    return [Problem(file, 1, "dealbreakers", message)]


def _fault(file: Path) -> str:
    # Imported here: only the checks need it.
    from PIL import Image

    if not file.is_file():
        return "does not exist; put a PNG there, or draw it (python -m salessim_tasks.pictures --write)"
    data = file.read_bytes()
    try:
        with Image.open(BytesIO(data), formats=["PNG"]) as image:
            image.load()
    except (OSError, SyntaxError):  # Pillow's own for what is no PNG, and for a broken one
        return "must be a PNG that can be read"
    if image.size != (_SIDE, _SIDE):
        return f"must be {_SIDE} x {_SIDE} pixels, not {image.width} x {image.height}"
    return f"has {len(data)} bytes; at most {_MOST_BYTES} are allowed" if len(data) > _MOST_BYTES else ""


def _telling(attribute: Attribute) -> tuple[str, ...]:
    """The words that state a value of a visual attribute."""
    if isinstance(attribute, Choice):
        return tuple(phrase for value, synonyms in attribute.values.items() for phrase in (value, *synonyms))
    return (*attribute.words, *attribute.without) if isinstance(attribute, Flag) else ()


def _says(name: str, phrase: str) -> bool:
    wanted, said = words(phrase), words(name)
    return bool(wanted) and any(said[at : at + len(wanted)] == wanted for at in range(len(said)))
