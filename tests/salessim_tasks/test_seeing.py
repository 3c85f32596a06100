"""Reading pictures: what plain image code makes out of the pixels is what the catalogue says."""

from __future__ import annotations

import io
import subprocess
import sys
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest
from PIL import Image

from salessim_tasks.pictures import draw
from salessim_tasks.pictures.library import picture_bytes
from salessim_tasks.seeing import LOOKS, look
from salessim_tasks.store import categories, load_store

CATEGORIES = categories()


def test_the_pictures_of_every_store_can_be_read() -> None:
    assert set(LOOKS) == set(CATEGORIES)


@pytest.mark.parametrize("category", CATEGORIES)
def test_each_visual_attribute_is_read_right_nearly_always(category: str) -> None:
    store = load_store(category)
    schema, products = store.schema, store.products
    right: Counter[str] = Counter()
    for product in products:
        seen = look(category, picture_bytes(None, category, product.id))
        assert set(seen) <= set(schema.visual)
        right.update(name for name in schema.visual if seen.get(name) == product.attributes[name])
    assert schema.visual
    shares = {name: right[name] / len(products) for name in schema.visual}
    assert min(shares.values()) >= 0.95, shares


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_seed_changes_nothing_that_is_read(category: str) -> None:
    product = load_store(category).products[0]
    seen = [look(category, draw(category, product.attributes, f"seed {number}")) for number in range(6)]
    assert all(one == seen[0] for one in seen)


@pytest.mark.parametrize("category", CATEGORIES)
def test_an_opened_image_reads_like_its_bytes(category: str) -> None:
    png = picture_bytes(None, category, load_store(category).products[-1].id)
    with Image.open(io.BytesIO(png)) as picture:
        assert look(category, picture.convert("RGB")) == look(category, png)


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_product_nobody_sells_is_read_too(category: str) -> None:
    """Nothing is looked up: a combination that is in no catalogue has a picture that is read from its pixels."""
    products = load_store(category).products
    attributes = {**products[0].attributes}
    colour = next(name for name in ("colour", "box_colour", "pot_colour") if name in attributes)
    for product in products[:12]:
        seen = look(category, draw(category, {**attributes, colour: product.attributes[colour]}, "new"))
        assert seen[colour] == product.attributes[colour]


def test_bytes_that_are_no_picture_are_refused() -> None:
    png = picture_bytes(None, "male_clothing", load_store("male_clothing").products[0].id)
    for broken in (b"", b"no picture", png[: len(png) // 2]):
        with pytest.raises(ValueError, match="not a PNG that can be read"):
            look("male_clothing", broken)


def test_a_picture_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="512x512 pixels, not 64x32"):
        look("male_clothing", Image.new("RGB", (64, 32)))


def test_an_empty_picture_says_nothing() -> None:
    assert look("female_clothing", Image.new("RGB", (512, 512), "white")) == {}


def test_a_category_nobody_can_read_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot read pictures of 'teapots'"):
        look("teapots", b"")


def test_reading_needs_nothing_of_the_drawing_code() -> None:
    script = "import sys, salessim_tasks.seeing; print([m for m in sys.modules if 'salessim_tasks.pictures' in m])"
    root = Path(str(files("salessim_tasks"))).parent
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"
