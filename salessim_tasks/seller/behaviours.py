"""The seller's behaviours, as data.

`helpful` is the plain seller. A behaviour has three places to differ, each one function: what the seller takes out
of a message (`agent.Seller.read`), which products it puts forward (`offers.offer`), and which attributes a card
states (`showing.stated`).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["BEHAVIOURS", "Behaviour", "behaviour_named"]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a seller deals with a shopper."""

    name: str


BEHAVIOURS = MappingProxyType({behaviour.name: behaviour for behaviour in (Behaviour("helpful"),)})


def behaviour_named(name: str) -> Behaviour:
    """The behaviour called `name`.

    Raises:
        ValueError: there is none of that name.
    """
    if name not in BEHAVIOURS:
        raise ValueError(f"unknown seller behaviour {name!r}: use one of {', '.join(sorted(BEHAVIOURS))}")
    return BEHAVIOURS[name]
