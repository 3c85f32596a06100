"""How much the shoppers of one category say the same as one another.

Conversations i and j are compared by the cosine of their TF-IDF vectors, s(i, j). For each conversation i:

    avg = mean of s(i, j) over all other conversations j;  p25, p75 = quartiles of the same, interpolated
    per_turn[t] = mean over the other conversations of the same for the t-th turns alone

This is the similarity that arXiv 2605.08334 publishes for human shoppers; the tests hold it against the peer's own
figures, which fix the details: scikit-learn's `TfidfVectorizer` with its English stop words and its other defaults,
the turns of a conversation joined by a blank, and the vectors of each comparison fitted on what is compared. A turn
without words (stop words only, or blank) takes part and is like no other: 0.

The peer compares turns up to the shortest conversation of a set (`compared_turns`). We go on after it, with those
conversations that still have a turn; up to there the figures are the same. A conversation without any turn takes no
part. Whatever has nothing to be compared with is NaN.

Which conversations belong together is the caller's matter: those of one category, behaviour and trial. The same
scenario tried twice would look like two shoppers who agree.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["LATER_TURNS", "Similarity", "compared_turns", "redundancy", "summary"]

LATER_TURNS = (1, 2, 3)
"""The turns, counted from 0, that "later turns" means: those for which human figures are published."""

_ROWS = 500  # conversations compared with all others at a time: bounds the memory

_Conversations = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Similarity:
    """A conversation's similarity to the others, each from 0 to 1; `per_turn` is as long as the conversation."""

    avg: float
    p25: float
    p75: float
    per_turn: tuple[float, ...]


def redundancy(conversations: _Conversations) -> list[Similarity]:
    """The similarity of each conversation (its shopper's speaking turns, in order) to the others, in the same order."""
    spoken = [number for number, turns in enumerate(conversations) if turns]
    whole: dict[int, tuple[float, float, float]] = dict(
        zip(spoken, _quartiles([" ".join(conversations[number]) for number in spoken]), strict=True)
    )
    per_turn: list[list[float]] = [[] for _ in conversations]
    for turn in range(max(map(len, conversations), default=0)):
        talking = [number for number in spoken if len(conversations[number]) > turn]
        for number, value in zip(talking, _means([conversations[n][turn] for n in talking]), strict=True):
            per_turn[number].append(value)
    silent = (math.nan, math.nan, math.nan)
    return [Similarity(*whole.get(number, silent), tuple(turns)) for number, turns in enumerate(per_turn)]


def compared_turns(conversations: _Conversations) -> int:
    """How many turns every conversation has: those that the peer compares."""
    return min(map(len, conversations), default=0)


def summary(similarities: Sequence[Similarity]) -> dict[str, float]:
    """The figures of a corpus: means over its conversations, NaN where nothing could be compared.

    `redundancy` (of `avg`), `redundancy_first_turn` (turn 0), `redundancy_turn_1` to `_3` (by `LATER_TURNS`), and
    `redundancy_later_turns`, the mean of those of the later turns that there are.
    """
    later = {f"redundancy_turn_{turn}": _mean_of_turn(similarities, turn) for turn in LATER_TURNS}
    return {
        "redundancy": _mean([similarity.avg for similarity in similarities]),
        "redundancy_first_turn": _mean_of_turn(similarities, 0),
        "redundancy_later_turns": _mean(list(later.values())),
        **later,
    }


def _mean_of_turn(similarities: Sequence[Similarity], turn: int) -> float:
    return _mean([similarity.per_turn[turn] for similarity in similarities if len(similarity.per_turn) > turn])


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return sum(known) / len(known) if known else math.nan


def _vectors(texts: Sequence[str]) -> Any:
    """The TF-IDF vectors of `texts`, a sparse matrix with rows of length 1 (or 0); None if they hold no word."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(stop_words="english")
    analyse = vectorizer.build_analyzer()
    if not any(analyse(text) for text in texts):
        return None  # of which scikit-learn makes an error
    return vectorizer.fit_transform(texts)


def _quartiles(texts: Sequence[str]) -> Iterator[tuple[float, float, float]]:
    """Mean, 25th and 75th percentile of each text's similarity to the others."""
    import numpy as np

    count = len(texts)
    vectors = _vectors(texts) if count > 1 else None
    if vectors is None:
        alike = 0.0 if count > 1 else math.nan
        yield from [(alike, alike, alike)] * count
        return
    for start in range(0, count, _ROWS):
        rows = (vectors[start : start + _ROWS] @ vectors.T).toarray()
        others = ~np.eye(len(rows), count, k=start, dtype=bool)
        cosines = rows[others].reshape(len(rows), count - 1)
        p25, p75 = np.percentile(cosines, (25, 75), axis=1)
        yield from zip(cosines.mean(axis=1).tolist(), p25.tolist(), p75.tolist(), strict=True)


def _means(texts: Sequence[str]) -> list[float]:
    """The mean similarity of each text to the others: the cosines with all add up to one with their sum."""
    import numpy as np

    count = len(texts)
    vectors = _vectors(texts) if count > 1 else None
    if vectors is None:
        return [0.0 if count > 1 else math.nan] * count
    with_all = vectors @ np.asarray(vectors.sum(axis=0)).ravel()
    with_itself = np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel()
    means: list[float] = np.maximum((with_all - with_itself) / (count - 1), 0.0).tolist()
    return means
