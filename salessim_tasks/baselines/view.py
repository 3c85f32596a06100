"""A prompt, read back: what a scripted shopper sees is exactly what a language model would see."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from salessim_tasks.records import Constraint, Value
from salessim_tasks.seller.facts import read_cards
from salessim_tasks.store import categories, load_store
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
    """The persona as the system prompt tells it."""

    category: str
    wishes: tuple[Wish, ...]

    @property
    def dealbreakers(self) -> tuple[Wish, ...]:
        return tuple(wish for wish in self.wishes if wish.hard)


@dataclass(frozen=True, slots=True)
class View:
    """An episode so far, from the shopper's side of the counter.

    `shown` holds the products in the order of showing, with the facts told about each. `seed` is that of the turn.
    """

    shopper: Shopper
    heard: tuple[str, ...]
    said: tuple[str, ...]
    shown: Mapping[str, Mapping[str, Value]]
    seed: int = 0

    @property
    def silent_turns(self) -> int:
        """How many of the seller's last messages showed no product that was new."""
        seen: set[str] = set()
        silent = 0
        for text in self.heard:
            new = set(_cards(self.shopper.category, text)) - seen
            seen |= new
            silent = 0 if new else silent + 1
        return silent


def read_prompt(prompt: str, seed: int = 0) -> View:
    """Read a prompt of the shopping task: messages as JSON, or a plain transcript.

    Raises:
        ValueError: it is no prompt of that task.
    """
    system, heard, said = _messages(prompt) if prompt.startswith("[") else _transcript(prompt)
    shopper = _shopper(system)
    shown: dict[str, dict[str, Value]] = {}
    for text in heard:
        for name, facts in _cards(shopper.category, text).items():
            shown.setdefault(name, {}).update(facts)
    return View(shopper, tuple(heard), tuple(said), shown, seed)


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


@cache
def _shopper(system: str) -> Shopper:
    opening = re.search(r"customer in a shop for ([^.]+)\.", system)
    found = dict(_WISHES.findall(system))
    if opening is None or "will not accept" not in found:
        raise ValueError("salessim-baseline plays salessim tasks only: the prompt names no shop or no dealbreakers")
    category = _category(opening[1])
    understanding = _understanding(category)
    return Shopper(
        category,
        tuple(
            Wish(text, understanding.requirements(text), hard=kind == "will not accept")
            for kind in ("will not accept", "would like")
            for text in (line.removeprefix("- ") for line in found.get(kind, "").splitlines())
        ),
    )


@cache
def _category(noun: str) -> str:
    for category in categories():
        if load_store(category).schema.noun.many == noun:
            return category
    raise ValueError(f"no store sells {noun!r}")


@cache
def _understanding(category: str) -> Understanding:
    # Language alone: the catalogue is the seller's, no shopper knows it.
    return Understanding(load_store(category).schema)


def _cards(category: str, text: str) -> dict[str, dict[str, Value]]:
    return read_cards(load_store(category).schema, text)
