"""The labels of an imported persona: the listed products, found in the catalogue, and what speaks against them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from salessim_tasks.customersim.findings import Findings
from salessim_tasks.customersim.layout import ListedPersona
from salessim_tasks.records import Constraint, Product
from salessim_tasks.understanding import Understanding

__all__ = ["check_budget", "labels"]

_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def labels(person: ListedPersona, catalogue: Sequence[Product], findings: Findings) -> tuple[str, ...]:
    """The ids of the products listed as acceptable; a name that is not in the catalogue is reported and left out."""
    by_name = {product.name: product.id for product in catalogue}
    found: list[str] = []
    for label in person.acceptable:
        id = by_name.get(label)
        if id is None and (id := _spelled_otherwise(label, by_name)) is not None:
            findings.kept(person.line, "acceptable_products", f"{label!r} is spelled otherwise in the catalogue")
        if id is None:
            near = difflib.get_close_matches(label, by_name, n=1, cutoff=0.3)
            hint = f"; the nearest there is {near[0]!r}" if near else ""
            message = f"{label!r} is not in the catalogue and is left out of the labels{hint}"
            findings.kept(person.line, "acceptable_products", message)
        elif id in found:
            findings.kept(person.line, "acceptable_products", f"{label!r} is listed twice")
        else:
            found.append(id)
    return tuple(found)


def check_budget(
    person: ListedPersona, understanding: Understanding, accepted: Sequence[Product], findings: Findings
) -> None:
    """Report a budget that nothing can meet, and labels beyond the budget that is said to be final."""
    said = {name: _prices(understanding, getattr(person, name)) for name in ("preferences", "dealbreakers")}
    everything = [*said["preferences"], *said["dealbreakers"]]
    lowest = max((float(c.value) for c in everything if c.op in (">", ">=", "==")), default=0.0)  # type: ignore[arg-type]
    highest = min((float(c.value) for c in everything if c.op in ("<", "<=", "==")), default=None)  # type: ignore[arg-type]
    if highest is not None and lowest > highest:
        message = f"the budget contradicts itself: from ${lowest:,.0f} and up to ${highest:,.0f}; the prose is kept"
        findings.kept(person.line, "preferences" if said["preferences"] else "dealbreakers", message)
    for product in accepted:
        price = product.attributes.get("price")
        broken = [c for c in said["dealbreakers"] if price is not None and not c.holds(product)]
        if broken and isinstance(price, float):
            message = f"{product.name!r} costs ${price:,.2f}, beyond the stated {broken[0].op} ${broken[0].value:,.0f}"
            findings.kept(person.line, "acceptable_products", f"{message}; the label is kept")


def _spelled_otherwise(label: str, by_name: dict[str, str]) -> str | None:
    """The id of the one product whose name has the same words; None if there is none, or several."""
    words = _words(label)
    found = [id for name, id in by_name.items() if words and _words(name) == words]
    return found[0] if len(found) == 1 else None


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", name.casefold())


def _prices(understanding: Understanding, prose: str) -> list[Constraint]:
    return [
        c for sentence in _SENTENCE.split(prose) for c in understanding.requirements(sentence) if c.attribute == "price"
    ]
