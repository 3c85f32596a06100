"""The buying guide of a new store: the trade's own, without the packaged products, and what is on the shelf."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from salessim_tasks.records import Product
from salessim_tasks.schema import Attribute, Flag, Number, Schema

__all__ = ["write_guide"]

_SENTENCE = re.compile(r"(?<=[.!?]) +")


def write_guide(packaged: str, names: Collection[str], schema: Schema, products: Sequence[Product]) -> str:
    """The guide to `products`. `packaged`: that of the packaged store, whose sentences with one of `names` go."""
    spoken = re.compile(rf"\b(?:{'|'.join(sorted(re.escape(name) for name in names))})\b") if names else None
    blocks = [_without(block, spoken) for block in packaged.strip().split("\n\n")]
    kept = [block for block in blocks if block]
    shelf = ["## On our shelf", _greeting(schema, products)]
    shelf += [_figures(name, attribute, products) for name, attribute in schema.attributes.items()]
    text = "\n\n".join([*kept, *shelf])
    for attribute in schema.attributes.values():
        if attribute.label.lower() not in text.lower():
            text += f"\n\n## {attribute.label.capitalize()}\n{attribute.explain}"
    return text + "\n"


def _without(block: str, spoken: re.Pattern[str] | None) -> str:
    """The block without the sentences in which a name occurs; empty if only its heading is left."""
    if spoken is None or spoken.search(block) is None:
        return block
    lines = block.split("\n")
    left = [" ".join(s for s in _SENTENCE.split(line) if not spoken.search(s)) for line in lines]
    left = [line for line in left if line.strip()]
    return "\n".join(left) if any(not line.startswith("#") for line in left) or not left else ""


def _greeting(schema: Schema, products: Sequence[Product]) -> str:
    prices = sorted(float(str(p.attributes["price"])) for p in products)
    brands = sorted({str(p.attributes["brand"]) for p in products})
    makers = ", ".join(brands[:-1]) + f" and {brands[-1]}" if len(brands) > 1 else brands[0]
    return (
        f"This season we have {len(products)} {schema.noun.many} by {makers}. The price runs from ${prices[0]:,.0f} to "
        f"${prices[-1]:,.0f}, and half of them cost ${prices[(len(prices) - 1) // 2]:,.0f} or less."
    )


def _figures(name: str, attribute: Attribute, products: Sequence[Product]) -> str:
    """What the shelf holds in one attribute, in words."""
    label = attribute.label[:1].upper() + attribute.label[1:]
    values = [p.attributes[name] for p in products]
    said = f"{label}: {attribute.explain}".rstrip()
    if isinstance(attribute, Number):
        figures = sorted(float(str(value)) for value in values)
        middle = figures[(len(figures) - 1) // 2]
        low, mid, high = (attribute.say.format(value=figure) for figure in (figures[0], middle, figures[-1]))
        return f"{said} Ours range from {low} to {high}; {mid} is in the middle."
    if isinstance(attribute, Flag):
        return f"{said} Of ours, {sum(value is True for value in values)} out of {len(values)} have it."
    there = {one for value in values for one in (value if isinstance(value, tuple) else (str(value),))}
    return f"{said} We have: {', '.join(value for value in attribute.values if value in there)}." if there else said
