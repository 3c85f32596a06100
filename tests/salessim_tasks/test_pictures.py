"""The stores' pictures: one per product, small, deterministic, and different where products look different."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from salessim_tasks.pictures import DRAWINGS, draw
from salessim_tasks.pictures.__main__ import main
from salessim_tasks.pictures.library import picture_bytes
from salessim_tasks.records import Value
from salessim_tasks.schema import Choice
from salessim_tasks.store import categories, data_root, load_store

CATEGORIES = categories()


def pixels(png: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    with Image.open(io.BytesIO(png)) as picture:
        return np.asarray(picture.convert("RGB")).astype(np.int16)


def test_every_store_has_drawings() -> None:
    assert set(DRAWINGS) == set(CATEGORIES)


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_product_has_a_small_square_png(category: str) -> None:
    products = load_store(category).products
    assert products
    for product in products:
        png = picture_bytes(None, category, product.id)
        with Image.open(io.BytesIO(png)) as picture:
            assert (picture.format, picture.size) == ("PNG", (512, 512)), product.id
        assert len(png) <= 40_000, product.id


@pytest.mark.parametrize("category", CATEGORIES)
def test_no_picture_is_left_of_a_product_that_is_gone(category: str) -> None:
    products = load_store(category).products
    assert {file.name for file in (data_root() / category / "pictures").iterdir()} == {f"{p.id}.png" for p in products}


@pytest.mark.parametrize("category", CATEGORIES)
def test_shipped_pictures_are_what_the_attributes_say(category: str) -> None:
    """Other versions of the renderer may differ in the last bits of a pixel, so not byte for byte."""
    for product in load_store(category).products[::5]:
        shipped, drawn = picture_bytes(None, category, product.id), draw(category, product.attributes, product.id)
        assert np.abs(pixels(shipped) - pixels(drawn)).mean() < 0.5, product.id


@pytest.mark.parametrize("category", CATEGORIES)
def test_no_two_values_of_a_visual_attribute_look_alike(category: str) -> None:
    store = load_store(category)
    schema, products = store.schema, store.products
    attributes = products[0].attributes
    for name in schema.visual:
        attribute = schema.attributes[name]
        values: list[Value] = list(attribute.values) if isinstance(attribute, Choice) else [True, False]
        drawn = [draw(category, {**attributes, name: value}, "same") for value in values]
        assert len(set(drawn)) == len(values), name


def test_same_attributes_and_seed_give_the_same_bytes_in_another_process() -> None:
    def hashes() -> list[str]:
        products = {category: load_store(category).products[0] for category in CATEGORIES}
        return [hashlib.sha256(draw(name, p.attributes, "seed")).hexdigest() for name, p in products.items()]

    script = "import test_pictures as t, hashlib\n" + (
        "for c in t.CATEGORIES:\n"
        "    print(hashlib.sha256(t.draw(c, t.load_store(c).products[0].attributes, 'seed')).hexdigest())\n"
    )
    folders = [str(Path(__file__).parent), str(Path(str(files("salessim_tasks"))).parent)]
    path = f"import sys; sys.path[:0] = {folders!r}\n"
    other = subprocess.run([sys.executable, "-c", path + script], capture_output=True, text=True, check=True)
    assert other.stdout.split() == hashes() == hashes()


def test_a_picture_that_cannot_be_drawn_is_refused_with_the_reason() -> None:
    attributes = load_store("male_clothing").products[0].attributes
    with pytest.raises(ValueError, match="no pictures are drawn for 'teapots'"):
        draw("teapots", attributes, "a")
    with pytest.raises(ValueError, match="'ultraviolet' is missing or unknown"):
        draw("male_clothing", {**attributes, "colour": "ultraviolet"}, "a")
    with pytest.raises(ValueError, match="'neckline' is missing or unknown"):
        draw("male_clothing", {name: value for name, value in attributes.items() if name != "neckline"}, "a")


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"laptops/pictures/nowhere\.png does not exist"):
        picture_bytes(tmp_path, "laptops", "nowhere")


def test_the_command_writes_pictures_and_a_contact_sheet(tmp_path: Path) -> None:
    store, sheets = tmp_path / "stores" / "male_clothing", tmp_path / "sheets"
    store.mkdir(parents=True)
    shutil.copy(data_root() / "male_clothing" / "schema.yaml", store)
    lines = (data_root() / "male_clothing" / "products.jsonl").read_text().splitlines(keepends=True)[:3]
    (store / "products.jsonl").write_text("".join(lines))
    assert main(["--write", "male_clothing", "--root", str(store.parent), "--sheet", str(sheets)]) == 0
    written = {file.name for file in (store / "pictures").iterdir()}
    assert written == {f"{product.id}.png" for product in load_store("male_clothing").products[:3]}
    with Image.open(sheets / "male_clothing.jpg") as sheet:
        assert sheet.width > 1000


def test_the_command_says_which_line_of_a_catalogue_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "male_clothing"
    store.mkdir()
    shutil.copy(data_root() / "male_clothing" / "schema.yaml", store)
    (store / "products.jsonl").write_text('{"id": "a"}\n')
    assert main(["--write", "male_clothing", "--root", str(tmp_path)]) == 1
    assert "male_clothing/products.jsonl:1" in capsys.readouterr().err
