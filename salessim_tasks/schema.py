"""A store's schema: what its products are like and how people talk about them.

All that the sales agent knows of a trade stands here as data (`data/<category>/schema.yaml`), so that a new
category needs no new code.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from salessim_tasks.records import Constraint, Op

__all__ = [
    "Attribute",
    "Choice",
    "Flag",
    "Noun",
    "Number",
    "Phrase",
    "Range",
    "Schema",
    "Unit",
    "ValueSet",
    "load_schema",
]


class _Schema(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Noun(_Schema):
    """What the store sells, in words."""

    one: str
    many: str
    synonyms: tuple[str, ...] = ()


class Unit(_Schema):
    """A unit as people write it: a figure `n` in it is `n * factor + offset` in the attribute's own unit."""

    words: tuple[str, ...]
    factor: float = 1.0
    offset: float = 0.0  # of temperatures: 32 from °C to °F
    before: bool = False  # written before the figure, as in $900


class Range(_Schema):
    """What "about N" means: from `low * N - margin` to `high * N + margin`; a bound that is None is open."""

    low: float | None = None
    high: float | None = None
    margin: float = 0.0


class Phrase(_Schema):
    """Words without a figure that state constraints, such as "lightweight"."""

    words: tuple[str, ...]
    constraints: tuple[Constraint, ...]


class _Attribute(_Schema):
    label: str  # "battery life"
    keywords: tuple[str, ...] = ()  # words that name the attribute itself: "battery", "run time"
    ask: tuple[str, ...] = ()  # how the seller asks for it; none: it never asks by itself
    explain: str = ""  # what the guide would say in one sentence
    visual: bool = False  # to be seen in the product's picture; where there are pictures, nobody says it
    phrases: tuple[Phrase, ...] = ()


class Number(_Attribute):
    """A figure with a unit."""

    type: Literal["number"]
    say: str  # how a product's figure is said: "{value:g} lb"
    say_wish: dict[Op, str] = Field(default_factory=dict)  # how a wish is, where "at most 4 …" would be clumsy
    units: tuple[Unit, ...]
    minimum: float
    maximum: float
    bare: Literal["<=", ">=", "==", "about"]  # what a figure without "under", "at least", … means
    about: Range
    cues: tuple[str, ...] = ()  # where there are any, a figure counts only beside one of them or a keyword
    unnamed_maximum: float | None = None  # above it, a figure without a keyword means another attribute of that unit
    less: tuple[str, ...] = ()  # comparatives that ask for less: "cheaper", "too expensive"
    more: tuple[str, ...] = ()
    better: Literal["less", "more", "neither"] = "neither"


class Flag(_Attribute):
    """Something a product has or has not."""

    type: Literal["flag"]
    words: tuple[str, ...]  # "touchscreen", "touch screen"
    without: tuple[str, ...] = ()  # words that mean the lack of it: "non-touch"
    say: tuple[str, str]  # how having it and lacking it are said


class _Listed(_Attribute):
    """What has values of a closed list. How they are said: `say` on cards and in wishes, unless there is more to say.

    Raises:
        ValueError: `said` or `said_not` names what is no value.
    """

    say: str = "{value}"
    say_wish: str = ""  # how a wish is said, if not like `say`; "{a_value}" is "a coat or an anorak"
    say_not: str = ""  # how it is said that values are not wanted: "no {value}"
    said: dict[str, str] = Field(default_factory=dict)  # value: how it is said by itself, where `say` would be odd
    said_not: dict[str, str] = Field(default_factory=dict)  # value: how it is said that it is not wanted
    values: dict[str, tuple[str, ...]]  # value: the words for it (the value itself always counts)

    @model_validator(mode="after")
    def _values_are_known(self) -> Self:
        unknown = sorted({*self.said, *self.said_not} - set(self.values))
        if unknown:
            raise ValueError(f"said and said_not must name values, not {', '.join(unknown)}")
        return self


class Choice(_Listed):
    """One of a closed list. `ordered`: the values run from least to most, so "mid-range or better" has a meaning."""

    type: Literal["choice"]
    families: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # "dark": the values it stands for
    ordered: bool = False
    shy: tuple[str, ...] = ()  # words of values that count only beside a keyword: "dedicated"


class ValueSet(_Listed):
    """Any number out of a closed list."""

    type: Literal["set"]
    activity: bool = False  # the values are what people do: naming one is a wish, denying one asks for nothing


Attribute = Annotated[Number | Flag | Choice | ValueSet, Field(discriminator="type")]


class Schema(_Schema):
    """A store's whole vocabulary. `headline`: the attributes every product card states, in order."""

    category: str
    noun: Noun
    version: str
    headline: tuple[str, ...]
    ask_order: tuple[str, ...]
    attributes: dict[str, Attribute]
    not_carried: tuple[str, ...] = ()  # names of brands and things that people ask for and the store has not
    ignore: tuple[str, ...] = ()  # phrases that look like a value or a figure and are none: "4k video"
    partial: bool = False  # a product may lack attributes: its record was read out of prose

    @property
    def visual(self) -> tuple[str, ...]:
        """The attributes that are to be seen in the pictures, in order."""
        return tuple(name for name, attribute in self.attributes.items() if attribute.visual)


def load_schema(category: str) -> Schema:
    """The schema of a packaged store.

    Raises:
        ValueError: no store of that name, or its schema.yaml cannot be read; the message names the file and field.
    """
    stores = files("salessim_tasks") / "data"
    source = stores / category / "schema.yaml"
    if not category.replace("-", "_").isidentifier() or not source.is_file():
        known = ", ".join(sorted(store.name for store in stores.iterdir() if (store / "schema.yaml").is_file()))
        raise ValueError(f"there is no store {category!r}; the stores are: {known}")
    try:
        return Schema.model_validate(yaml.safe_load(source.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        raise ValueError(f"{source}: not YAML: {error}") from error
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ValueError(f"{source}: {problems}") from error
