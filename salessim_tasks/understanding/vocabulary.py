"""A store's words: what each phrase of its schema, and of generic English, means to the understanding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from salessim_tasks.records import Constraint
from salessim_tasks.schema import Attribute, Choice, Flag, Number, Schema, ValueSet
from salessim_tasks.understanding import english
from salessim_tasks.understanding.lexicon import Lexicon, variants

__all__ = ["Kind", "Sense", "UnitSense", "Vocabulary"]

Kind = Literal[
    "value", "flag", "phrase", "keyword", "degree", "foreign", "ignore", "cue",  # from the schema
    "before", "either", "after",  # comparators, by their place beside the figure
    "not", "neutral", "indifferent", "any", "unimportant", "unwanted", "unneeded", "past", "have", "start",
    "fine", "or", "and", "than", "comma", "subject", "figure",
]  # fmt: skip

_OBJECTIONS = ("too ", "over ", "out of ", "above ", "beyond ", "more than ", "exceed", "higher than ", "not ")
_LARGE = 12  # times the attribute's own unit: "a foot", "a terabyte"


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a phrase. `text`: the comparator, "less" or "more" of a degree, the name of a foreign thing."""

    kind: Kind
    attribute: str = ""
    values: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    text: str = ""
    objection: bool = False  # a degree that finds fault: "too heavy"
    shy: bool = False


@dataclass(frozen=True, slots=True)
class UnitSense:
    """A unit of a number attribute. `large`: "a" may stand for one of it ("a terabyte", "a grand")."""

    attribute: str
    factor: float
    offset: float
    before: bool
    large: bool

    def own(self, figure: float) -> float:
        """A figure in this unit, in the attribute's own."""
        return figure * self.factor + self.offset


class Vocabulary:
    """The compiled words of a schema."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.order = {name: i for i, name in enumerate(schema.attributes)}
        self.lexicon: Lexicon[Sense] = Lexicon()
        self.units: Lexicon[UnitSense] = Lexicon()
        self.numbers = {name: a for name, a in schema.attributes.items() if isinstance(a, Number)}
        self.ordered = {
            name: tuple(a.values) for name, a in schema.attributes.items() if isinstance(a, Choice) and a.ordered
        }
        self.activities = {name for name, a in schema.attributes.items() if isinstance(a, ValueSet) and a.activity}
        self.cues = frozenset(cue for number in self.numbers.values() for cue in number.cues)
        self.money = next((name for name, a in self.numbers.items() if any(unit.before for unit in a.units)), None)
        for name, attribute in schema.attributes.items():
            self._add_attribute(name, attribute)
        for word in schema.not_carried:
            self._add(word, Sense("foreign", text=word))
        for word in schema.ignore:
            self.lexicon.add(word, Sense("ignore"))
        nouns = (schema.noun.one, schema.noun.many, *schema.noun.synonyms)
        self.nouns = frozenset(form for word in nouns for form in variants(word))
        for word in nouns:
            if word not in self.lexicon:
                self._add(word, Sense("ignore", text="noun"))
        self._add_english()

    def _add(self, phrase: str, sense: Sense) -> None:
        for variant in variants(phrase):
            self.lexicon.add(variant, sense)

    def _add_attribute(self, name: str, attribute: Attribute) -> None:
        for word in attribute.keywords:
            self._add(word, Sense("keyword", name))
        for phrase in attribute.phrases:
            for word in phrase.words:
                self._add(word, Sense("phrase", name, constraints=phrase.constraints))
        if isinstance(attribute, Number):
            self._add_number(name, attribute)
        elif isinstance(attribute, Flag):
            for word in attribute.words:
                self._add(word, Sense("flag", name, text="yes"))
            for word in attribute.without:
                self._add(word, Sense("flag", name, text="no"))
        else:
            self._add_values(name, attribute)

    def _add_number(self, name: str, number: Number) -> None:
        for unit in number.units:
            for word in unit.words:
                self.units.add(word, UnitSense(name, unit.factor, unit.offset, unit.before, unit.factor >= _LARGE))
        for cue in number.cues:
            self.lexicon.add(cue, Sense("cue", name))
        for wants, words in (("less", number.less), ("more", number.more)):
            for word in words:
                for base in _bases(word):
                    if f"how {base}" not in self.lexicon:
                        self.lexicon.add(f"how {base}", Sense("keyword", name))
                objection = word.startswith(_OBJECTIONS)
                for form in (word, *_superlative(word), *_hedged(word)):
                    self.lexicon.add(form, Sense("degree", name, text=wants, objection=objection))

    def _add_values(self, name: str, attribute: Choice | ValueSet) -> None:
        shy = attribute.shy if isinstance(attribute, Choice) else ()
        for value, synonyms in attribute.values.items():
            for word in (value, *synonyms):
                self._add(word, Sense("value", name, values=(value,), shy=word in shy))
        if isinstance(attribute, Choice):
            for family, values in attribute.families.items():
                self.lexicon.add(family, Sense("value", name, values=values))

    def _add_english(self) -> None:
        for op, words in english.BEFORE.items():
            self._add_all(words, Sense("before", text=op))
        for op, words in english.EITHER.items():
            self._add_all(words, Sense("either", text=op))
        for op, words in english.AFTER.items():
            self._add_all(words, Sense("after", text=op))
        for kind in get_args(Kind):
            self._add_all(english.MARKERS.get(kind, ()), Sense(kind))
        for wants, words in english.DEGREES.items():
            for word in words:
                for form in (word, *_hedged(word)):
                    if form not in self.lexicon:
                        self.lexicon.add(form, Sense("degree", text=wants, objection=word.startswith(_OBJECTIONS)))

    def _add_all(self, phrases: tuple[str, ...], sense: Sense) -> None:
        for phrase in phrases:
            self.lexicon.add(phrase, sense)


def _hedged(word: str) -> tuple[str, ...]:
    """ "A bit heavy" of "too heavy"."""
    return tuple(f"{hedge} {word[4:]}" for hedge in english.HEDGES) if word.startswith("too ") else ()


def _superlative(word: str) -> tuple[str, ...]:
    """ "lightest" of "lighter"."""
    if word.endswith("er") and " " not in word:
        return (word[:-1] + "st",)
    return ("most " + word[5:],) if word.startswith("more ") else ()


def _bases(word: str) -> tuple[str, ...]:
    """ "big" of "bigger", "heavy" of "heavier"; of some words a form that does not exist besides."""
    if not word.endswith("er") or not word.isalpha() or len(word) < 5:
        return ()
    stem = word[:-2]
    if stem.endswith("i"):
        return (f"{stem[:-1]}y",)
    return (stem[:-1],) if stem[-1] == stem[-2] else (stem, f"{stem}e")
