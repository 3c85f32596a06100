"""Facts in words, and back.

Whoever plays the shopper can act only on what it is told, so every fact is said in one regular form, from the
`say` strings of the schema: a product card is one line, `**full name**: fact, fact, …`, in which the members of a
set are joined by " / ". `read_cards` is the exact inverse. A product of which nothing is known has a
card without facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from salessim_tasks.records import Constraint, Product, Value
from salessim_tasks.schema import Attribute, Choice, Flag, Number, Schema, ValueSet

__all__ = ["Cards", "card", "listed", "prose", "read_cards", "say", "say_wishes", "with_article"]

_CARD = re.compile(r"^\*\*(?P<name>[^*]+)\*\*:(?: (?P<facts>.+))?$", re.MULTILINE)
_BETWEEN_FACTS = ", "
_BETWEEN_MEMBERS = " / "
_FIGURE = re.compile(r"\{value[^}]*\}")
_WISHES_LENGTH = 220
_BOUNDS = {"<": "under", "<=": "at most", ">": "over", ">=": "at least", "==": "exactly"}


def say(attribute: Attribute, value: Value) -> str:
    """One fact in words: `say(weight, 3.1)` is "3.1 lb"."""
    match attribute:
        case Flag():
            return attribute.say[0 if value else 1]
        case ValueSet():
            members = _BETWEEN_MEMBERS.join(value) if isinstance(value, tuple) else str(value)
            return attribute.say.format(value=members) if members else f"no {attribute.label}"
        case Choice():
            return attribute.said.get(str(value)) or attribute.say.format(value=value)
        case _:
            return attribute.say.format(value=value)


def card(schema: Schema, product: Product, attributes: Iterable[str]) -> str:
    """`product` on one line with its `attributes`, each once; those that its record does not have are left out."""
    known = [name for name in dict.fromkeys(attributes) if name in product.attributes and name in schema.attributes]
    facts = _BETWEEN_FACTS.join(say(schema.attributes[name], product.attributes[name]) for name in known)
    return _card(product.name, facts)


def _card(name: str, facts: str) -> str:
    return f"**{name}**: {facts}" if facts else f"**{name}**:"


class Cards:
    """The cards of a store's products, each fact put in words once.

    `cards.line(product_id, attributes)` is `card` of that product.
    """

    def __init__(self, schema: Schema, products: Sequence[Product]) -> None:
        self._names = {product.id: product.name for product in products}
        self._facts = {
            product.id: {
                name: say(schema.attributes[name], value)
                for name, value in product.attributes.items()
                if name in schema.attributes
            }
            for product in products
        }
        self.line = lru_cache(maxsize=4096)(self._line)

    def _line(self, product_id: str, attributes: tuple[str, ...]) -> str:
        facts = self._facts[product_id]
        said = _BETWEEN_FACTS.join(facts[name] for name in dict.fromkeys(attributes) if name in facts)
        return _card(self._names[product_id], said)


def read_cards(schema: Schema, text: str) -> dict[str, dict[str, Value]]:
    """The facts stated on the cards in `text`, by product name and attribute."""
    found: dict[str, dict[str, Value]] = {}
    for match in _CARD.finditer(text):
        facts = found.setdefault(match["name"], {})
        for fact in (match["facts"] or "").split(_BETWEEN_FACTS):
            facts.update(_read(schema, fact))
    return found


def _read(schema: Schema, fact: str) -> Mapping[str, Value]:
    for name, attribute in schema.attributes.items():
        value = _value(attribute, fact)
        if value is not None:
            return {name: value}
    return {}


def _value(attribute: Attribute, fact: str) -> Value | None:
    if isinstance(attribute, Flag):
        return {attribute.say[0]: True, attribute.say[1]: False}.get(fact)
    if isinstance(attribute, ValueSet) and fact == f"no {attribute.label}":
        return ()
    if isinstance(attribute, Choice) and fact in attribute.said.values():
        return next(value for value, said in attribute.said.items() if said == fact)
    match = _pattern(attribute.say).fullmatch(fact)
    if match is None:
        return None
    said = match["value"]
    if isinstance(attribute, Number):
        figure = said.replace(",", "")
        return float(figure) if re.fullmatch(r"-?\d+(\.\d+)?", figure) else None
    members = tuple(said.split(_BETWEEN_MEMBERS))
    if any(member not in attribute.values for member in members):
        return None
    return members if isinstance(attribute, ValueSet) else said


@lru_cache(maxsize=256)
def _pattern(template: str) -> re.Pattern[str]:
    before, after = _FIGURE.split(template, maxsplit=1)
    return re.compile(re.escape(before) + r"(?P<value>.+)" + re.escape(after))


def say_wishes(schema: Schema, constraints: Iterable[Constraint]) -> tuple[str, ...]:
    """Constraints in words, those on one attribute together: ("at most $900", "screen size between 13.5 and 14.5")."""
    grouped: dict[str, list[Constraint]] = {}
    for constraint in constraints:
        grouped.setdefault(constraint.attribute, []).append(constraint)
    said: list[str] = []
    for name, group in grouped.items():
        attribute = schema.attributes[name]
        low, high = (next((c for c in group if c.op in ops), None) for ops in ((">", ">="), ("<", "<=")))
        if isinstance(attribute, Number) and low and high and len(group) == 2:
            said.append(f"{attribute.label} between {_figure(attribute, low)} and {_figure(attribute, high)}")
        elif len(group) > 1 and isinstance(attribute, ValueSet) and all(constraint.op == "in" for constraint in group):
            members = [listed(c.value, "or") for c in group if isinstance(c.value, tuple)]
            said.append(attribute.say.format(value=listed(members)))
        else:
            said.extend(_say_wish(attribute, constraint) for constraint in group)
    return tuple(said)


def prose(schema: Schema, constraints: Iterable[Constraint], limit: int = _WISHES_LENGTH) -> str:
    """Constraints in a phrase of about `limit` characters: "good for office and school, at most $770". What is too
    much becomes "the rest"."""
    named: list[str] = []
    for wish in say_wishes(schema, constraints):
        if named and sum(map(len, named)) + len(wish) > limit:
            named.append("the rest")
            break
        named.append(wish if len(wish) <= limit else "what you told me")
    joined = any(" and " in wish or " or " in wish for wish in named)
    return ", ".join(named) if joined else listed(named)


def _say_wish(attribute: Attribute, constraint: Constraint) -> str:
    value = constraint.value
    if isinstance(value, tuple):
        assert isinstance(attribute, (Choice, ValueSet))
        return _wanted(attribute, value) if constraint.op == "in" else _unwanted(attribute, value)
    if isinstance(attribute, Flag):
        return say(attribute, value)
    assert isinstance(attribute, Number)
    figure = round(value, 2)
    if constraint.op in attribute.say_wish:
        return attribute.say_wish[constraint.op].format(value=figure)
    said = say(attribute, figure)
    compound = "{value" in attribute.say and "}-" in attribute.say  # "a 14-inch screen", but "16 GB memory"
    article = f"{_article(said)} " if compound else ""
    return f"{_BOUNDS[constraint.op]} {article}{said}"


def _wanted(attribute: Choice | ValueSet, values: Sequence[str]) -> str:
    """ "In red or blue", "a dress or a coat", "short sleeves or sleeveless"."""
    plain = [value for value in values if value not in attribute.said]
    named = [attribute.said[value] for value in values if value in attribute.said]
    return listed([*([_filled(attribute.say_wish or attribute.say, plain)] if plain else []), *named], "or")


def _unwanted(attribute: Choice | ValueSet, values: Sequence[str]) -> str:
    """ "No red or blue box", "not in red or blue", "with flowers"."""
    plain = [value for value in values if value not in attribute.said_not]
    named = [attribute.said_not[value] for value in values if value in attribute.said_not]
    return listed([*([_denied(attribute, plain)] if plain else []), *named])


def _denied(attribute: Choice | ValueSet, values: Sequence[str]) -> str:
    if attribute.say_not:
        return _filled(attribute.say_not, values)
    # What has a noun of its own is said to be none: "no red box"; the rest "not in red", "not Windows".
    no = "no" if attribute.say.startswith("{value} ") else "not"
    return f"{no} {_wanted(attribute, values)}"


def _filled(template: str, values: Sequence[str]) -> str:
    articled = listed(map(with_article, values), "or")
    return template.format(value=listed(values, "or"), a_value=articled)


def with_article(words: str) -> str:
    """ "a laptop", "an umbrella", "a USB port"."""
    return f"{_article(words)} {words}"


def _article(word: str) -> str:
    return "an" if re.match(r"[aeio]|u(?!ni|s[be])|8|1[18](?!\d)", word, re.IGNORECASE) else "a"


def _figure(attribute: Number, constraint: Constraint) -> str:
    """The bare figure, with its unit only where that is a mere sign, as in $900."""
    assert not isinstance(constraint.value, tuple)
    figure = round(constraint.value, 2)
    said = say(attribute, figure)
    return f"{figure:g}" if re.search("[a-z]", said, re.IGNORECASE) else said


def listed(items: Iterable[str], joint: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    *first, last = list(items) or [""]
    return f"{', '.join(first)} {joint} {last}" if first else last
