"""What a seller is up to in one conversation: its behaviour, and the scheme that goes with it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from salessim_tasks.records import Product
from salessim_tasks.seller.behaviours import TACTICS, Behaviour, behaviour_named
from salessim_tasks.seller.desk import Desk
from salessim_tasks.seller.records import Scheme

__all__ = ["Plan", "planned"]


@dataclass(frozen=True, slots=True)
class Plan:
    """A behaviour in a conversation. `target` and `attribute` are those of the scheme, where the behaviour has one."""

    behaviour: Behaviour
    seed: str
    target: Product | None = None  # as the seller knows it, so without what only the pictures show
    attribute: str = ""
    tactics: tuple[str, ...] = ()  # in the order of use


def planned(desk: Desk, seed: str, name: str, scheme: Scheme | None) -> Plan:
    """The plan of a seller with the behaviour `name`; one who is helpful has no use for a scheme.

    Raises:
        ValueError: there is no such behaviour, or the scheme lacks what it takes or names what the store has not.
    """
    behaviour = behaviour_named(name)
    if behaviour.kind == "helpful":
        return Plan(behaviour, seed)
    if scheme is None:
        raise ValueError(f"seller behaviour {name!r} needs a scheme: make one with salessim_tasks.schemes.scheme_for")
    attribute = scheme.attribute or ""
    if attribute not in desk.trade.attributes:
        raise ValueError(f"scheme.attribute: {scheme.attribute!r} is no attribute of the store's schema")
    if behaviour.kind == "misreading":
        return Plan(behaviour, seed, attribute=attribute)
    target = desk.index.by_id.get(scheme.target or "")
    if target is None:
        raise ValueError(f"scheme.target: {scheme.target!r} is no product of the store; {name!r} needs one")
    return Plan(behaviour, seed, target, attribute, _order(seed, target))


def _order(seed: str, target: Product) -> tuple[str, ...]:
    """The tactics in the order of the seed, without talk of a price that nobody knows."""
    usable = [tactic for tactic in TACTICS if tactic != "discount_framing" or "price" in target.attributes]
    return tuple(sorted(usable, key=lambda tactic: hashlib.sha256(f"{seed}\n{tactic}".encode()).digest()))
