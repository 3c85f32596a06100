"""A toy store of mugs, small enough that a model of a million parameters learns to shop there in minutes.

A mug has a colour, a material and a lid or none. Every persona insists on its colour, and would like a material, and a
lid or none. The store has mugs of four colours out of six, so that a third of the personas must leave. The personas of
`dev` wish for what none of `train` does: of the four pairs of preferences that go with a colour, one is theirs alone.
"""

from __future__ import annotations

import json
from itertools import product as pairs
from pathlib import Path
from typing import Any

__all__ = ["CATEGORY", "write_toy_store"]

CATEGORY = "mugs"

_STOCKED = ("red", "blue", "green", "black")
_COLOURS = (*_STOCKED, "yellow", "grey")
_MATERIALS = {"clay": "Terra", "glass": "Vetra"}
_PEOPLE = list(pairs((20, 30, 40, 50), ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hana", "Ivo", "Jo")))

_SCHEMA = """\
category: mugs
version: "1"
noun: {one: mug, many: mugs}
headline: [colour]
ask_order: [colour]
attributes:
  colour:
    type: choice
    label: colour
    say: "{value}"
    ask: ["Which colour?"]
    values: {red: [], blue: [], green: [], black: [], yellow: [], grey: []}
  material:
    type: choice
    label: material
    say: "{value}"
    values: {clay: [], glass: []}
  lid:
    type: flag
    label: lid
    words: [lid]
    say: ["a lid", "no lid"]
"""
_GUIDE = "# Mugs\n\n## Colour\n\nA mug has one colour.\n"


def write_toy_store(folder: Path) -> Path:
    """Write the store to `folder / CATEGORY` and return `folder`."""
    home = folder / CATEGORY
    home.mkdir(parents=True)
    (home / "schema.yaml").write_text(_SCHEMA, encoding="utf-8")
    (home / "guide.md").write_text(_GUIDE, encoding="utf-8")
    for name, records in (("products", _products()), ("personas", _personas())):
        lines = "".join(f"{json.dumps(record)}\n" for record in records)
        (home / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return folder


def _products() -> list[dict[str, Any]]:
    return [
        {
            "id": f"{colour}-{material}",
            "name": f"{line} {colour}",
            "attributes": {"colour": colour, "material": material, "lid": material == "clay"},
            "description": f"A mug that is {colour} and made of {material}, for tea and for coffee.",
        }
        for colour, (material, line) in pairs(_STOCKED, _MATERIALS.items())
    ]


def _personas() -> list[dict[str, Any]]:
    wishes = list(pairs(_MATERIALS, (True, False)))
    return [
        {
            "id": f"{name.lower()}-{age}-{colour}-{material}-{'lid' if lid else 'open'}",
            "split": "dev" if place == number % len(wishes) else "train",
            "name": name,
            "age": age,
            "background": f"{name} needs a mug for the office kitchen, today.",
            "preferences": [
                _wish("material", "in", [material], f"I like {material}."),
                _wish("lid", "==", lid, "A lid." if lid else "No lid."),
            ],
            "dealbreakers": [_wish("colour", "in", [colour], f"It must be {colour}.")],
        }
        for age, name in _PEOPLE
        for number, colour in enumerate(_COLOURS)
        for place, (material, lid) in enumerate(wishes)
    ]


def _wish(attribute: str, op: str, value: Any, text: str) -> dict[str, Any]:
    return {"text": text, "constraints": [{"attribute": attribute, "op": op, "value": value}]}
