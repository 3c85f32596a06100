""" "The cheapest of them", "the lighter one": pointing at a shown product by what it is like."""

from __future__ import annotations

from collections.abc import Sequence

from salessim_tasks.records import Product
from salessim_tasks.understanding.claims import Claim
from salessim_tasks.understanding.displayed import LATEST
from salessim_tasks.understanding.reading import Reference
from salessim_tasks.understanding.text import Token

__all__ = ["best_of"]

_AFTER = frozenset({"one", "of", "option"})


def best_of(words: Sequence[Token], claim: Claim, shown: Sequence[Product]) -> Reference | None:
    """The product that the degree `claim` points at; None if it is a wish rather than a pointer."""
    if claim.objection or claim.start == 0 or words[claim.start - 1].text != "the" or len(shown) < 2:
        return None
    if claim.end < len(words) and words[claim.end].text not in _AFTER and words[claim.end].text.isalnum():
        return None
    latest = [product for product in shown[-LATEST:] if isinstance(product.attributes.get(claim.attribute), float)]
    if not latest:
        return None
    pick = min if claim.text == "less" else max
    return Reference(product_id=pick(latest, key=lambda product: float(str(product.attributes[claim.attribute]))).id)
