"""Whether data has the types that a store's schema gives it.

Each function returns findings: (dotted path of the field, what is wrong and what would be right). An empty list
means that nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import isfinite

from pydantic import ValidationError

from salessim_tasks.records import Constraint, Persona, Product, Value
from salessim_tasks.schema import Attribute, Choice, Flag, Number, Schema

__all__ = [
    "Problem",
    "attribute_problems",
    "constraint_problem",
    "persona_problems",
    "schema_problems",
    "spell_out",
]

_COMPARISONS = ("<", "<=", ">", ">=", "==")
_VALUE_BRANCHES = ("float", "bool", "str", "tuple[str, ...]")  # of the unions in records, as pydantic names them
_TYPE_BRANCHES = ("number", "flag", "choice", "set")  # of schema.Attribute


@dataclass(frozen=True)
class Problem:
    """Something wrong in a data file. `line` counts from 1; 1 also stands for the file as a whole."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.message}"


def spell_out(error: ValidationError) -> list[tuple[str, str]]:
    """What pydantic found, one finding per field: the branches of a union are told in one."""
    found: dict[str, list[str]] = {}
    for item in error.errors(include_url=False):
        path = ".".join(_without_branches(item["loc"])) or "record"
        found.setdefault(path, []).append(_wording(item["type"], item["msg"], item["input"]))
    return [(path, ", or ".join(dict.fromkeys(wordings))) for path, wordings in found.items()]


def attribute_problems(schema: Schema, product: Product) -> list[tuple[str, str]]:
    """Attributes of `product` that the schema lacks, that are missing, or whose value is not of its type."""
    found: list[tuple[str, str]] = []
    for name in sorted(product.attributes.keys() - schema.attributes.keys()):
        found.append((f"attributes.{name}", f"is unknown; the schema has {_listing(schema.attributes)}"))
    for name, attribute in schema.attributes.items():
        if name not in product.attributes:
            if schema.partial:
                continue
            found.append((f"attributes.{name}", f"is missing; it must be {_expected(attribute)}"))
        elif not _fits(attribute, product.attributes[name]):
            value = product.attributes[name]
            found.append((f"attributes.{name}", f"must be {_expected(attribute)}, not {_shown(value)}"))
    return found


def constraint_problem(schema: Schema, constraint: Constraint) -> str | None:
    """Why `constraint` cannot be put to the products of `schema`; None if it can."""
    attribute = schema.attributes.get(constraint.attribute)
    if attribute is None:
        return f"attribute {constraint.attribute!r} is unknown; the schema has {_listing(schema.attributes)}"
    op, value = constraint.op, constraint.value
    if isinstance(attribute, Number):
        ok = op in _COMPARISONS and isinstance(value, float) and isfinite(value)
        return None if ok else f"{constraint.attribute} needs {_listing(_COMPARISONS)} and a number, not {op} {value!r}"
    if isinstance(attribute, Flag):
        ok = op == "==" and isinstance(value, bool)
        return None if ok else f"{constraint.attribute} needs == and true or false, not {op} {value!r}"
    if op not in ("in", "not_in") or not isinstance(value, tuple) or not value:
        return f"{constraint.attribute} needs in or not_in and a list of values, not {op} {_shown(value)}"
    unknown = sorted(set(value) - attribute.values.keys())
    if unknown:
        return f"{constraint.attribute} cannot be {_listing(unknown)}; its values are {_listing(attribute.values)}"
    return None


def persona_problems(schema: Schema, persona: Persona) -> list[tuple[str, str]]:
    """Constraints of `persona` that cannot be put to the products of `schema`."""
    found: list[tuple[str, str]] = []
    for kind, requirements in (("preferences", persona.preferences), ("dealbreakers", persona.dealbreakers)):
        for number, requirement in enumerate(requirements):
            found += _constraint_problems(schema, f"{kind}.{number}.constraints", requirement.constraints)
    return found


def schema_problems(schema: Schema) -> list[tuple[str, str]]:
    """Names and values in `schema` that refer to nothing, and phrases whose constraints do not fit its types."""
    found: list[tuple[str, str]] = []
    for kind, names in (("headline", schema.headline), ("ask_order", schema.ask_order)):
        for number, name in enumerate(names):
            if name not in schema.attributes:
                found.append((f"{kind}.{number}", f"{name!r} is no attribute; they are {_listing(schema.attributes)}"))
    for name, attribute in schema.attributes.items():
        path = f"attributes.{name}"
        for number, phrase in enumerate(attribute.phrases):
            found += _constraint_problems(schema, f"{path}.phrases.{number}.constraints", phrase.constraints)
        if isinstance(attribute, Number) and attribute.minimum > attribute.maximum:
            found.append((f"{path}.minimum", f"must not exceed maximum ({attribute.maximum:g})"))
        if attribute.visual and (name in schema.headline or not isinstance(attribute, (Choice, Flag))):
            found.append(
                (f"{path}.visual", "must be false: only a choice or a flag outside the headline can be visual")
            )
        if isinstance(attribute, Choice):
            for family, values in attribute.families.items():
                unknown = sorted(set(values) - attribute.values.keys())
                if unknown:
                    found.append((f"{path}.families.{family}", f"{_listing(unknown)} is not among the values"))
    return found


def _constraint_problems(schema: Schema, path: str, constraints: Iterable[Constraint]) -> list[tuple[str, str]]:
    told = ((f"{path}.{number}", constraint_problem(schema, item)) for number, item in enumerate(constraints))
    return [(where, message) for where, message in told if message is not None]


def _fits(attribute: Attribute, value: Value) -> bool:
    if isinstance(attribute, Number):
        return isinstance(value, float) and attribute.minimum <= value <= attribute.maximum
    if isinstance(attribute, Flag):
        return isinstance(value, bool)
    if isinstance(attribute, Choice):
        return isinstance(value, str) and value in attribute.values
    return isinstance(value, tuple) and len(set(value)) == len(value) and all(one in attribute.values for one in value)


def _expected(attribute: Attribute) -> str:
    if isinstance(attribute, Number):
        return f"a number from {attribute.minimum:g} to {attribute.maximum:g}"
    if isinstance(attribute, Flag):
        return "true or false"
    if isinstance(attribute, Choice):
        return f"one of {_listing(attribute.values)}"
    return f"a list, without repetition, out of {_listing(attribute.values)}"


def _wording(kind: str, message: str, given: object) -> str:
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        return "is not a field of this record; check its spelling or remove it"
    return f"{message[:1].lower()}{message[1:]}, not {_shown(given)}"


def _without_branches(location: tuple[int | str, ...]) -> list[str]:
    """The path of a field, without the names that pydantic inserts for the branches of a union."""
    path: list[str] = []
    for part in location:
        if part in _VALUE_BRANCHES and path:
            break
        if part not in _TYPE_BRANCHES:
            path.append(str(part))
    return path


def _shown(value: object) -> str:
    text = repr(list(value)) if isinstance(value, tuple) else repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _listing(names: Collection[str]) -> str:
    return ", ".join(names)
