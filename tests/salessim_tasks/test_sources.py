"""Where a scenario has its store from: the package, a folder, or a seed; and pictures belong to the fingerprint."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from lm_eval.tasks import TaskManager
from pydantic import ValidationError

from salessim_tasks.environment import replay
from salessim_tasks.pictures import draw
from salessim_tasks.sources import StoreSource, World, open_store, picture_of, pictures_hash
from salessim_tasks.store import data_root, load_store
from salessim_tasks.task import ShoppingTask, make_episode

SMALL = World(seed=7, products=12, personas=4)


def _copy(folder: Path, category: str = "female_clothing") -> Path:
    """A copy of a packaged store in `folder`; returns `folder`."""
    shutil.copytree(data_root() / category, folder / category)
    return folder


def _task(folder: Path | None, **options: Any) -> ShoppingTask:
    given = {"category": "female_clothing", "folder": folder and str(folder), **options}
    return ShoppingTask({"task": "clothes", "dataset_kwargs": given})


def test_the_packages_stores_are_read_once() -> None:
    source = StoreSource(category="laptops")
    assert open_store(source) is open_store(StoreSource(category="laptops"))
    assert open_store(source) is load_store("laptops")


def test_a_generated_store_is_made_once_and_is_not_the_packages() -> None:
    source = StoreSource(category="laptops", world=SMALL)
    store = open_store(source)
    assert store is open_store(StoreSource(category="laptops", world=SMALL))
    assert (len(store.products), len(store.personas)) == (12, 4)
    assert {product.name for product in store.products}.isdisjoint(p.name for p in load_store("laptops").products)


@pytest.mark.parametrize(
    "source",
    [
        StoreSource(category="toasters"),
        StoreSource(category="toasters", folder="somewhere"),
        StoreSource(category="toasters", world=SMALL),
    ],
    ids=["package", "folder", "world"],
)
def test_an_unknown_category_is_refused_by_name(source: StoreSource) -> None:
    with pytest.raises(ValueError, match="toasters"):
        open_store(source)


def test_a_world_too_small_to_trade_in_is_refused() -> None:
    with pytest.raises(ValidationError, match="products"):
        World(seed=1, products=3)


def test_a_folder_is_relative_to_the_yaml_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _copy(tmp_path / "mine" / "stores")
    (tmp_path / "mine" / "clothes.yaml").write_text(
        "task: my_clothes\nclass: !function salessim_tasks.task.ShoppingTask\n"
        "dataset_kwargs: {category: female_clothing, folder: stores}\n"
    )
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    manager = TaskManager(include_path="../mine", include_defaults=False)
    task = manager.load(["my_clothes"])["tasks"]["my_clothes"]
    assert task.source.root == (tmp_path / "mine" / "stores").resolve()
    assert len(task.test_docs()) == 100


@pytest.mark.parametrize("images", [0, 4])
def test_an_episode_can_be_made_again_from_its_logged_document_wherever_the_store_is(
    tmp_path: Path, images: int
) -> None:
    doc = _task(_copy(tmp_path), max_images=images).scenarios()[0]
    episode = make_episode(doc)
    episode.open()
    for words in ("What do you have?", "end_conversation()"):
        episode.step(words)
    again = make_episode(json.loads(json.dumps(doc)))
    assert replay(episode.transcript(), again) == episode.transcript()
    assert bool([turn for turn in episode.transcript().turns if getattr(turn, "images", ())]) == bool(images)


def test_pictures_come_from_the_package_from_a_folder_and_from_the_generator(tmp_path: Path) -> None:
    product = load_store("female_clothing").products[0]
    shipped = (data_root() / "female_clothing" / "pictures" / f"{product.id}.png").read_bytes()
    assert picture_of(StoreSource(category="female_clothing"), product.id).data == shipped

    changed = _copy(tmp_path) / "female_clothing" / "pictures" / f"{product.id}.png"
    changed.write_bytes(shipped + b"\0")
    picture = picture_of(StoreSource(category="female_clothing", folder=str(tmp_path)), product.id)
    assert (picture.id, picture.data) == (product.id, shipped + b"\0")

    world = StoreSource(category="laptops", world=SMALL)
    fresh = open_store(world).products[0]
    assert picture_of(world, fresh.id).data == draw("laptops", fresh.attributes, fresh.id)


def test_a_product_without_a_picture_is_named(tmp_path: Path) -> None:
    source = StoreSource(category="female_clothing", folder=str(_copy(tmp_path)))
    shutil.rmtree(tmp_path / "female_clothing" / "pictures")
    with pytest.raises(ValueError, match=r"female_clothing/pictures/.*\.png does not exist"):
        pictures_hash(source)


def test_a_changed_picture_changes_the_fingerprint_of_the_vision_task_only(tmp_path: Path) -> None:
    one, same, other = (_copy(tmp_path / name) for name in ("one", "same", "other"))
    picture = sorted((other / "female_clothing" / "pictures").iterdir())[0]
    picture.write_bytes(picture.read_bytes() + b"\0")

    vision = [_task(folder, max_images=4).fingerprint() for folder in (one, same, other)]
    assert vision[0] == vision[1] == _task(None, max_images=4).fingerprint()
    assert {**vision[0], "data": None} == {**vision[2], "data": None}
    assert [kind for kind in vision[0]["data"] if vision[0]["data"][kind] != vision[2]["data"][kind]] == ["pictures"]

    text = [_task(folder).fingerprint() for folder in (one, other)]
    assert text[0] == text[1]
    assert "pictures" not in text[0]["data"]


def test_an_option_that_does_not_exist_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"dataset_kwargs has no foldr; the options are behaviour, category, folder"):
        ShoppingTask({"task": "x", "dataset_kwargs": {"foldr": "."}})


@pytest.mark.parametrize(("name", "value"), [("max_turns", 0), ("max_turns", "many"), ("max_images", -1)])
def test_a_number_that_makes_no_sense_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"{name} must be a whole number of at least"):
        ShoppingTask({"task": "x", "dataset_kwargs": {name: value}})


@pytest.mark.parametrize(("images", "shown"), [(0, 0), (12, 4)])
def test_a_backends_own_limit_of_pictures_makes_no_vision_task_of_a_text_task(images: int, shown: int) -> None:
    """lm-eval puts the model's arguments into the metadata, and those of vision backends have a max_images."""
    given = {
        "task": "x",
        "dataset_kwargs": {"category": "laptops", "max_images": images},
        "metadata": {"max_images": 4},
    }
    task = ShoppingTask(given)
    assert task.max_images == shown
    assert task.MULTIMODAL is (images > 0)
