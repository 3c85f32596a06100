"""Where a scenario's store comes from: the package, a folder of the same layout, or the generator.

A `StoreSource` stands in every scenario document as JSON, so that an episode can be made again from its log.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from harness_ext.pictures import Picture
from harness_ext.seeding import digest
from salessim_tasks.store import DataError, Store, categories, load_store

__all__ = ["StoreSource", "World", "open_store", "picture_of", "pictures_hash"]


class World(BaseModel):
    """A generated world: its seed, and how many products and personas it has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int
    products: int = Field(default=48, ge=8)
    personas: int = Field(default=100, ge=1)


class StoreSource(BaseModel):
    """`folder`: the folder that holds the category's folder; `world`: what to generate; neither: the package."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: str
    folder: str | None = None
    world: World | None = None

    @property
    def root(self) -> Path | None:
        return None if self.folder is None else Path(self.folder)

    @classmethod
    def of(cls, doc: Mapping[str, Any]) -> StoreSource:
        """The source that stands in a scenario document."""
        return cls.model_validate(doc["store"])


def open_store(source: StoreSource) -> Store:
    """The store, made or read once and shared.

    Raises:
        ValueError: there is no such category or folder, a file is missing, or it is not as the schema wants it.
    """
    if source.world is not None:
        return _generated(source.category, source.world)
    if source.root is None:
        if source.category not in categories():
            raise ValueError(f"there is no store {source.category!r}; there are {', '.join(categories())}")
        return load_store(source.category)
    if not (source.root / source.category).is_dir():
        raise ValueError(f"{source.root / source.category}: there is no such folder; the task's store belongs there")
    try:
        return load_store(source.category, source.root)
    except DataError as error:
        raise ValueError(f"{source.root}: {error}") from error


@cache
def _generated(category: str, world: World) -> Store:
    from salessim_tasks.worlds import generate

    return generate(world.seed, category, world.products, world.personas).store


@lru_cache(maxsize=1024)
def picture_of(source: StoreSource, product_id: str) -> Picture:
    """The picture of a product: the file beside the catalogue, or drawn from the attributes of a generated one.

    Raises:
        ValueError: it has none.
    """
    from salessim_tasks.pictures import draw
    from salessim_tasks.pictures.library import picture_bytes

    if source.world is None:
        return Picture(product_id, picture_bytes(source.root, source.category, product_id))
    product = open_store(source).product(product_id)
    return Picture(product_id, draw(source.category, product.attributes, product.id))


@cache
def pictures_hash(source: StoreSource) -> str:
    """sha256 (hex) over the pictures of all products."""
    store = open_store(source)
    return digest([[p.id, picture_of(source, p.id).data.hex()] for p in store.products])
