"""Somebody who shops for a laptop with wishes of a test's choice, and what is said on the way."""

from __future__ import annotations

from collections.abc import Sequence

from salessim_tasks.records import Constraint, Persona, Requirement
from salessim_tasks.transcript import SellerEntry, ShopperEntry, Transcript

__all__ = ["conversation", "somebody", "wish"]


def wish(text: str, attribute: str, op: str, value: object) -> Requirement:
    constraint = Constraint.model_validate({"attribute": attribute, "op": op, "value": value})
    return Requirement(text=text, constraints=(constraint,))


def somebody(*, preferences: Sequence[Requirement], dealbreakers: Sequence[Requirement]) -> Persona:
    return Persona(
        id="somebody",
        split="test",
        name="Somebody",
        age=40,
        background="Somebody who keeps bees and the books of the beekeepers' club.",
        preferences=tuple(preferences),
        dealbreakers=tuple(dealbreakers),
    )


def conversation(*turns: SellerEntry | ShopperEntry) -> Transcript:
    return Transcript(
        suite_version="0", category="laptops", persona="somebody", behaviour="helpful", seed="0", turns=turns
    )
