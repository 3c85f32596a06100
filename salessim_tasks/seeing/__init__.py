"""Reads a product's visual attributes from the pixels of its picture, by plain image code.

Contract: `look` knows nothing but the pixels: no file names, no metadata, nothing of the code that draws. It returns
what it is sure of; an attribute that it cannot make out is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PIL.Image import Image as PillowImage

from salessim_tasks.records import Value
from salessim_tasks.seeing import female_clothing, game_gadgets, house_plants, laptops, male_clothing, smart_watch
from salessim_tasks.seeing.pixels import Image, decode

__all__ = ["LOOKS", "look"]

LOOKS: Mapping[str, Callable[[Image], dict[str, Value]]] = {
    "female_clothing": female_clothing.look,
    "game_gadgets": game_gadgets.look,
    "house_plants": house_plants.look,
    "laptops": laptops.look,
    "male_clothing": male_clothing.look,
    "smart_watch": smart_watch.look,
}


def look(category: str, picture: bytes | PillowImage) -> dict[str, Value]:
    """The visual attributes of the product in the picture (a PNG's bytes, or an image of Pillow's), as far as they can
    be made out.

    Raises:
        ValueError: nobody knows how to look at this category, or it is not a 512x512 picture.
    """
    if category not in LOOKS:
        raise ValueError(f"cannot read pictures of {category!r}; only those of {', '.join(sorted(LOOKS))}")
    return LOOKS[category](decode(picture))
