"""Descriptions of new products: a few sentences from the trade's grammar, each true of the product.

Contract: a sentence stands there only if its conditions hold, and none speaks of an attribute that is to be seen in the
picture, so that a description never gives away what a vision task asks to look at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from salessim_tasks.schema import Number, Schema
from salessim_tasks.worlds.draws import Decks, Draw
from salessim_tasks.worlds.grammar import Writer, parse_line
from salessim_tasks.worlds.labels import Article
from salessim_tasks.worlds.trade import Condition, Trade, conditions, holds

__all__ = ["Describer"]


class Describer:
    """Writes descriptions, dealing its sentences from decks so that neighbours on the shelf do not sound alike."""

    def __init__(self, schema: Schema, trade: Trade, decks: Decks) -> None:
        self._schema = schema
        self._decks = decks
        self._writer = Writer({}, decks)
        self._open = [parse_line(line) for line in trade.blurbs.open or _OPEN]
        self._close = [parse_line(line) for line in trade.blurbs.close or _CLOSE]
        self._facts = [_split(line) for line in trade.blurbs.facts]

    def describe(self, article: Article, draw: Draw) -> str:
        """Two to four sentences about `article`, at least 40 characters."""
        true = [line for line in self._facts if holds(line[0], article.attributes)]
        facts: list[str] = []
        spoken: set[str] = set()
        for conditions_, text in self._dealt(true, 2 + draw.below(2)):
            about = {condition.attribute for condition in conditions_[:1]}
            if not about & spoken:
                facts.append(text)
                spoken |= about
        if not facts:
            facts = [self._plain(article)]
        opening = self._decks.deal("open", self._open).text
        closing = self._decks.deal("close", self._close).text
        shapes = (
            (opening, *facts),
            (opening, *facts, closing),
            (*facts, opening),
            (opening, *facts),
            (*facts, closing),
        )
        text = " ".join(self._written(part, article, draw) for part in draw.pick(shapes))
        return text if len(text) >= _SHORTEST else f"{text} {self._written(opening, article, draw)}"

    def _dealt(
        self, lines: Sequence[tuple[tuple[Condition, ...], str]], count: int
    ) -> list[tuple[tuple[Condition, ...], str]]:
        return [
            self._decks.deal("facts", self._facts, lambda line: line in lines) for _ in range(min(count, len(lines)))
        ]

    def _plain(self, article: Article) -> str:
        """What the cards say of it, where the trade has no words of its own."""
        said = []
        for name in self._schema.headline:
            attribute, value = self._schema.attributes[name], article.attributes[name]
            if isinstance(attribute, Number) and isinstance(value, float) and name != "price":
                said.append(attribute.say.format(value=value))
        return f"In short: {', '.join(said[:3])}." if said else f"A {self._schema.noun.one} like few others."

    def _written(self, text: str, article: Article, draw: Draw) -> str:
        def told(name: str) -> str:
            value = article.attributes[name]
            return f"{value:g}" if isinstance(value, float) else str(value)

        words = {"line": article.line, "brand": str(article.attributes["brand"]), "kind": article.kind}
        context = {name: (lambda name=name: words.get(name) or told(name)) for name in {*words, *article.attributes}}
        written = self._writer.write(text, draw, context)
        return written[:1].upper() + written[1:]


_SHORTEST = 60  # characters
_OPEN = ("[This is|Here is] the {line} by {brand}.", "{brand} makes the {line} for people who look twice.")
_CLOSE = ("It comes in a plain box.", "[Ask us|Come and ask] for it by name.")
_IF = re.compile(r"^\(([^()]*)\)\s*")


def _split(source: str) -> tuple[tuple[Condition, ...], str]:
    """The conditions of a line and its text."""
    found = _IF.match(source)
    if found is None:
        return (), source
    return conditions(found[1].split(";")), source[found.end() :]
