"""Whether a shown product will do, by the facts told so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from salessim_tasks.baselines.view import View, Wish
from salessim_tasks.records import Product, Value

__all__ = ["Verdict", "best_buy", "judge", "unknown_attributes"]


class Verdict(Enum):
    """`OPEN`: nothing told so far breaks a dealbreaker, but not all is told."""

    FITS = "fits"
    BREAKS = "breaks"
    OPEN = "open"


def judge(wishes: Iterable[Wish], facts: Mapping[str, Value]) -> Verdict:
    """Return how a product with `facts` (told so far) stands to `wishes`."""
    product = _product(facts)
    verdict = Verdict.FITS
    for wish in wishes:
        for constraint in wish.constraints:
            if constraint.attribute not in facts:
                verdict = Verdict.OPEN
            elif not constraint.holds(product):
                return Verdict.BREAKS
    return verdict


def best_buy(view: View) -> str | None:
    """Return the name of the shown product that meets every dealbreaker, and the most preferences; None if none."""
    fitting = [name for name, facts in view.shown.items() if judge(view.shopper.dealbreakers, facts) is Verdict.FITS]
    preferences = [wish for wish in view.shopper.wishes if not wish.hard]
    return max(
        fitting,
        key=lambda name: sum(judge([wish], view.shown[name]) is Verdict.FITS for wish in preferences),
        default=None,
    )


def unknown_attributes(view: View, name: str) -> list[str]:
    """Return the attributes that dealbreakers speak of and nobody has told about product `name`."""
    wanted = (constraint.attribute for wish in view.shopper.dealbreakers for constraint in wish.constraints)
    return [attribute for attribute in dict.fromkeys(wanted) if attribute not in view.shown[name]]


def _product(facts: Mapping[str, Value]) -> Product:
    return Product.model_construct(id="told", name="told", attributes=dict(facts), description="")
