"""Telling English from other languages, so that words they share with it are not taken for wishes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from bm25s.stopwords import STOPWORDS_EN

from salessim_tasks.understanding.wordset import word_set

__all__ = ["is_foreign", "looks_english"]

_READ = 600  # characters that tell a language
_LETTERS = re.compile(r"[^\W\d_]+")

# The commonest words of other languages that English has not.
_FOREIGN = word_set(
    "el la los las un una unos para por que quiero busco necesito hola gracias buenos buenas del muy más pero mi "
    "tiene tienes barato portátil ordenador der das dem den und ich wir ein eine einen einem einer suche brauche "
    "möchte für nicht ist sie hallo guten danke haben bitte mir mein meine auch auf bis mit ohne le les une je tu nous "
    "pour avec et est sans pas qui mes bonjour merci cherche voudrais veux vous avez mon des du de moi il gli uno "
    "che ciao grazie buongiorno vorrei cerco sono mio mia bisogno um uma eu quero procuro preciso olá obrigado "
    "obrigada não com sem em é è y minha meu você boa bom ik het een wil zoek voor niet zonder goedendag jag och "
    "att för hej jeg ikke og chcę szukam nie jest dzień dobry istiyorum bir merhaba için"
)
_ENGLISH = word_set(
    "i you my your me us we he she do does have had can could would what how so any hi hello need want something like "
    "under at from one please"
).union(STOPWORDS_EN)


@lru_cache(maxsize=64)  # the understanding asks, and then the seller
def is_foreign(text: str) -> bool:
    """Whether `text` is plainly in another language: more of the commonest words of others in it than of English, at
    least two of them unless it is all there is."""
    spoken = _spoken(text)
    others = sum(word in _FOREIGN for word in spoken)
    return others >= min(2, len(spoken)) and others > sum(word in _ENGLISH for word in spoken)


def looks_english(text: str, knows: Callable[[str], bool]) -> bool:
    """Whether a text may at least be English: a few words, or a quarter of them known, be it to the store (`knows`)."""
    spoken = _spoken(text)
    if any(word in _FOREIGN and word not in _ENGLISH for word in spoken[:1]):
        return False
    known = sum(word in _ENGLISH or (word.isascii() and knows(word)) for word in spoken)
    strange = any(not word.isascii() for word in spoken)
    return (not strange and len(spoken) < 3) or 4 * known >= len(spoken) + 2 * strange


def _spoken(text: str) -> list[str]:
    return _LETTERS.findall(text[:_READ].lower())
