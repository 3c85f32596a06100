"""Whether the personas of a store make a fair test of a shopper.

Contract: each sentence of a persona means to the sales agent exactly what its data says, so that what a shopper may
say the seller can understand; every single wish is met by something in the store, and near misses are there to tempt.
Over the whole file the splits have their sizes, and enough personas find nothing at all or only one or two products.
Of personas whose labels were listed by someone else it only checks that the listed products exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from salessim_tasks.datatypes import Problem
from salessim_tasks.prose_checks import check_prose
from salessim_tasks.records import Constraint, Persona, Product, Requirement
from salessim_tasks.schema import Choice, Schema
from salessim_tasks.understanding import Understanding

__all__ = ["Shoppers", "check_each_persona", "check_shares", "check_splits", "repeated", "table"]

_SPLITS = {"test": 100, "dev": 20}
_NEAR_MISSES = 3

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

    @property
    def computed(self) -> dict[int, Persona]:
        """Those whose acceptable products follow from their data."""
        return {line: persona for line, persona in self.personas.items() if persona.acceptable_products is None}


def check_each_persona(shoppers: Shoppers) -> list[Problem]:
    """What is wrong with single personas, and with their ids, names and backgrounds side by side."""
    problems = repeated(shoppers.file, "id", {line: persona.id for line, persona in shoppers.personas.items()})
    problems += _check_lists(shoppers)
    problems += check_prose({shoppers.file: shoppers.personas})
    understand = Understanding(shoppers.schema, shoppers.products).requirements
    for line, persona in shoppers.computed.items():
        problems += _check_requirements(shoppers, line, understand)
        near = len(persona.near_misses(shoppers.products))
        if near < _NEAR_MISSES:
            message = f"{near} products break exactly one dealbreaker; at least {_NEAR_MISSES} must"
            problems.append(shoppers.problem(line, "dealbreakers", message))
    return problems


def check_shares(shoppers: Shoppers) -> list[Problem]:
    """What is wrong with the file as a whole: shares of personas with none or few to buy."""
    problems: list[Problem] = []
    sizes = [len(persona.acceptable(shoppers.products)) for persona in shoppers.computed.values()]
    none, few = sizes.count(0), sizes.count(1) + sizes.count(2)
    for count, what in ((none, "no acceptable product"), (few, "exactly one or two acceptable products")):
        if 4 * count < len(sizes):
            message = f"{count} of {len(sizes)} personas have {what}; at least a quarter should"
            problems.append(Problem(shoppers.file, 1, "dealbreakers", message))
    return problems


def check_splits(shoppers: Shoppers) -> list[Problem]:
    """Packaged stores have splits of fixed sizes."""
    personas = shoppers.personas.values()
    counts = {split: sum(persona.split == split for persona in personas) for split in _SPLITS}
    return [
        Problem(shoppers.file, 1, "split", f"{counts[split]} personas are in {split!r}; it takes {wanted}")
        for split, wanted in _SPLITS.items()
        if counts[split] != wanted
    ]


def _check_lists(shoppers: Shoppers) -> list[Problem]:
    known = {product.id for product in shoppers.products}
    return [
        shoppers.problem(line, f"acceptable_products.{number}", f"there is no product {id!r}")
        for line, persona in shoppers.personas.items()
        for number, id in enumerate(persona.acceptable_products or ())
        if id not in known
    ]


def _check_requirements(shoppers: Shoppers, line: int, understand: _Understand) -> list[Problem]:
    problems: list[Problem] = []
    for field, requirement in _requirements(shoppers.personas[line]):
        if not any(requirement.holds(product) for product in shoppers.products):
            message = f"{requirement.text!r} must be met by at least one product, and none does"
            problems.append(shoppers.problem(line, field, message))
        difference = _disagreement(shoppers.schema, requirement, understand(requirement.text))
        problems += [shoppers.problem(line, f"{field}.text", difference)] if difference else []
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
    rows = [f"{'persona':<28} {'split':<6} acceptable  ideal  near misses  picture"]
    products, visual = shoppers.products, shoppers.schema.visual
    for persona in shoppers.personas.values():
        counts = [len(find(products)) for find in (persona.acceptable, persona.ideal, persona.near_misses)]
        seen = "yes" if visual and persona.depends_on(visual, products) else "-"
        row = f"{persona.id:<28} {persona.split:<6} {counts[0]:>10}  {counts[1]:>5}  {counts[2]:>11}  {seen:>7}"
        rows.append(row)
    sizes = [len(persona.acceptable(products)) for persona in shoppers.personas.values()]
    looking = [persona for persona in shoppers.personas.values() if visual and persona.depends_on(visual, products)]
    finding = sum(bool(persona.acceptable(products)) for persona in looking)
    none, few = sizes.count(0), sizes.count(1) + sizes.count(2)
    rows.append(
        f"{len(sizes)} personas: {none} have no acceptable product, {few} have one or two; the decision of "
        f"{len(looking)} depends on the picture, {finding} of them have an acceptable product"
    )
    return "\n".join(rows)
