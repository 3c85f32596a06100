"""Which of the seven outcomes an episode has, and whether it is aligned with the persona.

The contract (DESIGN, "Decision alignment"): every episode that ran falls in exactly one `Outcome`, by the first of
these rules that applies.

1. `PREMATURE`: the shopper ended in its first turn, or the episode has no second shopper turn for another reason (turn
   limit of 1, unreadable actions): nothing was recommended and answered, so nothing was decided.
2. Did not buy, by leaving or by running out of turns: `MISSED` if an acceptable product was recommended, else
   `REJECTED`.
3. Bought although no acceptable product exists: `LENIENT`, whatever was bought.
4. Bought what was never recommended: `HALLUCINATION`, be it acceptable or not, and whether or not something acceptable
   had been recommended. (DESIGN lists "none was recommended and the bought one is not acceptable" before this; the
   peer's verdicts show that it means products that were recommended.)
5. Bought a recommended product: `ACCEPTED` if it is acceptable; else `WRONG_CHOICE` if an acceptable one had been
   recommended, `LENIENT` if not.

`decide` works on product ids of our own episodes, `outcome_of` on bare facts; the peer's records use the latter
(`salessim_tasks.peer`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Facts", "Outcome", "Purchase", "decide", "outcome_of"]


class Outcome(StrEnum):
    """The category of an episode; the value is the name in results."""

    PREMATURE = "premature_ending"
    LENIENT = "overly_lenient_no_recommended_acceptable"
    HALLUCINATION = "shopperbot_hallucination_no_credit"
    WRONG_CHOICE = "chose_wrong_recommended_product"
    ACCEPTED = "correct_reasoning_accepted_recommended_product_acceptable"
    REJECTED = "correct_reasoning_reject_no_recommended_acceptable"
    MISSED = "incorrect_reasoning_reject_has_recommended_acceptable"

    @property
    def aligned(self) -> bool:
        """Whether the shopper decided as its persona would."""
        return self in (Outcome.ACCEPTED, Outcome.REJECTED)


@dataclass(frozen=True, slots=True)
class Purchase:
    """What is known of the bought product."""

    recommended: bool
    acceptable: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What an outcome depends on. `purchase` is None if nothing was bought."""

    premature: bool
    purchase: Purchase | None
    acceptable_exists: bool
    acceptable_recommended: bool


def outcome_of(facts: Facts) -> Outcome:
    """Return the outcome that follows from `facts`, by the rules of the module."""
    if facts.premature:
        return Outcome.PREMATURE
    purchase = facts.purchase
    if purchase is None:
        return Outcome.MISSED if facts.acceptable_recommended else Outcome.REJECTED
    if not facts.acceptable_exists:
        return Outcome.LENIENT
    if not purchase.recommended:
        return Outcome.HALLUCINATION
    if purchase.acceptable:
        return Outcome.ACCEPTED
    return Outcome.WRONG_CHOICE if facts.acceptable_recommended else Outcome.LENIENT


def decide(
    *,
    bought: str | None,
    shopper_turns: int,
    ended_in_first_turn: bool,
    recommended: Collection[str],
    acceptable: Collection[str],
) -> Outcome:
    """Return the outcome of an episode, in product ids.

    Args:
        bought: what was put into the cart, None if nothing was. A name that is no product's is an id of nothing: it
            counts as bought, never recommended and not acceptable.
        shopper_turns: number of shopper turns up to the end, the one that ended the episode included.
        ended_in_first_turn: the shopper itself bought or left in its first turn.
        recommended: what the seller showed before the end.
        acceptable: every product that the persona may buy.
    """
    return outcome_of(
        Facts(
            premature=ended_in_first_turn or shopper_turns <= 1,
            purchase=None if bought is None else Purchase(bought in recommended, bought in acceptable),
            acceptable_exists=bool(acceptable),
            acceptable_recommended=any(product in acceptable for product in recommended),
        )
    )
