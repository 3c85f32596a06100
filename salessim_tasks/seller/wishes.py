"""The shopper's wishes: how a new statement joins the earlier ones on the same attribute."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from salessim_tasks.records import Constraint, Op, Product
from salessim_tasks.search import Key, ProductIndex, key
from salessim_tasks.understanding.reading import Comparative

__all__ = ["Wish", "firmed", "merged", "relative"]

_FIRMEST = 4
_INSISTED = 3  # said, said again, and a product turned down over it


@dataclass(frozen=True, slots=True)
class Wish:
    """A constraint the shopper stated, and how often it came back to it: the firmer, the later it is given up."""

    constraint: Constraint
    firmness: int = 1

    @property
    def key(self) -> Key:
        """The constraint as a plain tuple."""
        return key(self.constraint)

    @property
    def insisted(self) -> bool:
        """Whether the shopper has made clear that it will not give this up."""
        return self.firmness >= _INSISTED


def merged(
    wishes: tuple[Wish, ...], new: Constraint, index: ProductIndex, together: Collection[Constraint] = ()
) -> tuple[Wish, ...]:
    """The wishes after `new` was stated; it replaces nothing of `together`, the statements of the same message.

    Said again, a wish grows firmer. A bound replaces the earlier bound on the same side, and one on the other
    side that no product can meet together with it. A choice replaces a choice; what is ruled out stays ruled out
    until it is asked for. Members of a set are wished for side by side.
    """
    kept: list[Wish] = []
    firmness = 1
    new_key = key(new)
    stand = [key(constraint) for constraint in together]
    for wish in wishes:
        old = wish.constraint
        if wish.key == new_key:
            firmness = min(wish.firmness + 1, _FIRMEST)
        elif old.attribute != new.attribute:
            kept.append(wish)
        elif wish.key in stand or not _replaced(old, new, index):
            kept.extend([wish] if isinstance(old.value, bool | float) else _narrowed(wish, new, index))
        else:
            firmness = wish.firmness
    return (*kept, Wish(new, firmness))


def firmed(wishes: tuple[Wish, ...], attributes: Collection[str]) -> tuple[Wish, ...]:
    """The wishes on `attributes` grown firmer: the shopper turned a product down over them."""
    if not attributes:
        return wishes
    return tuple(
        replace(wish, firmness=min(wish.firmness + 1, _FIRMEST)) if wish.constraint.attribute in attributes else wish
        for wish in wishes
    )


def relative(comparative: Comparative, products: Sequence[Product]) -> Constraint | None:
    """ "Cheaper than those" as a bound: below the least (or above the most) of `products`; None without a figure."""
    values = [product.attributes.get(comparative.attribute) for product in products]
    figures = [value for value in values if isinstance(value, float)]
    if not figures:
        return None
    less = comparative.wants == "less"
    return Constraint(
        attribute=comparative.attribute, op="<" if less else ">", value=min(figures) if less else max(figures)
    )


def _replaced(old: Constraint, new: Constraint, index: ProductIndex) -> bool:
    if isinstance(old.value, tuple) or isinstance(new.value, tuple):
        return old.op == new.op == "in" and new.attribute not in index.sets
    same_side = _side(old.op) == _side(new.op) or "=" in (_side(old.op), _side(new.op))
    return same_side or not index.met(old) & index.met(new)


def _narrowed(wish: Wish, new: Constraint, index: ProductIndex) -> list[Wish]:
    """`wish` without what `new` contradicts: "not pink" after "pink or blue" leaves blue."""
    old = wish.constraint
    if old.op == new.op or not isinstance(old.value, tuple) or not isinstance(new.value, tuple):
        return [wish]
    rest = tuple(value for value in old.value if value not in new.value)
    return [replace(wish, constraint=old.model_copy(update={"value": rest}))] if rest else []


def _side(op: Op) -> str:
    return "=" if op == "==" else op[0]
