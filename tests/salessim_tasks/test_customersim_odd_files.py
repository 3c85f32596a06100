"""Whatever the peer's files hold, the command says what is wrong and where, and leaves nothing half written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from harness_ext.pictures import IMAGE
from harness_ext.runner import run_episodes
from salessim_tasks.baselines import BaselineLM
from salessim_tasks.cli import main
from salessim_tasks.sources import StoreSource, open_store
from salessim_tasks.store import Store, load_store
from salessim_tasks.task import ShoppingTask

NOVA: dict[str, Any] = {
    "name": 'Orbis - Nova 14" Laptop - 8GB Memory - Storm Gray',
    "description": "A light laptop for people on the road, in storm gray.",
    "price": "$1,099.00",
    "features": ["14 inch display", "8GB memory"],
    "image": "data/images/laptops/nova one.png",
}
SLIM: dict[str, Any] = {
    **NOVA,
    "name": 'Vesta - Slim 15.6" Laptop - 16GB Memory - Red',
    "price": 700,
    "image": "slim.jpg",
}
ANNA = {
    "name": "Anna",
    "age": 30,
    "persona_background": "Writes for a living.",
    "preferences": "Prefers a screen larger than 13 inches.",
    "dealbreakers": "Must be under $1,200.",
    "acceptable_products": [NOVA["name"]],
}


class Files:
    """A pair of files in a folder of its own, and what came of importing it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def write(self, products: Any, personas: Any) -> None:
        for name, content in (("products.json", products), ("personas.jsonl", personas)):
            data = content if isinstance(content, bytes) else content.encode("utf-8")
            (self.folder / name).write_bytes(data)

    def run(self, *more: str, status: int = 0) -> str:
        """What the command prints."""
        given = [f"--personas={self.folder / 'personas.jsonl'}", f"--products={self.folder / 'products.json'}"]
        assert main(["import-customersim", *given, f"--out={self.folder / 'out'}", *more]) == status
        printed = self._capsys.readouterr()
        return printed.err if status else printed.out

    def store(self, category: str = "laptops") -> Store:
        return load_store.__wrapped__(category, self.folder / "out")

    def plays(self, category: str = "laptops", policy: str = "faithful", **options: Any) -> list[dict[str, Any]]:
        given = {"category": category, "folder": str(self.folder / "out"), **options}
        task = ShoppingTask({"task": f"customersim_{category}", "dataset_kwargs": given})
        task.build_all_requests(apply_chat_template=True)
        return run_episodes(BaselineLM(policy), list(task.instances or []))


@pytest.fixture
def files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Files:
    return Files(tmp_path, capsys)


def _catalogue(*products: Any, key: str = "laptops") -> str:
    return json.dumps({key: list(products)}, indent=1)


def _lines(*personas: Any) -> str:
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in personas)


@pytest.mark.parametrize(
    ("products", "personas", "said"),
    [
        ('{"laptops": [{"name": "Café"}]}'.encode("latin-1"), _lines(ANNA), "products.json:1: encoding: is not UTF-8"),
        (_catalogue(NOVA), b'{}\n{"name": "Zo\xeb"}', "personas.jsonl:2: encoding: is not UTF-8"),
        (_catalogue(NOVA).encode("utf-16"), _lines(ANNA), "products.json:1: encoding"),
        ("", _lines(ANNA), "products.json:1: must be JSON"),
        ('{"laptops": [\n{"name": }]}', _lines(ANNA), "products.json:2: must be JSON"),
        ("[" * 100_000, _lines(ANNA), "products.json:1: must be JSON, but is nested too deeply"),
        (_catalogue(), _lines(ANNA), "holds no product that can be sold"),
        (_catalogue({"name": "***"}), _lines(ANNA), "products.json:3: name: must be the product's name"),
        ('{"laptops": [], "laptops": []}', _lines(ANNA), "products.json:1: must hold one key"),
        (_catalogue(NOVA, key="***"), _lines(ANNA), "products.json:1: the catalogue's key '***' is no category's name"),
        (_catalogue(NOVA), "\n\n", "personas.jsonl: no persona is left: the file is empty"),
        (_catalogue(NOVA), json.dumps([ANNA], indent=1), "personas.jsonl:1: must be JSON Lines"),
        (_catalogue(NOVA), _lines({**ANNA, "age": 150}), "personas.jsonl:1: age: must be a whole number from 0 to 120"),
        (_catalogue(NOVA, key="a" * 300), _lines(ANNA), "is no category's name; it needs"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_nothing_is_written(
    files: Files, products: Any, personas: Any, said: str
) -> None:
    files.write(products, personas)
    assert said in files.run(status=2)
    assert not (files.folder / "out").exists()


@pytest.mark.parametrize("option", ["--personas", "--products", "--images", "--out"])
def test_a_path_of_the_wrong_kind_is_named(files: Files, option: str) -> None:
    files.write(_catalogue(NOVA), _lines(ANNA))
    wrong = files.folder if option in ("--personas", "--products") else files.folder / "products.json"
    assert f"{option} {wrong}" in files.run(f"{option}={wrong}", status=2)


def test_what_fails_late_leaves_nothing_behind(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write(_catalogue(NOVA), _lines(ANNA))

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device", "guide.md")

    monkeypatch.setattr("salessim_tasks.customersim.importer._write_tasks", full)
    assert "guide.md: No space left on device" in files.run(status=2)
    assert not (files.folder / "out").exists()


def test_line_ends_byte_order_marks_and_separators_within_strings_are_read(files: Files) -> None:
    background = "Writes.\u2028Lives\u0085by the sea."
    anna = json.dumps({**ANNA, "persona_background": background}, ensure_ascii=False)
    products, personas = (text.replace("\n", "\r\n") for text in (_catalogue(NOVA, SLIM), f"{anna}\n{_lines(ANNA)}"))
    files.write(f"\ufeff{products}", f"\ufeff{personas}")
    assert "2 products and 2 personas imported, 0 findings" in files.run()
    assert files.store().personas[0].background == background


@pytest.mark.parametrize(
    ("price", "read"),
    [
        ("$799.99", 799.99),
        ("1,299", 1299.0),
        ("Price: $45.50", 45.5),
        (" 99.95 USD", 99.95),
        *(
            (given, None)
            for given in ("$1,299 - $1,499", "€50", "Was $99 Now $79", "12,99", "1.299,00", "$12.99/month")
        ),
        *((given, None) for given in ("", "free", None, True, -3, 1e9, 10**400, float("nan"), ["$5"], {"amount": 5})),
    ],
)
def test_a_price_is_one_plain_amount_or_unknown(files: Files, price: Any, read: float | None) -> None:
    files.write(
        _catalogue({**NOVA, "price": price, "description": "Save $20 on this laptop today, and only today."}),
        _lines(ANNA),
    )
    printed = files.run()
    assert files.store().products[0].attributes.get("price") == read
    assert ("products.json:3: price: must be one amount" in printed) == (read is None)


def test_values_of_another_shape_are_read_and_reported(files: Files) -> None:
    odd = {**SLIM, "description": ["Thin.", "Light"], "features": {"Memory": "16GB memory", "Colour": None}}
    numbers = {**NOVA, "features": ["8GB memory", 5, None, ["a", "b"]]}
    personas = (
        {**ANNA, "age": "30", "preferences": ["Likes gray", "Wants 8GB"], "dealbreakers": {"budget": "under $1,200"}},
        {**ANNA, "name": "Bo", "age": 30.0, "acceptable_products": {"name": SLIM["name"]}, "speaking_style": ["calm"]},
        {**ANNA, "name": "Cy", "acceptable_products": [1, None, {"title": "x"}, SLIM["name"].upper()]},
        '{"name": "Di", "name": "Eve", "age": 3, "dealbreakers": "No red.", "acceptable_products": []}',
        *({**ANNA, "name": "Fay", "age": age} for age in ("²", "thirty", True, -1, 1e300)),
        {**ANNA, "name": "Gus", "acceptable_products": None},
    )
    files.write(_catalogue(odd, numbers), _lines(*personas))
    printed = files.run()
    assert printed.count("[skipped]") == 6
    for said in (
        "products.json:3: description: should be a text",
        "products.json:3: features: should be a list of texts",
        "features: should be texts, not 5",
        "personas.jsonl:1: age: should be a whole number; '30' is read as one",
        "personas.jsonl:1: preferences: should be a text",
        "personas.jsonl:2: acceptable_products: should be a list",
        "personas.jsonl:3: acceptable_products: '1' is not in the catalogue",
        "is spelled otherwise in the catalogue",
        "personas.jsonl:4: name: stands here more than once",
        "personas.jsonl:10: acceptable_products: must be the list",
    ):
        assert said in printed
    anna, bo, cy, eve = files.store().personas
    assert [wish.text for wish in (*anna.preferences, *anna.dealbreakers)] == [
        "Likes gray. Wants 8GB.",
        "budget: under $1,200",
    ]
    assert bo.acceptable_products == cy.acceptable_products == (files.store().products[0].id,)
    assert eve.name == "Eve"
    assert all(result["error"] is None for result in files.plays())


def test_names_that_differ_in_capitals_only_are_one_product(files: Files) -> None:
    shouted = NOVA["name"].upper()
    files.write(_catalogue(NOVA, {**NOVA, "name": shouted}), _lines({**ANNA, "acceptable_products": [shouted]}))
    assert "stands in the catalogue already, on line 3 [skipped]" in files.run()
    (product,) = files.store().products
    assert files.store().personas[0].acceptable_products == (product.id,)


def test_names_in_any_script_can_be_bought(files: Files) -> None:
    names = ["Ноутбук «Звезда» 14", "超级笔记本 Pro", "Crème Brûlée 🍮", "Go!"]
    wares = [{"name": name, "price": 9, "features": [], "description": "Hi"} for name in names]
    people = [{**ANNA, "name": f"P{place}", "acceptable_products": [name]} for place, name in enumerate(names)]
    files.write(_catalogue(*wares, key="Kuriosités"), _lines(*people))
    assert "--tasks customersim_kuriosites" in files.run()
    bought = {result["record"]["turns"][-1]["action"]["product_id"] for result in files.plays("kuriosites", "oracle")}
    assert len(bought) == len(names)
    assert None not in bought


def test_what_looks_like_a_picture_in_prose_is_none(files: Files) -> None:
    (files.folder / "images").mkdir()
    Image.new("RGB", (40, 40)).save(files.folder / "images" / "nova one.png")
    prose = f"Look {IMAGE} at this laptop {IMAGE}, which is described at some length."
    anna = {**ANNA, "persona_background": f"I {IMAGE} you.", "dealbreakers": f"No {IMAGE}."}
    files.write(_catalogue({**NOVA, "description": prose}), _lines(anna))
    files.run(f"--images={files.folder / 'images'}")
    assert all(result["error"] is None for result in files.plays(max_images=3))


def test_pictures_with_odd_names_are_found_and_broken_ones_named(files: Files) -> None:
    images = files.folder / "images" / "laptops"
    images.mkdir(parents=True)
    Image.new("RGBA", (900, 300), (255, 0, 0, 0)).save(images / "nova one.png")
    Image.new("CMYK", (30, 30)).save(images / "slim.jpg")
    (images / "cut.png").write_bytes((images / "nova one.png").read_bytes()[:60])
    given = [
        *("data/images/laptops/nova one.png", "https://x.org/laptops/nova%20one.png?w=5#top", "laptops\\slim.jpg"),
        *(["laptops/slim.jpg"], {"url": "laptops/slim.jpg"}),
        *("laptops/cut.png", "/etc/passwd", "../../products.json", "x" * 5000, "a\0b", 7),
    ]
    files.write(_catalogue(*({**NOVA, "name": f"Nova {n}", "image": one} for n, one in enumerate(given))), _lines(ANNA))
    printed = files.run(f"--images={files.folder / 'images'}")
    assert printed.count(": image: ") == 6
    assert "cut.png is no picture that can be read" in printed
    pictures = files.folder / "out" / "laptops" / "pictures"
    assert sorted(file.stem for file in pictures.iterdir()) == [f"nova-{number}" for number in range(5)]
    with Image.open(pictures / "nova-0.png") as picture:
        assert (picture.size, picture.getpixel((0, 0))) == ((512, 171), (255, 255, 255))


def test_eyes_made_for_drawings_are_closed_to_photographs(files: Files) -> None:
    (files.folder / "images").mkdir()
    for name in ("nova one.png", "slim.jpg"):
        Image.new("RGB", (640, 480), "green").save(files.folder / "images" / name)
    files.write(_catalogue(NOVA, SLIM), _lines(ANNA))
    assert "customersim_vision_laptops" in files.run(f"--images={files.folder / 'images'}")
    seeing, faithful = (files.plays(policy=policy, max_images=4) for policy in ("seeing", "faithful"))
    assert [result["record"] for result in seeing] == [result["record"] for result in faithful]


def test_a_text_import_takes_the_place_of_what_is_left_of_a_vision_import(files: Files) -> None:
    (files.folder / "out").mkdir()
    (files.folder / "out" / "customersim_vision_laptops.yaml").write_text("task: customersim_vision_laptops\n")
    files.write(_catalogue(NOVA), _lines(ANNA))
    files.run()
    assert [file.name for file in (files.folder / "out").glob("*.yaml")] == ["customersim_laptops.yaml"]


def test_a_store_that_is_gone_or_broken_is_named_with_its_folder(files: Files) -> None:
    files.write(_catalogue(NOVA), _lines(ANNA))
    files.run()
    out = files.folder / "out"
    (out / "laptops" / "guide.md").unlink()
    with pytest.raises(ValueError, match=rf"{out}: laptops/guide\.md:1: file: does not exist"):
        open_store(StoreSource(category="laptops", folder=str(out)))
    with pytest.raises(ValueError, match=f"{out}/lamps: there is no such folder"):
        open_store(StoreSource(category="lamps", folder=str(out)))
