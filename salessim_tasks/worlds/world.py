"""Fresh worlds: a consistent store that nobody has seen, from a seed.

Contract: `generate` is a function of its arguments, the generator's version and the packaged stores; it gives the same
bytes on any machine. Product 7 and persona 7 are the same however many of either are made after them. Every label
follows from constraints. `train` worlds have no maker, line or line about a life that `test` and `dev` worlds may
have, and nothing of the packaged stores (`overlap` proves it); the unseen category has no `train` worlds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import yaml

from salessim_tasks.records import Persona, Product, Requirement
from salessim_tasks.schema import Choice, Schema
from salessim_tasks.store import FILES, UNSEEN, Store, StoreFiles, categories, load_store, parse_guide
from salessim_tasks.textfiles import write_whole
from salessim_tasks.worlds.blurbs import Describer
from salessim_tasks.worlds.brands import Coiner, names_of, rebranded
from salessim_tasks.worlds.casting import Caster, Role
from salessim_tasks.worlds.catalogue import articles
from salessim_tasks.worlds.draws import Decks, Draw
from salessim_tasks.worlds.guide import write_guide
from salessim_tasks.worlds.people import Biographer, Life
from salessim_tasks.worlds.sentences import Phraser
from salessim_tasks.worlds.trade import Trade, load_trade
from salessim_tasks.worlds.wants import Want, wants

__all__ = ["GENERATOR", "UNSEEN", "Split", "World", "generate", "train_world", "write_world"]

GENERATOR = "1"
"""The generator's version: part of every seed, raised by whatever changes the worlds."""
Split = Literal["test", "dev", "train"]
_FEWEST = 8  # products of a world
_CASTS = 12  # castings of one persona that are tried


@dataclass(frozen=True, eq=False)
class World:
    """A generated store and where it came from. `files`: the bytes that `write_world` writes, by kind of file."""

    seed: int
    category: str
    split: Split
    files: StoreFiles
    store: Store


def generate(seed: int, category: str, products: int = 48, personas: int = 100, split: Split = "test") -> World:
    """The world of `seed`: a new store of `category` with that many products and personas.

    Raises:
        ValueError: there is no such category, the numbers are too small or too large for one another, or a training
            world of the unseen category is asked for.
    """
    _refuse_training_on_the_unseen(category, split)
    if products < _FEWEST or personas < 0:
        raise ValueError(
            f"a world has at least {_FEWEST} products and no negative number of personas, not {products} and {personas}"
        )
    if split not in ("test", "dev", "train"):
        raise ValueError(f"split must be test, dev or train, not {split!r}")
    if category not in categories():
        raise ValueError(f"there is no store {category!r} to learn from; the stores are: {', '.join(categories())}")
    packaged = load_store(category)
    key = (GENERATOR, seed, category, split)
    parity = 1 if split == "train" else 0
    trade = load_trade(category)
    text, schema, made = _catalogue(key, packaged, trade, parity, products)
    described = _described(key, schema, trade, made)
    people = tuple(_personas(key, packaged, schema, trade, described, personas, split, parity))
    guide = write_guide(StoreFiles.read(category).text("guide"), _proper(packaged), schema, described)
    files = StoreFiles(
        category,
        {
            "schema": text.encode(), "products": _lines(described), "personas": _lines(people), "guide": guide.encode(),
        },
    )  # fmt: skip
    return World(seed, category, split, files, Store(schema, described, people, parse_guide(guide), files.hashes()))


def train_world(category: str, seed: int, products: int = 48, personas: int = 100) -> World:
    """A world to train on; the same as `generate` with split "train".

    Raises:
        ValueError: as `generate`; above all for the unseen category.
    """
    return generate(seed, category, products, personas, "train")


def write_world(world: World, folder: Path, pictures: bool = True) -> Path:
    """Write `world` below `folder` in the layout of a category, and return the category's folder.

    `pictures`: draw one of each product, too. `salessim_tasks.store.load_store(category, folder)` reads it back.
    """
    home = folder / world.category
    for kind, content in world.files.contents.items():
        write_whole(home / FILES[kind], content)
    if pictures:
        from salessim_tasks.pictures.library import write_pictures  # heavy: only where pictures are wanted

        write_pictures(folder, world.category, world.store.products)
    return home


def _refuse_training_on_the_unseen(category: str, split: str) -> None:
    if split == "train" and category == UNSEEN:
        raise ValueError(
            f"{UNSEEN} has no training worlds: it is the category that measures how a shopper does in a trade it was "
            "never trained on; train on the others"
        )


def _catalogue(
    key: Sequence[Any], packaged: Store, trade: Trade, parity: int, count: int
) -> tuple[str, Schema, list[Any]]:
    """The new schema as text and parsed, and its articles."""
    taken = set().union(*(names_of(load_store(category)) for category in categories()))
    coiner = Coiner(Draw(*key, "names"), packaged.schema, taken, parity)
    brand = packaged.schema.attributes["brand"]
    old = list(brand.values) if isinstance(brand, Choice) else []
    brands = dict(zip(old, coiner.brands(len(old)), strict=True))
    text = rebranded(StoreFiles.read(key[2]).text("schema"), list(brands.items()))
    schema = Schema.model_validate(yaml.safe_load(text))
    return text, schema, list(islice(articles(key, packaged, schema, trade, coiner, brands), count))


def _described(key: Sequence[Any], schema: Schema, trade: Trade, made: Iterable[Any]) -> tuple[Product, ...]:
    describer = Describer(schema, trade, Decks(*key, "descriptions"))
    return tuple(
        Product(
            id=article.id,
            name=article.name,
            attributes=article.attributes,
            description=describer.describe(article, Draw(*key, "description", number)),
        )
        for number, article in enumerate(made)
    )


def _personas(
    key: Sequence[Any],
    packaged: Store,
    schema: Schema,
    trade: Trade,
    products: tuple[Product, ...],
    count: int,
    split: Split,
    parity: int,
) -> Iterable[Persona]:
    decks = Decks(*key, "personas")
    names = {persona.name for category in categories() for persona in load_store(category).personas}
    backgrounds = [persona.background for persona in packaged.personas]
    biographer = Biographer(trade, schema.noun.one, decks, parity, names, backgrounds)
    phraser = Phraser(schema, trade, products, decks)
    weights = {name: wish.weight for name, wish in trade.wishes.items()}
    caster = Caster(wants(schema, trade, products), weights, schema.visual, len(products))
    first = Draw(*key, "roles").below(20)
    for number in range(count):
        draw = Draw(*key, "persona", number)
        role = Role.of(number, bool(schema.visual), first)
        life = biographer.write(draw)
        hard, soft = _wishes(caster, phraser, role, life, draw)
        yield Persona(
            id=f"{schema.category.replace('_', '-')}-{split}-w{key[1]}-{number + 1:03d}",
            split=split,
            name=life.name,
            age=life.age,
            background=life.background,
            speaking_style=life.style,
            preferences=soft,
            dealbreakers=hard,
        )


def _wishes(
    caster: Caster, phraser: Phraser, role: Role, life: Life, draw: Draw
) -> tuple[tuple[Requirement, ...], tuple[Requirement, ...]]:
    """Dealbreakers and preferences in words. A wish that cannot be said is forgotten, and others are drawn."""
    for _ in range(_CASTS):
        breaking = caster.dealbreakers(role, draw)
        hard = _said(caster, phraser, breaking, life, draw, hard=True)
        if len(hard) < len(breaking):
            continue
        wished = caster.preferences(role, breaking, draw)
        soft = _said(caster, phraser, wished, life, draw, hard=False)
        if len(soft) >= 2:
            return tuple(hard), tuple(soft)
    raise ValueError("the wishes of a persona cannot be put into words that the sales agent understands")


def _said(
    caster: Caster, phraser: Phraser, chosen: Sequence[Want], life: Life, draw: Draw, *, hard: bool
) -> list[Requirement]:
    found = []
    for want in chosen:
        requirement = phraser.say(want, life, draw, hard=hard)
        if requirement is None:
            caster.drop(want)
        else:
            found.append(requirement)
    return found


def _proper(store: Store) -> set[str]:
    """The names of a store's makers and lines."""
    brand = store.schema.attributes["brand"]
    lines = {product.name.removeprefix(f"{product.attributes['brand']} ").split()[0] for product in store.products}
    return lines | set(getattr(brand, "values", ()))


def _lines(records: Iterable[Product | Persona]) -> bytes:
    """JSON Lines, with whole numbers written as such."""
    return "".join(
        json.dumps(_plain(record.model_dump(mode="json", exclude_none=True)), ensure_ascii=False) + "\n"
        for record in records
    ).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
