"""The peer's catalogues and personas become a task of ours, and nothing odd in them goes unreported."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from harness_ext.runner import run_episodes
from salessim_tasks.baselines import BaselineLM
from salessim_tasks.cli import main
from salessim_tasks.customersim.importer import Imported, import_customersim
from salessim_tasks.store import Store, load_store
from salessim_tasks.task import ShoppingTask

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "official_data" / "laptops"

LAMP = {
    "name": "Lumen - Arc Lamp - Brass",
    "description": "A reading lamp with a warm light. It costs little to run.",
    "price": "$89.50",
    "features": ["Brass finish", "1.2 lb"],
    "image": "data/images/lamps/Arc.png",
}
MODEL = {
    "name": 'Orbis - Nova 14" Laptop - 8GB Memory - 256GB SSD - Storm Gray',
    "description": "A light laptop of 2.9 pounds with 10 hours of battery life. It has no touchscreen.",
    "price": "$1,099.00",
    "features": ["14 inch display", "8GB memory", "256GB solid state drive", "Storm gray finish"],
    "image_url": "https://example.org/nova.png",
}
OTHER = {**MODEL, "name": 'Vesta - Slim 15.6" Laptop - 16GB Memory - 1TB SSD - Red', "price": "$700", "features": []}
ANNA = {
    "name": "Anna",
    "age": 30,
    "persona_background": "Writes for a living.  Lives by the sea.",
    "preferences": "Prefers a screen larger than 13 inches.",
    "dealbreakers": "Must be under $1,200.",
    "acceptable_products": [MODEL["name"]],
}


def _import(
    tmp_path: Path, products: Any, *personas: Any, key: str = "laptops", images: Path | None = None
) -> Imported:
    (tmp_path / "products.json").write_text(json.dumps({key: products}, indent=1))
    lines = [one if isinstance(one, str) else json.dumps(one) for one in personas]
    (tmp_path / "personas.jsonl").write_text("\n".join(lines))
    return import_customersim(tmp_path / "personas.jsonl", tmp_path / "products.json", tmp_path / "out", images)


def _store(tmp_path: Path, category: str = "laptops") -> Store:
    return load_store.__wrapped__(category, tmp_path / "out")


def _said(imported: Imported, fate: str) -> list[tuple[int, str]]:
    return [(finding.line, finding.field) for finding in imported.findings if finding.fate == fate]


def test_attributes_are_read_out_of_prose_and_what_is_not_said_stays_unknown(tmp_path: Path) -> None:
    _import(tmp_path, [MODEL, OTHER], ANNA)
    product, _ = _store(tmp_path).products
    assert product.attributes == {
        "price": 1099.0,
        "brand": "Orbis",
        "screen": 14.0,
        "weight": 2.9,
        "battery": 10.0,
        "memory": 8.0,
        "storage": 256.0,
        "touch": False,
        "colour": "grey",
    }


def test_prose_stays_prose_and_labels_are_the_listed_names(tmp_path: Path) -> None:
    _import(tmp_path, [MODEL, OTHER], ANNA)
    store = _store(tmp_path)
    (persona,) = store.personas
    assert persona.background == ANNA["persona_background"]
    assert [wish.text for wish in persona.dealbreakers] == [ANNA["dealbreakers"]]
    assert [product.name for product in persona.acceptable(store.products)] == [MODEL["name"]]


def test_a_clean_pair_gives_no_findings(tmp_path: Path) -> None:
    assert _import(tmp_path, [MODEL, OTHER], ANNA).findings == ()


def test_every_oddity_of_personas_is_reported_by_line_with_its_fate(tmp_path: Path) -> None:
    imported = _import(
        tmp_path,
        [MODEL, OTHER],
        ANNA,
        {**ANNA, "name": "Twin", "acceptable_products": ['Orbis - Nova 14" Laptop']},
        ANNA,
        {**ANNA, "name": "Bare", "persona_background": "  "},
        {**{k: v for k, v in ANNA.items() if k != "preferences"}, "name": "Case", "Preferences": "Likes red."},
        {**ANNA, "name": "Torn", "preferences": "At least $900.", "dealbreakers": "Must be under $500."},
        {**ANNA, "name": "Extra", "shoe_size": 43},
        {**ANNA, "name": "Ageless", "age": None},
        "{not json",
        {**ANNA, "name": "Object", "acceptable_products": [{"name": MODEL["name"]}, MODEL["name"]]},
    )
    assert _said(imported, "skipped") == [(3, "name"), (8, "age"), (9, "line")]
    assert _said(imported, "kept") == [
        *((2, "acceptable_products"), (4, "persona_background"), (5, "Preferences"), (6, "preferences")),
        *((6, "acceptable_products"), (7, "shoe_size"), (10, "acceptable_products")),
    ]
    names = [persona.name for persona in _store(tmp_path).personas]
    assert names == ["Anna", "Twin", "Bare", "Case", "Torn", "Extra", "Object"]
    (near,) = [str(one) for one in imported.findings if one.line == 2]
    assert f"the nearest there is {MODEL['name']!r}" in near


def test_every_oddity_of_products_is_reported_by_line_with_its_fate(tmp_path: Path) -> None:
    products = [MODEL, MODEL, {**OTHER, "price": "ask us"}, {**LAMP, "name": ""}, {**LAMP, "features": "Brass"}, "lamp"]
    imported = _import(tmp_path, products, ANNA)
    lines = (tmp_path / "products.json").read_text().splitlines()
    skipped = [finding for finding in imported.findings if finding.fate == "skipped"]
    assert [finding.field for finding in skipped] == ["name", "name", "product"]
    assert [lines[finding.line - 1].strip() for finding in skipped] == ["{", "{", '"lamp"']
    assert MODEL["name"] in json.loads(lines[skipped[0].line].split(": ", 1)[1].rstrip(","))
    assert [finding.field for finding in imported.findings if finding.fate == "kept"] == ["price", "features"]
    assert "price" not in _store(tmp_path).products[1].attributes


def test_an_unknown_trade_gets_price_brand_and_prose(tmp_path: Path) -> None:
    anna = {**ANNA, "acceptable_products": [LAMP["name"]], "dealbreakers": "Must be under $100."}
    _import(tmp_path, [LAMP], anna, key="Desk Lamps")
    store = _store(tmp_path, "desk_lamps")
    assert store.products[0].attributes == {"price": 89.5, "brand": "Lumen"}
    assert _aligned(tmp_path, "desk_lamps") == 1.0


def _aligned(tmp_path: Path, category: str) -> float:
    options = {"category": category, "folder": str(tmp_path / "out")}
    task = ShoppingTask({"task": f"customersim_{category}", "dataset_kwargs": options})
    task.build_all_requests(apply_chat_template=True)
    requests = list(task.instances or [])
    results = run_episodes(BaselineLM("faithful"), requests)
    scores = [task.score(one.doc, result)["decision_alignment"] for one, result in zip(requests, results, strict=True)]
    return float(sum(scores) / len(scores))


def test_pictures_are_found_by_file_name_and_make_a_vision_task(tmp_path: Path) -> None:
    images = tmp_path / "images"
    images.mkdir()
    Image.new("RGB", (1024, 640), "gold").save(images / "Arc.png")
    anna = {**ANNA, "acceptable_products": [LAMP["name"]]}
    imported = _import(tmp_path, [LAMP], anna, key="lamps", images=images)
    assert imported.tasks == ("customersim_lamps", "customersim_vision_lamps")
    with Image.open(tmp_path / "out" / "lamps" / "pictures" / "lumen-arc-lamp-brass.png") as picture:
        assert picture.size == (512, 320)


def test_a_missing_picture_is_reported_and_leaves_the_text_task(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    imported = _import(tmp_path, [MODEL, OTHER], ANNA, images=tmp_path / "images")
    assert imported.tasks == ("customersim_laptops",)
    assert [finding.field for finding in imported.findings] == ["image", "image"]


@pytest.mark.parametrize("text", ["[]", '{"a": [], "b": []}', '{"a": 3}', "nonsense"])
def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "products.json").write_text(text)
    (tmp_path / "personas.jsonl").write_text(json.dumps(ANNA))
    with pytest.raises(ValueError, match=r"products\.json"):
        import_customersim(tmp_path / "personas.jsonl", tmp_path / "products.json", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_import_over_an_existing_one_is_refused(tmp_path: Path) -> None:
    _import(tmp_path, [MODEL, OTHER], ANNA)
    with pytest.raises(ValueError, match="exists already"):
        _import(tmp_path, [MODEL], ANNA)
    assert len(_store(tmp_path).products) == 2


def test_the_peers_own_pair_is_imported_whole_and_plays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not SHARED.is_dir():
        pytest.skip(f"the peer's data is not here: no folder {SHARED}")
    shutil.copytree(SHARED, tmp_path / "peer")
    files = (
        "--personas",
        str(tmp_path / "peer" / "personas.jsonl"),
        "--products",
        str(tmp_path / "peer" / "products.json"),
    )
    assert main(["import-customersim", *files, "--out", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr().out
    assert "25 products and 27 personas imported" in printed
    assert "Preferences: is read as 'preferences'" in printed
    assert _aligned(tmp_path, "laptops") > 0.4
