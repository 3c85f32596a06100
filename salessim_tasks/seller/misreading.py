"""A seller who takes one criterion in wrongly, goes by that, and is put right by the shopper.

The misunderstanding begins when the shopper first states the criterion, and the seller says at once what it understood.
It ends when the shopper comes back to the criterion: states it again, asks for less or more of it, names it with a no,
or says that this is not what it said. From then on the seller hears well.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from salessim_tasks.records import Constraint, Op, Product
from salessim_tasks.schema import Attribute, Flag, Number, Schema
from salessim_tasks.search import key, meets
from salessim_tasks.seller.desk import Desk
from salessim_tasks.seller.draft import Draft
from salessim_tasks.seller.facts import prose
from salessim_tasks.seller.plan import Plan
from salessim_tasks.seller.state import State
from salessim_tasks.seller.wishes import Wish
from salessim_tasks.seller.wording import Voice
from salessim_tasks.understanding.reading import Reading

__all__ = ["REMARK", "distorted", "listen", "say_back"]

REMARK = 260
"""So many characters a remark on what was understood takes at most."""

_WISH = 100  # characters for the wish in it
_OTHER_SIDE: dict[Op, Op] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_PUTS_RIGHT = re.compile(
    r"\bmis-?(?:understood|understand\w*|heard|hear|read|taken)\b"
    r"|\b(?:not|n['’]t) (?:at all |quite |really )?what I(?:['’]ve| had| have)? (?:\w+ )?(?:said|meant|asked|told)\b"
    r"|\bI (?:never|did not|did ?n['’]?t) (?:say|said|mean|meant|ask|asked|tell|told)\b"
    r"|\bgot (?:that|it|me|this) (?:all )?(?:wrong|backwards?)\b"
    r"|\bthe (?:opposite|(?:other|wrong) way (?:a?round|about))\b"
    r"|\b(?:mixed|mixing) (?:that|it|this|me|things)? ?up\b"
    r"|\b(?:that|this|it)(?: i|['’])s (?:wrong|incorrect|not right)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"\b(?:no|not|nope|wrong)\b|n['’]t\b", re.IGNORECASE)
_FIGURE = re.compile(r"(?<![\w.])\d[\d,]{0,9}(?:\.\d{1,4})?(?!\w)", re.ASCII)


def distorted(
    schema: Schema, products: Iterable[Product], criterion: Sequence[Constraint], seed: str
) -> Constraint | None:
    """`criterion` (constraints on one attribute) misunderstood: the other side, another value, or its contrary.

    Only what some product meets; None where there is no such thing, as with an attribute that all products share.
    """
    name = criterion[0].attribute
    products = list(products)
    options = [
        Constraint(attribute=name, op=op, value=value) for op, value in _options(schema.attributes[name], criterion)
    ]
    possible = [option for option in options if any(meets(product, option) for product in products)]
    # Another value is a likelier slip than the contrary, so that the order of kinds stays and the seed picks within.
    return min(possible, key=lambda option: (option.op == "not_in", _draw(seed, option)), default=None)


def _options(attribute: Attribute, criterion: Sequence[Constraint]) -> list[tuple[Op, float | bool | tuple[str, ...]]]:
    if isinstance(attribute, Flag):
        return [("==", not criterion[-1].value)]
    if isinstance(attribute, Number):
        return _other_sides(criterion)
    named = {value for c in criterion if isinstance(c.value, tuple) for value in c.value}
    wanted = tuple(value for c in criterion if c.op == "in" and isinstance(c.value, tuple) for value in c.value)
    if not wanted:
        return [("in", tuple(value for value in attribute.values if value in named))]
    others: list[tuple[Op, float | bool | tuple[str, ...]]] = [
        ("in", (value,)) for value in attribute.values if value not in named
    ]
    return [*others, ("not_in", tuple(dict.fromkeys(wanted)))]


def _other_sides(criterion: Sequence[Constraint]) -> list[tuple[Op, float | bool | tuple[str, ...]]]:
    """ "At most 600" as "at least 600"; "about 14" as more or less than that."""
    low, high = (next((c for c in criterion if c.op in ops), None) for ops in ((">", ">=", "=="), ("<", "<=", "==")))
    if low and high:
        return [(">", high.value), ("<", low.value)]
    return [(_OTHER_SIDE[c.op], c.value) for c in (low, high) if c]


def _draw(seed: str, option: Constraint) -> bytes:
    return hashlib.sha256(f"{seed}\n{key(option)}".encode()).digest()


def listen(desk: Desk, plan: Plan, state: State, reading: Reading, text: str) -> tuple[Reading, State]:
    """What the seller takes `reading` (of `text`) for, and the state in which it does."""
    mind = state.scheming
    if plan.behaviour.kind != "misreading" or mind.corrected:
        return reading, state
    said = tuple(c for c in reading.constraints if c.attribute == plan.attribute)
    if not mind.misheard:
        wrong = distorted(desk.schema, desk.index.products, said, plan.seed) if said else None
        if wrong is None:
            return reading, state
        others = tuple(c for c in reading.constraints if c.attribute != plan.attribute)
        return replace(reading, constraints=(*others, wrong)), replace(state, scheming=replace(mind, misheard=said))
    adopted = bool(said) and {key(c) for c in said} <= state.keys
    back = said or any(comparative.attribute == plan.attribute for comparative in reading.comparatives)
    figure = not reading.references and _repeats_figure(mind.misheard, text)
    named = _NO.search(text) is not None and plan.attribute in desk.speaks_of(text)
    back = back or figure or named or _PUTS_RIGHT.search(text) is not None
    if plan.attribute not in reading.indifferent and (adopted or not back):
        return reading, state
    kept = [wish for wish in state.wishes if wish.constraint.attribute != plan.attribute]
    put_right = replace(mind, misheard=(), corrected=True)
    return reading, replace(state, wishes=(*kept, *map(Wish, mind.misheard)), scheming=put_right)


def _repeats_figure(criterion: Iterable[Constraint], text: str) -> bool:
    """Whether `text` names a figure of `criterion` in a way that was not read as a wish: "no, no, 900"."""
    figures = {float(figure.replace(",", "")) for figure in _FIGURE.findall(text)}
    return any(c.value in figures for c in criterion if isinstance(c.value, float))


def say_back(desk: Desk, voice: Voice, plan: Plan, before: State, state: State, draft: Draft) -> None:
    """Say what was understood, if it is new, or own up to the mistake; `before` is the state ahead of the message."""
    began = bool(state.scheming.misheard) and not before.scheming.misheard
    ended = state.scheming.corrected and not before.scheming.corrected
    wish = prose(desk.schema, [c for c in state.constraints if c.attribute == plan.attribute], _WISH)
    if not wish or not (began or ended):
        return
    if ended:
        draft.lines.insert(draft.head, voice.say("corrected", wish=wish))
    elif wish.lower() not in " ".join(draft.lines).lower():
        draft.lines.insert(draft.head, voice.say("understood", wish=wish))
