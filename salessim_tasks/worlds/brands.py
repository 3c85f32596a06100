"""New names for makers and lines: invented, pronounceable, and free of any meaning that the store's words have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import yaml

from harness_ext.seeding import seed_of
from salessim_tasks.schema import Schema
from salessim_tasks.store import Store
from salessim_tasks.understanding.text import words_of
from salessim_tasks.understanding.vocabulary import Vocabulary
from salessim_tasks.worlds.draws import Draw
from salessim_tasks.worlds.trade import material

__all__ = ["Coiner", "rebranded"]


class Coiner:
    """Coins names one after the other, none twice and none in `taken`. Coiners of different `parity` (0 or 1) have no
    name in common."""

    def __init__(self, draw: Draw, schema: Schema, taken: Collection[str], parity: int) -> None:
        self._draw = draw
        self._parity = parity
        self._parts = material("coinage")
        self._lexicon = Vocabulary(schema).lexicon
        self._taken = {word.casefold() for name in taken for word in (name, *name.split())}
        self._taken |= {word.casefold() for word in self._parts["real"]}

    def brands(self, count: int) -> tuple[str, ...]:
        """That many names of makers."""
        return tuple(self._coin(self._brand()) for _ in range(count))

    def words(self, pool: str) -> Iterator[str]:
        """The words of a pool that are still free, in a drawn order."""
        for word in self._draw.shuffled([str(word) for word in self._parts[pool][self._parity :: 2]]):
            if self._free(word):
                self._taken.add(word.casefold())
                yield word

    def _coin(self, tries: Iterator[str]) -> str:
        for name in tries:
            if self._free(name):
                self._taken.add(name.casefold())
                return name
        raise AssertionError("the syllables cannot run out")

    def _brand(self) -> Iterator[str]:
        while True:
            first, last = self._draw.pick(self._parts["first"]), self._draw.pick(self._parts["last"])
            middle = self._draw.pick(self._parts["middle"]) if self._draw.chance(0.25) else ""
            name = f"{first}{middle}{last}"
            if 5 <= len(name) <= 9 and first[-1] != (middle + last)[0] and seed_of(name.lower()) % 2 == self._parity:
                yield name.capitalize()

    def _free(self, name: str) -> bool:
        plain = name.casefold()
        if plain in self._taken or any(_alike(plain, other) for other in self._taken):
            return False
        return not any(self._lexicon.first_words() & set(words_of(form)) for form in (plain, f"{plain}s"))


def rebranded(text: str, brands: Sequence[tuple[str, str]]) -> str:
    """The text of a schema with the values of its brand attribute, and constraints on them, renamed.

    `brands`: pairs of old and new name.
    """
    schema: dict[str, Any] = yaml.safe_load(text)
    new = dict(brands)
    schema["attributes"]["brand"]["values"] = {name: [] for _, name in brands}

    def renamed(node: Any) -> Any:
        if isinstance(node, dict):
            if node.get("attribute") == "brand" and isinstance(node.get("value"), list):
                return {**node, "value": [new.get(value, value) for value in node["value"]]}
            return {key: renamed(value) for key, value in node.items()}
        return [renamed(item) for item in node] if isinstance(node, list) else node

    return yaml.safe_dump(renamed(schema), sort_keys=False, allow_unicode=True, width=1_000_000)


def names_of(store: Store) -> set[str]:
    """Every word of the names of a store's products, and its brands."""
    brand = store.schema.attributes["brand"]
    return {word for product in store.products for word in product.name.split()} | set(getattr(brand, "values", ()))


def _alike(one: str, other: str) -> bool:
    """Whether two names are easily mistaken for one another: they share all but one letter at the end or begin."""
    return len(other) > 3 and abs(len(one) - len(other)) < 3 and (one[:5] == other[:5] or one[-5:] == other[-5:])
