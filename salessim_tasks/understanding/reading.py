"""What the sales agent takes out of a shopper's message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from salessim_tasks.records import Constraint

__all__ = ["Act", "Comparative", "Reading", "Reference"]

Act = Literal[
    "accept",  # "I'll take it", "sounds good"
    "bye",  # "no thanks, I'll leave it", "goodbye"
    "compare",  # "what is the difference between the two?"
    "explain",  # a general question for the buying guide: "how much memory do I need for video?"
    "greet",
    "more",  # "what else do you have?", "show me others"
    "question",  # a question about a shown product; `asked` says which attributes
    "reject",  # "not that one", "I don't like it", "too expensive"
    "thanks",
    "unsure",  # "I don't know", "no preference", "surprise me"
]


@dataclass(frozen=True, slots=True)
class Reference:
    """A product the shopper points at: by its name (`product_id`), or by its place among those last shown.

    `ordinal` counts from 0 in the order of showing, -1 is the last one; both None: "that one", "it".
    """

    product_id: str | None = None
    ordinal: int | None = None


@dataclass(frozen=True, slots=True)
class Comparative:
    """A wish relative to a shown product: "cheaper than that one", "too heavy", "a bigger screen"."""

    attribute: str
    wants: Literal["less", "more"]
    reference: Reference | None = None  # None: whatever was shown last


@dataclass(frozen=True, slots=True)
class Reading:
    """One shopper message, understood. Empty fields mean that the message says nothing of the kind."""

    constraints: tuple[Constraint, ...] = ()
    comparatives: tuple[Comparative, ...] = ()
    indifferent: tuple[str, ...] = ()  # attributes the shopper says do not matter: "any colour is fine"
    asked: tuple[str, ...] = ()  # attributes asked about
    references: tuple[Reference, ...] = ()
    not_carried: tuple[str, ...] = ()  # brands and things named that the store has not
    acts: frozenset[Act] = frozenset()
