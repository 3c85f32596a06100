"""What the understanding took out of a text, in a compact form, for tests."""

from __future__ import annotations

from collections.abc import Iterable

from salessim_tasks.records import Constraint

__all__ = ["written"]


def written(constraints: Iterable[Constraint]) -> str:
    """Constraints in a compact form: "price <= 900; colour not_in gold|pink"."""
    return "; ".join(f"{c.attribute} {c.op} {_value(c)}" for c in constraints)


def _value(constraint: Constraint) -> str:
    value = constraint.value
    if isinstance(value, tuple):
        return "|".join(value)
    return str(value) if isinstance(value, bool) else f"{value:g}"
