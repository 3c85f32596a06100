"""Pictures that are missing, wrong, left over or told by a name are found; so is a store that needs them too little."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from salessim_tasks.picture_checks import check_names, check_picture_share, check_pictures
from salessim_tasks.records import Persona, Product
from salessim_tasks.schema import Schema

COLOUR = {"type": "choice", "label": "colour", "visual": True, "values": {"red": ["crimson"], "blue": [], "green": []}}
ZIP = {"type": "flag", "label": "zip", "visual": True, "words": ["zip"], "without": ["buttons only"], "say": ["a", "b"]}
USES = {"type": "set", "label": "use", "values": {"walk": [], "run": []}}


def schema(**attributes: Any) -> Schema:
    told = {"category": "hats", "noun": {"one": "hat", "many": "hats"}, "version": "1"}
    return Schema.model_validate({**told, "headline": [], "ask_order": [], "attributes": attributes})


HATS = schema(colour=COLOUR, zip=ZIP, uses=USES)
NOTHING_TO_SEE = schema(uses=USES)


def product(id: str, name: str = "Plain Hat", colour: str = "red", zip: bool = True, uses: str = "walk") -> Product:
    attributes = {"colour": colour, "zip": zip, "uses": (uses,)}
    return Product.model_validate({"id": id, "name": name, "attributes": attributes, "description": "x" * 40})


def encoded(image: Image.Image, kind: str = "PNG") -> bytes:
    data = BytesIO()
    image.save(data, kind)
    return data.getvalue()


SQUARE = Image.new("RGB", (512, 512), "red")
NOISE = Image.fromarray(np.random.default_rng(0).integers(0, 256, (512, 512, 3), dtype=np.uint8))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a store with the pictures of a and b."""
    pictures = tmp_path / "hats" / "pictures"
    pictures.mkdir(parents=True)
    for id in ("a", "b"):
        (pictures / f"{id}.png").write_bytes(encoded(SQUARE))
    return tmp_path / "hats"


def problems(folder: Path, *ids: str, schema: Schema = HATS) -> list[str]:
    products = {line: product(id) for line, id in enumerate(ids, start=1)}
    return [str(problem) for problem in check_pictures(folder, products, schema)]


def test_a_picture_for_each_product_and_no_other_is_right(folder: Path) -> None:
    assert problems(folder, "a", "b") == []


def test_a_missing_picture_is_named(folder: Path) -> None:
    (problem,) = problems(folder, "a", "b", "c")
    assert problem.startswith("hats/pictures/c.png:1: file: does not exist; put a PNG there")


def test_a_picture_of_no_product_is_named(folder: Path) -> None:
    assert problems(folder, "a") == [
        "hats/pictures/b.png:1: file: belongs to no product; remove it, or give the product this id"
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (encoded(SQUARE.resize((512, 256))), "must be 512 x 512 pixels, not 512 x 256"),
        (encoded(SQUARE, "JPEG"), "must be a PNG that can be read"),
        (encoded(SQUARE)[:-40], "must be a PNG that can be read"),
        (b"", "must be a PNG that can be read"),
        (encoded(NOISE), f"has {len(encoded(NOISE))} bytes; at most 40000 are allowed"),
    ],
    ids=["size", "another-format", "cut-off", "empty", "too-large"],
)
def test_a_picture_that_is_not_as_it_should_be_is_named(folder: Path, data: bytes, message: str) -> None:
    (folder / "pictures" / "b.png").write_bytes(data)
    assert problems(folder, "a", "b") == [f"hats/pictures/b.png:1: file: {message}"]


def test_a_store_in_which_nothing_is_to_be_seen_needs_no_pictures(tmp_path: Path) -> None:
    assert problems(tmp_path / "hats", "a", "b", schema=NOTHING_TO_SEE) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Corva Red Hat", "red"),
        ("Corva CRIMSON Hat", "crimson"),
        ("Corva Hat - Blue", "blue"),  # not even the wrong one
        ("Corva Hat with Zip", "zip"),
        ("Corva Hat, buttons only", "buttons only"),
    ],
)
def test_a_name_that_tells_what_the_picture_is_to_show_is_named(name: str, said: str) -> None:
    (problem,) = check_names({4: product("a"), 7: product("b", name)}, HATS, "hats/products.jsonl")
    assert str(problem).startswith(f"hats/products.jsonl:7: name: must not say {said!r}: ")


def test_a_name_may_hold_a_value_inside_a_word_and_what_is_not_visual() -> None:
    products = {1: product("a", "Redbridge Walk Hat - Zipporah")}
    assert check_names(products, HATS, "hats/products.jsonl") == []


# ---------------------------------------------------------------------- whether pictures matter
CATALOGUE = (product("a", colour="red"), product("b", colour="blue", uses="run"))


def shopper(id: str, attribute: str, value: str, split: str = "test") -> Persona:
    wish = {"text": "So.", "constraints": ({"attribute": attribute, "op": "in", "value": (value,)},)}
    told = {"id": id, "name": id, "split": split, "age": 40, "background": "x" * 40}
    return Persona.model_validate({**told, "dealbreakers": (wish,), "preferences": (wish, wish)})


def shares(*personas: Persona, products: Sequence[Product] = CATALOGUE, schema: Schema = HATS) -> list[str]:
    found = check_picture_share(dict(enumerate(personas)), tuple(products), schema, "hats/personas.jsonl")
    return [str(problem) for problem in found]


LOOKS = [shopper(f"l{number}", "colour", "red") for number in range(2)]
READS = [shopper(f"r{number}", "uses", "walk") for number in range(4)]


def test_pictures_must_decide_for_four_in_ten() -> None:
    assert shares(*LOOKS, *READS) == [
        "hats/personas.jsonl:1: dealbreakers: the picture decides for 2 of 6 test personas; at least 40% are wanted"
    ]
    assert shares(*LOOKS, *READS[:3]) == []


def test_a_wish_about_looks_that_all_meet_does_not_make_the_picture_decide() -> None:
    assert len(shares(*LOOKS, products=CATALOGUE[:1])) == 1


def test_only_test_personas_count() -> None:
    aside = [shopper(f"d{number}", "uses", "walk", split="dev") for number in range(9)]
    assert shares(*LOOKS, *READS[:3], *aside) == []
    assert shares(*aside) == []


def test_a_store_in_which_nothing_is_to_be_seen_has_no_share() -> None:
    assert shares(*READS, schema=NOTHING_TO_SEE) == []
