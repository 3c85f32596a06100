"""What of its persona a shopper reveals, turn by turn.

A criterion (a dealbreaker or preference) is revealed by the turn that completes it: each of its parts has been told, in
that turn or before. A part is told

- by a statement that the understanding reads and that tells it (`salessim_tasks.language.requirements.tells`): "under
  $800" tells the budget of $800, a bare "800" does where the seller asked for it; "not too expensive" does not;
- by a comparative ("something lighter") where the persona's own sentence has no figure either;
- or, where the understanding has no view on the matter, by the persona's own words (`…language.own_words`).

A question reveals nothing, nor does what nobody heard.

`python -m salessim_tasks.language.disclosure LABELS` compares with labels made by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import accumulate

from salessim_tasks.language.labels import Label, main
from salessim_tasks.language.own_words import own_words, takes_up
from salessim_tasks.language.readings import figures_in, questions, read_turn, readings
from salessim_tasks.language.requirements import leans, parts_of, requirements_of, tells
from salessim_tasks.records import Constraint, Persona, Product, Requirement
from salessim_tasks.search import meets, unknown
from salessim_tasks.store import Store
from salessim_tasks.transcript import Transcript
from salessim_tasks.understanding import Reading

__all__ = ["Disclosure", "Teller", "disclosure", "find"]


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
    teller = Teller(persona, store)
    turns = transcript.shopper_turns
    spoken = zip(turns, readings(store, transcript), questions(transcript), strict=True)
    by_turn = [teller.hear(reading, turn.text, asks) if turn.heard else () for turn, reading, asks in spoken]
    known = accumulate(map(len, by_turn))
    first = next((new for turn, new in zip(turns, by_turn, strict=True) if turn.heard), ())
    undecided = {key for turn, new in zip(turns, by_turn, strict=True) if turn.action is None for key in new}
    broken = _broken(teller.wanted, store, transcript)
    return Disclosure(
        first_turn=len(first),
        curve=tuple(count / max(len(teller.wanted), 1) for count in known),
        by_turn=tuple(by_turn),
        dealbreakers_stated=len(undecided.intersection(broken)) / len(broken) if broken else None,
    )


class Teller:
    """Keeps what has been told of a persona. `wanted`: its criteria by key."""

    def __init__(self, persona: Persona, store: Store) -> None:
        self.wanted = requirements_of(persona, store)
        self._store = store
        self._own = own_words(persona, self.wanted, store)
        self._open = {key: set(parts_of(requirement)) for key, requirement in self.wanted.items()}

    def hear(self, reading: Reading, text: str, asks: str | None = None) -> tuple[str, ...]:
        """The keys of what a turn newly reveals.

        `reading` is what the understanding made of its `text`, `asks` the attribute the seller had asked about.
        """
        asked = {key for key in self._open if any(c.attribute == asks for c in self.wanted[key].constraints)}
        echoed = takes_up(text, {key: own for key, own in self._own.items() if key in self._open}, self._store, asked)
        return tuple(key for key in self.wanted if key in self._open and self._told(key, reading, key in echoed))

    def _told(self, key: str, reading: Reading, echoed: bool) -> bool:
        schema, requirement, left = self._store.schema, self.wanted[key], self._open[key]
        vague = not figures_in(requirement.text)
        left -= {
            part
            for part in left
            if any(tells(said, meant, schema) for meant in part for said in reading.constraints)
            or (vague and any(leans(said, meant) for meant in part for said in reading.comparatives))
        }
        # Where the understanding has a view on the matter, single words do not count.
        if left and (not echoed or _speaks_of(reading, {c.attribute for c in requirement.constraints})):
            return False
        del self._open[key]
        return True


def _speaks_of(reading: Reading, attributes: Collection[str]) -> bool:
    stated = {constraint.attribute for constraint in reading.constraints}
    return not stated.union(reading.indifferent, reading.asked).isdisjoint(attributes)


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
    return Teller(persona, store).hear(reading, label.utterance, label.asks)


if __name__ == "__main__":
    sys.exit(main(None, "salessim_tasks.language.disclosure", "revealed", find))
