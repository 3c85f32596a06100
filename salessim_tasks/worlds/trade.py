"""What the generator knows of a trade, as data: `worlds/data/<category>.yaml`.

Contract: a trade file holds no code and decides no label; it says how the products of its trade vary, what they are
called, how people speak of their attributes, and why somebody comes to buy. A category without a file has the empty
trade: its products and sentences then follow from the schema alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from salessim_tasks.records import Product

__all__ = [
    "Blurbs",
    "Condition",
    "Fact",
    "Forms",
    "Kind",
    "Naming",
    "Rule",
    "Trade",
    "Unit",
    "Wish",
    "conditions",
    "holds",
    "load_trade",
    "material",
]

_CONDITION = re.compile(r"^(\w+)(?:\s*(?=[<>])|\s+)(<=|>=|<|>|in|has|lacks)\s+(.+)$")
_Texts = tuple[str, ...]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(_Data):
    """What must hold of a product: `op` is a comparison, `in` (one of the values), `has`/`lacks` (of a set), `is`."""

    attribute: str
    op: str
    values: _Texts

    def holds(self, attributes: Mapping[str, Any]) -> bool:
        """Whether `attributes` meet it; one that they lack never does."""
        actual = attributes.get(self.attribute)
        match self.op:
            case "is":
                return actual is (self.values[0] == "true")
            case "in":
                told = f"{actual:g}" if isinstance(actual, float) else str(actual)
                return told in self.values or (isinstance(actual, tuple) and not set(actual).isdisjoint(self.values))
            case "has" | "lacks":
                return isinstance(actual, tuple) and (self.values[0] in actual) == (self.op == "has")
        if not isinstance(actual, float):
            return False
        bound = float(self.values[0])
        return {"<": actual < bound, "<=": actual <= bound, ">": actual > bound, ">=": actual >= bound}[self.op]


def _condition(source: Any) -> Any:
    """ "screen < 15", "system in Linux, Windows", "ports has HDMI", "touch", "not touch"."""
    if not isinstance(source, str):
        return source
    found = _CONDITION.match(source.strip())
    if found is None:
        name = source.removeprefix("not ").strip()
        return {"attribute": name, "op": "is", "values": ("false" if source.startswith("not ") else "true",)}
    return {"attribute": found[1], "op": found[2], "values": tuple(part.strip() for part in found[3].split(","))}


def conditions(sources: Iterable[str]) -> tuple[Condition, ...]:
    """The conditions that `sources` spell."""
    return tuple(Condition.model_validate(_condition(source)) for source in sources)


_Conditions = tuple[Annotated[Condition, BeforeValidator(_condition)], ...]


class Rule(_Data):
    """Where `if` holds, the attributes of `then` have these values."""

    when: _Conditions = Field(alias="if")
    then: dict[str, Any]


class Kind(_Data):
    """What a product is called in its name: "Gaming Laptop"."""

    when: _Conditions = Field(default=(), alias="if")
    say: str


class Fact(_Data):
    """A fact in a name. `say`: with {v}, or by value. `always`: also where it does not vary within the line."""

    attribute: str
    say: str | dict[str, str]
    words: dict[str, str] = {}
    when: _Conditions = Field(default=(), alias="if")
    always: bool = False


class Naming(_Data):
    """How names are made: brand, line, kind, facts and, last, a `tag`: an invented word or a code."""

    kinds: tuple[Kind, ...] = ()
    facts: tuple[Fact, ...] = ()
    tag: str = "word"


class Blurbs(_Data):
    """Sentences of descriptions; those of `facts` begin with their conditions in brackets."""

    open: _Texts = ()
    facts: _Texts = ()
    close: _Texts = ()


class Unit(_Data):
    """Another unit in which people name figures: `figures` are in it, times `factor` in the attribute's own."""

    say: str
    factor: float = 1.0
    figures: tuple[float, ...] = ()


class Forms(_Data):
    """Wordings by grammar: features ("a touchscreen"), the thing itself ("something light"), values ("blue"), what
    something must be ("fit for school"), what it must do ("weigh 3 lb").
    """

    np: _Texts = ()
    one: _Texts = ()
    val: _Texts = ()
    be: _Texts = ()
    do: _Texts = ()


class Wish(Forms):
    """How people wish for an attribute. Texts hold {q} (a quantity), {v} (values) or {n} (names of values).

    `choose`: the groups of values that are wished for (default: any one or two), `unwanted`: those that are ruled out.
    `ban`: wordings for what is not wanted. `why`: reasons by value, by ">" or "<" (more or less is wanted), by "ban",
    or by "" (any).
    """

    weight: int = 1
    figures: tuple[float, ...] = ()
    units: _Texts = ()
    more: tuple[Unit, ...] = ()
    ops: dict[str, int] = {}
    choose: tuple[_Texts, ...] = ()
    unwanted: tuple[_Texts, ...] = ()
    names: dict[str, _Texts] = {}
    ban: Forms | None = None
    vague: Forms = Forms()
    why: dict[str, _Texts] = {}


def _free(source: Any) -> Any:
    return {"share": source} if isinstance(source, float) else source


class Free(_Data):
    """Any of `values` (default: all) may come, where `if` holds; members of a line differ in it with chance `share`."""

    share: float
    values: _Texts = ()
    when: _Conditions = Field(default=(), alias="if")


class Trade(_Data):
    """All of a trade file.

    `women`: the share of women among those who come. `same`: attributes in which a product agrees with those that it
    takes values from. `bundles`: attributes that are taken together. `varies`: how often an attribute (or several that
    go together, joined by +) tells the members of a line apart. `free`: attributes of which any value may come.
    `jitter`: steps by which the figures of a line move. `worth`: how much the price rises, by step of a figure or
    ordered choice, for having a flag, or by value.
    """

    women: float = 0.52
    same: _Texts = ()
    bundles: tuple[_Texts, ...] = ()
    varies: dict[str, int] = {}
    free: dict[str, Annotated[Free, BeforeValidator(_free)]] = {}
    jitter: dict[str, float] = {}
    worth: dict[str, float | dict[str, float]] = {}
    rules: tuple[Rule, ...] = ()
    name: Naming = Naming()
    blurbs: Blurbs = Blurbs()
    wishes: dict[str, Wish] = {}
    why: _Texts = ()


def holds(conditions: tuple[Condition, ...], product: Product | Mapping[str, Any]) -> bool:
    """Whether all `conditions` hold of a product or its attributes."""
    attributes = product.attributes if isinstance(product, Product) else product
    return all(condition.holds(attributes) for condition in conditions)


@cache
def load_trade(category: str) -> Trade:
    """The trade of `category`; the empty one if there is no file."""
    file = files("salessim_tasks") / "worlds" / "data" / f"{category}.yaml"
    return Trade.model_validate(material(category)) if file.is_file() else Trade()


@cache
def material(name: str) -> Any:
    """The contents of `worlds/data/<name>.yaml`."""
    file = files("salessim_tasks") / "worlds" / "data" / f"{name}.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8"))
