"""Telling whether a verb speaks of what the store sells: "it lasts 12 hours", not "my shift lasts 12 hours"."""

from __future__ import annotations

from collections.abc import Sequence

from salessim_tasks.understanding.text import Token
from salessim_tasks.understanding.vocabulary import Vocabulary
from salessim_tasks.understanding.wordset import word_set

__all__ = ["goes_on", "of_something_else", "relative"]

_DETERMINERS = word_set("my the our a an each every his her their your this that most")
_ADVERBS = word_set("usually often can will may might always normally typically sometimes easily regularly")
_NEUTRAL = word_set("thing one unit model it that which they these those must should and or but so to not would has")
_RELATIVE = word_set("that which what if where when whether than anything nothing something everything")


def goes_on(tokens: Sequence[Token], subject: int, *, owned: bool) -> bool:
    """Whether the "I" or "we" at token `subject` goes on with what was begun, as in "nothing that I …"; not
    where that is `owned` already."""
    before = [token.text for token in tokens[max(0, subject - 2) : subject]]
    return before[:1] == ["way"] or (bool(before) and before[-1] in _RELATIVE and not owned)


def relative(tokens: Sequence[Token], at: int) -> bool:
    """Whether what seems a new statement at token `at` describes a thing: "nothing that must be …"."""
    return at > 0 and tokens[at - 1].text in ("that", "which")


def of_something_else(vocabulary: Vocabulary, tokens: Sequence[Token], verb: int) -> bool:
    """Whether the verb at token `verb` has a subject that is a thing of the shopper's life."""
    at = verb - 1
    while at > 0 and tokens[at].text in _ADVERBS:
        at -= 1
    if at < 1 or not tokens[at].text.isalpha() or tokens[at].text in _NEUTRAL | vocabulary.nouns | _DETERMINERS:
        return False
    found = vocabulary.lexicon.match(tokens, at)
    if found is not None and found.entries[0].kind != "value":
        return False
    return any(token.text in _DETERMINERS for token in tokens[max(0, at - 2) : at])
