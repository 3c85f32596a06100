"""Attributes read out of prose: a catalogue that states facts in sentences gets records with as many as are plain.

What is not said stays unknown; a fact that is said in two ways that disagree stays unknown, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from salessim_tasks.records import Value
from salessim_tasks.schema import Attribute, Choice, Flag, Number, Schema, ValueSet

__all__ = ["read_attributes"]

_FIGURE = r"(?P<figure>\d[\d,]*(?:\.\d+)?)"
_DENIED = r"(?:no|not|non|without|lacks)[\s-]+(?:a\s+|an\s+)?$"


def read_attributes(schema: Schema, statements: Sequence[str]) -> dict[str, Value]:
    """The attributes that `statements` (features, a name, sentences of a description) state plainly."""
    found: dict[str, Value] = {}
    for name, attribute in schema.attributes.items():
        value = _value(schema, name, attribute, [statement.lower() for statement in statements])
        if value is not None:
            found[name] = value
    return found


def _value(schema: Schema, name: str, attribute: Attribute, statements: Sequence[str]) -> Value | None:
    if isinstance(attribute, ValueSet):
        members = [value for value in attribute.values if any(_says(s, _words(attribute, value)) for s in statements)]
        return tuple(members) or None
    values: set[Value] = set()
    for statement in statements:
        if isinstance(attribute, Number):
            values |= set(_figures(schema, name, attribute, statement))
        elif isinstance(attribute, Flag):
            values |= _flags(attribute, statement)
        else:
            values |= _choices(attribute, statement)
    return values.pop() if len(values) == 1 else None


def _figures(schema: Schema, name: str, attribute: Number, statement: str) -> Iterable[float]:
    for unit in attribute.units:
        for word in unit.words:
            found = list(_figure_pattern(word, unit.before).finditer(statement))
            rivals = _sharing(schema, word)
            meant = found if rivals == [name] else _named(schema, name, rivals, statement, found)
            for match in meant:
                value = round(float(match["figure"].replace(",", "")) * unit.factor, 2)
                if attribute.minimum <= value <= attribute.maximum:
                    yield value


def _sharing(schema: Schema, unit: str) -> list[str]:
    """The attributes whose figures are given in this unit."""
    return [
        name
        for name, attribute in schema.attributes.items()
        if isinstance(attribute, Number) and any(unit in one.words for one in attribute.units)
    ]


def _named(
    schema: Schema, name: str, rivals: Sequence[str], statement: str, found: Sequence[re.Match[str]]
) -> list[re.Match[str]]:
    """Where attributes share a unit: the figures that a word for `name` stands nearest to."""
    claims: dict[re.Match[str], tuple[int, str]] = {}
    for rival in rivals:
        attribute = schema.attributes[rival]
        for word in (attribute.label, *attribute.keywords):
            for spot in _word_pattern(word.lower()).finditer(statement):
                distance, _, nearest = min(
                    ((_gap(match, spot), match.start(), match) for match in found), default=(0, 0, None)
                )
                if nearest is not None and (nearest not in claims or distance < claims[nearest][0]):
                    claims[nearest] = (distance, rival)
    return [match for match, (_, claimant) in claims.items() if claimant == name]


def _gap(figure: re.Match[str], word: re.Match[str]) -> int:
    """Characters between them; a word after the figure ("16 GB of memory") is nearer than one before it."""
    return word.start() - figure.end() if word.start() >= figure.end() else figure.start() - word.end() + 3


def _flags(attribute: Flag, statement: str) -> set[Value]:
    if _says(statement, attribute.without):
        return {False}
    for word in attribute.words:
        for match in _word_pattern(word.lower()).finditer(statement):
            return {re.search(_DENIED, statement[: match.start()]) is None}
    return set()


def _choices(attribute: Choice, statement: str) -> set[Value]:
    """The value whose words say the most: "rose gold" is not "gold"."""
    spans = [
        (match.end() - match.start(), match.start(), value)
        for value in attribute.values
        for word in _words(attribute, value)
        if word not in attribute.shy or _says(statement, attribute.keywords)
        for match in _word_pattern(word.lower()).finditer(statement)
        if re.search(_DENIED, statement[: match.start()]) is None
    ]
    kept = [s for s in spans if not any(o[1] <= s[1] and s[1] + s[0] <= o[1] + o[0] and o[0] > s[0] for o in spans)]
    return {value for _, _, value in kept}


def _words(attribute: Choice | ValueSet, value: str) -> tuple[str, ...]:
    return (value, *attribute.values[value])


def _says(statement: str, words: Iterable[str]) -> bool:
    return any(_word_pattern(word.lower()).search(statement) for word in words)


@lru_cache(maxsize=8192)
def _word_pattern(word: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)" + re.escape(word).replace(r"\ ", r"[\s-]+") + r"(?!\w)")


@lru_cache(maxsize=1024)
def _figure_pattern(word: str, before: bool) -> re.Pattern[str]:
    unit = re.escape(word.lower())
    return re.compile(rf"{unit}\s*{_FIGURE}" if before else rf"(?<![\w.]){_FIGURE}[\s-]*{unit}(?!\w)")
