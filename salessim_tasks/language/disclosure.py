"""What of its persona a shopper reveals, turn by turn.

A criterion (a dealbreaker or preference) is revealed by the first shopper turn that states something which tells it
(`salessim_tasks.language.requirements.tells`), for one of its constraints: "under $800" tells the budget of $800, "not
too expensive" does not, nor does a question. Of a criterion of several parts ("a dress for a wedding") one part is
telling enough. What nobody heard reveals nothing.

`python -m salessim_tasks.language.disclosure LABELS` compares with labels made by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from salessim_tasks.language.labels import Label, main
from salessim_tasks.language.readings import heard, read_turn, readings
from salessim_tasks.language.requirements import requirements_of, tells
from salessim_tasks.records import Constraint, Persona, Product, Requirement
from salessim_tasks.schema import Schema
from salessim_tasks.search import meets, unknown
from salessim_tasks.store import Store
from salessim_tasks.transcript import Transcript
from salessim_tasks.understanding import Reading

__all__ = ["Disclosure", "disclosure", "find", "revealed"]


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What was revealed when. Tuples have one item per shopper turn.

    `first_turn`: criteria that the first turn heard reveals. `curve`: share of all criteria revealed so far; it stays
    at 0 where the persona has none. `by_turn`: criteria newly revealed, by key. `dealbreakers_stated`: of the
    dealbreakers that some product shown breaks, the share revealed before the turn that decided; None without any.
    """

    first_turn: int
    curve: tuple[float, ...]
    by_turn: tuple[tuple[str, ...], ...]
    dealbreakers_stated: float | None


def disclosure(persona: Persona, store: Store, transcript: Transcript) -> Disclosure:
    """What the shopper of `transcript`, who plays `persona` in `store`, revealed."""
    wanted = requirements_of(persona, store)
    by_turn: list[tuple[str, ...]] = []
    known: list[str] = []
    curve: list[float] = []
    for reading in readings(store, transcript):
        new = tuple(key for key in revealed(reading, wanted, store.schema) if key not in known)
        by_turn.append(new)
        known += new
        curve.append(len(known) / max(len(wanted), 1))
    turns = transcript.shopper_turns
    first = next((new for turn, new in zip(turns, by_turn, strict=True) if heard(turn)), ())
    undecided = {key for turn, new in zip(turns, by_turn, strict=True) if turn.action is None for key in new}
    broken = _broken(wanted, store, transcript)
    stated = len(undecided.intersection(broken)) / len(broken) if broken else None
    return Disclosure(len(first), tuple(curve), tuple(by_turn), stated)


def revealed(reading: Reading, wanted: Mapping[str, Requirement], schema: Schema) -> tuple[str, ...]:
    """The keys of `wanted` that a turn tells."""
    return tuple(
        key
        for key, requirement in wanted.items()
        if any(tells(said, meant, schema) for meant in requirement.constraints for said in reading.constraints)
    )


def _broken(wanted: Mapping[str, Requirement], store: Store, transcript: Transcript) -> list[str]:
    """The dealbreakers that some product shown is known to break."""
    ids = set(transcript.recommended)
    shown = [product for product in store.products if product.id in ids]
    hard = {key: wish for key, wish in wanted.items() if key.startswith("dealbreaker")}
    return [
        key
        for key, wish in hard.items()
        if any(_breaks(product, wish.constraints, partial=store.schema.partial) for product in shown)
    ]


def _breaks(product: Product, constraints: Collection[Constraint], *, partial: bool) -> bool:
    """Whether the record of `product` shows that it misses one of `constraints`."""
    return any(
        not meets(product, constraint) and not (partial and unknown(product, constraint)) for constraint in constraints
    )


def find(persona: Persona, store: Store, label: Label) -> tuple[str, ...]:
    """The keys of what the utterance of `label` reveals."""
    reading = read_turn(store, label.utterance, label.shown, label.asks, label.shown)
    return revealed(reading, requirements_of(persona, store), store.schema)


if __name__ == "__main__":
    sys.exit(main(None, "salessim_tasks.language.disclosure", "revealed", find))
