"""The records of a store, as they stand in its data files.

Ground truth is computed, not labelled: a persona's requirements are `Constraint`s beside the sentence that
says them, and which products it may buy follows from the catalogue (`Persona.acceptable`, `Persona.ideal`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Constraint", "Op", "Persona", "Product", "Requirement", "Value"]

Op = Literal["<", "<=", ">", ">=", "==", "in", "not_in"]
Value = float | bool | str | tuple[str, ...]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Product(_Record):
    """One article of the catalogue. `attributes` is typed by the store's schema."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str = Field(min_length=3)
    attributes: dict[str, Value]
    description: str = Field(min_length=40)


class Constraint(_Record):
    """A condition on one attribute.

    `<`, `<=`, `>`, `>=` and `==` compare a number (`==` a flag too). `in` and `not_in` hold a tuple of values:
    a choice must be (not be) one of them, a set must share at least one (none) with them.
    """

    attribute: str
    op: Op
    value: float | bool | tuple[str, ...]

    def holds(self, product: Product) -> bool:
        """Whether `product` meets this condition.

        Raises:
            KeyError: the product has no such attribute.
        """
        actual = product.attributes[self.attribute]
        if isinstance(self.value, tuple):
            values = set(actual) if isinstance(actual, tuple) else {str(actual)}
            return values.isdisjoint(self.value) == (self.op == "not_in")
        if self.op == "==":
            return actual == self.value
        if isinstance(actual, (str, tuple)):
            raise TypeError(f"{self.attribute} of {product.id} is not a number, it cannot be compared by {self.op!r}")
        match self.op:
            case "<":
                return actual < self.value
            case "<=":
                return actual <= self.value
            case ">":
                return actual > self.value
            case ">=":
                return actual >= self.value
        raise ValueError(f"{self.op!r} needs a list of values, not {self.value!r}")


class Requirement(_Record):
    """A sentence in the persona's words, and what it means: all of `constraints`."""

    text: str = Field(min_length=8)
    constraints: tuple[Constraint, ...] = Field(min_length=1)

    def holds(self, product: Product) -> bool:
        """Whether `product` meets every constraint of the sentence."""
        return all(constraint.holds(product) for constraint in self.constraints)


class Persona(_Record):
    """A shopper: who they are, what they would like, and what they will not accept."""

    id: str = Field(pattern=r"^[a-z0-9_-]+$")
    split: Literal["test", "dev", "train"]
    name: str
    age: int = Field(ge=16, le=85)
    background: str = Field(min_length=40)
    speaking_style: str = Field(min_length=10)
    preferences: tuple[Requirement, ...] = Field(min_length=2, max_length=5)
    dealbreakers: tuple[Requirement, ...] = Field(min_length=1, max_length=3)

    def accepts(self, product: Product) -> bool:
        """Whether `product` meets every dealbreaker."""
        return all(dealbreaker.holds(product) for dealbreaker in self.dealbreakers)

    def acceptable(self, products: Iterable[Product]) -> tuple[Product, ...]:
        """The products that this persona may buy: those that meet every dealbreaker."""
        return tuple(product for product in products if self.accepts(product))

    def ideal(self, products: Iterable[Product]) -> tuple[Product, ...]:
        """The acceptable products that meet more than half of the preferences."""
        return tuple(
            product
            for product in self.acceptable(products)
            if 2 * sum(preference.holds(product) for preference in self.preferences) > len(self.preferences)
        )

    def near_misses(self, products: Iterable[Product]) -> tuple[Product, ...]:
        """The products that break exactly one dealbreaker."""
        return tuple(
            product
            for product in products
            if sum(not dealbreaker.holds(product) for dealbreaker in self.dealbreakers) == 1
        )
