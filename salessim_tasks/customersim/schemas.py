"""The schema of an imported catalogue: that of our store of the same trade, with the catalogue's own brands.

A trade that we do not have gets a price, a brand and the products' prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from salessim_tasks.schema import Choice, Noun, Number, Range, Schema, Unit, load_schema
from salessim_tasks.store import categories

__all__ = ["brand_of", "category_name", "imported_schema"]

_BRAND = "brand"


def category_name(given: str) -> str:
    """`given` as the name of a folder and task: lower case, words joined by underscores.

    Raises:
        ValueError: nothing is left of it.
    """
    name = re.sub(r"[^a-z0-9]+", "_", given.lower()).strip("_")
    if not name:
        raise ValueError(f"the catalogue's key {given!r} is no category's name")
    return name


def brand_of(name: str) -> str | None:
    """The brand where a product's name begins with one and a dash: "HP - 14 inch …"; else None."""
    head, dash, _ = name.partition(" - ")
    return head.strip() if dash and 0 < len(head.split()) <= 3 else None


def imported_schema(category: str, names: Sequence[str]) -> Schema:
    """The schema for a catalogue of products with these names. All records may be partial, and nothing is visual:
    what the pictures show is in the prose, too."""
    known = {_bare(own): own for own in categories()}
    base = load_schema(known[_bare(category)]) if _bare(category) in known else _plain(category)
    brands: dict[str, tuple[str, ...]] = {found: () for name in names if (found := brand_of(name)) is not None}
    attributes = {name: attribute.model_copy(update={"visual": False}) for name, attribute in base.attributes.items()}
    if isinstance(brand := attributes.get(_BRAND), Choice):
        attributes[_BRAND] = brand.model_copy(update={"values": brands, "families": {}, "phrases": ()})
    if isinstance(price := attributes.get("price"), Number):
        attributes["price"] = price.model_copy(update={"minimum": 0.0, "maximum": 1e6, "say": "${value:,.2f}"})
    return base.model_copy(
        update={
            "category": category,
            "version": "imported",
            "attributes": attributes,
            "not_carried": (),  # real brands and systems are what it sells
            "partial": True,
        }
    )


def _bare(category: str) -> str:
    """One form for smart_watch, smartwatch and Smart Watches."""
    joined = re.sub(r"[^a-z]", "", category.lower())
    return re.sub(r"(?:es|s)$", "", joined)


def _plain(category: str) -> Schema:
    words = category.replace("_", " ")
    price = Number(
        type="number",
        label="price",
        say="${value:,.2f}",
        units=(Unit(words=("$",), before=True), Unit(words=("$", "dollars", "dollar", "bucks"))),
        minimum=0,
        maximum=1e6,
        bare="<=",
        about=Range(high=1.1),
        keywords=("price", "budget", "cost", "costs", "spend", "spending", "pay"),
        less=("cheaper", "less expensive", "too expensive"),
        more=("more expensive",),
        better="less",
        ask=("What budget do you have in mind?",),
    )
    brand = Choice(type="choice", label="brand", keywords=("brand", "make"), values={})
    return Schema(
        category=category,
        noun=Noun(one="product", many=words),
        version="imported",
        headline=("price", "brand"),
        ask_order=("price", "brand"),
        attributes={"price": price, _BRAND: brand},
    )
