"""An answer in a sentence: "The weight is 3.1 lb.", "No, it has no HDMI.", "Yes, number pad included."

The sentence is for people; the card that follows states the same fact in the form that machines read back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal

from salessim_tasks.records import Product, Value
from salessim_tasks.schema import Attribute, Choice, Flag, Number, Schema, ValueSet
from salessim_tasks.seller.facts import listed, say
from salessim_tasks.seller.wording import Voice

__all__ = ["verdict"]

_YES_NO = re.compile(
    r"\b(?:is|are|does|do|has|have|can|could|will|would|did|got|with|any)\b(?! (?:the )?(?:many|much|long))"
)
_OPEN = re.compile(r"\b(?:what|which|how|where)\b")
_IS_IT = re.compile(r"^\W*(?:and |so |but |ok |okay |well |then |,)*(?:is|are)\b(?! there\b)")
_NAMED_AT_MOST = 3
_SIDES: tuple[Literal["less", "more"], ...] = ("less", "more")


def verdict(schema: Schema, voice: Voice, products: Sequence[Product], name: str, text: str) -> str:
    """What the records of `products` say about the attribute `name`, which the question `text` asks about.

    All of `products` have the attribute. The empty string if there is no sentence to be made of it. Where the schema
    says that records have gaps, a set holds what was mentioned, and of the rest nothing is known.
    """
    attribute = schema.attributes[name]
    values = [product.attributes[name] for product in products]
    if isinstance(attribute, Flag):
        return _flag(voice, attribute, values, text.lower())
    named = _named(attribute, text) if isinstance(attribute, (Choice, ValueSet)) else ()
    gaps = schema.partial and isinstance(attribute, ValueSet)
    if len(products) > 1:
        return _ahead(voice, attribute, products, name, text.lower()) or (
            "" if gaps else _several(voice, named, values)
        )
    if named and isinstance(attribute, (Choice, ValueSet)) and _asks_yes_no(text):
        if gaps and isinstance(values[0], tuple) and set(named).difference(values[0]):
            return voice.say("unmentioned", what=listed([one for one in named if one not in values[0]], "or"))
        return _membership(voice, attribute, named, values[0])
    if isinstance(attribute, ValueSet):
        members = values[0] if isinstance(values[0], tuple) else ()
        if not members:
            return voice.say("has_not", what=attribute.label)
        plain = "has_one" if len(members) == 1 else "has"
        slot = plain if attribute.say == "{value}" else "is_so"
        return voice.say(slot, what=attribute.say.format(value=listed(members)))
    if isinstance(attribute, Choice) and values[0] in attribute.said:
        return voice.say("on_record", what=say(attribute, values[0]))
    if isinstance(attribute, Number) and _verb(attribute.label) == "are":  # "the most players are 4 players"
        return voice.say("on_record", what=say(attribute, values[0]))
    said = _spoken(attribute, values[0]) if isinstance(attribute, Number) else str(values[0])
    return voice.say("fact", label=attribute.label, verb=_verb(attribute.label), value=said)


def _verb(label: str) -> str:
    """ "The ports are", "the access is", "the number of pieces is"."""
    head = label.split(" of ")[0]
    return "are" if head.endswith("s") and not head.endswith("ss") else "is"


def _flag(voice: Voice, attribute: Flag, values: Sequence[Value], text: str) -> str:
    about_lack = _holds_one(attribute.without, text) and not _holds_one(attribute.words, text)
    if len(values) == 1:
        if about_lack or _IS_IT.search(text):  # "does it need ironing?", "is it lined?"
            good = "flag_lacks" if about_lack else "flag_is_not"
            slot = "flag_is" if bool(values[0]) != about_lack else good
            return voice.say(slot, what=attribute.say[0 if values[0] else 1])
        return voice.say("flag_yes" if values[0] else "flag_no", what=attribute.label)
    return _all(voice, [bool(value) != about_lack for value in values])


def _holds_one(words: Sequence[str], text: str) -> bool:
    return bool(words) and _one_of(tuple(words)).search(text) is not None


def _several(voice: Voice, named: Sequence[str], values: Sequence[Value]) -> str:
    if len(named) != 1:
        return ""
    have = [named[0] in value if isinstance(value, tuple) else named[0] == value for value in values]
    return _all(voice, have)


def _all(voice: Voice, have: Sequence[bool]) -> str:
    return voice.say("all_do" if all(have) else "some_do" if any(have) else "none_do")


def _ahead(voice: Voice, attribute: Attribute, products: Sequence[Product], name: str, text: str) -> str:
    """Which of several products has the best figure, or the one asked for: "the tallest"; empty if none is ahead."""
    if not isinstance(attribute, Number):
        return ""
    asked = next((side for side in _SIDES if _holds_one(_extremes(getattr(attribute, side)), text)), attribute.better)
    if asked == "neither":
        return ""
    figures = sorted((float(p.attributes[name]), i) for i, p in enumerate(products))  # type: ignore[arg-type]
    best, second = (figures[0], figures[1]) if asked == "less" else (figures[-1], figures[-2])
    if best[0] == second[0]:
        return ""
    slot = "ahead" if asked == attribute.better else "that_one"
    return voice.say(slot, label=attribute.label, name=products[best[1]].name)


@lru_cache(maxsize=256)
def _extremes(words: tuple[str, ...]) -> tuple[str, ...]:
    """ "Taller" and "tallest" of "taller"."""
    single = [word for word in words if word.endswith("er") and word.isalpha()]
    return (*single, *(f"{word[:-1]}st" for word in single))


def _membership(voice: Voice, attribute: Choice | ValueSet, named: Sequence[str], value: Value) -> str:
    has = value if isinstance(value, tuple) else (str(value),)
    if isinstance(attribute, Choice):
        if has[0] in attribute.said:
            return voice.say("flag_is" if has[0] in named else "flag_is_not", what=say(attribute, has[0]))
        slot = "choice_yes" if has[0] in named else "choice_no"
        return voice.say(slot, label=attribute.label, verb=_verb(attribute.label), value=has[0])
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
    return {value: _one_of((value, *words)) for value, words in values}


@lru_cache(maxsize=256)
def _one_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(word.lower()) for word in words) + r")(?!\w)")


def _spoken(attribute: Number, value: Value) -> str:
    """A figure with its unit and no more: "13 hours", "3.1 lb", "$349"."""
    said = say(attribute, value)
    match = re.search(r"(?P<figure>\S*?\d[\d,.]*)[- ]?(?P<unit>[A-Za-z]*)", said)
    units = {word: word for unit in attribute.units for word in unit.words}
    if match is None or not match["unit"]:
        head, _, rest = said.partition(" ")
        return rest if rest and head.lower() in attribute.label.lower().split() else said  # "the age is 5+"
    unit = match["unit"]
    if unit.lower() not in units:
        return said
    if unit.lower() in attribute.label.lower().split():
        return match["figure"]  # "the number of pieces is 52"
    plural = next((unit + end for end in ("s", "es") if unit + end in units and len(unit) > 2), unit)
    return f"{match['figure']} {unit if value == 1 else plural}"
