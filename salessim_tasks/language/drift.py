"""Things a shopper says that contradict its persona, and how often it does.

A turn contradicts a requirement where it states

- a wish that no value could satisfy together with one of the requirement's constraints: another colour, another use,
  a budget below the least that the persona would spend; or
- for a dealbreaker, a looser one: a higher budget, a list that names a value which the dealbreaker rules out, or that
  its attribute does not matter.

Figures may be rounded by `ROUNDING`. No contradiction are a narrower wish, a looser preference, giving way on a
preference ("black would do"), what is said of a product shown, a question, a rejection.

`persona_drift` = turns with a contradiction / speaking turns.

`python -m salessim_tasks.language.drift LABELS` compares with labels made by hand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from salessim_tasks.language.labels import Label, main
from salessim_tasks.language.readings import figures_in, questions, read_turn, readings
from salessim_tasks.language.requirements import requirements_of, tells, values_allowed
from salessim_tasks.records import Constraint, Persona, Requirement
from salessim_tasks.schema import Attribute, Choice, Flag, Number, Schema, ValueSet
from salessim_tasks.store import Store
from salessim_tasks.transcript import Transcript
from salessim_tasks.understanding import Reading

__all__ = ["ROUNDING", "Contradiction", "contradicted", "drift", "find", "persona_drift"]

ROUNDING = 0.02
"""How far a figure may be off, as a share of it, without being another."""

_GIVING_WAY = re.compile(
    r"\b(?:fine|ok|okay|live with|live without|settle|compromise|give up|then|instead|too|also|as well|would do|works?|"
    r"don'?t mind|wouldn'?t mind|could do|could take|at a pinch|if need be|if necessary|if i must|second choice|either|"
    r"alternatively|i guess|i suppose|no problem|not the end of the world|flexible|open to|could also|all right|"
    r"will do|need not|needn'?t)\b",
    re.IGNORECASE,
)
_INSISTING = re.compile(r"\b(?:i want|i need|i'd like|i would like|i'd love|give me|must)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]+(?:\.\d[^.!?\n]*)*[.!?\n]*")
_REQUEST = re.compile(
    r"\b(?:have|got|any|anything|something|show|want|need|looking|could|can i|with|give|take|go for)\b"
)
_PEOPLE = (
    r"friends?|mates?|sisters?|brothers?|mum|mom|mother|dad|father|parents|wife|husband|sons?|daughters?|kids?|boys?|"
    r"girls?|aunts?|uncles?|cousins?|nieces?|nephews?|grand\w+|neighbours?|neighbors?|colleagues?|clerks?|boss|partner|"
    r"boyfriend|girlfriend|flatmates?|roommates?|teachers?|students?|family|everyone|everybody|people"
)
_OWNING = r"got|have|has|had|owns?|bought|swears?|wore|wears?|loves?|likes|hates?|uses?|used|carr(?:y|ies)"
# What is said of others, of the past, or of a product's figures: "my friends all have Chromebooks".
_ASIDE = re.compile(
    rf"\b(?:{_PEOPLE})\b(?!.*\b(?:wants?|needs?|must|should|has to|have to)\b).{{0,20}}?(?:'s|\b)\s?(?:{_OWNING})\b"
    r"|\b(?:last (?:one|time)|used to|for years|i (?:said|mentioned|had|bought|owned))\b"
    r"|\b(?:is|are) (?:well |way |far |just )?(?:over|above|more than|past|beyond) (?:the|my|what)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`turn` counts the shopper's turns from 0; `requirement` is its key; `said` is what was said, in its words."""

    turn: int
    requirement: str
    said: str


def drift(persona: Persona, store: Store, transcript: Transcript) -> tuple[Contradiction, ...]:
    """Every contradiction between what the shopper of `transcript` said and `persona`, in order."""
    wanted = requirements_of(persona, store)
    spoken = zip(transcript.shopper_turns, readings(store, transcript), questions(transcript), strict=True)
    return tuple(
        Contradiction(number, key, turn.text.strip())
        for number, (turn, reading, asks) in enumerate(spoken)
        for key in contradicted(reading, turn.text, wanted, store, asks)
    )


def persona_drift(persona: Persona, store: Store, transcript: Transcript) -> float | None:
    """The share of the shopper's speaking turns that contradict `persona`; None if it never spoke."""
    speaking = len(transcript.speaking_turns)
    if not speaking:
        return None
    return len({found.turn for found in drift(persona, store, transcript)}) / speaking


def contradicted(
    reading: Reading, text: str, wanted: Mapping[str, Requirement], store: Store, asks: str | None = None
) -> tuple[str, ...]:
    """The keys of `wanted` that a turn contradicts; `text` is what was said, `asks` what the seller had asked about."""
    found = _contradicted(reading, text, wanted, store)
    if not found:
        return ()
    wishes = " ".join(part.strip() for part in _SENTENCE.findall(text) if _wishes_in(part, store, asks))
    if len(wishes) < len(" ".join(text.split())):
        found = _contradicted(read_turn(store, wishes, asks=asks), wishes, wanted, store)
    return found


def _wishes_in(sentence: str, store: Store, asks: str | None) -> bool:
    """Whether a sentence may state a wish: it is no amazed question, no aside and no rejection."""
    if "?" in sentence and asks is None and not _REQUEST.search(sentence.lower()):
        return False
    if _INSISTING.search(sentence):
        return True
    return not _ASIDE.search(sentence) and "reject" not in read_turn(store, sentence.strip()).acts


def _contradicted(reading: Reading, text: str, wanted: Mapping[str, Requirement], store: Store) -> tuple[str, ...]:
    return tuple(
        key
        for key, requirement in wanted.items()
        if _against(reading, text, requirement, hard=key.startswith("dealbreaker"), wanted=wanted, schema=store.schema)
    )


def _against(
    reading: Reading,
    text: str,
    requirement: Requirement,
    *,
    hard: bool,
    wanted: Mapping[str, Requirement],
    schema: Schema,
) -> bool:
    if not hard and _GIVING_WAY.search(text):
        return False
    others = [c for other in wanted.values() if other is not requirement for c in other.constraints]
    for meant in requirement.constraints:
        attribute = schema.attributes[meant.attribute]
        wishes = _wishes(wanted, meant.attribute)
        said = [
            constraint
            for constraint in reading.constraints
            # Some personas want what they may not have: pink, where it has to be white.
            if constraint.attribute == meant.attribute and not any(tells(constraint, c, schema) for c in others)
        ]
        if any(_excludes(one, meant, attribute) for one in said):
            return True
        if hard and any(_looser(one, meant, attribute, text, wishes) for one in said):
            return True
        if isinstance(attribute, ValueSet) and attribute.activity and _another_use(said, meant, wishes):
            return True
        if hard and not said and _indifferent(reading, meant):
            return True
    return False


def _excludes(said: Constraint, meant: Constraint, attribute: Attribute) -> bool:
    """Whether no product could have both."""
    match attribute:
        case Flag():
            return said.value is not meant.value
        case Number():
            return _apart(said, meant) or _apart(meant, said)
        case Choice():
            return values_allowed(said, attribute).isdisjoint(values_allowed(meant, attribute))
        case ValueSet():
            ours, theirs = _values(said), _values(meant)
            banned, asked = (ours, theirs) if said.op == "not_in" else (theirs, ours)
            return said.op != meant.op and asked <= banned


def _apart(low: Constraint, high: Constraint) -> bool:
    """Whether the most that `low` allows is less than the least that `high` asks for, even if rounded."""
    if low.op[0] == ">" or high.op[0] == "<":
        return False
    return _number(low) < _number(high) * (1 - ROUNDING)


def _looser(said: Constraint, meant: Constraint, attribute: Attribute, text: str, wishes: frozenset[str]) -> bool:
    """Whether `said` allows what the dealbreaker `meant` rules out and nothing else `wishes` for, in so many words."""
    if isinstance(attribute, Number):
        if said.op[0] != meant.op[0] or said.op == "==" or not figures_in(text):
            return False
        return not any(_within(figure, meant) for figure in _meanings(said, attribute, text))
    if not isinstance(attribute, Choice) or said.op != "in":
        return False
    outside = _values(said) - values_allowed(meant, attribute) - wishes
    return any(_named(value, attribute, text) for value in outside)


def _meanings(said: Constraint, attribute: Number, text: str) -> Iterator[float]:
    """The figures that `said` may stand for: itself, or that which it is "about"."""
    yield _number(said)
    if any(abs(figure - _number(said)) < 0.01 for figure in figures_in(text)):
        return  # said as it is
    about = attribute.about
    if said.op[0] == "<" and about.high:
        yield (_number(said) - about.margin) / about.high
    elif said.op[0] == ">" and about.low:
        yield (_number(said) + about.margin) / about.low


def _within(figure: float, meant: Constraint) -> bool:
    bound = _number(meant)
    return figure <= bound * (1 + ROUNDING) if meant.op[0] == "<" else figure >= bound * (1 - ROUNDING)


def _another_use(said: list[Constraint], meant: Constraint, wishes: frozenset[str]) -> bool:
    """Whether the turn names uses, and none that the persona has."""
    named = {value for constraint in said if constraint.op == "in" for value in _values(constraint)}
    return meant.op == "in" and bool(named) and named.isdisjoint(wishes)


def _wishes(wanted: Mapping[str, Requirement], attribute: str) -> frozenset[str]:
    """The values of `attribute` that the persona asks for anywhere."""
    constraints = (c for requirement in wanted.values() for c in requirement.constraints)
    return frozenset(value for c in constraints if c.attribute == attribute and c.op == "in" for value in _values(c))


def _indifferent(reading: Reading, meant: Constraint) -> bool:
    """Whether the turn says that the attribute does not matter, which whoever rules something out may say of it."""
    if meant.attribute not in reading.indifferent or "unsure" in reading.acts:
        return False
    return meant.op != "not_in" and meant.value is not False


def _values(constraint: Constraint) -> frozenset[str]:
    return frozenset(constraint.value) if isinstance(constraint.value, tuple) else frozenset()


def _number(constraint: Constraint) -> float:
    return float(constraint.value)  # type: ignore[arg-type]


def _named(value: str, attribute: Choice, text: str) -> bool:
    """Whether `text` names `value` itself, not a family that it is of."""
    said = text.lower()
    return any(word.lower() in said for word in (value, *attribute.values[value]))


def find(persona: Persona, store: Store, label: Label) -> tuple[str, ...]:
    """The keys of what the utterance of `label` contradicts."""
    reading = read_turn(store, label.utterance, label.shown, label.asks, label.shown)
    found = contradicted(reading, label.utterance, requirements_of(persona, store), store, label.asks)
    return tuple(key for key in found if key.startswith("dealbreaker"))  # which is all that is labelled


if __name__ == "__main__":
    sys.exit(main(None, "salessim_tasks.language.drift", "contradicts", find))
