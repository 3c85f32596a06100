"""How varied the shoppers' words are.

`distinct_n` (Li et al. 2016): different n-grams of words over all n-grams. `mtld` (McCarthy & Jarvis 2010, "MTLD,
vocd-D, and HD-D"): the mean number of words in a row that keep a type-token ratio above 0.72. `self_bleu` (Zhu et al.
2018, "Texygen"): the mean BLEU of each conversation against all the others; high where they repeat one another.

distinct-n falls and self-BLEU rises with the amount of text, so compare models on the same scenarios only.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from harness_ext.seeding import digest

__all__ = ["MOST_CONVERSATIONS", "distinct_n", "mtld", "self_bleu", "words"]

MOST_CONVERSATIONS = 1000
"""`self_bleu` looks at so many conversations at most, those whose text comes first by sha256."""

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_MTLD_THRESHOLD = 0.72
_ORDER = 4  # the longest n-grams of BLEU

_NGrams = Counter[tuple[str, ...]]


def words(text: str) -> list[str]:
    """The words of `text` in lower case: letters, digits and underscores in a row, with apostrophes inside."""
    return _WORD.findall(text.lower())


def distinct_n(texts: Iterable[str], n: int) -> float:
    """The share of the n-grams of words in `texts` that are different, from 0 to 1; NaN if there is none.

    N-grams do not reach from one text into the next.
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, not {n}")
    grams: _NGrams = Counter()
    for text in texts:
        said = words(text)
        grams.update(zip(*(said[start:] for start in range(n)), strict=False))
    return len(grams) / grams.total() if grams else math.nan


def mtld(words: Sequence[str]) -> float:
    """The measure of textual lexical diversity of a text, in words: mean of reading it forwards and backwards.

    A text in which no word comes twice has its own length. NaN if there is no word. It takes about 100 words to mean
    something, so put the turns of many shoppers together, in a fixed order.
    """
    if not words:
        return math.nan
    return (_mtld_one_way(words) + _mtld_one_way(words[::-1])) / 2


def _mtld_one_way(words: Sequence[str]) -> float:
    factors, length = 0.0, 0
    types: set[str] = set()
    for word in words:
        types.add(word)
        length += 1
        if len(types) / length <= _MTLD_THRESHOLD:
            factors, length, types = factors + 1, 0, set()
    if length:
        factors += (1 - len(types) / length) / (1 - _MTLD_THRESHOLD)
    return len(words) / (factors or 1.0)


def self_bleu(conversations: Iterable[Sequence[str]]) -> float:
    """The mean BLEU, from 0 to 100, of each conversation (its shopper's turns) against all the others.

    Exactly the mean of `sacrebleu.sentence_bleu(own, others)`, the turns joined by blanks, but in linear time: what
    each conversation would find among the others is counted once for all. Conversations without words take no part,
    and at most `MOST_CONVERSATIONS` do. NaN if fewer than two do.
    """
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.helpers import extract_all_word_ngrams
    from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

    joined = [text for turns in conversations if (text := " ".join(turns).rstrip())]
    tokenise = Tokenizer13a()
    chosen = sorted(joined, key=digest)[:MOST_CONVERSATIONS]
    counted = [extract_all_word_ngrams(tokenise(text), 1, _ORDER) for text in chosen]
    if len(counted) < 2:
        return math.nan
    found = _clipped([grams for grams, _ in counted])
    nearest = _nearest([length for _, length in counted])
    scores: list[float] = []
    for (_, length), correct in zip(counted, found, strict=True):
        total = [max(length - n, 0) for n in range(_ORDER)]
        bleu = BLEU.compute_bleu(
            correct, total, length, nearest[length], smooth_method="exp", effective_order=True, max_ngram_order=_ORDER
        )
        scores.append(bleu.score)
    return sum(scores) / len(scores)


def _clipped(counted: Sequence[_NGrams]) -> list[list[int]]:
    """For each conversation, by order of n-gram, how many of its n-grams stand in another: no more often than in the
    one that has it most."""
    most: dict[tuple[str, ...], tuple[int, int, int]] = {}  # its highest count, whose that is, and the next highest
    for owner, grams in enumerate(counted):
        for gram, count in grams.items():
            first, first_owner, second = most.get(gram, (0, -1, 0))
            if count > first:
                most[gram] = (count, owner, first)
            elif count > second:
                most[gram] = (first, first_owner, count)
    found = []
    for owner, grams in enumerate(counted):
        correct = [0] * _ORDER
        for gram, count in grams.items():
            first, first_owner, second = most[gram]
            correct[len(gram) - 1] += min(count, second if owner == first_owner else first)
        found.append(correct)
    return found


def _nearest(lengths: Sequence[int]) -> Mapping[int, int]:
    """For each length the nearest among the other conversations, the shorter one of two."""
    times = Counter(lengths)
    known = sorted(times)
    nearest = {}
    for length in known:
        place = bisect_left(known, length)
        around = [length] if times[length] > 1 else [*known[max(place - 1, 0) : place], *known[place + 1 : place + 2]]
        nearest[length] = min(around, key=lambda other: (abs(other - length), other))
    return nearest
