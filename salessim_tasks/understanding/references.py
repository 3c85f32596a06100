"""Which products a message points at: by name or part of a name, by place ("the second one"), or as "that one"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from salessim_tasks.records import Product
from salessim_tasks.understanding.reading import Reference
from salessim_tasks.understanding.text import Token, words_of
from salessim_tasks.understanding.vocabulary import Vocabulary
from salessim_tasks.understanding.wordset import word_set

__all__ = ["Mention", "Namer"]

_ARTICLES = frozenset({"the", "that", "this", "your", "those", "these"})
_JOINTS = frozenset({"-", "with", "("})
_DANGLING = frozenset({"in", "with", "for", "and", "-"})
_NOUNS = frozenset({"one", "model", "option", "choice", "suggestion", "version"})
_PLACES = {
    "first": 0, "1 st": 0, "former": 0, "top": 0, "second": 1, "2 nd": 1, "third": 2, "3 rd": 2, "fourth": 3, "4 th": 3,
    "last": -1, "latter": -1, "final": -1,
}  # fmt: skip
_NUMBERS = {"1": 0, "one": 0, "2": 1, "two": 1, "3": 2, "three": 2}
_VERBS = word_set(
    "come weigh cost run look "
    "is has does looks sounds seems and or please would will comes costs weighs then in with if have"
)
_COUNTED = frozenset({"number", "option", "#", "no", "choice", "model", "laptop"})


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
        self._names = {product.id: words_of(product.name) for product in products}
        self._words = {product_id: frozenset(words) for product_id, words in self._names.items()}
        self._models: dict[str, list[str]] = {}
        self._makes: dict[str, list[str]] = {}
        for product_id, words in self._names.items():
            make, model = self._model(words)
            self._models.setdefault(model, []).append(product_id)
            if make:
                self._makes.setdefault(make, []).append(product_id)

    def mentions(self, tokens: Sequence[Token], shown: Sequence[Product]) -> list[Mention]:
        """The mentions in `tokens`, in order, none overlapping."""
        seen = [product.id for product in shown]
        found: list[Mention] = []
        at = 0
        while at < len(tokens):
            mention = self._name(tokens, at, seen) or _place(tokens, at)
            if mention is None:
                at += 1
            else:
                found.append(mention)
                at = mention.end
        return found

    def _model(self, words: tuple[str, ...]) -> tuple[str, str]:
        """The make (if the first word is one of the store's values) and the model word of a name."""
        known = self._vocabulary.lexicon
        if len(words) > 1 and words[0] in known and words[0].isalpha():
            return words[0], words[1]
        return "", words[0] if words else ""

    def _name(self, tokens: Sequence[Token], at: int, seen: Sequence[str]) -> Mention | None:
        word = tokens[at].text
        if word in self._makes:
            following = tokens[at + 1].text if at + 1 < len(tokens) else ""
            pool = [i for i in self._models.get(following, ()) if i in set(self._makes[word])]
            if pool:
                return self._extended(tokens, at, at + 2, pool, seen)
            if at and tokens[at - 1].text in _ARTICLES and (of_make := [i for i in seen if i in self._makes[word]]):
                return self._extended(tokens, at, at + 1, of_make, seen)
            return None
        if word not in self._models:
            return None
        pool = self._models[word]
        following = tokens[at + 1].text if at + 1 < len(tokens) else ""
        numbered = following.isdigit() and any(following in self._words[i] for i in pool)
        if numbered or (at and tokens[at - 1].text in _ARTICLES and set(pool) & set(seen)):
            return self._extended(tokens, at, at + 1, pool, seen)
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
        return Mention(start, end, Reference(product_id=self._chosen(tokens[start:end], pool, seen)))

    def _spelled(self, tokens: Sequence[Token], start: int, pool: Sequence[str]) -> int:
        """How many tokens from `start` spell the beginning of a name in `pool`, or of one without its make."""
        best = 0
        for name in (self._names[i] for i in pool):
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


def _place(tokens: Sequence[Token], at: int) -> Mention | None:
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
    if word in _COUNTED and following in _NUMBERS and not after.isalpha() | after.isdigit():
        return Mention(at, at + 2, Reference(ordinal=_NUMBERS[following]), named=False)
    if word in ("that", "this") and following == "one":
        return Mention(at, at + 2, Reference(), named=False)
    return None
