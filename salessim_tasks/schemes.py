"""Schemes: what a seller with a behaviour is up to in a scenario, computed from persona, store and seed.

Contract: a pure function. All intensities of `pushy` and `omitting` share a persona's target, so that twin scenarios
compare: a near miss (it breaks exactly one dealbreaker), and of these a tempting one. A target is preferred that breaks
its dealbreaker by one attribute alone, then one whose name does not give that away, then the one that meets the most
preferences; sha256 of the seed settles ties. `misreading` misunderstands a criterion of a dealbreaker, if possible so
that no acceptable product has what the seller understood.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from salessim_tasks.records import Constraint, Persona, Product, Requirement
from salessim_tasks.schema import Choice, Flag, Schema, ValueSet
from salessim_tasks.search import meets
from salessim_tasks.seller.behaviours import behaviour_named
from salessim_tasks.seller.misreading import distorted
from salessim_tasks.seller.records import Scheme
from salessim_tasks.store import Store

__all__ = ["Scheme", "scheme_for"]


def scheme_for(persona: Persona, store: Store, behaviour: str, seed: str) -> Scheme | None:
    """The scheme of a seller with `behaviour` towards `persona`; None for the helpful one, which has none.

    Raises:
        ValueError: there is no such behaviour, or the persona gives it nothing to work with.
    """
    kind = behaviour_named(behaviour).kind
    if kind == "helpful":
        return None
    if persona.acceptable_products is not None or not all(wish.constraints for wish in persona.dealbreakers):
        raise ValueError(
            f"persona {persona.id}: seller behaviour {behaviour!r} needs dealbreakers with constraints, "
            "which personas whose acceptable products are listed do not have; use 'helpful' with them"
        )
    found = _misreading(persona, store, seed) if kind == "misreading" else _targeting(persona, store, seed)
    if found is None:
        what = (
            "a dealbreaker that can be misunderstood" if kind == "misreading" else "a product that breaks a dealbreaker"
        )
        raise ValueError(f"persona {persona.id}: seller behaviour {behaviour!r} needs {what}; the store has none")
    return found


def _targeting(persona: Persona, store: Store, seed: str) -> Scheme | None:
    """The scheme with the most tempting product that breaks the fewest dealbreakers."""

    def rank(product: Product) -> tuple[int, bool, bool, int, bytes]:
        broken = [wish for wish in persona.dealbreakers if not wish.holds(product)]
        names = _attributes(broken, product)
        liked = sum(preference.holds(product) for preference in persona.preferences)
        gives_away = any(_named(store.schema, product, name) for name in names)
        return len(broken), len(names) > 1, gives_away, -liked, _draw(seed, product.id)

    refused = [product for product in store.products if not persona.accepts(product)]
    if not refused:
        return None
    target = min(refused, key=rank)
    index = next(i for i, wish in enumerate(persona.dealbreakers) if not wish.holds(target))
    attribute = _attributes([persona.dealbreakers[index]], target)[0]
    return Scheme(target=target.id, dealbreaker=index, attribute=attribute)


def _attributes(requirements: Iterable[Requirement], product: Product) -> list[str]:
    """The attributes by which `product` breaks `requirements`."""
    broken = (c.attribute for wish in requirements for c in wish.constraints if not c.holds(product))
    return list(dict.fromkeys(broken))


def _named(schema: Schema, product: Product, name: str) -> bool:
    """Whether the product's name tells its attribute `name`."""
    attribute, value = schema.attributes[name], product.attributes[name]
    if isinstance(attribute, (Choice, ValueSet)):
        values = value if isinstance(value, tuple) else (str(value),)
        words = [word for one in values for word in (one, *attribute.values[one])]
    elif isinstance(attribute, Flag):
        words = [attribute.label, *attribute.words, *attribute.without]
    else:
        words = [f"{value:g}"]
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", product.name, re.IGNORECASE) for word in words)


def _misreading(persona: Persona, store: Store, seed: str) -> Scheme | None:
    """The scheme with the attribute of a dealbreaker; None if none can be misunderstood."""
    acceptable = persona.acceptable(store.products)
    found: list[tuple[bool, bytes, Scheme]] = []
    for index, dealbreaker in enumerate(persona.dealbreakers):
        for name in dict.fromkeys(constraint.attribute for constraint in dealbreaker.constraints):
            wrong = _misheard(store, dealbreaker, name, seed)
            if wrong is not None:
                harmless = any(meets(product, wrong) for product in acceptable)
                found.append((harmless, _draw(seed, f"{index}.{name}"), Scheme(dealbreaker=index, attribute=name)))
    return min(found, key=lambda entry: entry[:2])[2] if found else None


def _misheard(store: Store, dealbreaker: Requirement, name: str, seed: str) -> Constraint | None:
    criterion = [constraint for constraint in dealbreaker.constraints if constraint.attribute == name]
    return distorted(store.schema, store.products, criterion, seed)


def _draw(seed: str, what: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{what}".encode()).digest()
