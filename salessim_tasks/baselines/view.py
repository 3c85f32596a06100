"""A prompt, read back: what a scripted shopper sees is exactly what a language model would see."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from harness_ext.pictures import IMAGE
from salessim_tasks.records import Constraint, Value
from salessim_tasks.schema import Schema
from salessim_tasks.seller.facts import read_cards
from salessim_tasks.understanding import Understanding

__all__ = ["Shopper", "View", "Wish", "read_prompt"]

_SPEAKER = re.compile(r"^(Salesperson|Customer): ?", re.MULTILINE)
_WISHES = re.compile(
    r"^What you (would like|will not accept) \((?:preferences|dealbreakers)\):\n((?:- .*\n?)+)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A sentence of the persona and what it means, as the sales agent would understand it."""

    text: str
    constraints: tuple[Constraint, ...]
    hard: bool


@dataclass(frozen=True, slots=True)
class Shopper:
    """The persona as the system prompt tells it. `schema`: the words of the trade, which any shopper knows."""

    schema: Schema
    wishes: tuple[Wish, ...]

    @property
    def dealbreakers(self) -> tuple[Wish, ...]:
        return tuple(wish for wish in self.wishes if wish.hard)


@dataclass(frozen=True, slots=True)
class View:
    """An episode so far, from the shopper's side of the counter.

    `shown` holds the products in the order of showing, with the facts told about each; `pictures` tells which of the
    pictures in view (by number) is that of which product. `seed` is that of the turn.
    """

    shopper: Shopper
    heard: tuple[str, ...]
    said: tuple[str, ...]
    shown: Mapping[str, Mapping[str, Value]]
    seed: int = 0
    pictures: Mapping[int, str] = field(default_factory=dict)

    @property
    def silent_turns(self) -> int:
        """How many of the seller's last messages showed no product that was new."""
        seen: set[str] = set()
        silent = 0
        for text in self.heard:
            new = set(read_cards(self.shopper.schema, text)) - seen
            seen |= new
            silent = 0 if new else silent + 1
        return silent


def read_prompt(prompt: str, schema: Schema, seed: int = 0) -> View:
    """Read a prompt of the shopping task: messages as JSON, or a plain transcript.

    Raises:
        ValueError: it is no prompt of that task.
    """
    system, heard, said = _messages(prompt) if prompt.startswith("[") else _transcript(prompt)
    shopper = _shopper(system, _Words(schema))
    shown: dict[str, dict[str, Value]] = {}
    for text in heard:
        for name, facts in read_cards(schema, text).items():
            shown.setdefault(name, {}).update(facts)
    return View(shopper, tuple(heard), tuple(said), shown, seed, _pictured(schema, heard))


def _pictured(schema: Schema, heard: Sequence[str]) -> dict[int, str]:
    """The product on whose card each picture stands: that named last before it."""
    found: dict[int, str] = {}
    for text in heard:
        *before, _ = text.split(IMAGE)
        for part in before:
            *_, name = read_cards(schema, part) or [""]
            found[len(found)] = name
    return {number: name for number, name in found.items() if name}


def _messages(prompt: str) -> tuple[str, list[str], list[str]]:
    messages: Sequence[Mapping[str, Any]] = json.loads(prompt)
    by_role: dict[str, list[str]] = {"system": [], "user": [], "assistant": []}
    for message in messages:
        by_role[message["role"]].append(message["content"])
    return "\n".join(by_role["system"]), by_role["user"], by_role["assistant"]


def _transcript(prompt: str) -> tuple[str, list[str], list[str]]:
    system, *rest = _SPEAKER.split(prompt)
    spoken = list(zip(rest[::2], rest[1::2], strict=True))
    said = [text.strip() for speaker, text in spoken if speaker == "Customer"]
    return system, [text.strip() for speaker, text in spoken if speaker == "Salesperson"], said[:-1]


class _Words:
    """A schema by identity, for caches."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Words) and other.schema is self.schema

    def __hash__(self) -> int:
        return id(self.schema)


@cache
def _shopper(system: str, words: _Words) -> Shopper:
    found = dict(_WISHES.findall(system))
    if "will not accept" not in found:
        raise ValueError("salessim-baseline plays salessim tasks only: the prompt names no dealbreakers")
    understanding = _understanding(words)
    return Shopper(
        words.schema,
        tuple(
            Wish(text, understanding.requirements(text), hard=kind == "will not accept")
            for kind in ("will not accept", "would like")
            for text in (line.removeprefix("- ") for line in found.get(kind, "").splitlines())
        ),
    )


@cache
def _understanding(words: _Words) -> Understanding:
    # Language alone: the catalogue is the seller's, no shopper knows it.
    return Understanding(words.schema)
