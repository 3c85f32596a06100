"""Which products a message points at: by name or part of a name, by place ("the second one"), or as "that one"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bm25s.stopwords import STOPWORDS_EN

from salessim_tasks.records import Product
from salessim_tasks.understanding.english import COMMON
from salessim_tasks.understanding.reading import Reference
from salessim_tasks.understanding.text import Token, words_of
from salessim_tasks.understanding.vocabulary import Vocabulary
from salessim_tasks.understanding.wordset import word_set

__all__ = ["Mention", "Namer"]

_ARTICLES = frozenset({"the", "that", "this", "your", "those", "these"})
_JOINTS = frozenset({"-", "with", "("})
_DANGLING = frozenset({"in", "with", "for", "and", "-"})
_NOUNS = word_set("one model option choice suggestion version picture photo image")
_PLACES = {
    "first": 0, "1 st": 0, "former": 0, "top": 0, "second": 1, "2 nd": 1, "third": 2, "3 rd": 2, "fourth": 3, "4 th": 3,
    "last": -1, "latter": -1, "final": -1,
}  # fmt: skip
_NUMBERS = {"1": 0, "one": 0, "2": 1, "two": 1, "3": 2, "three": 2}
_VERBS = word_set(
    "come weigh cost run look "
    "is has does looks sounds seems and or please would will comes costs weighs then in with if have"
)
_ASKING = word_set("is are does do has have can could will would did was")
_ENGLISH = frozenset(STOPWORDS_EN)
_SHORTEST = 3  # letters of a word that may stand for a name
_REFINING = 3  # words after it that tell which, of several of that name
_COUNTED = frozenset({"number", "option", "#", "no", "choice", "model"})


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `start` to `end` (exclusive) point at a product. `named`: they are (part of) its name."""

    start: int
    end: int
    reference: Reference
    named: bool = True


class Namer:
    """Finds products that are spoken of."""

    def __init__(self, vocabulary: Vocabulary, products: Sequence[Product]) -> None:
        self._vocabulary = vocabulary
        noun = vocabulary.schema.noun
        self._counted = _COUNTED.union((noun.one, *noun.synonyms))
        self._names = {product.id: words_of(product.name) for product in products}
        self._plain = {id: tuple(word for word in name if word.isalnum()) for id, name in self._names.items()}
        self._words = {product_id: frozenset(words) for product_id, words in self._names.items()}
        self._models: dict[str, list[str]] = {}
        self._makes: dict[str, list[str]] = {}
        self._openings: dict[str, list[str]] = {}
        self._telling: dict[str, list[str]] = {}
        for product_id, words in sorted(self._names.items(), key=lambda named: -len(named[1])):
            self._openings.setdefault(" ".join(words[:1]), []).append(product_id)  # the longest name first
        for product_id, words in self._names.items():
            make, model = self._model(words)
            self._models.setdefault(model, []).append(product_id)
            if make:
                self._makes.setdefault(make, []).append(product_id)
            for word in dict.fromkeys(words):
                if self._tells(word):
                    self._telling.setdefault(word, []).append(product_id)

    def mentions(
        self, tokens: Sequence[Token], shown: Sequence[Product], earlier: Sequence[Product] = ()
    ) -> list[Mention]:
        """The mentions in `tokens`, in order, none overlapping. `earlier`: products shown before those `shown` last."""
        seen = [product.id for product in (*earlier, *shown)]
        found: list[Mention] = []
        at = 0
        while at < len(tokens):
            mention = self._name(tokens, at, seen) or _place(tokens, at, self._counted)
            if mention is None:
                at += 1
            else:
                found.append(mention)
                at = mention.end
        return found

    def _model(self, words: tuple[str, ...]) -> tuple[str, str]:
        """The make (if the first word is one of the store's values) and the model word of a name."""
        known = self._vocabulary.lexicon
        words = (*words[:1], *(word for word in words[1:] if word.isalnum()))
        if len(words) > 1 and words[0] in known and words[0].isalpha():
            return words[0], words[1]
        return "", words[0] if words else ""

    def _name(self, tokens: Sequence[Token], at: int, seen: Sequence[str]) -> Mention | None:
        word = tokens[at].text
        if (whole := self._whole(tokens, at)) is not None:
            return whole
        if word in self._makes:
            following = tokens[at + 1].text if at + 1 < len(tokens) else ""
            pool = [i for i in self._models.get(following, ()) if i in set(self._makes[word])]
            if pool:
                return self._extended(tokens, at, at + 2, pool, seen)
            if at and tokens[at - 1].text in _ARTICLES and (of_make := [i for i in seen if i in self._makes[word]]):
                return self._extended(tokens, at, at + 1, of_make, seen)
            return None
        if word not in self._models:
            return self._by_part(tokens, at, seen)
        pool = self._models[word]
        following = tokens[at + 1].text if at + 1 < len(tokens) else ""
        numbered = following.isdigit() and any(following in self._words[i] for i in pool)
        meant = (
            at > 0 and tokens[at - 1].text in _ARTICLES and (set(pool) & set(seen) or self._spells(tokens, at, pool))
        )
        if numbered or meant:
            return self._extended(tokens, at, at + 1, pool, seen)
        return None

    def _tells(self, word: str) -> bool:
        """Whether a word of a name says nothing of the trade, so that it can only be (part of) the name."""
        if len(word) < _SHORTEST or not word.isalpha() or word in COMMON or word in _ENGLISH:
            return False
        return word not in self._vocabulary.lexicon and word not in self._vocabulary.units

    def _by_part(self, tokens: Sequence[Token], at: int, seen: Sequence[str]) -> Mention | None:
        """ "The Galway", "the Galway cardigan": one of those shown, or else the only product of the store with it."""
        if not at or tokens[at - 1].text not in _ARTICLES or tokens[at].text not in self._telling:
            return None
        named = self._telling[tokens[at].text]
        for token in tokens[at + 1 : at + 1 + _REFINING]:
            narrowed = [product_id for product_id in named if token.text in self._words[product_id]]
            if not narrowed:
                break
            named = narrowed
        pool = [product_id for product_id in seen if product_id in named] or (named if len(named) == 1 else [])
        return self._extended(tokens, at, at + 1, pool[-1:], seen) if pool else None

    def _spells(self, tokens: Sequence[Token], at: int, pool: Sequence[str]) -> bool:
        """Whether two words or more from `at` on are those of a name, so that it means a product never shown."""
        return self._spelled(tokens, at, pool) > 1

    def _whole(self, tokens: Sequence[Token], at: int) -> Mention | None:
        """A full name that is written out at `at`."""
        for product_id in self._openings.get(tokens[at].text, ()):
            name = self._names[product_id]
            if tuple(token.text for token in tokens[at : at + len(name)]) == name:
                return Mention(at, at + len(name), Reference(product_id=product_id))
        return None

    def _extended(
        self, tokens: Sequence[Token], start: int, end: int, pool: Sequence[str], seen: Sequence[str]
    ) -> Mention:
        """The mention grown over the words that follow as in one of the names, then over others of these names."""
        end = max(end, start + self._spelled(tokens, start, pool))
        said = {token.text for token in tokens[start:end]}
        pool = [i for i in pool if said <= self._words[i]] or pool
        at, joined = end, False
        while at < len(tokens):
            word = tokens[at].text
            left = [i for i in pool if word in self._words[i]]
            if left and (joined or word.isdigit() or not self._means_something(tokens, at)):
                pool, at = left, at + 1
                end = at
            elif word in _JOINTS and at == end:
                at, joined = at + 1, True
            else:
                break
        while end > start + 1 and tokens[end - 1].text in _DANGLING:
            end -= 1  # "the Flexa in black", though it is a "2-in-1"
        chosen = self._chosen(tokens[start:end], pool, seen)
        if start < 2 or tokens[start - 2].text not in _ASKING:
            while end < len(tokens) and tokens[end].text in self._words[chosen] and self._is_value(tokens, end):
                end += 1  # "I will take the Galway cardigan", where "cardigan" is no further wish
        return Mention(start, end, Reference(product_id=chosen))

    def _spelled(self, tokens: Sequence[Token], start: int, pool: Sequence[str]) -> int:
        """How many tokens from `start` spell the beginning of a name in `pool`, or of one without its make."""
        best = 0
        for name in (name for i in pool for name in dict.fromkeys((self._names[i], self._plain[i]))):
            for skipped in (0, 1):
                length = 0
                while (
                    skipped + length < len(name)
                    and start + length < len(tokens)
                    and tokens[start + length].text == name[skipped + length]
                ):
                    length += 1
                while length and skipped + length < len(name) and self._means_something(tokens, start + length - 1):
                    length -= 1  # "is the Slate 14 touchscreen?" asks about the touchscreen
                best = max(best, length)
        return best

    def _means_something(self, tokens: Sequence[Token], at: int) -> bool:
        found = self._vocabulary.lexicon.match(tokens, at)
        return found is not None and found.entries[0].kind in ("value", "flag", "phrase", "keyword")

    def _is_value(self, tokens: Sequence[Token], at: int) -> bool:
        found = self._vocabulary.lexicon.match(tokens, at)
        return found is not None and found.end == at + 1 and found.entries[0].kind in ("value", "phrase", "ignore")

    def _chosen(self, said: Sequence[Token], pool: Collection[str], seen: Sequence[str]) -> str:
        """Of the products that answer to a name: the one of that very name, else the one shown last, else the first."""
        words = tuple(token.text for token in said)
        exact = [i for i in pool if self._names[i] == words]
        if exact:
            return exact[0]
        bag = set(words)
        fewest = min(len(bag - self._words[i]) for i in pool)
        best = [i for i in pool if len(bag - self._words[i]) == fewest]
        known = [i for i in seen if i in best]
        return known[-1] if known else best[0]


def _place(tokens: Sequence[Token], at: int, counted: Collection[str]) -> Mention | None:
    word = tokens[at].text
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    after = tokens[at + 2].text if at + 2 < len(tokens) else ""
    if word == "the":
        for name, length in ((following, 2), (f"{following} {after}", 3)):
            if name not in _PLACES:
                continue
            noun = tokens[at + length].text if at + length < len(tokens) else ""
            if noun in _NOUNS:
                return Mention(at, at + length + 1, Reference(ordinal=_PLACES[name]), named=False)
            if name in ("former", "latter", "first", "second", "third") and not (noun.isalnum() and noun not in _VERBS):
                return Mention(at, at + length, Reference(ordinal=_PLACES[name]), named=False)
    if word in counted and following in _NUMBERS and not after.isalpha() | after.isdigit():
        return Mention(at, at + 2, Reference(ordinal=_NUMBERS[following]), named=False)
    if word in ("that", "this") and following == "one":
        return Mention(at, at + 2, Reference(), named=False)
    return None
