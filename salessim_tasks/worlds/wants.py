"""All that people of a new world may ask for: constraints with the wordings that say them.

Contract: a `Want` is data first. Its constraints are made from the attribute, an operator and a figure or values, never
read back from a sentence; whether a sentence says just that is checked when it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from salessim_tasks.records import Constraint, Op, Product
from salessim_tasks.schema import Attribute, Choice, Flag, Number, Schema, ValueSet
from salessim_tasks.worlds.figures import Figure, budgets, figures_of
from salessim_tasks.worlds.trade import Forms, Trade, Wish

__all__ = ["Want", "mask_of", "wants"]

_CATS = ("np", "one", "val", "be", "do")
_VALUES = 3  # at most so many values are ruled out at once


@dataclass(frozen=True, slots=True, eq=False)
class Want:
    """One thing to ask for. `mask`: bit i is set if product i has it.

    `forms`: pairs of a grammar (np, one, val, be, do) and a wording; `figure`: what stands for {q} and {v} in them.
    `reasons`: the keys under which the trade's reasons for it stand.
    """

    attribute: str
    constraints: tuple[Constraint, ...]
    mask: int
    forms: tuple[tuple[str, str], ...] = ()
    figure: Figure | None = None
    banned: bool = False
    vague: bool = False
    reasons: tuple[str, ...] = ("",)


def wants(schema: Schema, trade: Trade, products: Sequence[Product]) -> dict[str, list[Want]]:
    """What can be asked for by attribute: all that some products have and some have not."""
    found: dict[str, list[Want]] = {}
    everything = (1 << len(products)) - 1
    for name, attribute in schema.attributes.items():
        wish = trade.wishes.get(name) or _default(name, attribute)
        made = [*_plainly(name, attribute, wish, products), *_vaguely(schema, name, attribute, wish, products)]
        found[name] = [want for want in made if 0 < want.mask < everything and (want.forms or name == "price")]
    return {name: made for name, made in found.items() if made}


def mask_of(constraints: Iterable[Constraint], products: Sequence[Product]) -> int:
    """The products that meet all `constraints`, as bits."""
    told = tuple(constraints)
    return sum(1 << at for at, product in enumerate(products) if all(constraint.holds(product) for constraint in told))


def _plainly(name: str, attribute: Attribute, wish: Wish, products: Sequence[Product]) -> Iterator[Want]:
    if isinstance(attribute, Number):
        figures = budgets(name, products) if name == "price" else figures_of(name, attribute, wish, products)
        for figure in figures:
            reason = {"<": "<", "<=": "<", ">": ">", ">=": ">"}.get(figure.op, "")
            mask = mask_of(figure.constraints, products)
            yield Want(name, figure.constraints, mask, _forms(wish), figure, reasons=(reason, ""))
    elif isinstance(attribute, Flag):
        for having, forms in ((True, _forms(wish)), (False, _forms(wish.ban or Forms()))):
            stated = (Constraint(attribute=name, op="==", value=having),)
            yield Want(
                name, stated, mask_of(stated, products), forms, banned=not having, reasons=("",) if having else ("ban",)
            )
    elif isinstance(attribute, ValueSet):
        for value in attribute.values:
            for said in wish.names.get(value, ()) or (value,):
                stated = (Constraint(attribute=name, op="in", value=(value,)),)
                forms = tuple((cat, text.replace("{n}", said).replace("{v}", value)) for cat, text in _forms(wish))
                yield Want(name, stated, mask_of(stated, products), forms, reasons=(value, ""))
    else:
        yield from _chosen(name, attribute, wish, products)


def _chosen(name: str, attribute: Choice, wish: Wish, products: Sequence[Product]) -> Iterator[Want]:
    there = [value for value in attribute.values if any(p.attributes[name] == value for p in products)]
    pairs = tuple(combinations(there, 2))
    groups = wish.choose or (*((value,) for value in there), *pairs)
    banned = wish.unwanted or (*((value,) for value in there), *pairs, *tuple(combinations(there, _VALUES))[::3])
    sides: list[tuple[Op, Sequence[tuple[str, ...]], Forms]] = [("in", groups, wish)]
    if wish.ban is not None:
        sides.append(("not_in", banned, wish.ban))
    for op, chosen, forms in sides:
        for values in (values for values in chosen if set(values) <= attribute.values.keys()):
            stated = (Constraint(attribute=name, op=op, value=tuple(values)),)
            reasons = ("ban",) if op == "not_in" else (*values, "") if len(values) == 1 else ("",)
            mask = mask_of(stated, products)
            yield Want(name, stated, mask, _worded(wish, forms, values), banned=op == "not_in", reasons=reasons)


def _vaguely(
    schema: Schema, name: str, attribute: Attribute, wish: Wish, products: Sequence[Product]
) -> Iterator[Want]:
    """Wishes without a figure or value, by the schema's own phrases and families."""
    said: dict[tuple[Constraint, ...], list[tuple[str, str]]] = {}
    for cat, text in _forms(wish.vague):
        stated = _phrase(name, attribute, text)
        if stated:
            said.setdefault(stated, []).append((cat, text))
    for stated, forms in said.items():
        op = stated[0].op
        reasons = {"<": "<", "<=": "<", ">": ">", ">=": ">"}.get(op, "")
        yield Want(name, stated, mask_of(stated, products), tuple(forms), vague=True, reasons=(reasons, ""))


def _phrase(name: str, attribute: Attribute, text: str) -> tuple[Constraint, ...]:
    """What the longest phrase or family of the schema in `text` states; nothing if there is none."""
    best: tuple[int, tuple[Constraint, ...]] = (0, ())
    for phrase in attribute.phrases:
        for words in phrase.words:
            if len(words) > best[0] and words in text:
                best = len(words), phrase.constraints
    if isinstance(attribute, Choice):
        meant = [(word, values) for word, values in attribute.families.items()]
        meant += [(word, (value,)) for value, words in attribute.values.items() for word in words]
        for word, values in meant:
            if len(word) > best[0] and word in text:
                best = len(word), (Constraint(attribute=name, op="in", value=values),)
    return best[1]


def _forms(forms: Forms) -> tuple[tuple[str, str], ...]:
    return tuple((cat, text) for cat in _CATS for text in getattr(forms, cat))


def _worded(wish: Wish, forms: Forms, values: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The wordings for `values`: {v} stands for them as they are, {n} for the names that the trade has for each."""
    found = []
    for cat, text in _forms(forms):
        if "{n}" not in text:
            found.append((cat, text.replace("{v}", _either(values))))
        elif all(value in wish.names for value in values):
            for place in range(max(len(wish.names[value]) for value in values)):
                said = [wish.names[value][place % len(wish.names[value])] for value in values]
                found.append((cat, text.replace("{n}", _either(said))))
    return tuple(found)


def _either(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} or {values[-1]}"


def _default(name: str, attribute: Attribute) -> Wish:
    """How people wish for an attribute of which the trade says nothing: by its label, or its words."""
    if name == "price":
        return Wish(weight=9)
    if isinstance(attribute, Number):
        return Wish(units=(attribute.say.replace("{value:g}", "{v}").replace("{value:,.0f}", "{v}"),), np=("{q}",))
    if isinstance(attribute, Flag):
        return Wish(np=tuple(attribute.words[:2]))
    if isinstance(attribute, Choice):
        text = attribute.say.replace("{value}", "{v}")
        return Wish(np=(text,), ban=Forms(np=(text,)))
    return Wish(np=("{n}",))
