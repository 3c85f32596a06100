"""Names: the peer's rule for free text, and which of our products a shopper means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessim_tasks.naming import matches, resolve
from salessim_tasks.records import Product
from salessim_tasks.store import load_store

NAMES = {
    "arc-8-silver": 'Norr Arc 14" Laptop - 8GB Memory - 256GB SSD - Silver',
    "arc-16-silver": 'Norr Arc 14" Laptop - 16GB Memory - 256GB SSD - Silver',
    "arc-16-blue": 'Norr Arc 14" Laptop - 16GB Memory - 256GB SSD - Blue',
    "arc-flip": 'Norr Arc 14" 2-in-1 Touchscreen Laptop - 16GB Memory - 1TB SSD - Grey',
    "dune-gaming": 'Velt Dune 15.6" Gaming Laptop - 16GB Memory - 1TB SSD - Black',
}
SHELF = tuple(
    Product(id=id, name=name, attributes={}, description="A laptop that stands in for others in a test.")
    for id, name in NAMES.items()
)
LAPTOPS = load_store("laptops").products


def test_the_peers_rule_takes_exact_alike_and_contained_names() -> None:
    name = NAMES["arc-8-silver"]
    assert matches(name, name)
    assert matches("silver ssd 256gb memory 8gb laptop 14 arc norr", name)  # alike as a whole
    assert matches("Norr Arc 14 Laptop, 8GB memory", name)  # alike to the first words
    assert matches(f"{name} please", name)
    assert matches("- SILVER", name)  # contained, in any case


@pytest.mark.parametrize("name", ["", "that", "Zephyr Ultra 9000", "silver arc", "Norr Arc 16GB 1TB Black"])
def test_the_peers_rule_refuses_what_is_only_somewhat_alike(name: str) -> None:
    assert not matches(name, NAMES["arc-8-silver"])


def test_alike_begins_at_seven_words_of_ten() -> None:
    candidate = "one two three four five six seven eight nine ten"
    assert matches("seven one two three four five six", candidate)
    assert not matches("ten one two three four six", candidate)


@pytest.mark.parametrize("product", LAPTOPS, ids=lambda product: product.id)
def test_every_full_name_and_id_means_its_product_whatever_was_shown(product: Product) -> None:
    others = [other.id for other in LAPTOPS if other is not product]
    words = product.name.replace(" - ", " ").split()
    written = (
        product.name,
        product.id,
        product.id.upper().replace("-", "_"),
        f"**{product.name.upper()}**",
        f"<b>{product.name}</b> ($1,099.00, 11 hours of battery)",
        product.name.replace(" - ", ", ").replace("GB", " GB"),
        " ".join(reversed(words)),
        f"  I'll take the {product.name}, please! ",
    )
    assert [resolve(name, LAPTOPS, others) for name in written] == [product.id] * len(written)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("dune", "dune-gaming"),
        ("the gaming one please", "dune-gaming"),
        ("Velt Dune 15.6-inch", "dune-gaming"),
        ("Norr Arc 8 GB RAM", "arc-8-silver"),
        ("Nor Arcc 14 Laptop - 16GB Memory - 256GB SSD - Bleu", None),  # which colour?
        ("Norr Arc 14 Laptop - 16GB Memroy - 256GB SSD - Blue", "arc-16-blue"),
        ("Norr Arc with touch screen", "arc-flip"),
        ("Arc 14 2 in 1, gray", "arc-flip"),
    ],
)
def test_part_of_a_name_means_the_only_product_it_fits(name: str, meant: str | None) -> None:
    assert resolve(name, SHELF, []) == meant


def test_among_equals_the_one_recommended_last_is_meant_and_without_one_none() -> None:
    assert resolve("Norr Arc 14", SHELF, []) is None
    assert resolve("Norr Arc 14", SHELF, ["dune-gaming"]) is None
    assert resolve("Norr Arc 14", SHELF, ["arc-16-blue", "arc-8-silver"]) == "arc-8-silver"
    assert resolve("Norr Arc 14", SHELF, ["arc-8-silver", "arc-16-blue", "arc-8-silver"]) == "arc-8-silver"
    assert resolve("Norr Arc 14", SHELF, ["arc-8-silver", "arc-16-blue"]) == "arc-16-blue"


def test_words_that_fit_another_product_better_outweigh_a_recommendation() -> None:
    shown = ["arc-16-silver", "arc-8-silver"]
    assert resolve("Norr Arc 14 Laptop - 16GB Memory - 256GB SSD", SHELF, shown) == "arc-16-silver"
    assert resolve("Norr Arc 14 Laptop - 16GB Memory - 256GB SSD", SHELF, ["arc-8-silver"]) is None
    assert resolve("Norr Arc 14 Laptop - 16GB Memory - 256GB SSD - Blue", SHELF, shown) == "arc-16-blue"
    assert resolve("the blue Norr Arc", SHELF, shown) == "arc-16-blue"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "\0",
        "it",
        "that one",
        "2",
        "Zephyr Ultra 9000",
        "Norr Zephyr",
        'Norr Arc 14" Laptop - 32GB Memory - 256GB SSD - Silver',
        'Norr Arc 15" Laptop - 8GB Memory - 256GB SSD - Silver',
        "I have thought about it and would rather look for a laptop elsewhere",
        "laptop " * 5000,
    ],
)
def test_a_name_that_is_nobodys_resolves_to_nothing_even_after_a_recommendation(name: str) -> None:
    assert resolve(name, SHELF, list(NAMES)) is None


TEXT = st.text(max_size=600) | st.lists(
    st.sampled_from([*" ".join(NAMES.values()).split(), "(", "*", "</b>", "$", "'", "x"]), max_size=40
).map(" ".join)


@given(TEXT, st.lists(st.sampled_from([*NAMES, "gone"])))
def test_any_text_resolves_to_a_product_or_to_none(name: str, shown: list[str]) -> None:
    assert resolve(name, SHELF, shown) in (None, *NAMES)


@given(TEXT, TEXT)
def test_the_peers_rule_takes_any_text_and_a_name_always_matches_itself(name: str, candidate: str) -> None:
    assert matches(name, candidate) in (True, False)
    assert matches(name, name)
