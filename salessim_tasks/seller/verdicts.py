"""An answer in a sentence: "The weight is 3.1 lb.", "No, it has no HDMI.", "Yes, number pad included."

The sentence is for people; the card that follows states the same fact in the form that machines read back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from salessim_tasks.records import Product, Value
from salessim_tasks.schema import Attribute, Choice, Flag, Number, Schema, ValueSet
from salessim_tasks.seller.facts import listed, say
from salessim_tasks.seller.wording import Voice

__all__ = ["verdict"]

_YES_NO = re.compile(
    r"\b(?:is|are|does|do|has|have|can|could|will|would|did|got|with|any)\b(?! (?:the )?(?:many|much|long))"
)
_OPEN = re.compile(r"\b(?:what|which|how|where)\b")
_NAMED_AT_MOST = 3


def verdict(schema: Schema, voice: Voice, products: Sequence[Product], name: str, text: str) -> str:
    """What the records of `products` say about the attribute `name`, which the question `text` asks about.

    All of `products` have the attribute. The empty string if there is no sentence to be made of it.
    """
    attribute = schema.attributes[name]
    values = [product.attributes[name] for product in products]
    if isinstance(attribute, Flag):
        return _flag(voice, attribute, values)
    named = _named(attribute, text) if isinstance(attribute, (Choice, ValueSet)) else ()
    if len(products) > 1:
        return _ahead(voice, attribute, products, name) or _several(voice, named, values)
    if named and isinstance(attribute, (Choice, ValueSet)) and _asks_yes_no(text):
        return _membership(voice, attribute, named, values[0])
    if isinstance(attribute, ValueSet):
        members = values[0] if isinstance(values[0], tuple) else ()
        if not members:
            return voice.say("has_not", what=attribute.label)
        plain = attribute.say == "{value}"
        return voice.say("has" if plain else "is_so", what=attribute.say.format(value=listed(members)))
    verb = "are" if attribute.label.endswith("s") and not attribute.label.endswith("ss") else "is"
    said = _spoken(attribute, values[0]) if isinstance(attribute, Number) else str(values[0])
    return voice.say("fact", label=attribute.label, verb=verb, value=said)


def _flag(voice: Voice, attribute: Flag, values: Sequence[Value]) -> str:
    if len(values) == 1:
        return voice.say("flag_yes" if values[0] else "flag_no", what=attribute.label)
    return voice.say("all_do" if all(values) else "some_do" if any(values) else "none_do")


def _several(voice: Voice, named: Sequence[str], values: Sequence[Value]) -> str:
    if len(named) != 1:
        return ""
    have = [named[0] in value if isinstance(value, tuple) else named[0] == value for value in values]
    return voice.say("all_do" if all(have) else "some_do" if any(have) else "none_do")


def _ahead(voice: Voice, attribute: Attribute, products: Sequence[Product], name: str) -> str:
    """Which of several products has the best figure, if one has and "best" means something."""
    if not isinstance(attribute, Number) or attribute.better == "neither":
        return ""
    figures = sorted((float(p.attributes[name]), i) for i, p in enumerate(products))  # type: ignore[arg-type]
    best, second = (figures[0], figures[1]) if attribute.better == "less" else (figures[-1], figures[-2])
    if best[0] == second[0]:
        return ""
    return voice.say("ahead", label=attribute.label, name=products[best[1]].name)


def _membership(voice: Voice, attribute: Choice | ValueSet, named: Sequence[str], value: Value) -> str:
    has = value if isinstance(value, tuple) else (str(value),)
    if isinstance(attribute, Choice):
        verb = "are" if attribute.label.endswith("s") else "is"
        slot = "choice_yes" if has[0] in named else "choice_no"
        return voice.say(slot, label=attribute.label, verb=verb, value=has[0])
    there = [member for member in named if member in has]
    lacking = [member for member in named if member not in has]
    plain = attribute.say == "{value}"
    if lacking and there:
        words = {"what": attribute.say.format(value=listed(there)), "lacking": listed(lacking, "or")}
        return voice.say("has_part" if plain else "is_part", **words)
    if lacking:
        return voice.say("has_not_that" if plain else "is_not", what=attribute.say.format(value=listed(lacking, "or")))
    return voice.say("has_that" if plain else "is_that", what=attribute.say.format(value=listed(there)))


def _asks_yes_no(text: str) -> bool:
    lowered = text.lower()
    return bool(_YES_NO.search(lowered)) and not _OPEN.search(lowered)


def _named(attribute: Choice | ValueSet, text: str) -> tuple[str, ...]:
    """The values that a question names."""
    patterns = _patterns(tuple((value, tuple(words)) for value, words in attribute.values.items()))
    lowered = text.lower()
    return tuple(value for value, pattern in patterns.items() if pattern.search(lowered))[:_NAMED_AT_MOST]


@lru_cache(maxsize=256)
def _patterns(values: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, re.Pattern[str]]:
    return {
        value: re.compile(r"(?<!\w)(?:" + "|".join(re.escape(word.lower()) for word in (value, *words)) + r")(?!\w)")
        for value, words in values
    }


def _spoken(attribute: Number, value: Value) -> str:
    """A figure with its unit and no more: "13 hours", "3.1 lb", "$349"."""
    said = say(attribute, value)
    match = re.search(r"(?P<figure>\S*?\d[\d,.]*)[- ]?(?P<unit>[A-Za-z]*)", said)
    units = {word: word for unit in attribute.units for word in unit.words}
    if match is None or not match["unit"]:
        return said
    unit = match["unit"]
    if unit.lower() not in units:
        return said
    plural = next((unit + end for end in ("s", "es") if unit + end in units and len(unit) > 2), unit)
    return f"{match['figure']} {unit if value == 1 else plural}"
