"""Counterfactual twins: the same persona with one dealbreaker turned round, so that the right decision flips.

Contract: no product is acceptable to both of a pair, and to at least one of them some product is; so nobody buys right
on both sides without heeding that dealbreaker. (Who leaves before anything acceptable is shown decides right on both,
too, as everywhere: read `decision_sensitivity` beside `acceptable_shown`.) Only a dealbreaker of a single constraint is
flipped, on an attribute that nothing else about the persona speaks of. The new sentence comes from the grammar of the
fresh worlds and means exactly its constraint to the sales agent. Everything depends on the store and the persona alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from salessim_tasks.records import Persona, Requirement
from salessim_tasks.store import Store
from salessim_tasks.understanding import Understanding
from salessim_tasks.worlds.draws import Decks, Draw
from salessim_tasks.worlds.sentences import Phraser
from salessim_tasks.worlds.trade import Trade, load_trade
from salessim_tasks.worlds.wants import Want, mask_of, wants

__all__ = ["Flipper"]

_REGISTER = "plain"  # the one register of the grammar that goes with any way of talking


@dataclass(frozen=True, slots=True)
class _Speaker:
    age: int
    register: str = _REGISTER
    gift: bool = False


@dataclass
class Flipper:
    """Makes the twins of a store's personas.

    Raises:
        ValueError: there is no grammar for the store's category.
    """

    store: Store

    @cached_property
    def _wants(self) -> Mapping[str, Sequence[Want]]:
        return wants(self.store.schema, self._trade, self.store.products)

    @cached_property
    def _trade(self) -> Trade:
        return load_trade(self.store.schema.category)

    @cached_property
    def _understanding(self) -> Understanding:
        return Understanding(self.store.schema, self.store.products)

    def flipped(self, persona: Persona) -> Persona | None:
        """The twin of `persona`, with `-flipped` after its id; None if it has no dealbreaker that can be flipped."""
        draw = Draw("flipped", persona.id)
        places = draw.shuffled(list(self._places(persona)))
        twins = (twin for place in places for twin in self._twins(persona, place, draw))
        return next(twins, None)

    def _places(self, persona: Persona) -> Iterator[int]:
        """Which dealbreakers can be flipped: those of one constraint on what nothing else speaks of."""
        for place, dealbreaker in enumerate(persona.dealbreakers):
            others = [r.text for r in (*persona.dealbreakers, *persona.preferences) if r is not dealbreaker]
            told = (persona.background, persona.speaking_style, *others)
            spoken_of = frozenset().union(*map(self._understanding.speaks_of, told))
            if len(dealbreaker.constraints) == 1 and dealbreaker.constraints[0].attribute not in spoken_of:
                yield place

    def _twins(self, persona: Persona, place: int, draw: Draw) -> Iterator[Persona]:
        """The twins with another dealbreaker at `place`; first those to whom something is acceptable, too."""
        products = self.store.products
        old = persona.dealbreakers[place]
        met = mask_of(old.constraints, products)
        contrary = [
            want for want in self._wants.get(old.constraints[0].attribute, ()) if not want.vague and not want.mask & met
        ]
        decks = Decks("flipped", persona.id)
        phraser = Phraser(self.store.schema, self._trade, products, decks, self._understanding)
        made = []
        for want in draw.shuffled(contrary):
            sentence = phraser.say(want, _Speaker(persona.age), draw, hard=True, reasons=False)
            if sentence is not None:
                twin = _with(persona, place, sentence)
                if twin.acceptable(products):
                    yield twin
                else:
                    made.append(twin)
        if persona.acceptable(products):
            yield from made


def _with(persona: Persona, place: int, dealbreaker: Requirement) -> Persona:
    dealbreakers = (*persona.dealbreakers[:place], dealbreaker, *persona.dealbreakers[place + 1 :])
    return persona.model_copy(update={"id": f"{persona.id}-flipped", "dealbreakers": dealbreakers})
