"""Attributes read out of prose: a catalogue that states facts in sentences gets records with as many as are plain.

What is not said stays unknown; a fact that is said in two ways that disagree stays unknown, too. What a product is like
(a choice, a flag that holds, the members of a set) is read from its features and name alone: descriptions praise, and
say what goes with it. From them come figures, what the product is said not to be or have, and what it is good for;
the last is taken from features, too, only where they say "perfect for" or the like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from salessim_tasks.customersim.clauses import (
    Clause,
    Source,
    clauses,
    is_denied,
    is_likeness,
    is_part,
    occurrences,
    says,
)
from salessim_tasks.customersim.figures import figures
from salessim_tasks.records import Value
from salessim_tasks.schema import Attribute, Choice, Flag, Number, Schema, ValueSet

__all__ = ["read_attributes"]

_OF_SOME = re.compile(
    r"\b(?:(?:available|comes?|offered|sold) (?:in|with)|includ(?:es?|ing)|contains?|contents?|components?)\b"
)
_GOOD_FOR = re.compile(r"\b(?:perfect|ideal|great|good|suited|suitable|designed|made|built|excellent|best)\b.*\bfor\b")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%\s*(?:\w+\s+){0,2}$")
_NO = re.compile(r"^\W*(?:no|none|not|without|n/a)\b")


def read_attributes(
    schema: Schema, name_parts: Sequence[str], features: Sequence[str], description: Sequence[str] = ()
) -> dict[str, Value]:
    """The attributes that the parts of the name, the features, and the sentences of the description state."""
    sources: dict[Source, Sequence[str]] = {"name": name_parts, "features": features, "description": description}
    told = [clause for source, texts in sources.items() for clause in clauses(source, texts, schema.ignore)]
    found: dict[str, Value] = {}
    for name, attribute in schema.attributes.items():
        value = _value(schema, name, attribute, [one for one in told if _may_tell(schema, attribute, one)])
        if value is not None:
            found[name] = value
    return found


def _value(schema: Schema, name: str, attribute: Attribute, told: Sequence[Clause]) -> Value | None:
    if isinstance(attribute, ValueSet):
        return tuple(_members(attribute, told)) or None
    values: set[Value] = set()
    denied: set[Value] = set()
    for clause in told:
        if clause.aside:
            if isinstance(attribute, Choice):
                denied |= _likenesses(schema, attribute, clause)
        elif isinstance(attribute, Number):
            values |= figures(schema, name, clause)
        elif isinstance(attribute, Flag):
            values |= _flags(attribute, clause)
        else:
            stated, refused = _choices(schema, attribute, clause)
            values |= stated
            denied |= refused
    return values.pop() if len(values) == 1 and values.isdisjoint(denied) else None


def _may_tell(schema: Schema, attribute: Attribute, clause: Clause) -> bool:
    """Whether the clause can speak of `attribute`: "Lining: polyester" tells the lining, not the fabric."""
    if not clause.key:
        return True
    owners = [one for one in schema.attributes.values() if clause.key in _titles(one)]
    return not owners or any(one is attribute for one in owners)


def _titles(attribute: Attribute) -> tuple[str, ...]:
    titles = (attribute.label, *attribute.keywords)
    return (*titles, *attribute.words) if isinstance(attribute, Flag) else titles


def _members(attribute: ValueSet, told: Iterable[Clause]) -> Iterator[str]:
    readable = [
        one
        for one in told
        if not one.aside
        and (
            one.source == "name"
            or (one.source == "features" and not attribute.activity)
            or one.key in _titles(attribute)
            or (attribute.activity and _GOOD_FOR.search(one.value))
        )
    ]
    for value in attribute.values:
        words = (value, *attribute.values[value])
        spots = [(one, match.start()) for one in readable for word in words for match in occurrences(one, word)]
        if spots and not any(is_denied(*spot) for spot in spots):
            yield value


def _flags(attribute: Flag, clause: Clause) -> set[Value]:
    """True and False as the clause says it; a description only tells what is lacking."""
    if clause.key in attribute.words and _NO.match(clause.value):
        return {False}
    bare = attribute.label.split()[-1] if " " in attribute.label else ""  # "pocket" alone is no chest pocket
    having = [m for word in attribute.words if word not in (bare, f"{bare}s") for m in occurrences(clause, word)]
    lacking = [m for word in attribute.without for m in occurrences(clause, word)]
    having = [match for match in having if not any(_within(match, other) for other in lacking)]
    lacking = [
        match for match in lacking if not any(_within(match, other) for other in having)
    ]  # in "non-iron": "iron"
    said: set[Value] = {not is_denied(clause, match.start()) for match in having}
    said |= {is_denied(clause, match.start()) for match in lacking if clause.source != "description"}
    if len(said) > 1:
        return set()
    return said if clause.source != "description" else said - {True}


def _choices(schema: Schema, attribute: Choice, clause: Clause) -> tuple[set[Value], set[Value]]:
    """The values that the clause states, and those that it denies."""
    if _is_about_sibling(schema, attribute, clause):
        return set(), set()
    spots = _spots(schema, attribute, clause)
    refused = _likenesses(schema, attribute, clause)
    refused |= {value for match, value in spots if is_denied(clause, match.start())}
    if clause.source == "description" or _OF_SOME.search(f"{clause.key} {clause.value}"):
        return set(), refused
    whole = [(match, value) for match, value in spots if _is_main(clause, match) and not is_part(clause, match)]
    return {value for _, value in whole if value not in refused}, refused


def _likenesses(schema: Schema, attribute: Choice, clause: Clause) -> set[Value]:
    return {value for match, value in _spots(schema, attribute, clause) if is_likeness(clause, match)}


def _spots(schema: Schema, attribute: Choice, clause: Clause) -> list[tuple[re.Match[str], str]]:
    """Where the clause has words for values; of overlapping ones the widest: "rose gold" is not "gold"."""
    shared = _shared_words(schema, attribute)
    named = says(clause, attribute.keywords) or clause.key in _titles(attribute)
    spans = [
        (match, value)
        for value in attribute.values
        for word in (value, *attribute.values[value])
        if named or (word not in attribute.shy and word.lower() not in shared)
        for match in occurrences(clause, word)
    ]
    return [(match, value) for match, value in spans if not any(_within(match, other) for other, _ in spans)]


def _within(match: re.Match[str], other: re.Match[str]) -> bool:
    return other.start() <= match.start() and match.end() <= other.end() and len(other[0]) > len(match[0])


def _is_main(clause: Clause, match: re.Match[str]) -> bool:
    """Not where a percentage says that it is the lesser part: "80% cotton, 20% polyester"."""
    share = _SHARE.search(clause.value[: match.start()])
    return share is None or float(share[1]) > 50


def _parts(attribute: Choice) -> tuple[str, ...]:
    """The words for what the attribute is one of, where its label says so: "band" and "strap" of "band colour"."""
    *_, noun = attribute.label.split()
    return tuple(word for word in (attribute.label.split()[0], *attribute.keywords) if word[:4] != noun[:4])


def _siblings(schema: Schema, attribute: Choice) -> list[Choice]:
    """Choices of the same kind on another part of the product: the colour of the band, that of the case."""
    *part, noun = attribute.label.split()
    return [
        one
        for one in schema.attributes.values()
        if isinstance(one, Choice) and one is not attribute and part and one.label.split()[-1] == noun
    ]


def _is_about_sibling(schema: Schema, attribute: Choice, clause: Clause) -> bool:
    others = [word for one in _siblings(schema, attribute) for word in _parts(one)]
    return says(clause, others) and not says(clause, _parts(attribute))


def _shared_words(schema: Schema, attribute: Choice) -> set[str]:
    """Words that a sibling has a value for, too: they need a word that says which part is meant."""
    siblings = _siblings(schema, attribute)
    return {word.lower() for one in siblings for value in one.values for word in (value, *one.values[value])}
