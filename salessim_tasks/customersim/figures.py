"""Figures read out of prose: a number counts for an attribute where its unit or a word beside it leaves no doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from salessim_tasks.customersim.clauses import Clause, is_denied, occurrences, says
from salessim_tasks.schema import Number, Schema

__all__ = ["figures"]

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_RANGE_BEFORE = re.compile(rf"(?P<from>{_NUMBER})\s*(?:-|to|or)\s*$")
_OPEN = r"\s*(?:\+|(?:and|&|or)\s+(?:up|over|older|above)\b)"
_LOWER, _UPPER = ("minimum", "fewest", "lowest", "least"), ("maximum", "most", "highest")
_BOUND = re.compile(rf"^(?:{'|'.join((*_LOWER, *_UPPER))}|number of)\s+")
# Units that measure all sorts of things: they need a word that names the attribute.
_COMMON = frozenset(
    "% percent pct pc g gram grams gramme grammes oz ounce ounces m metre metres meter meters h hr hrs hour hours "
    "min mins minute minutes day days week weeks month months year years yr yrs k".split()
)
_LENGTHS = frozenset({"in", "inch", "inches", '"', "''", "cm", "centimetre", "centimetres", "ft", "feet", "foot"})


def figures(schema: Schema, name: str, clause: Clause) -> set[float]:
    """The figures that `clause` states for the number `name`."""
    attribute = schema.attributes[name]
    assert isinstance(attribute, Number)
    stated = {*_beside_unit(schema, name, attribute, clause), *_after_word(attribute, clause)}
    return {value for value in stated if attribute.minimum <= value <= attribute.maximum}


def _beside_unit(schema: Schema, name: str, attribute: Number, clause: Clause) -> Iterator[float]:
    for place, unit in enumerate(attribute.units):
        for word in unit.words:
            found = [m for m in _pattern(word, unit.before).finditer(clause.value) if not is_denied(clause, m.start())]
            if not found:
                continue
            rivals = _sharing(schema, word)
            if (bound := _bound(attribute)) and any(_bound(r) not in ("", bound) for r in rivals.values()):
                yield from _bounded(bound, found, clause)  # "2-4 players": the fewest and the most
                continue
            if len(rivals) > 1:
                found = _nearest(rivals, name, clause, found)
            elif not _is_meant(attribute, clause, word, first=place == 0):
                continue
            for match in found:
                if not _RANGE_BEFORE.search(clause.value[: match.start()]):
                    yield round(_number(match["figure"]) * unit.factor, 2)


def _is_meant(attribute: Number, clause: Clause, unit: str, *, first: bool) -> bool:
    """Whether a figure with `unit` can mean nothing else here."""
    if unit in ("%", "percent", "per cent", "pct", "pc"):  # of what is said right after it
        return any(re.search(rf"{re.escape(unit)}\s+{re.escape(word)}\b", clause.value) for word in _names(attribute))
    if unit in _COMMON or (unit in _LENGTHS and not first):
        return says(clause, _names(attribute)) or clause.key in _names(attribute)
    return True


def _after_word(attribute: Number, clause: Clause) -> Iterator[float]:
    """ "Ages 8 and up", "Age: 8-99": a bound after the attribute's name, without a unit."""
    bound = _bound(attribute)
    if not bound:
        return
    for word in _names(attribute):
        for match in _bounded_pattern(word).finditer(f"{clause.key}: {clause.value}"):
            low, high = match["low"], match["high"]
            if bound == "lower" and (high or match["open"]):
                yield _number(low)
            elif bound == "upper" and high:
                yield _number(high)


def _bounded(bound: str, found: Sequence[re.Match[str]], clause: Clause) -> Iterator[float]:
    for match in found:
        before = clause.value[: match.start()]
        if lower := _RANGE_BEFORE.search(before):
            yield _number(lower["from"]) if bound == "lower" else _number(match["figure"])
        elif bound == "upper" and re.search(r"\bup to\s+$", before):
            yield _number(match["figure"])


def _bound(attribute: Number) -> str:
    """ "lower", "upper" or "": whether the attribute is one end of what a range tells."""
    first = attribute.label.split()[0]
    return "lower" if first in _LOWER else "upper" if first in _UPPER else ""


def _names(attribute: Number) -> tuple[str, ...]:
    """Words that name the attribute beyond doubt: "weight" alone is no fabric weight."""
    label = _BOUND.sub("", attribute.label)
    bare = label.split()[-1] if " " in label else ""
    return tuple(word for word in (label, *attribute.keywords) if word != bare)


def _sharing(schema: Schema, unit: str) -> dict[str, Number]:
    """The attributes whose figures are given in this unit."""
    return {
        name: attribute
        for name, attribute in schema.attributes.items()
        if isinstance(attribute, Number) and any(unit in one.words for one in attribute.units)
    }


def _nearest(
    rivals: dict[str, Number], name: str, clause: Clause, found: Sequence[re.Match[str]]
) -> list[re.Match[str]]:
    """Where attributes share a unit: the figures that a word for `name` stands nearest to."""
    claims: dict[re.Match[str], tuple[int, str]] = {}
    for rival, attribute in rivals.items():
        for word in (attribute.label, *attribute.keywords):
            for spot in occurrences(clause, word):
                distance, _, nearest = min((_gap(match, spot), match.start(), match) for match in found)
                if nearest not in claims or distance < claims[nearest][0]:
                    claims[nearest] = (distance, rival)
    return [match for match, (_, claimant) in claims.items() if claimant == name]


def _gap(figure: re.Match[str], word: re.Match[str]) -> int:
    """Characters between them; a word after the figure ("16 GB of memory") is nearer than one before it."""
    return word.start() - figure.end() if word.start() >= figure.end() else figure.start() - word.end() + 3


def _number(figure: str) -> float:
    return float(figure.replace(",", ""))


@lru_cache(maxsize=1024)
def _pattern(word: str, before: bool) -> re.Pattern[str]:
    unit, figure = re.escape(word.lower()), rf"(?P<figure>{_NUMBER})"
    return re.compile(rf"{unit}\s*{figure}" if before else rf"(?<![\w.,]){figure}[\s-]*{unit}(?!\w)")


@lru_cache(maxsize=1024)
def _bounded_pattern(word: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w){re.escape(word)}:?\s+(?P<low>{_NUMBER})(?:\s*(?:-|to)\s*(?P<high>{_NUMBER})|(?P<open>{_OPEN}))"
    )
