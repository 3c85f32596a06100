"""What the sales agent remembers of a conversation, and how a message changes it.

A conversation is a fold: `State` is frozen, and every turn makes the next one out of the last one and what was
read in the shopper's message.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from salessim_tasks.records import Constraint
from salessim_tasks.search import Key, ProductIndex, words
from salessim_tasks.seller.wishes import Wish, firmed, merged, relative
from salessim_tasks.understanding.reading import Reading, Reference

__all__ = ["PATIENCE", "Scheming", "State", "heard", "pointed_at"]

PATIENCE = 2
"""Rounds of alternatives before the seller leaves it at "nothing fits"."""

_QUERY_WORDS = 48  # how many of the latest words rank the products


@dataclass(frozen=True, slots=True)
class Scheming:
    """How far a seller with a behaviour has come; the helpful one stays where it is.

    `pushes`: how often it has pushed. `told`: the fact it leaves out has been told. `misheard`: what the shopper said
    in truth, while the seller goes by something else. `corrected`: it has been put right, and hears well from then on.
    """

    pushes: int = 0
    told: bool = False
    misheard: tuple[Constraint, ...] = ()
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """The seller's memory. Products are ids, questions and interests are attributes, all in order of mention."""

    turn: int = 0
    wishes: tuple[Wish, ...] = ()
    looks: tuple[str, ...] = ()  # visual attributes with wishes that only the pictures can answer
    indifferent: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()  # attributes the shopper asked about; later cards state them too
    asked: tuple[str, ...] = ()
    pending: str | None = None  # the attribute asked about in the last seller turn
    shown: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    last_shown: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()  # what "it" and "that one" mean
    offered: bool = False  # whether the last seller turn put products forward
    detours: int = 0  # rounds of alternatives; wishes new or come back to earn one more
    giving_way: bool = False  # whether the last seller turn asked the shopper to give way, or left it at that
    parting: bool = False  # whether the last seller turn was a goodbye or a word on a purchase
    query: tuple[str, ...] = ()  # the shopper's own words, for ranking
    scheming: Scheming = Scheming()

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """What a product must meet to have everything the shopper told."""
        return tuple(wish.constraint for wish in self.wishes)

    @property
    def keys(self) -> frozenset[Key]:
        """The constraints as plain tuples."""
        return frozenset(wish.key for wish in self.wishes)

    def news(self, before: State) -> tuple[Constraint, ...]:
        """The constraints that `before` did not hold yet."""
        known = before.keys
        return tuple(wish.constraint for wish in self.wishes if wish.key not in known)


def pointed_at(state: State, references: tuple[Reference, ...]) -> tuple[str, ...]:
    """The ids of the products that `references` mean, without repeats; what cannot be resolved is left out."""
    found: list[str] = []
    for reference in references:
        if reference.product_id is not None:
            found.append(reference.product_id)
        elif reference.ordinal is None:
            found.extend(state.focus[:1])
        elif -len(state.last_shown) <= reference.ordinal < len(state.last_shown):
            found.append(state.last_shown[reference.ordinal])
    return tuple(dict.fromkeys(found))


def heard(state: State, reading: Reading, text: str, index: ProductIndex) -> State:
    """The state after a shopper's message, before the seller answers.

    Later statements on an attribute replace earlier ones where they conflict; an attribute that does not matter
    loses its wishes; comparatives become bounds relative to the product they point at.
    """
    wishes = state.wishes
    if reading.indifferent:
        wishes = tuple(wish for wish in wishes if wish.constraint.attribute not in reading.indifferent)
    stated = [*reading.constraints, *_bounds(state, reading, index)]
    for constraint in stated:
        wishes = merged(wishes, constraint, index, together=stated)
    rejected = _rejected(state, reading)
    mentioned = {constraint.attribute for constraint in stated}
    objected = {comparative.attribute for comparative in reading.comparatives}
    wishes = firmed(wishes, objected | mentioned if rejected else objected)
    return replace(
        state,
        turn=state.turn + 1,
        wishes=wishes,
        indifferent=_added([a for a in state.indifferent if a not in mentioned], reading.indifferent),
        interests=_added(state.interests, reading.asked),
        pending=None,
        offered=False,
        rejected=_added(state.rejected, rejected),
        detours=min(state.detours, PATIENCE - 1) if wishes != state.wishes else state.detours,
        giving_way=False,
        parting=False,
        query=_latest(state.query, words(text)),
    )


def _bounds(state: State, reading: Reading, index: ProductIndex) -> list[Constraint]:
    """The comparatives of a message as constraints; a bound stated in figures on the same attribute goes first."""
    figures = {constraint.attribute for constraint in reading.constraints}
    bounds = []
    for comparative in reading.comparatives:
        if comparative.attribute in figures:
            continue
        ids = pointed_at(state, (comparative.reference,)) if comparative.reference else ()
        products = [p for p in index.products if p.id in (ids or state.focus or state.last_shown)]
        bound = relative(comparative, products)
        if bound is not None and not _tighter(state.wishes, bound):
            bounds.append(bound)
    return bounds


def _tighter(wishes: tuple[Wish, ...], bound: Constraint) -> bool:
    """Whether an earlier wish already asks for more than `bound`, so that "cheaper" must not loosen a budget."""
    for wish in wishes:
        known = wish.constraint
        if known.attribute == bound.attribute and known.op[0] == bound.op[0] and known.value != bound.value:
            below = float(known.value) < float(bound.value)  # type: ignore[arg-type]
            return below == (bound.op[0] == "<")
    return False


def _rejected(state: State, reading: Reading) -> tuple[str, ...]:
    if "reject" not in reading.acts:
        return ()
    return pointed_at(state, reading.references) or state.focus or state.last_shown


def _added(known: tuple[str, ...] | list[str], new: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*known, *new]))


def _latest(known: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    kept = dict.fromkeys(reversed([*known, *new[-4 * _QUERY_WORDS :]]))
    return tuple(reversed(list(kept)[:_QUERY_WORDS]))
