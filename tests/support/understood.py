"""For tests of the understanding: what it took out of a text, in a compact form, and laptops to put on the table."""

from __future__ import annotations

from collections.abc import Iterable

from salessim_tasks.records import Constraint, Product, Value

__all__ = ["FLEXA", "SLATE", "laptop", "written"]


def laptop(id: str, name: str, **attributes: Value) -> Product:
    return Product(id=id, name=name, attributes=attributes, description="A machine for the tests. " * 3)


SLATE = laptop("slate", "Norvik Slate 14 Laptop - 16GB Memory - 512GB SSD - Graphite", price=949.0, weight=3.1)
FLEXA = laptop(
    "flexa", "Aurelle Flexa 14 2-in-1 Touchscreen Laptop - 16GB Memory - 512GB SSD - Rose Gold", price=899.0, weight=3.4
)


def written(constraints: Iterable[Constraint]) -> str:
    """Constraints in a compact form: "price <= 900; colour not_in gold|pink"."""
    return "; ".join(f"{c.attribute} {c.op} {_value(c)}" for c in constraints)


def _value(constraint: Constraint) -> str:
    value = constraint.value
    if isinstance(value, tuple):
        return "|".join(value)
    return str(value) if isinstance(value, bool) else f"{value:g}"
