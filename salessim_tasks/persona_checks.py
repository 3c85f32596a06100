"""Whether the personas of a store make a fair test of a shopper.

Contract: each sentence of a persona means to the sales agent exactly what its data says, so that what a shopper may
say the seller can understand; every single wish is met by something in the store, and near misses are there to tempt.
Over the whole file the splits have their sizes, and enough personas find nothing at all or only one or two products.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from salessim_tasks.datatypes import Problem
from salessim_tasks.records import Constraint, Persona, Product, Requirement
from salessim_tasks.schema import Choice, Schema

__all__ = ["Shoppers", "check_each_persona", "check_shares", "repeated", "table", "words_of"]

_SPLITS = {"test": 60, "dev": 20}
_NEAR_MISSES = 3
_SHARED_RUN = 6  # words in a row that no two backgrounds may have in common

_Understand = Callable[[str], tuple[Constraint, ...]]


@dataclass(frozen=True)
class Shoppers:
    """The personas of one file by line number, and the shop they are put to."""

    file: str
    personas: Mapping[int, Persona]
    schema: Schema
    products: tuple[Product, ...]

    def problem(self, line: int, field: str, message: str) -> Problem:
        """A problem of the persona on `line`, which the message names."""
        return Problem(self.file, line, field, f"{self.personas[line].id}: {message}")


def check_each_persona(shoppers: Shoppers) -> list[Problem]:
    """What is wrong with single personas, and with their ids, names and backgrounds side by side."""
    personas = shoppers.personas.items()
    problems = repeated(shoppers.file, "id", {line: persona.id for line, persona in personas})
    problems += repeated(shoppers.file, "name", {line: persona.name.casefold() for line, persona in personas})
    problems += _check_backgrounds(shoppers)
    understand = _understanding(shoppers.schema, shoppers.products)
    if understand is None:
        message = "salessim_tasks.understanding has no Understanding yet: whether sentences and data agree is unknown"
        problems.append(Problem(shoppers.file, 1, "text", message))
    for line, persona in personas:
        problems += _check_requirements(shoppers, line, understand)
        near = len(persona.near_misses(shoppers.products))
        if near < _NEAR_MISSES:
            message = f"{near} products break exactly one dealbreaker; at least {_NEAR_MISSES} must"
            problems.append(shoppers.problem(line, "dealbreakers", message))
    return problems


def check_shares(shoppers: Shoppers) -> list[Problem]:
    """What is wrong with the file as a whole: sizes of the splits, shares of personas with none or few to buy."""
    problems: list[Problem] = []
    personas = shoppers.personas.values()
    for split, wanted in _SPLITS.items():
        count = sum(persona.split == split for persona in personas)
        if count != wanted:
            problems.append(Problem(shoppers.file, 1, "split", f"{count} personas are in {split!r}; it takes {wanted}"))
    sizes = [len(persona.acceptable(shoppers.products)) for persona in personas]
    none, few = sizes.count(0), sizes.count(1) + sizes.count(2)
    for count, what in ((none, "no acceptable product"), (few, "exactly one or two acceptable products")):
        if 4 * count < len(sizes):
            message = f"{count} of {len(sizes)} personas have {what}; at least a quarter should"
            problems.append(Problem(shoppers.file, 1, "dealbreakers", message))
    return problems


def _check_requirements(shoppers: Shoppers, line: int, understand: _Understand | None) -> list[Problem]:
    problems: list[Problem] = []
    for field, requirement in _requirements(shoppers.personas[line]):
        if not any(requirement.holds(product) for product in shoppers.products):
            message = f"{requirement.text!r} must be met by at least one product, and none does"
            problems.append(shoppers.problem(line, field, message))
        if understand is not None:
            difference = _disagreement(shoppers.schema, requirement, understand(requirement.text))
            problems += [shoppers.problem(line, f"{field}.text", difference)] if difference else []
    return problems


def _check_backgrounds(shoppers: Shoppers) -> list[Problem]:
    problems: list[Problem] = []
    first: dict[tuple[str, ...], int] = {}
    for line, persona in shoppers.personas.items():
        words = words_of(persona.background)
        runs = [tuple(words[at : at + _SHARED_RUN]) for at in range(len(words) - _SHARED_RUN + 1)]
        shared = next((run for run in runs if first.setdefault(run, line) != line), None)
        if shared is not None:
            message = f"shares {' '.join(shared)!r} with {shoppers.personas[first[shared]].id}; put it in other words"
            problems.append(shoppers.problem(line, "background", message))
    return problems


def _disagreement(schema: Schema, requirement: Requirement, understood: Iterable[Constraint]) -> str:
    """What the data says and the sentence does not, or the other way round; empty if they agree."""
    data = {_canonical(schema, constraint) for constraint in requirement.constraints}
    heard = {_canonical(schema, constraint) for constraint in understood}
    if data == heard:
        return ""
    return f"{requirement.text!r} is understood as {_told(heard)}, but the data says {_told(data)}"


def _canonical(schema: Schema, constraint: Constraint) -> tuple[str, str, str]:
    """One form for all constraints that the same products meet: lists sorted, a choice by what it may be."""
    attribute, op, value = schema.attributes[constraint.attribute], constraint.op, constraint.value
    if not isinstance(value, tuple):
        return constraint.attribute, op, f"{value:g}" if isinstance(value, float) else str(value).lower()
    if isinstance(attribute, Choice) and op == "not_in":
        op, value = "in", tuple(attribute.values.keys() - set(value))
    return constraint.attribute, op, ", ".join(sorted(set(value)))


def _told(constraints: Iterable[tuple[str, str, str]]) -> str:
    return " and ".join(" ".join(constraint) for constraint in sorted(constraints)) or "nothing"


def _understanding(schema: Schema, products: tuple[Product, ...]) -> _Understand | None:
    # Imported here because the sales agent's understanding is itself built from a store.
    try:
        from salessim_tasks.understanding import Understanding
    except ImportError:
        return None
    understand: _Understand = Understanding(schema, products).requirements
    return understand


def _requirements(persona: Persona) -> list[tuple[str, Requirement]]:
    kinds = (("preferences", persona.preferences), ("dealbreakers", persona.dealbreakers))
    return [(f"{kind}.{number}", requirement) for kind, all_of in kinds for number, requirement in enumerate(all_of)]


def repeated(file: str, field: str, keys: Mapping[int, str]) -> list[Problem]:
    """One problem for each line whose key is that of an earlier line."""
    first: dict[str, int] = {}
    earlier = {line: first.setdefault(key, line) for line, key in keys.items()}
    return [
        Problem(file, line, field, f"must be unique; it is the same as on line {before}")
        for line, before in earlier.items()
        if before != line
    ]


def table(shoppers: Shoppers) -> str:
    """For each persona how many products are acceptable, ideal and near misses, and the shares that result."""
    rows = [f"{'persona':<24} {'split':<6} acceptable  ideal  near misses"]
    for persona in shoppers.personas.values():
        counts = [len(find(shoppers.products)) for find in (persona.acceptable, persona.ideal, persona.near_misses)]
        rows.append(f"{persona.id:<24} {persona.split:<6} {counts[0]:>10}  {counts[1]:>5}  {counts[2]:>11}")
    sizes = [len(persona.acceptable(shoppers.products)) for persona in shoppers.personas.values()]
    none, few = sizes.count(0), sizes.count(1) + sizes.count(2)
    rows.append(f"{len(sizes)} personas: {none} have no acceptable product, {few} have one or two")
    return "\n".join(rows)


def words_of(text: str) -> list[str]:
    """The words of `text` in lower case, without punctuation."""
    return re.findall(r"[\w']+", text.lower())
