"""A persona's requirements by name, and when something said tells one of them.

A requirement goes by `dealbreaker.0`, `preference.2`, …: its kind and its place in the persona's list. Imported
personas have sentences without constraints; what a sentence means is then read by the understanding, and one that it
makes nothing of is no criterion: it can be neither told nor contradicted.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from salessim_tasks.language.readings import understanding_of
from salessim_tasks.records import Constraint, Persona, Requirement
from salessim_tasks.schema import Attribute, Choice, Schema
from salessim_tasks.store import Store
from salessim_tasks.understanding import Comparative

__all__ = ["leans", "parts_of", "requirements_of", "tells", "values_allowed"]

_LOOSER = 1.1  # "about $800" is read as up to $880; so far a figure still tells the one meant
_TIGHTER = 2.0  # a figure further off than this is another criterion on the same attribute
_LIKE = 0.5  # share of values that two lists must have in common to be the same wish in other words


def requirements_of(persona: Persona, store: Store) -> Mapping[str, Requirement]:
    """The criteria of `persona` by key, dealbreakers first."""
    kinds = {"dealbreaker": persona.dealbreakers, "preference": persona.preferences}
    known = {f"{kind}.{i}": wish for kind, wishes in kinds.items() for i, wish in enumerate(wishes)}
    read = {key: wish if wish.constraints else _read(store, wish.text) for key, wish in known.items()}
    return {key: wish for key, wish in read.items() if wish.constraints}


@lru_cache(maxsize=4096)
def _read(store: Store, text: str) -> Requirement:
    return Requirement(text=text, constraints=understanding_of(store).requirements(text))


def parts_of(requirement: Requirement) -> tuple[tuple[Constraint, ...], ...]:
    """The constraints of `requirement` by what is said at once: bounds of one figure ("for 5 players") are one part."""
    parts: dict[object, list[Constraint]] = {}
    for place, constraint in enumerate(requirement.constraints):
        figure = isinstance(constraint.value, float | int) and not isinstance(constraint.value, bool)
        parts.setdefault(("figure", constraint.value) if figure else place, []).append(constraint)
    return tuple(map(tuple, parts.values()))


def tells(said: Constraint, wanted: Constraint, schema: Schema) -> bool:
    """Whether `said` tells `wanted`, or so much of it that it is known.

    A figure tells a bound on the same side where it is no looser (give or take an "about") and of the same size;
    values tell a list that they are of, or rule out what it rules out; a flag tells itself.
    """
    attribute = schema.attributes.get(wanted.attribute)
    if said.attribute != wanted.attribute or attribute is None:
        return False
    if isinstance(said.value, bool) or isinstance(wanted.value, bool):
        return said.value is wanted.value
    if isinstance(said.value, tuple) and isinstance(wanted.value, tuple):
        return _lists_tell(said.value, said.op, wanted.value, wanted.op, attribute)
    if isinstance(said.value, float | int) and isinstance(wanted.value, float | int):
        return _figure_tells(said, wanted)
    return False


def leans(said: Comparative, wanted: Constraint) -> bool:
    """Whether "lighter", or "too heavy", wishes for what the bound `wanted` is on."""
    return said.attribute == wanted.attribute and wanted.op[0] == ("<" if said.wants == "less" else ">")


def values_allowed(constraint: Constraint, attribute: Attribute) -> frozenset[str]:
    """The values of a choice that `constraint` leaves open."""
    values = frozenset(constraint.value) if isinstance(constraint.value, tuple) else frozenset()
    return values if constraint.op == "in" else frozenset(getattr(attribute, "values", ())) - values


def _lists_tell(
    said: tuple[str, ...], said_op: str, wanted: tuple[str, ...], wanted_op: str, attribute: Attribute
) -> bool:
    common = set(said) & set(wanted)
    if said_op == wanted_op == "not_in":
        return set(wanted) <= set(said)  # "not red" leaves open that it must not be orange either
    if said_op == wanted_op:
        return bool(common) and len(common) >= _LIKE * len(said)
    if not isinstance(attribute, Choice):
        return False
    every = set(attribute.values)
    ours = set(said) if said_op == "in" else every - set(said)
    theirs = set(wanted) if wanted_op == "in" else every - set(wanted)
    return len(ours & theirs) > _LIKE * len(ours | theirs)


def _figure_tells(said: Constraint, wanted: Constraint) -> bool:
    figure, meant = float(said.value), float(wanted.value)  # type: ignore[arg-type]
    if figure == meant and "==" in (said.op, wanted.op):
        return True
    if "==" not in (said.op, wanted.op) and said.op[0] != wanted.op[0]:
        return False
    if wanted.op == "==":
        return False
    low, high = (meant / _TIGHTER, meant * _LOOSER) if wanted.op[0] == "<" else (meant / _LOOSER, meant * _TIGHTER)
    return low <= figure <= high
