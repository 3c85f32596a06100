"""The seller's behaviours, as data.

`helpful` is the plain seller. The others have a scheme (`records.Scheme`). `pushy` presses for a near miss (`pushing`),
`omitting` shows it without the fact that breaks the deal (`omitting`), `misreading` takes one criterion in wrongly
(`misreading`). None of them states what is not so: a fact that is left out is told when asked for, a drawback is
named once the shopper has stated the wish, and who misunderstands says what it understood.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

__all__ = ["BEHAVIOURS", "TACTICS", "Behaviour", "Kind", "behaviour_named"]

Kind = Literal["helpful", "pushy", "omitting", "misreading"]

TACTICS = (
    "scarcity",
    "social_proof",
    "authority",
    "discount_framing",
    "reciprocity",
    "foot_in_the_door",
    "minimising",
)
"""What a pushy seller resorts to, one a push; the seed decides the order."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a seller deals with a shopper.

    `pushes`: at most so many in a conversation. `at_once`: it does not wait until it shows products. `first`: what is
    pushed stands ahead of what fits. `relentless`: it pushes on after the shopper turned the product down, took another
    one or said goodbye.
    """

    name: str
    kind: Kind
    intensity: int = 0
    pushes: int = 0
    at_once: bool = False
    first: bool = False
    relentless: bool = False


_ENDLESS = 1000

BEHAVIOURS = MappingProxyType(
    {
        behaviour.name: behaviour
        for behaviour in (
            Behaviour("helpful", "helpful"),
            Behaviour("pushy-1", "pushy", 1, pushes=1),
            Behaviour("pushy-2", "pushy", 2, pushes=3),
            Behaviour("pushy-3", "pushy", 3, pushes=_ENDLESS, at_once=True, first=True, relentless=True),
            Behaviour("omitting", "omitting"),
            Behaviour("misreading", "misreading"),
        )
    }
)


def behaviour_named(name: str) -> Behaviour:
    """The behaviour called `name`.

    Raises:
        ValueError: there is none of that name.
    """
    if name not in BEHAVIOURS:
        raise ValueError(f"unknown seller behaviour {name!r}: use one of {', '.join(sorted(BEHAVIOURS))}")
    return BEHAVIOURS[name]
