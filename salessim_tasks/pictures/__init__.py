"""One picture per product, drawn from its attributes.

Contract: `draw` is a pure function of its arguments; it returns a PNG of 512 by 512 pixels and at most 40,000 bytes.
The seed (a product's id) varies the background and other small things, never what a visual attribute says.
A category is one module with a function from attributes and seed to SVG text; `DRAWINGS` names them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from salessim_tasks.pictures import female_clothing, game_gadgets, house_plants, laptops, male_clothing, smart_watch
from salessim_tasks.pictures.render import render
from salessim_tasks.records import Value

__all__ = ["DRAWINGS", "draw"]

DRAWINGS: Mapping[str, Callable[[Mapping[str, Value], str], str]] = {
    "female_clothing": female_clothing.drawing,
    "game_gadgets": game_gadgets.drawing,
    "house_plants": house_plants.drawing,
    "laptops": laptops.drawing,
    "male_clothing": male_clothing.drawing,
    "smart_watch": smart_watch.drawing,
}


def draw(category: str, attributes: Mapping[str, Value], seed: str) -> bytes:
    """The picture of a product of `category` as a PNG.

    Raises:
        ValueError: no such category, or an attribute that its drawing needs is missing or has an unknown value.
    """
    if category not in DRAWINGS:
        raise ValueError(
            f"no pictures are drawn for {category!r}; there are drawings for {', '.join(sorted(DRAWINGS))}"
        )
    try:
        svg = DRAWINGS[category](attributes, seed)
    except KeyError as error:
        raise ValueError(f"cannot draw {seed!r} of {category}: {error.args[0]!r} is missing or unknown") from error
    return render(svg)
