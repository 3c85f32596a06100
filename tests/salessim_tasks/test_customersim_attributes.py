"""What is read out of the prose of a catalogue is right; what is not plain stays unknown."""

from __future__ import annotations

from typing import Any

import pytest

from salessim_tasks.customersim.attributes import read_attributes
from salessim_tasks.customersim.schemas import brands_of, imported_schema


def _read(category: str, *features: str, name: str = "", description: str = "") -> dict[str, Any]:
    parts = name.split(", ") if name else []
    return dict(read_attributes(imported_schema(category, {}, ""), parts, features, description.split("\n")))


@pytest.mark.parametrize(
    ("category", "feature", "attribute", "value"),
    [
        ("female_clothing", "95% Viscose, 5% Elastane", "fabric", "viscose"),
        ("female_clothing", "70% polyester, 30% silk", "fabric", "polyester"),
        ("female_clothing", "Machine wash cold, lay flat to dry", "care", "machine wash"),
        ("female_clothing", "Care: dry clean only", "care", "dry clean"),
        ("female_clothing", "Available in sizes XS to 3XL", "sizes", ("XS", "3XL")),
        ("female_clothing", "Two deep pockets", "pockets", True),
        ("female_clothing", "Pockets: no", "pockets", False),
        ("female_clothing", "Not lined", "lining", False),
        ("male_clothing", "One chest pocket", "pocket", True),
        ("male_clothing", "Made of 100% merino wool", "fabric", "merino"),
        ("smart_watch", "Battery: up to 21 days; 40 hours with GPS", "battery", 21.0),
        ("smart_watch", "47mm polymer case", "size", 47.0),
        ("smart_watch", "Weighs 49 grams", "weight", 49.0),
        ("smart_watch", "5 ATM", "water", 50.0),
        ("smart_watch", "1-year limited warranty", "warranty", 1.0),
        ("smart_watch", "Genuine leather strap, brown", "band_colour", "brown"),
        ("smart_watch", "No built-in GPS; uses your phone's GPS", "gps", False),
        ("game_gadgets", "2-4 players", "max_players", 4.0),
        ("game_gadgets", "2–4 players", "min_players", 2.0),
        ("game_gadgets", "For up to 8 players", "max_players", 8.0),
        ("game_gadgets", "Recommended for ages 8 and up", "age", 8.0),
        ("game_gadgets", "Age: 10+", "age", 10.0),
        ("game_gadgets", "1000 pieces", "pieces", 1000.0),
        ("game_gadgets", "No reading required", "reading", False),
        ("male_clothing", "Non-iron finish", "non_iron", True),
        ("laptops", "16GB memory and a 512GB SSD", "memory", 16.0),
        ("laptops", "17.3 inch display", "screen", 17.3),
    ],
)
def test_plain_features_are_read(category: str, feature: str, attribute: str, value: Any) -> None:
    assert _read(category, feature).get(attribute) == value


@pytest.mark.parametrize(
    ("category", "feature", "attribute"),
    [
        ("female_clothing", "Pairs well with black jeans", "colour"),
        ("female_clothing", "Wear it over a black turtleneck", "neckline"),
        ("female_clothing", "Available in red", "colour"),
        ("female_clothing", "60% polyamide, 40% cotton", "fabric"),
        ("female_clothing", "Lining: 100% polyester", "fabric"),
        ("female_clothing", "Shell of vegan wool", "fabric"),
        ("female_clothing", "Silk blend", "fabric"),
        ("female_clothing", "100% nylon", "natural"),
        ("female_clothing", "Model is 5'9\" and wears a size S", "sizes"),
        ("female_clothing", "Pockets: not included", "closure"),
        ("male_clothing", "A men's favourite", "sizes"),
        ("male_clothing", "Zip pockets", "closure"),
        ("male_clothing", "Tartan lining", "pattern"),
        ("male_clothing", "A fit between slim and regular", "fit"),
        ("male_clothing", "Weighs 12 oz", "weight"),
        ("male_clothing", "Item weight: 12 ounces", "weight"),
        ("male_clothing", "Packs into its own pocket", "pocket"),
        ("male_clothing", "Do not machine wash or dry clean", "care"),
        ("smart_watch", "1.8 inch touch screen", "size"),
        ("smart_watch", "IP68 waterproof (not for swimming)", "uses"),
        ("smart_watch", "Menstrual cycle tracking", "uses"),
        ("smart_watch", "Up to 10 days of battery life, 30 days standby", "battery"),
        ("smart_watch", "Battery for 1-2 days", "battery"),
        ("smart_watch", "Fully charged in 2 days", "battery"),
        ("smart_watch", "Metal band in gold", "colour"),
        ("smart_watch", "Black", "colour"),
        ("game_gadgets", "A way to train logic", "theme"),
        ("game_gadgets", "Includes 120 wooden pieces", "material"),
        ("game_gadgets", "Contents: 1 board, 5 dice, 60 plastic figures", "kind"),
        ("game_gadgets", "Medium-heavy strategy", "difficulty"),
        ("game_gadgets", "20 hours of battery life", "minutes"),
        ("game_gadgets", "Not for children under 3 years", "age"),
        ("game_gadgets", "Black", "box_colour"),
        ("laptops", "Full charge in 4 hours", "battery"),
    ],
)
def test_what_speaks_of_something_else_is_not(category: str, feature: str, attribute: str) -> None:
    assert attribute not in _read(category, feature)


def test_a_description_tells_figures_lacks_and_purposes_but_no_looks() -> None:
    read = _read(
        "laptops",
        description="A black laptop. It weighs 2.9 pounds.\nIt has no touchscreen.\nPerfect for gaming. Smooth silver.",
    )
    assert read == {"weight": 2.9, "touch": False, "uses": ("gaming",)}


def test_what_is_said_in_two_ways_that_disagree_stays_unknown() -> None:
    assert "care" not in _read("female_clothing", "Machine wash", "Hand wash only")
    assert "fabric" not in _read(
        "male_clothing", name="Voss Leather Jacket", description="Vegan leather that feels soft."
    )


def test_brands_are_heads_of_names_and_products_are_not() -> None:
    names = [
        "Norvane Puffer Jacket - Black",
        "Tank Top - Pack of 2 - White",
        "Calder - Wool Coat - Camel",
        "Calder Wool Scarf Coat",
        "Harvest - Summer Dress",
        "Harvest - Winter Dress",
    ]
    assert brands_of(names, "female_clothing") == {
        names[2]: "Calder",
        names[3]: "Calder",
        names[4]: "Harvest",
        names[5]: "Harvest",
    }


def test_what_the_catalogue_does_not_speak_of_is_not_carried() -> None:
    not_carried = imported_schema("laptops", {}, "Apple - MacBook Air").not_carried
    assert {"macbook", "apple"}.isdisjoint(not_carried)
    assert not_carried


@pytest.mark.parametrize(
    ("category", "attribute"),
    [
        ("smart_watches", "band"),
        ("smartwatch", "band"),
        ("womens_clothing", "neckline"),
        ("mens_fashion", "warmth"),
        ("notebooks", "screen"),
        ("game_gadget", "pieces"),
    ],
)
def test_a_trade_of_ours_is_known_by_other_names(category: str, attribute: str) -> None:
    assert attribute in imported_schema(category, {}, "").attributes
