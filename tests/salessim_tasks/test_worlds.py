"""Fresh worlds: the same from the same seed everywhere, sound, and as hard as they are meant to be."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from salessim_tasks.checks import check_store
from salessim_tasks.naming import resolve
from salessim_tasks.picture_checks import check_names, check_picture_share
from salessim_tasks.records import Persona
from salessim_tasks.store import categories, load_store
from salessim_tasks.understanding import Understanding
from salessim_tasks.worlds import World, generate, write_world
from salessim_tasks.worlds.trade import load_trade, material

CATEGORIES = ("female_clothing", "game_gadgets", "house_plants", "laptops", "male_clothing", "smart_watch")
PRODUCTS, PERSONAS = 48, 40


@cache
def world(category: str, seed: int = 7, products: int = PRODUCTS, personas: int = PERSONAS) -> World:
    return generate(seed, category, products, personas)


def acceptable(persona: Persona, made: World) -> int:
    return len(persona.acceptable(made.store.products))


def test_every_packaged_category_can_be_generated() -> None:
    assert set(CATEGORIES) == set(categories())


@pytest.mark.parametrize("category", ["laptops", "house_plants"])
def test_the_same_seed_gives_the_same_bytes_in_another_process(category: str) -> None:
    script = (
        "import sys; from salessim_tasks.worlds import generate; "
        f"print(sorted(generate(7, {category!r}, {PRODUCTS}, {PERSONAS}).store.hashes.items()))"
    )
    # Another order of sets and dictionaries must change nothing.
    run = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONHASHSEED": "12345", "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.strip() == str(sorted(world(category).store.hashes.items()))


def test_another_seed_or_split_gives_other_people_and_products() -> None:
    one, other = world("laptops"), world("laptops", seed=8)
    dev = generate(7, "laptops", PRODUCTS, PERSONAS, "dev")
    for made in (other, dev):
        assert not {p.name for p in one.store.products} & {p.name for p in made.store.products}
        assert not {p.background for p in one.store.personas} & {p.background for p in made.store.personas}
    assert {persona.split for persona in dev.store.personas} == {"dev"}


def test_a_product_does_not_depend_on_how_many_personas_or_products_are_made() -> None:
    few = generate(7, "smart_watch", 24, 0)
    assert few.store.products == world("smart_watch").store.products[:24]


def test_a_persona_does_not_depend_on_how_many_are_made() -> None:
    few = generate(7, "smart_watch", PRODUCTS, 12)
    assert few.store.personas == world("smart_watch").store.personas[:12]


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("seed", [7, 8])
def test_a_world_passes_the_checks_of_stores(category: str, seed: int, tmp_path: Path) -> None:
    write_world(world(category, seed), tmp_path, pictures=False)
    found = [problem for problem in check_store(category, tmp_path) if "/pictures/" not in problem.file]
    assert [str(problem) for problem in found] == []


@pytest.mark.parametrize("category", CATEGORIES)
def test_what_is_written_is_what_was_generated(category: str, tmp_path: Path) -> None:
    made = world(category)
    assert write_world(made, tmp_path, pictures=False) == tmp_path / category
    read = load_store(category, tmp_path)
    assert (read.schema, read.products, read.personas) == (made.store.schema, made.store.products, made.store.personas)
    assert (read.guide, read.hashes) == (made.store.guide, made.store.hashes)


def test_pictures_are_written_beside_the_catalogue(tmp_path: Path) -> None:
    small = generate(7, "laptops", 8, 0)
    home = write_world(small, tmp_path)
    assert sorted(file.stem for file in (home / "pictures").iterdir()) == sorted(p.id for p in small.store.products)
    assert [problem for problem in check_store("laptops", tmp_path) if "/pictures/" in problem.file] == []


@pytest.mark.parametrize("category", CATEGORIES)
def test_labels_are_computed_and_their_shares_hold(category: str) -> None:
    made = world(category)
    products, visual = made.store.products, made.store.schema.visual
    sizes = [acceptable(persona, made) for persona in made.store.personas]
    assert all(persona.acceptable_products is None for persona in made.store.personas)
    assert sizes.count(0) == 0.3 * PERSONAS
    assert sizes.count(1) + sizes.count(2) == 0.3 * PERSONAS
    looking = [persona for persona in made.store.personas if persona.depends_on(visual, products)]
    assert len(looking) >= 0.45 * PERSONAS
    assert sum(acceptable(persona, made) > 0 for persona in looking) >= 0.65 * len(looking)
    assert check_picture_share(dict(enumerate(made.store.personas)), products, made.store.schema, "personas") == []


@pytest.mark.parametrize("category", CATEGORIES)
def test_each_dealbreaker_matters(category: str) -> None:
    made = world(category)
    for persona in made.store.personas:
        for place in range(len(persona.dealbreakers) if len(persona.dealbreakers) > 1 else 0):
            rest = persona.dealbreakers[:place] + persona.dealbreakers[place + 1 :]
            without = persona.model_copy(update={"dealbreakers": rest})
            changed = without.acceptable(made.store.products) != persona.acceptable(made.store.products)
            assert changed or (acceptable(persona, made) == 0 and without.near_misses(made.store.products))


@pytest.mark.parametrize("category", CATEGORIES)
def test_makers_and_lines_are_new_and_nobody_real(category: str) -> None:
    old = {word for name in categories() for p in load_store(name).products for word in p.name.split()}
    real = {name.casefold() for name in material("coinage")["real"]}
    for product in world(category).store.products:
        maker, line = product.name.split()[:2]
        assert maker == product.attributes["brand"]
        assert not {maker, line} & old
        assert maker.casefold() not in real


@pytest.mark.parametrize("category", CATEGORIES)
def test_no_product_is_a_packaged_one_under_another_name(category: str) -> None:
    def facts(attributes: dict[str, object]) -> tuple[str, ...]:
        return tuple(f"{name}={value}" for name, value in sorted(attributes.items()) if name not in ("brand", "price"))

    packaged = {facts(dict(product.attributes)) for product in load_store(category).products}
    made = [facts(dict(product.attributes)) for product in world(category).store.products]
    assert not packaged & set(made)
    assert len(set(made)) == len(made)


@pytest.mark.parametrize("category", CATEGORIES)
def test_names_resolve_and_neither_they_nor_descriptions_tell_what_the_picture_shows(category: str) -> None:
    store = world(category).store
    assert check_names(dict(enumerate(store.products)), store.schema, "products") == []
    read = Understanding(store.schema).requirements
    for product in store.products:
        assert resolve(product.name, store.products, ()) == product.id
        assert resolve(f"the {product.name.lower()}", store.products, ()) == product.id
        told = {constraint.attribute for constraint in read(product.description)}
        assert not told & set(store.schema.visual), product.description


def test_better_costs_no_less_among_siblings() -> None:
    store = world("laptops", products=150, personas=0).store
    compared = 0
    for one in store.products:
        for other in store.products:
            names = {n for n in one.attributes if one.attributes[n] != other.attributes[n] and n != "price"}
            better = names - set(store.schema.visual)
            if one.name.split()[:2] == other.name.split()[:2] and better in ({"memory"}, {"storage"}):
                compared += 1
                dearer = float(str(one.attributes["price"])) - float(str(other.attributes["price"]))
                more = float(str(one.attributes[min(better)])) - float(str(other.attributes[min(better)]))
                assert dearer * more >= 0, (one.name, other.name)
    assert compared > 10


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_guide_speaks_of_the_new_store_only(category: str) -> None:
    made = world(category)
    guide = made.files.text("guide")
    schema = load_store(category).schema
    assert all(str(product.attributes["brand"]) in guide for product in made.store.products)
    assert not [brand for brand in getattr(schema.attributes["brand"], "values", ()) if brand in guide]
    assert all(attribute.label.lower() in guide.lower() for attribute in schema.attributes.values())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((7, "spaceships", 48, 4), "there is no store 'spaceships'"),
        ((7, "laptops", 3, 4), "at least 8 products"),
        ((7, "laptops", 48, -1), "at least 8 products"),
        ((7, "laptops", 48, 4, "exam"), "split must be test, dev or train"),
        ((7, "laptops", 100_000, 0), "no more names for lines"),
        ((7, "laptops", 48, 5_000), "ask for no more, or for several worlds"),
    ],
)
def test_what_cannot_be_generated_is_refused_with_a_reason(arguments: tuple[int, str, int, int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        generate(*arguments)


@pytest.mark.parametrize("category", CATEGORIES)
def test_trade_files_speak_of_attributes_and_values_that_the_schema_has(category: str) -> None:
    trade, schema = load_trade(category), load_store(category).schema
    values = {name: set(getattr(attribute, "values", ())) for name, attribute in schema.attributes.items()}
    named = {*trade.same, *trade.free, *trade.jitter, *trade.worth, *trade.wishes}
    named |= {name for key in trade.varies for name in key.split("+")} | {n for bundle in trade.bundles for n in bundle}
    named |= {fact.attribute for fact in trade.name.facts} | {n for rule in trade.rules for n in rule.then}
    assert named <= schema.attributes.keys()
    for name, wish in trade.wishes.items():
        told = {value for group in (*wish.choose, *wish.unwanted) for value in group} | wish.names.keys()
        assert told <= values[name], name
