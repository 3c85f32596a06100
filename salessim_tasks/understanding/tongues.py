"""Telling English from other languages, so that words they share with it are not taken for wishes."""

from __future__ import annotations

from collections.abc import Sequence

from salessim_tasks.understanding.text import Token
from salessim_tasks.understanding.wordset import word_set

__all__ = ["is_foreign"]

_READ = 60  # tokens that tell a language

# Frequent short words of other languages that English has not.
_FOREIGN = word_set(
    "je tu il nous vous un une le la les des du de et est pour avec sans pas que qui mon mes veux cherche voudrais "
    "quiero busco necesito una el los las con sin para por mi es y muy más mas pero "
    "ich wir ein eine einen einem einer der das den und mit für ohne nicht ist suche möchte brauche auf bis "
    "io vorrei cerco per non che è eu quero procuro uma com sem não em ik een het en met voor zonder niet zoek wil"
)
_ENGLISH = word_set(
    "the and is are it for with of my you have need want something that this to do not would like under in at i can"
)


def is_foreign(tokens: Sequence[Token]) -> bool:
    """Whether `tokens` hold at least two words of other languages, and more of them than English ones."""
    foreign = sum(token.text in _FOREIGN for token in tokens[:_READ])
    return foreign > 1 and foreign > sum(token.text in _ENGLISH for token in tokens[:_READ])
