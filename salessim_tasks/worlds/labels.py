"""Names and ids of new products: maker, line, what it is, the facts that tell it from its siblings, and a tag."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from salessim_tasks.records import Value
from salessim_tasks.schema import Schema
from salessim_tasks.worlds.brands import Coiner
from salessim_tasks.worlds.draws import Draw
from salessim_tasks.worlds.trade import Fact, Trade, holds

__all__ = ["Article", "Labeller"]


@dataclass(frozen=True, slots=True)
class Article:
    """A product before it has a description."""

    id: str
    name: str
    line: str
    kind: str
    attributes: dict[str, Value]


class Labeller:
    """Names line after line. Line names and tags come once each, so that no name is a part of another."""

    def __init__(self, schema: Schema, trade: Trade, coiner: Coiner, draw: Draw) -> None:
        self._schema = schema
        self._naming = trade.name
        self._lines = coiner.words("lines")
        self._tags = coiner.words("tags")
        self._draw = draw
        self._codes: set[str] = set()

    def label(self, members: Sequence[dict[str, Value]]) -> list[Article]:
        """The articles of one line.

        Raises:
            ValueError: there are no more names for lines.
        """
        line = next(self._lines, None)
        if line is None:
            raise ValueError("there are no more names for lines; ask for fewer products")
        found = []
        for number, attributes in enumerate(members, start=1):
            kind = self._kind(attributes)
            tag = self._tag(str(attributes["brand"]), line, number)
            facts = [said for fact in self._naming.facts if (said := _said(fact, attributes, members))]
            name = " - ".join([f"{attributes['brand']} {line} {kind}", *facts, tag])
            found.append(Article(_slug(f"{line}-{tag}"), name, line, kind, attributes))
        return found

    def _kind(self, attributes: dict[str, Value]) -> str:
        for kind in self._naming.kinds:
            if holds(kind.when, attributes):
                return kind.say
        return self._schema.noun.one.title()

    def _tag(self, brand: str, line: str, number: int) -> str:
        if self._naming.tag == "word":
            tag = next(self._tags, None)
            if tag is not None:
                return tag
        while True:
            code = f"{brand[0]}{line[:2]}{10 + self._draw.below(89)}{number:02d}".upper()
            if code not in self._codes:
                self._codes.add(code)
                return code


def _said(fact: Fact, attributes: dict[str, Value], members: Sequence[dict[str, Value]]) -> str:
    """The fact in words; empty if it goes without saying."""
    if not fact.always and len({str(member[fact.attribute]) for member in members}) == 1:
        return ""
    if not holds(fact.when, attributes):
        return ""
    value = attributes[fact.attribute]
    told = f"{value:g}" if isinstance(value, float) else str(value).lower() if isinstance(value, bool) else str(value)
    if isinstance(fact.say, dict):
        return fact.say.get(told, "")
    return fact.words.get(told) or fact.say.replace("{v}", told if told[:1].isdigit() else told.title())


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
