"""Whether a turn takes up the persona's own words for a requirement, or the trade's.

People tell a wish by the reason for it, and in words of which no vocabulary is complete: who has heard "I must be able
to tap it on the parking meter" knows of the contactless payments that the persona needs "for the meters". So beside
what the understanding reads, single words count: those of the requirement's sentence, each by how rare it is,

    weight(w) = 1 - log(n_w) / log(N), where n_w of the N sentences of the store's personas have the word w

and those by which the store's schema knows the wanted value and no other, `TRADE` each. A turn takes a requirement up
where the weights of its words sum to `ENOUGH`. Function words, words of the persona's speaking style, and words that
stand in several of its sentences count nothing, nor do questions.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from salessim_tasks.language.readings import read_turn
from salessim_tasks.records import Persona, Requirement, Value
from salessim_tasks.schema import Flag, Number
from salessim_tasks.search import words
from salessim_tasks.store import Store

__all__ = ["ENOUGH", "TRADE", "own_words", "takes_up"]

ENOUGH = 1.4
"""The least weight of the words in common, where a word that no other sentence has weighs 1."""
TRADE = 0.7
"""The weight of a word by which the schema knows what is wanted; one that is the persona's as well counts twice."""

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
    trade = {key: _trade_words(requirement, store) for key, requirement in wanted.items()}
    style = _words(persona.speaking_style)
    counts, total = _counts(store)
    repeated = {word for word, count in Counter(w for found in sentences.values() for w in found).items() if count > 1}
    found = {}
    for key, words_of in sentences.items():
        weights = {word: 1 - math.log(max(counts[word], 1)) / math.log(total) for word in words_of - repeated - style}
        found[key] = weights | {word: weights.get(word, 0) + TRADE for word in trade[key]}
    return found


def takes_up(text: str, own: Mapping[str, Mapping[str, float]], store: Store) -> frozenset[str]:
    """The keys of the sentences of `own` that `text` takes up."""
    if not _enough(text, own):
        return frozenset()
    told = " ".join(part for part in _SENTENCE.findall(text) if not _asks(part, store))
    return _enough(told, own)


def _enough(text: str, own: Mapping[str, Mapping[str, float]]) -> frozenset[str]:
    said = _words(text)
    common = {key: sum(weight for word, weight in found.items() if word in said) for key, found in own.items()}
    return frozenset(key for key, weight in common.items() if weight >= ENOUGH)


def _asks(sentence: str, store: Store) -> bool:
    return "?" in sentence and bool(read_turn(store, sentence.strip()).acts & {"question", "explain"})


def _words(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in words(text) if word not in _FUNCTION_WORDS)


@lru_cache(maxsize=64)
def _counts(store: Store) -> tuple[Counter[str], int]:
    """How many sentences of the store's personas have each word, and how many there are (at least 2)."""
    texts = [wish.text for persona in store.personas for wish in (*persona.dealbreakers, *persona.preferences)]
    return Counter(word for text in texts for word in _words(text)), max(len(texts), 2)


def _trade_words(requirement: Requirement, store: Store) -> frozenset[str]:
    known = _senses(store)
    wanted = [c for c in requirement.constraints if c.op in ("in", "==")]
    values = [(c.attribute, v) for c in wanted for v in (c.value if isinstance(c.value, tuple) else (c.value,))]
    return frozenset(word for sense in values for word in known.get(sense, ()))


@lru_cache(maxsize=64)
def _senses(store: Store) -> Mapping[tuple[str, Value], frozenset[str]]:
    """The words of each value of the schema, without those that belong to several."""
    senses: dict[tuple[str, Value], frozenset[str]] = {}
    for name, attribute in store.schema.attributes.items():
        if isinstance(attribute, Flag):
            senses[name, True] = _words(" ".join((*attribute.words, attribute.say[0])))
            senses[name, False] = _words(" ".join(attribute.without))
        elif not isinstance(attribute, Number):
            senses |= {(name, v): _words(" ".join((v, *synonyms))) for v, synonyms in attribute.values.items()}
    counts = Counter(word for found in senses.values() for word in found)
    return {sense: frozenset(word for word in found if counts[word] == 1) for sense, found in senses.items()}
