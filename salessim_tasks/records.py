"""The records of a store, as they stand in its data files.

Ground truth is computed, not labelled: a persona's requirements are `Constraint`s beside the sentence that
says them, and which products it may buy follows from the catalogue (`Persona.acceptable`, `Persona.ideal`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

__all__ = ["Constraint", "Op", "Persona", "Product", "Requirement", "Value"]

Op = Literal["<", "<=", ">", ">=", "==", "in", "not_in"]
Value = float | bool | str | tuple[str, ...]


_SHORTEST_BACKGROUND = 40


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

    text: str = Field(min_length=1)
    constraints: tuple[Constraint, ...] = ()

    def holds(self, product: Product) -> bool:
        """Whether `product` meets every constraint of the sentence."""
        return all(constraint.holds(product) for constraint in self.constraints)


class Persona(_Record):
    """A shopper: who they are, what they would like, and what they will not accept.

    `acceptable_products` (ids) is for personas whose labels were listed by someone else: their sentences are prose
    without constraints. Ours leave it out.
    """

    id: str = Field(pattern=r"^[a-z0-9_-]+$")
    split: Literal["test", "dev", "train"]
    name: str = Field(min_length=1)
    age: int = Field(ge=0, le=120)
    background: str
    speaking_style: str = ""
    preferences: tuple[Requirement, ...] = Field(max_length=5)
    dealbreakers: tuple[Requirement, ...] = Field(max_length=3)
    acceptable_products: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _computable(self) -> Self:
        """Where labels are computed there must be something to compute them from."""
        if self.acceptable_products is not None:
            return self
        if len(self.background) < _SHORTEST_BACKGROUND:
            raise ValueError(f"background must have at least {_SHORTEST_BACKGROUND} characters")
        for kind, requirements, fewest in (
            ("preferences", self.preferences, 2),
            ("dealbreakers", self.dealbreakers, 1),
        ):
            if len(requirements) < fewest:
                raise ValueError(f"{kind} must be at least {fewest}, not {len(requirements)}")
            for number, requirement in enumerate(requirements):
                if not requirement.constraints:
                    raise ValueError(f"{kind}.{number}.constraints must hold at least one constraint")
        return self

    def accepts(self, product: Product) -> bool:
        """Whether `product` is among those listed; without a list, whether it meets every dealbreaker."""
        if self.acceptable_products is not None:
            return product.id in self.acceptable_products
        return all(dealbreaker.holds(product) for dealbreaker in self.dealbreakers)

    def acceptable(self, products: Iterable[Product]) -> tuple[Product, ...]:
        """The products that this persona may buy: those that meet every dealbreaker."""
        return tuple(product for product in products if self.accepts(product))

    def ideal(self, products: Iterable[Product]) -> tuple[Product, ...]:
        """The acceptable products that meet more than half of the preferences; all, where they were listed."""
        if self.acceptable_products is not None:
            return self.acceptable(products)
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

    def depends_on(self, attributes: Collection[str], products: Iterable[Product]) -> bool:
        """Whether the decision takes knowledge of `attributes`: without them some product would seem acceptable that
        is not. Of listed labels nobody can say; then it is False."""
        if self.acceptable_products is not None:
            return False
        known = [
            Requirement(text=dealbreaker.text, constraints=rest)
            for dealbreaker in self.dealbreakers
            if (rest := tuple(c for c in dealbreaker.constraints if c.attribute not in attributes))
        ]
        return any(
            all(dealbreaker.holds(product) for dealbreaker in known) and not self.accepts(product)
            for product in products
        )
