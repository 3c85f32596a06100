"""What a store's data consists of: `salessim data stats`.

Every figure is computed from the data files. A persona is an *expert* if it gives a figure (in digits, or in words
from two up) of anything but the price, a *novice* if it gives none at all. A *budget* is a sentence that sets the
price a bound from above.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from salessim_tasks.records import Constraint, Persona, Requirement
from salessim_tasks.store import Store

__all__ = ["StoreStats", "attribute_table", "overview_table", "stats_of"]

_PRICE = "price"
_FIGURE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class StoreStats:
    """The figures of one store. Shares are of its personas, constraint shares of all constraints of its personas."""

    category: str
    products: int
    prices: tuple[float, float]  # lowest and highest, dollars
    splits: Counter[str]
    none: float  # share of personas with no acceptable product
    one: float
    several: float
    acceptable: float  # median number of acceptable products of those that have one
    near_misses: tuple[int, float, int]  # fewest, median, most products that break exactly one dealbreaker
    on_picture: dict[str, float]  # share whose decision depends on the picture, by split
    on_picture_findable: float  # of all those, the share that has an acceptable product
    dealbreakers: float  # mean a persona
    preferences: float
    kinds: dict[str, float]  # share of constraints by what they are put to: number, choice, set, flag
    negated: float  # share of constraints that exclude something
    hard_budget: float
    soft_budget: float
    no_budget: float
    experts: float
    novices: float
    ages: tuple[int, float, int]
    in_dealbreakers: Counter[str]  # attribute: constraints
    in_preferences: Counter[str]


def stats_of(store: Store) -> StoreStats:
    """The figures of `store`.

    Raises:
        ValueError: it has no personas.
    """
    personas, products, schema = store.personas, store.products, store.schema
    if not personas:
        raise ValueError(f"{schema.category}: there are no personas to count")
    sizes = [len(persona.acceptable(products)) for persona in personas]
    near = [len(persona.near_misses(products)) for persona in personas]
    looks = [bool(schema.visual) and persona.depends_on(schema.visual, products) for persona in personas]
    constraints = [c for persona in personas for c in _constraints((*persona.dealbreakers, *persona.preferences))]
    kinds = Counter[str](schema.attributes[constraint.attribute].type for constraint in constraints)
    hard = [_has_budget(persona.dealbreakers) for persona in personas]
    soft = [_has_budget(persona.preferences) for persona in personas]
    figures = [[wish for wish in _sentences(persona) if _FIGURE.search(wish.text)] for persona in personas]
    prices = [float(value) for p in products if isinstance(value := p.attributes.get(_PRICE), float)]
    ages = [persona.age for persona in personas]
    return StoreStats(
        category=schema.category,
        products=len(products),
        prices=(min(prices, default=0.0), max(prices, default=0.0)),
        splits=Counter(persona.split for persona in personas),
        none=_share(size == 0 for size in sizes),
        one=_share(size == 1 for size in sizes),
        several=_share(size > 1 for size in sizes),
        acceptable=median([size for size in sizes if size] or [0]),
        near_misses=(min(near), median(near), max(near)),
        on_picture={
            split: _share(look for persona, look in zip(personas, looks, strict=True) if persona.split == split)
            for split in sorted({persona.split for persona in personas})
        },
        on_picture_findable=_share(size > 0 for size, look in zip(sizes, looks, strict=True) if look),
        dealbreakers=sum(len(persona.dealbreakers) for persona in personas) / len(personas),
        preferences=sum(len(persona.preferences) for persona in personas) / len(personas),
        kinds={kind: kinds[kind] / max(len(constraints), 1) for kind in ("number", "choice", "set", "flag")},
        negated=_share(_excludes(constraint) for constraint in constraints),
        hard_budget=_share(hard),
        soft_budget=_share(soft),
        no_budget=_share(not (one or other) for one, other in zip(hard, soft, strict=True)),
        experts=_share(any(c.attribute != _PRICE for c in _constraints(wishes)) for wishes in figures),
        novices=_share(not wishes for wishes in figures),
        ages=(min(ages), median(ages), max(ages)),
        in_dealbreakers=Counter(c.attribute for p in personas for c in _constraints(p.dealbreakers)),
        in_preferences=Counter(c.attribute for p in personas for c in _constraints(p.preferences)),
    )


def overview_table(stores: Sequence[StoreStats]) -> str:
    """The figures as a Markdown table with a column for each store."""
    rows: list[tuple[str, list[str]]] = [
        ("products", [str(s.products) for s in stores]),
        ("prices, $", [f"{s.prices[0]:,.0f} to {s.prices[1]:,.0f}" for s in stores]),
        ("personas by split", [_by_split(s.splits, "{1} {0}") for s in stores]),
        ("ages (median)", [f"{s.ages[0]} to {s.ages[2]} ({s.ages[1]:g})" for s in stores]),
        ("no acceptable product", [f"{s.none:.0%}" for s in stores]),
        ("one acceptable product", [f"{s.one:.0%}" for s in stores]),
        ("several acceptable products", [f"{s.several:.0%}" for s in stores]),
        ("acceptable products where there are any, median", [f"{s.acceptable:g}" for s in stores]),
        ("near misses (median)", [f"{s.near_misses[0]} to {s.near_misses[2]} ({s.near_misses[1]:g})" for s in stores]),
        ("decision depends on the picture", [_by_split(s.on_picture, "{1:.0%} {0}") for s in stores]),
        ("of those, with an acceptable product", [f"{s.on_picture_findable:.0%}" for s in stores]),
        ("dealbreakers a persona", [f"{s.dealbreakers:.2f}" for s in stores]),
        ("preferences a persona", [f"{s.preferences:.2f}" for s in stores]),
        *((f"constraints on a {kind}", [f"{s.kinds[kind]:.0%}" for s in stores]) for kind in stores[0].kinds),
        ("negated constraints", [f"{s.negated:.0%}" for s in stores]),
        ("hard budget", [f"{s.hard_budget:.0%}" for s in stores]),
        ("soft budget", [f"{s.soft_budget:.0%}" for s in stores]),
        ("no budget", [f"{s.no_budget:.0%}" for s in stores]),
        ("experts", [f"{s.experts:.0%}" for s in stores]),
        ("novices", [f"{s.novices:.0%}" for s in stores]),
    ]
    return _markdown(["", *(s.category for s in stores)], [[name, *cells] for name, cells in rows])


def attribute_table(store: Store, stats: StoreStats) -> str:
    """How often each attribute occurs in dealbreakers and preferences, as a Markdown table; visual ones are marked."""
    rows = [
        [f"{name} (visual)" if attribute.visual else name, attribute.type]
        + [str(counts[name]) for counts in (stats.in_dealbreakers, stats.in_preferences)]
        for name, attribute in store.schema.attributes.items()
    ]
    return _markdown(["attribute", "type", "in dealbreakers", "in preferences"], rows)


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _by_split(figures: Mapping[str, float], form: str) -> str:
    return ", ".join(form.format(split, figure) for split, figure in sorted(figures.items()))


def _sentences(persona: Persona) -> tuple[Requirement, ...]:
    return (*persona.dealbreakers, *persona.preferences)


def _constraints(requirements: Iterable[Requirement]) -> list[Constraint]:
    return [constraint for requirement in requirements for constraint in requirement.constraints]


def _has_budget(requirements: Iterable[Requirement]) -> bool:
    return any(c.attribute == _PRICE and c.op in ("<", "<=") for c in _constraints(requirements))


def _excludes(constraint: Constraint) -> bool:
    return constraint.op == "not_in" or constraint.value is False


def _share(items: Iterable[bool]) -> float:
    counted = list(items)
    return sum(counted) / len(counted) if counted else 0.0
