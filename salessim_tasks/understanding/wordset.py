"""Sets of words, written as one line of text."""

from __future__ import annotations

__all__ = ["word_set"]


def word_set(words: str) -> frozenset[str]:
    """The words of `words`, which spaces part."""
    return frozenset(words.split())
