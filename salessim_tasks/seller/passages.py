"""What a product's description says, for products whose records say little: its opening, and a sentence on a matter."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from salessim_tasks.records import Product

__all__ = ["Passages", "sentences_of"]

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_OPENING = 300  # characters at most
_SHORTEST = 40  # characters of an opening that need no more


def sentences_of(text: str) -> list[str]:
    """The sentences of `text`, each on one line."""
    return [sentence for sentence in _SENTENCE.split(" ".join(text.split())) if sentence]


class Passages:
    """Quotable parts of descriptions. `speaks_of` tells which attributes a sentence is about."""

    def __init__(self, products: Sequence[Product], speaks_of: Callable[[str], Collection[str]]) -> None:
        self._descriptions = {product.id: product.description for product in products}
        self._speaks_of = speaks_of
        self.about = lru_cache(maxsize=1024)(self._about)
        self.opening = lru_cache(maxsize=1024)(self._opening)

    def _about(self, product_id: str, attribute: str) -> str:
        """The first sentence that speaks of `attribute`; empty if none does that is short enough to quote."""
        for sentence in sentences_of(self._descriptions[product_id]):
            if len(sentence) <= _OPENING and attribute in self._speaks_of(sentence):
                return _plain(sentence)
        return ""

    def _opening(self, product_id: str) -> str:
        """The first sentences, as many as fit into 300 characters; of a longer first sentence its first words."""
        said = ""
        for sentence in sentences_of(self._descriptions[product_id]):
            longer = f"{said} {sentence}".strip()
            if len(longer) > _OPENING:
                break
            said = longer
        if len(said) >= _SHORTEST:
            return _plain(said)
        whole = " ".join(self._descriptions[product_id].split())
        if len(whole) <= _OPENING:
            return _plain(whole)
        return _plain(f"{whole[: _OPENING - 2].rsplit(' ', 1)[0].rstrip(',;:-')} …")


def _plain(text: str) -> str:
    """`text` without the marks of a card, which somebody else's prose may hold."""
    return text.replace("**", "").replace("<image>", "").strip()
