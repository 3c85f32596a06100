"""The pictures of a store as files: `<root>/<category>/pictures/<product id>.png`."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from salessim_tasks.pictures import draw
from salessim_tasks.records import Product
from salessim_tasks.textfiles import write_whole

__all__ = ["picture_bytes", "picture_path", "write_pictures"]


def picture_path(root: Path | None, category: str, product_id: str) -> Path:
    """Where the picture of a product lies below `root`, by default in the stores that the package ships."""
    base = root if root is not None else Path(str(files("salessim_tasks") / "data"))
    return base / category / "pictures" / f"{product_id}.png"


def picture_bytes(root: Path | None, category: str, product_id: str) -> bytes:
    """The PNG of a product.

    Raises:
        ValueError: there is none.
    """
    file = picture_path(root, category, product_id)
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise ValueError(
            f"{category}/pictures/{product_id}.png does not exist; "
            f"`python -m salessim_tasks.pictures --write {category}` draws the pictures of a store"
        ) from None


def write_pictures(root: Path | None, category: str, products: Iterable[Product]) -> int:
    """Draw all products and write their files; return how many. A picture is never seen half written.

    Raises:
        ValueError: the category, or a product of it, cannot be drawn.
    """
    count = 0
    for product in products:
        file = picture_path(root, category, product.id)
        write_whole(file, draw(category, product.attributes, product.id))
        count += 1
    return count
