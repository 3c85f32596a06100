"""From the name that a shopper wrote to the product that it means.

Two sets of rules, and neither raises on any string.

`matches` is the peer's free-text rule (DESIGN, "Decision alignment"), kept for its records: exact; else the words are
alike (Jaccard >= 0.7 after lower-casing and dropping punctuation) to those of the candidate, or to the candidate's
first `len(words) + 2` words; else the name is, in any case, a part of the candidate.

`resolve` is ours, for episodes of our own: it returns a product id or nothing, and never a product that the words
speak against. A name is, in this order,

1. the id of a product, or its full name, in any case, spacing and punctuation (a name in any order of words);
2. a text that holds a full name (the longest counts);
3. words that fit: each of them is the product's (filler aside), or they are alike in the peer's sense. A word with a
   digit in it (16GB, 14, i7) that the product's name lacks rules the product out, whatever the rest says.

Products that fit differ by how many words of the catalogue speak against them; the fewest win. Among equals the one
recommended last is meant. Several equals that were never recommended mean none.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from salessim_tasks.records import Product

__all__ = ["matches", "resolve"]

LONGEST_NAME = 400
"""Characters; a longer text names no product, it only mentions some."""

_ALIKE = 0.7
_PUNCTUATION = re.compile(r"[^\w\s]|_")
_NOT_IN_ID = re.compile(r"[\W_]+")
_PRICE = re.compile(r"[$€£]\s*\d[\d.,]*")
_UNIT = re.compile(r"(\d)[\s\-]*(gb|tb|hz)\b")
_INCH = re.compile(r"(\d)[\s\-]*(?:inches|inch|\"|”|\u2033|\u2032\u2032|'')")
_TWO_IN_ONE = re.compile(r"\b2[\s\-]*in[\s\-]*1\b")
_WORD = re.compile(r"\d+(?:\.\d+)?[^\W_]*|[^\W\d_]+[^\W_]*")
_FILLER = frozenset(
    "a an and buy cart for i in it like ll me my of on one please take that the this to want with".split()
)
_SAME = {"gray": "grey", "notebook": "laptop", "ram": "memory", "touch": "touchscreen", "colour": "", "color": ""}


def matches(name: str, candidate: str) -> bool:
    """Whether `name` means `candidate` by the peer's rule. An empty name means nothing."""
    if name == candidate:
        return True
    words, whole = _peer_words(name), _peer_words(candidate)
    if _alike(words, whole) or _alike(words, whole[: len(words) + 2]):
        return True
    return bool(name) and name.lower() in candidate.lower()


def resolve(name: str, products: Sequence[Product], recommended: Sequence[str]) -> str | None:
    """Return the id of the product that `name` means, None if it means none or one cannot tell which.

    Args:
        name: what the shopper wrote; any string.
        products: the catalogue.
        recommended: ids in the order in which they were shown, the latest last; an id may stand there repeatedly.
    """
    if len(name) > LONGEST_NAME:
        return None
    as_id = _NOT_IN_ID.sub("-", name.casefold()).strip("-")
    if any(product.id == as_id for product in products):
        return as_id
    candidates = [_Candidate(product.id, _words(product.name)) for product in products]
    vocabulary = sorted({word for candidate in candidates for word in candidate.words})
    words = [_spelled(word, vocabulary) for word in _words(name)]
    if not words:
        return None
    for fitting in (_same(words, candidates), _held(words, candidates), _closest(words, candidates, vocabulary)):
        if fitting:
            return _chosen(fitting, recommended)
    return None


@dataclass(frozen=True, slots=True)
class _Candidate:
    id: str
    words: tuple[str, ...]


def _same(words: Sequence[str], candidates: Sequence[_Candidate]) -> list[_Candidate]:
    return [candidate for candidate in candidates if sorted(words) == sorted(candidate.words)]


def _held(words: Sequence[str], candidates: Sequence[_Candidate]) -> list[_Candidate]:
    text = f" {' '.join(words)} "
    held = [candidate for candidate in candidates if f" {' '.join(candidate.words)} " in text]
    longest = max((len(candidate.words) for candidate in held), default=0)
    return [candidate for candidate in held if len(candidate.words) == longest]


def _closest(words: Sequence[str], candidates: Sequence[_Candidate], vocabulary: Sequence[str]) -> list[_Candidate]:
    """The candidates that fit `words` with the fewest words of `vocabulary` against them."""
    said = [word for word in words if word not in _FILLER]
    known = set(said).intersection(vocabulary)
    fitting = [candidate for candidate in candidates if _fits(said, candidate.words)]
    against = [len(known.difference(candidate.words)) for candidate in fitting]
    fewest = min(against, default=0)
    return [candidate for candidate, count in zip(fitting, against, strict=True) if count == fewest]


def _fits(said: Sequence[str], words: tuple[str, ...]) -> bool:
    lacking = set(said).difference(words)
    if not said or any(character.isdigit() for word in lacking for character in word):
        return False
    return not lacking or _alike(said, words) or _alike(said, words[: len(said) + 2])


def _chosen(fitting: Sequence[_Candidate], recommended: Sequence[str]) -> str | None:
    ids = {candidate.id for candidate in fitting}
    latest = next((product for product in reversed(recommended) if product in ids), None)
    return latest or (next(iter(ids)) if len(ids) == 1 else None)


def _alike(words: Sequence[str], others: Sequence[str]) -> bool:
    either = {*words, *others}
    return bool(either) and len(set(words).intersection(others)) / len(either) >= _ALIKE


def _peer_words(text: str) -> list[str]:
    return _PUNCTUATION.sub("", text.lower()).split()


def _words(text: str) -> tuple[str, ...]:
    """The words of `text` in one spelling: '16 GB' is '16gb', '14-inch' and '14"' are '14', prices are left out."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = _UNIT.sub(r"\1\2", _INCH.sub(r"\1 ", _PRICE.sub(" ", plain)))
    plain = _TWO_IN_ONE.sub("2in1", plain).replace("touch-screen", "touchscreen").replace("touch screen", "touchscreen")
    words = (_SAME.get(word, word) for word in _WORD.findall(plain))
    return tuple(word for word in words if word)


def _spelled(word: str, vocabulary: Sequence[str]) -> str:
    """The word of `vocabulary` that `word` is a misspelling of, else `word`."""
    if word in vocabulary or len(word) < 4 or not word.isalpha():
        return word
    return next(iter(difflib.get_close_matches(word, vocabulary, n=1, cutoff=0.85)), word)
