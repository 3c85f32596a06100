"""Whether a turn takes up the persona's own words for a requirement, or the trade's.

People tell a wish by the reason for it, and in words of which no vocabulary is complete: who has heard "I must be able
to tap it on the parking meter" knows of the contactless payments that the persona needs "for the meters". So beside
what the understanding reads, single words count: those of the requirement's sentence, each by how rare it is,

    weight(w) = 1 - log(n_w) / log(N), where n_w of the N sentences of the store's personas have the word w

and those by which the store's schema knows the attribute, or the wanted value, and no other, `TRADE` each. Words of the
persona's background weigh less. A turn takes a requirement up where the weights of its words sum to `ENOUGH`. Function
words, words of the persona's speaking style, and words that stand in several of its sentences count nothing, nor do
questions.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import TypeVar

from salessim_tasks.language.readings import read_turn
from salessim_tasks.records import Persona, Requirement, Value
from salessim_tasks.schema import Flag, Number
from salessim_tasks.search import words
from salessim_tasks.store import Store

__all__ = ["ENOUGH", "TRADE", "own_words", "takes_up"]

ENOUGH = 1.1
"""The least weight of the words in common, where a word that no other sentence has weighs 1."""
TRADE = 0.7
"""The weight of a word by which the schema knows what is wanted; one that is the persona's as well counts twice."""

BACKGROUND = 0.5
"""What a word weighs, in its own weight, that stands in the persona's background too: talk of that tells no wish."""

_STEM = 5  # letters of a word that count, without its ending: "clean" of "cleaner", "pay" of "payments"
_ENDING = re.compile(r"(?<=\w\w\w)(?:ments?|ings?|ed|ers?|ly|es|y)$")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_FUNCTION_WORDS = frozenset(
    "i im ive id ill me my mine we our us you your he him his she her they them its it thats theres do dont doe "
    "did not no never nothing none without must have has had need want like love would could should shall can "
    "cant will wont may might got gotta get go going be been being am are is was were what who where when which "
    "how why so too very just also any some one ones all day every most more less than please thing something "
    "anything if or and but only before after about up down out over under good nice great fine okay ok yes sure "
    "well really quite make made able let say said see look sorry thank first second third better best rather "
    "sooner prefer preferably ideally".split()
)


def own_words(persona: Persona, wanted: Mapping[str, Requirement], store: Store) -> Mapping[str, Mapping[str, float]]:
    """The telling words of each sentence of `wanted`, by key, with their weights."""
    sentences = {key: _words(requirement.text) for key, requirement in wanted.items()}
    trade = {key: _trade_words(requirement, store) for key, requirement in wanted.items()}
    style, background = _words(persona.speaking_style), _words(persona.background)
    counts, total = _counts(store)
    repeated = {word for word, count in Counter(w for found in sentences.values() for w in found).items() if count > 1}
    found = {}
    for key, words_of in sentences.items():
        weights = {
            word: (1 - math.log(max(counts[word], 1)) / math.log(total)) * (BACKGROUND if word in background else 1)
            for word in words_of - repeated - style
        }
        found[key] = weights | {word: weights.get(word, 0) + TRADE for word in trade[key]}
    return found


def takes_up(
    text: str, own: Mapping[str, Mapping[str, float]], store: Store, asked: Collection[str] = ()
) -> frozenset[str]:
    """The keys of the sentences of `own` that `text` takes up.

    `asked`: those that the seller's question was about. They are known to be the matter, which counts like a word.
    """
    if not _enough(text, own, asked):
        return frozenset()
    told = " ".join(part for part in _SENTENCE.findall(text) if not _asks(part, store))
    return _enough(told, own, asked)


def _enough(text: str, own: Mapping[str, Mapping[str, float]], asked: Collection[str]) -> frozenset[str]:
    said = _words(text)
    common = {key: sum(weight for word, weight in found.items() if word in said) for key, found in own.items()}
    return frozenset(key for key, weight in common.items() if weight and weight + TRADE * (key in asked) >= ENOUGH)


def _asks(sentence: str, store: Store) -> bool:
    return "?" in sentence and bool(read_turn(store, sentence.strip()).acts & {"question", "explain"})


def _words(text: str) -> frozenset[str]:
    return frozenset(_ENDING.sub("", word)[:_STEM] for word in words(text) if word not in _FUNCTION_WORDS)


@lru_cache(maxsize=64)
def _counts(store: Store) -> tuple[Counter[str], int]:
    """How many sentences of the store's personas have each word, and how many there are (at least 2)."""
    texts = [wish.text for persona in store.personas for wish in (*persona.dealbreakers, *persona.preferences)]
    return Counter(word for text in texts for word in _words(text)), max(len(texts), 2)


def _trade_words(requirement: Requirement, store: Store) -> frozenset[str]:
    topics, senses = _trade(store)
    found = [topics.get(constraint.attribute, frozenset()) for constraint in requirement.constraints]
    for constraint in requirement.constraints:
        if constraint.op in ("in", "=="):
            values = constraint.value if isinstance(constraint.value, tuple) else (constraint.value,)
            found += [senses.get((constraint.attribute, value), frozenset()) for value in values]
    return frozenset(word for words_of in found for word in words_of)


_Topics = Mapping[str, frozenset[str]]
_Senses = Mapping[tuple[str, Value], frozenset[str]]


@lru_cache(maxsize=64)
def _trade(store: Store) -> tuple[_Topics, _Senses]:
    """The words of each attribute and of each value of the schema, without those that belong to several."""
    topics: dict[str, frozenset[str]] = {}
    senses: dict[tuple[str, Value], frozenset[str]] = {}
    for name, attribute in store.schema.attributes.items():
        topics[name] = _words(" ".join((attribute.label, *attribute.keywords)))
        if isinstance(attribute, Flag):
            senses[name, True] = _words(" ".join((*attribute.words, attribute.say[0])))
            senses[name, False] = _words(" ".join(attribute.without))
        elif not isinstance(attribute, Number):
            senses |= {(name, v): _words(" ".join((v, *synonyms))) for v, synonyms in attribute.values.items()}
    return _unshared(topics), _unshared(senses)


_Key = TypeVar("_Key")


def _unshared(found: Mapping[_Key, frozenset[str]]) -> dict[_Key, frozenset[str]]:
    counts = Counter(word for words_of in found.values() for word in words_of)
    return {key: frozenset(word for word in words_of if counts[word] == 1) for key, words_of in found.items()}
