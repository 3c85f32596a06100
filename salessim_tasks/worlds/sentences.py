"""Requirements in somebody's words: a wish, put in the manner of its speaker, that means exactly its constraints.

Contract: a sentence is given out only if the sales agent's understanding takes it to mean what its want's constraints
say, and no sentence twice in a world.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from salessim_tasks.prose_checks import words_of
from salessim_tasks.records import Constraint, Product, Requirement
from salessim_tasks.schema import Choice, Schema
from salessim_tasks.understanding import Understanding
from salessim_tasks.worlds.draws import Decks, Draw
from salessim_tasks.worlds.grammar import parse_line
from salessim_tasks.worlds.trade import Trade, material
from salessim_tasks.worlds.wants import Want

__all__ = ["REGISTERS", "Phraser", "Speaker"]

_ARTICLE = re.compile(r"\b([Aa]) (?=[aeioAEIO]|un)")
_TRIES = 24
_REASONED = 0.45  # of the sentences give a reason
REGISTERS: tuple[str, ...] = tuple(material("registers"))


class Speaker(Protocol):
    """Whoever speaks: how old, in which register, and whether for somebody else."""

    @property
    def age(self) -> int: ...
    @property
    def register(self) -> str: ...
    @property
    def gift(self) -> bool: ...


class Phraser:
    """Writes requirement sentences for one store."""

    def __init__(
        self,
        schema: Schema,
        trade: Trade,
        products: Sequence[Product],
        decks: Decks,
        understanding: Understanding | None = None,
    ) -> None:
        self._schema = schema
        self._trade = trade
        self._decks = decks
        self._understanding = understanding or Understanding(schema, products)
        self._said: set[str] = set()

    def say(self, want: Want, speaker: Speaker, draw: Draw, *, hard: bool, reasons: bool = True) -> Requirement | None:
        """`want` in a sentence of `speaker`, at times with a reason for it; None if no sentence was understood."""
        meant = self._canonical(want.constraints)
        for attempt in range(_TRIES):
            text = self._written(want, speaker, draw, hard=hard, reasoned=reasons and attempt < _TRIES // 2)
            said = " ".join(words_of(text))
            if text and said not in self._said and self._heard(text) == meant:
                self._said.add(said)
                return Requirement(text=text, constraints=want.constraints)
        return None

    def _heard(self, text: str) -> frozenset[tuple[str, ...]]:
        return self._canonical(self._understanding.requirements(text))

    def _canonical(self, constraints: Iterable[Constraint]) -> frozenset[tuple[str, ...]]:
        """The same for constraints that the same products meet: a choice ruled out is the rest wanted."""
        found: set[tuple[str, ...]] = set()
        for one in constraints:
            attribute, op, value = self._schema.attributes[one.attribute], str(one.op), one.value
            if isinstance(value, tuple):
                if isinstance(attribute, Choice) and op == "not_in":
                    op, value = "in", tuple(attribute.values.keys() - set(value))
                found.add((one.attribute, op, *sorted(value)))
            else:
                found.add((one.attribute, op, repr(value)))
        return frozenset(found)

    def _written(self, want: Want, speaker: Speaker, draw: Draw, *, hard: bool, reasoned: bool) -> str:
        register = speaker.register
        manner: Mapping[str, Any] = material("registers")[register]
        if want.attribute == "price" and want.figure is not None:
            text = self._budget(want, register, draw, hard=hard)
        else:
            text = self._framed(want, manner, register, draw, hard=hard)
        if not text:
            return ""
        if reasoned and draw.chance(_REASONED) and (reason := self._reason(want, speaker, hard=hard)):
            join = self._decks.deal(f"join {register}", tuple(manner["join"]))
            text += join.replace("{why}", reason).replace("{Why}", reason[:1].upper() + reason[1:])
        if manner.get("lower"):
            return text.lower().replace("'", "") if draw.chance(0.5) else text.lower()
        text = text[:1].upper() + text[1:]
        return text if text[-1] in ".!?" else text + "."

    def _budget(self, want: Want, register: str, draw: Draw, *, hard: bool) -> str:
        lines = material("money")[register]
        strict = want.constraints[0].op == "<"
        name = {(True, False): "hard", (True, True): "below", (False, False): "soft", (False, True): "soft_below"}[
            hard, strict
        ]
        figure = want.figure
        assert figure is not None
        texts = list(figure.texts[:2])
        if register in ("chatty", "texting", "gruff"):
            texts.append(figure.texts[2])
        if register in ("chatty", "formal", "plain"):
            texts += figure.texts[3:]
        line: str = self._decks.deal(f"money {register} {name}", tuple(lines[name]))
        return line.replace("{v}", draw.pick(texts))

    def _framed(self, want: Want, manner: Mapping[str, Any], register: str, draw: Draw, *, hard: bool) -> str:
        cat, wording = draw.pick(want.forms)
        strength = "hard" if hard else "soft"
        frames = manner["ban"][strength] if want.banned else manner[strength]
        subject, _, rest = wording.rpartition(" | ")
        lines = tuple(frames[cat])
        if subject:
            lines = tuple(line for line in lines if "{s}" in line or "{S}" in line or "{o}" in line)
        if not lines:
            return ""
        frame: str = self._decks.deal(f"{register} {strength} {want.banned} {cat} {bool(subject)}", lines)
        if want.figure is not None:
            rest = rest.replace("{q}", want.figure.say(draw)).replace("{v}", want.figure.texts[0])
        who = subject or "it"
        filled = frame.replace("{s}", who).replace("{o}", who).replace("{S}", who[:1].upper() + who[1:])
        rest = _ARTICLE.sub(r"\1n ", rest)
        return filled.replace(f"{{{cat}}}", rest).replace(f"{{{cat.capitalize()}}}", rest[:1].upper() + rest[1:])

    def _reason(self, want: Want, speaker: Speaker, *, hard: bool) -> str:
        """A reason for `want` that `speaker` may give; for a present none that speaks of the giver's own needs."""
        wish = self._trade.wishes.get(want.attribute)
        named = wish.why if wish is not None else {}
        key = None if speaker.gift else next((key for key in want.reasons if key in named), None)
        if key is not None:
            name, pool = f"why {want.attribute} {key}", named[key]
        else:
            kind = "price" if want.attribute == "price" else "gift" if speaker.gift else "hard" if hard else "soft"
            name, pool = f"reasons {kind}", tuple(material("reasons")[kind])
        lines = tuple(parse_line(line) for line in pool)
        if not any(line.suits(speaker.age, frozenset()) for line in lines):
            return ""
        return self._decks.deal(name, lines, lambda line: line.suits(speaker.age, frozenset())).text
