"""From claims to what the shopper asks for: canonical constraints, and what it does not care about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from salessim_tasks.records import Constraint, Op
from salessim_tasks.schema import Choice, Number, ValueSet
from salessim_tasks.understanding.claims import Claim
from salessim_tasks.understanding.vocabulary import Vocabulary

__all__ = ["constraints_of", "indifferent_to"]

_OPPOSITE: dict[Op, Op] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def constraints_of(claims: Sequence[Claim], vocabulary: Vocabulary) -> tuple[Constraint, ...]:
    """The constraints that `claims` state, in order of first appearance, none twice.

    Wishes on a choice become one `in`: where a later one narrows an earlier one ("dark, ideally black") what both
    allow, else everything named. What is ruled out becomes one `not_in` per attribute. Vague words give way to figures.
    """
    figured = {claim.attribute for claim in claims if claim.kind == "figure" and claim.sign == "+"}
    # Beside any sum of money "cheap" is no sum of its own.
    figured |= {claim.attribute for claim in claims if claim.kind == "figure" and claim.attribute == vocabulary.money}
    found: list[Constraint | tuple[str, Op]] = []  # a pair: its values are merged at the end
    wanted: dict[str, list[set[str]]] = {}
    banned: dict[str, set[str]] = {}
    groups: list[tuple[str, set[str]]] = []  # of sets: each must hold
    for claim in _undenied(claims):
        for constraint in _said(claim, vocabulary, figured):
            name, values = constraint.attribute, constraint.value
            if not isinstance(values, tuple):
                found.append(constraint)
            elif constraint.op == "not_in":
                banned.setdefault(name, set()).update(values)
                found.append((name, "not_in"))
            elif isinstance(vocabulary.schema.attributes[name], Choice):
                _want(wanted.setdefault(name, []), set(values), claim)
                found.append((name, "in"))
            elif claim.joint == "or" and groups and groups[-1][0] == name:
                groups[-1][1].update(values)
            else:
                groups.append((name, set(values)))
                found.append((name, "=="))
    return _canonical(found, wanted, banned, groups, vocabulary)


def indifferent_to(claims: Iterable[Claim], stated: Iterable[Constraint], vocabulary: Vocabulary) -> tuple[str, ...]:
    """The attributes said not to matter, without those that a constraint was stated for."""
    constrained = {constraint.attribute for constraint in stated}
    names = (claim.attribute for claim in claims if claim.sign == "?" and _whole(claim, vocabulary))
    return tuple(dict.fromkeys(name for name in names if name not in constrained))


def _undenied(claims: Sequence[Claim]) -> list[Claim]:
    """The claims that want something or rule it out, without wishes that a later one denies: "white is bad, so not
    white"."""
    kept: list[Claim] = []
    denied: dict[str, set[str]] = {}
    for claim in reversed(claims):
        if claim.sign not in ("+", "-"):
            continue
        wants = claim.sign == "+"
        if claim.kind == "flag":
            named, wants = {""}, wants == (claim.text == "yes")
        else:
            named = set(claim.values) if claim.kind == "value" else set()
        if named and not wants:
            denied.setdefault(claim.attribute, set()).update(named)
        elif named and named <= denied.get(claim.attribute, set()):
            continue
        kept.append(claim)
    return kept[::-1]


def _whole(claim: Claim, vocabulary: Vocabulary) -> bool:
    """Whether a claim speaks of its whole attribute. "I don't need HDMI" does not speak of all ports."""
    if not claim.attribute:
        return False
    return claim.kind != "value" or not isinstance(vocabulary.schema.attributes[claim.attribute], ValueSet)


def _said(claim: Claim, vocabulary: Vocabulary, figured: set[str]) -> tuple[Constraint, ...]:
    negative = claim.sign == "-"
    if claim.kind == "figure":
        return () if negative else claim.constraints
    if claim.kind == "flag":
        return (Constraint(attribute=claim.attribute, op="==", value=(claim.text == "yes") != negative),)
    if claim.kind == "value":
        if negative and claim.attribute in vocabulary.activities:
            return ()
        return (Constraint(attribute=claim.attribute, op="not_in" if negative else "in", value=claim.values),)
    if claim.kind != "phrase":
        return ()
    vague = tuple(c for c in claim.constraints if c.attribute not in figured)
    return _negated(vague, vocabulary) if negative else vague


def _negated(stated: tuple[Constraint, ...], vocabulary: Vocabulary) -> tuple[Constraint, ...]:
    """ "Not a big screen". What nobody minds having ("no long battery life") says nothing."""
    if len(stated) != 1:
        return ()
    only = stated[0]
    attribute = vocabulary.schema.attributes[only.attribute]
    if isinstance(only.value, tuple):
        return (Constraint(attribute=only.attribute, op="not_in" if only.op == "in" else "in", value=only.value),)
    if isinstance(attribute, Number) and attribute.better == "neither" and only.op in _OPPOSITE:
        return (Constraint(attribute=only.attribute, op=_OPPOSITE[only.op], value=only.value),)
    return ()


def _want(groups: list[set[str]], values: set[str], claim: Claim) -> None:
    if groups and claim.joint:
        groups[-1] |= values
    else:
        groups.append(values)


def _canonical(
    found: Sequence[Constraint | tuple[str, Op]],
    wanted: dict[str, list[set[str]]],
    banned: dict[str, set[str]],
    groups: list[tuple[str, set[str]]],
    vocabulary: Vocabulary,
) -> tuple[Constraint, ...]:
    left = iter(groups)
    result: dict[Constraint, None] = {}
    for item in found:
        if isinstance(item, Constraint):
            result[item] = None
            continue
        name, op = item
        if op == "==":
            values, op = next(left)[1], "in"
        else:
            values = banned[name] if op == "not_in" else _narrowed(wanted[name])
        result[Constraint(attribute=name, op=op, value=_in_order(name, values, vocabulary))] = None
    return tuple(result)


def _narrowed(groups: Sequence[set[str]]) -> set[str]:
    both = set.intersection(*groups)
    return both or set.union(*groups)


def _in_order(name: str, values: set[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    attribute = vocabulary.schema.attributes[name]
    known = getattr(attribute, "values", {})
    return tuple(value for value in known if value in values)
