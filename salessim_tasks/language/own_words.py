"""Whether a turn takes up the persona's own words for a requirement.

People tell a wish by the reason for it: who has heard "I rise before the sun and can't find the letters" knows of the
lit keyboard that the persona wants "as I rise before dawn", though no vocabulary of the trade does. So beside what the
understanding reads, the words of the requirement's sentence count, each by how rare it is:

    weight(w) = log(N / n_w) / log(N), where n_w of the N sentences of the store's personas have the word w

A turn takes a sentence up where it has at least two of its words, of weights that sum to `ENOUGH`. Function words, words
of the persona's speaking style and those of its other requirements count nothing, nor do questions.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from salessim_tasks.language.readings import read_turn
from salessim_tasks.records import Persona, Requirement
from salessim_tasks.search import words
from salessim_tasks.store import Store

__all__ = ["ENOUGH", "own_words", "takes_up"]

ENOUGH = 1.4
"""The weight of the words in common, in words that no other sentence has."""

_STEM = 5  # letters that "clean" and "cleaner", "paint" and "painting" share
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_FUNCTION_WORDS = frozenset(
    "i im ive id ill me my mine we our us you your he him his she her they them its it thats theres do dont doe did not "
    "no never nothing none without must have has had need want like love would could should shall can cant will wont may "
    "might got gotta get go going be been being am are is was were what who where when which how why so too very just "
    "also any some one ones all day every most more less than please thing something anything if or and but only before "
    "after about up down out over under good nice great fine okay ok yes sure well really quite make made able let say "
    "said see look sorry thank first second third better best rather sooner prefer preferably ideally".split()
)


def own_words(persona: Persona, wanted: Mapping[str, Requirement], store: Store) -> Mapping[str, Mapping[str, float]]:
    """The telling words of each sentence of `wanted`, by key, with their weights."""
    sentences = {key: _words(requirement.text) for key, requirement in wanted.items()}
    style = _words(persona.speaking_style)
    counts, total = _counts(store)
    repeated = {word for word, count in Counter(w for found in sentences.values() for w in found).items() if count > 1}
    return {
        key: {word: 1 - math.log(max(counts[word], 1)) / math.log(total) for word in found - repeated - style}
        for key, found in sentences.items()
    }


def takes_up(text: str, own: Mapping[str, Mapping[str, float]], store: Store) -> frozenset[str]:
    """The keys of the sentences of `own` that `text` takes up."""
    if not _enough(text, own):
        return frozenset()
    told = " ".join(part for part in _SENTENCE.findall(text) if not _asks(part, store))
    return _enough(told, own)


def _enough(text: str, own: Mapping[str, Mapping[str, float]]) -> frozenset[str]:
    said = _words(text)
    common = {key: [weight for word, weight in found.items() if word in said] for key, found in own.items()}
    return frozenset(key for key, weights in common.items() if len(weights) > 1 and sum(weights) >= ENOUGH)


def _asks(sentence: str, store: Store) -> bool:
    return "?" in sentence and bool(read_turn(store, sentence.strip()).acts & {"question", "explain"})


def _words(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in words(text) if word not in _FUNCTION_WORDS)


@lru_cache(maxsize=64)
def _counts(store: Store) -> tuple[Counter[str], int]:
    """How many sentences of the store's personas have each word, and how many there are (at least 2)."""
    texts = [wish.text for persona in store.personas for wish in (*persona.dealbreakers, *persona.preferences)]
    return Counter(word for text in texts for word in _words(text)), max(len(texts), 2)
