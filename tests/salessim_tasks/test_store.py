"""Loading a store: what it holds, and what is said about data that is not as it should be."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

import salessim_tasks.store as store_module
from salessim_tasks.records import Product
from salessim_tasks.store import DataError, Store, categories, load_store, parse_guide

DATA = Path(store_module.__file__).parent / "data"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The folder of a copy of the laptops, without personas and pictures."""
    ignored = shutil.ignore_patterns("personas.jsonl", "pictures")
    return Path(shutil.copytree(DATA / "laptops", tmp_path / "laptops", ignore=ignored))


def load(copy: Path) -> Store:
    """Read the copy, each time anew."""
    return load_store.__wrapped__("laptops", copy.parent)


def edit_line(file: Path, line: int, edit: Callable[[dict[str, Any]], object]) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    record = json.loads(lines[line - 1])
    edit(record)
    lines[line - 1] = json.dumps(record)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_the_store_is_loaded_once_and_found_again_by_id() -> None:
    store = load_store("laptops")
    assert load_store("laptops") is store
    assert len(store.products) >= 40
    assert all(store.product(product.id) is product for product in store.products)
    assert all(store.persona(persona.id) is persona for persona in store.personas)
    with pytest.raises(KeyError, match="nothing-of-the-kind"):
        store.product("nothing-of-the-kind")


def test_there_are_six_stores() -> None:
    assert categories() == (
        *("female_clothing", "game_gadgets", "house_plants"),
        *("laptops", "male_clothing", "smart_watch"),
    )


def test_stores_in_another_folder_are_found_and_read(copy: Path) -> None:
    (copy.parent / "no-store").mkdir()
    assert categories(copy.parent) == ("laptops",)
    store = load_store("laptops", copy.parent)
    assert store is not load_store("laptops")
    assert store.products == load_store("laptops").products
    assert store.personas == ()


@pytest.mark.parametrize("category", categories())
def test_products_come_in_file_order_with_every_attribute(category: str) -> None:
    store = load_store(category)
    lines = (DATA / category / "products.jsonl").read_text(encoding="utf-8").splitlines()
    assert [product.id for product in store.products] == [json.loads(line)["id"] for line in lines]
    assert all(product.attributes.keys() == store.schema.attributes.keys() for product in store.products)


def _differences(store: Store) -> list[tuple[Product, Product, int]]:
    """Each pair of products, and in how many attributes it differs besides price and looks."""
    names = [name for name in store.schema.attributes if name != "price" and name not in store.schema.visual]
    return [
        (one, other, sum(one.attributes[name] != other.attributes[name] for name in names))
        for one, other in combinations(store.products, 2)
    ]


def test_many_laptops_differ_in_one_fact_from_another() -> None:
    assert sum(count <= 1 for _, _, count in _differences(load_store("laptops"))) >= 15


@pytest.mark.parametrize("category", categories())
def test_there_are_products_that_are_easily_mixed_up(category: str) -> None:
    alike = {one.id for *pair, count in _differences(load_store(category)) if count <= 3 for one in pair}
    assert len(alike) >= 10


def test_hashes_are_those_of_the_files() -> None:
    hashes = load_store("laptops").hashes
    assert set(hashes) == {"schema", "products", "personas", "guide"}
    assert hashes["guide"] == hashlib.sha256((DATA / "laptops" / "guide.md").read_bytes()).hexdigest()


def test_a_changed_byte_changes_the_hash_of_its_file_only(copy: Path) -> None:
    before = load(copy).hashes
    (copy / "guide.md").write_bytes((copy / "guide.md").read_bytes() + b"\n")
    after = load(copy).hashes
    assert [kind for kind in before if before[kind] != after[kind]] == ["guide"]


def test_a_store_without_personas_file_has_no_personas(copy: Path) -> None:
    assert load(copy).personas == ()


def test_guide_sections_keep_their_paragraphs() -> None:
    guide = parse_guide("# Title\nForeword.\n\n## One \nFirst.\n\nSecond.\n\n## Two\n### Inner\nThird.\n")
    assert guide == (("One", "First.\n\nSecond."), ("Two", "### Inner\nThird."))


@pytest.mark.parametrize("category", categories())
def test_every_section_of_a_guide_opens_with_a_sentence_of_its_own(category: str) -> None:
    for section in load_store(category).guide:
        assert 15 < len(section.text.split(". ")[0]) < 240, section.title


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("price", "cheap", "attributes.price: must be a number from 150 to 4000, not 'cheap'"),
        ("price", 1, "attributes.price: must be a number from 150 to 4000, not 1.0"),
        ("price", True, "attributes.price: must be a number from 150 to 4000, not True"),
        ("touch", "yes", "attributes.touch: must be true or false, not 'yes'"),
        ("touch", 1, "attributes.touch: must be true or false, not 1.0"),
        ("system", "macOS", "attributes.system: must be one of Windows, ChromeOS, Linux, not 'macOS'"),
        ("ports", ["HDMI", "VGA"], "attributes.ports: must be a list, without repetition, out of HDMI, USB-A"),
        ("ports", ["HDMI", "HDMI"], "attributes.ports: must be a list, without repetition"),
        ("smell", "pine", "attributes.smell: is unknown; the schema has price, brand"),
        ("weight", None, "attributes.weight: input should be a valid number"),
    ],
)
def test_a_wrong_attribute_is_named_with_line_and_what_would_be_right(
    copy: Path, field: str, value: object, expected: str
) -> None:
    edit_line(copy / "products.jsonl", 7, lambda product: product["attributes"].update({field: value}))
    with pytest.raises(DataError) as caught:
        load(copy)
    assert str(caught.value).startswith(f"laptops/products.jsonl:7: {expected}")


def test_a_missing_attribute_is_named(copy: Path) -> None:
    edit_line(copy / "products.jsonl", 2, lambda product: product["attributes"].pop("memory"))
    with pytest.raises(DataError, match=r"products.jsonl:2: attributes.memory: is missing; it must be a number from 2"):
        load(copy)


def test_a_partial_catalogue_may_leave_attributes_out_but_not_state_wrong_ones(copy: Path) -> None:
    with (copy / "schema.yaml").open("a", encoding="utf-8") as file:
        file.write("\npartial: true\n")
    edit_line(copy / "products.jsonl", 2, lambda product: product["attributes"].pop("memory"))
    assert "memory" not in load(copy).products[1].attributes
    edit_line(copy / "products.jsonl", 3, lambda product: product["attributes"].update(memory="much"))
    with pytest.raises(DataError, match=r"products.jsonl:3: attributes.memory: must be a number"):
        load(copy)


def test_missing_and_unknown_fields_are_named(copy: Path) -> None:
    edit_line(copy / "products.jsonl", 3, lambda product: product.update(nam=product.pop("name")))
    with pytest.raises(DataError) as caught:
        load(copy)
    assert {(problem.line, problem.field) for problem in caught.value.problems} == {(3, "name"), (3, "nam")}


def test_a_line_that_is_no_json_is_named(copy: Path) -> None:
    with (copy / "products.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "half')
    with pytest.raises(DataError, match=r"products.jsonl:65: record: invalid JSON"):
        load(copy)


def test_bytes_that_are_no_text_are_named(copy: Path) -> None:
    content = (copy / "products.jsonl").read_bytes().split(b"\n")
    content[3] = b"\xff" + content[3]
    (copy / "products.jsonl").write_bytes(b"\n".join(content))
    with pytest.raises(DataError, match=r"products.jsonl:4: encoding: is not UTF-8"):
        load(copy)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("minimum: 150", "minimum: lots", r"schema.yaml:\d+: attributes.price.minimum: .*number"),
        (
            "minimum: 150",
            "minimum: 150\n    minimun: 150",
            r"schema.yaml:\d+: attributes.price.minimun: is not a field of this record",
        ),
        ("headline: [price,", "headline: [prize,", r"schema.yaml:4: headline.0: 'prize' is no attribute"),
        (
            "value: [high-end]",
            "value: [hi-end]",
            r"phrases.0.constraints.0: processor cannot be hi-end; its values are",
        ),
        ("dark: [black,", "dark: [ebony,", r"attributes.colour.families.dark: ebony is not among the values"),
        ("headline: [price,", "headline: [colour, price,", r"schema.yaml:\d+: attributes.colour.visual: must be false"),
        (
            "    type: number\n    label: weight",
            "    type: number\n    visual: true\n    label: weight",
            r"schema.yaml:\d+: attributes.weight.visual: must be false: only a choice or a flag outside the headline",
        ),
        ("headline: [", "headline: {[", r"schema.yaml:\d+: document: must be YAML"),
    ],
)
def test_a_wrong_schema_is_named(copy: Path, old: str, new: str, expected: str) -> None:
    text = (copy / "schema.yaml").read_text(encoding="utf-8")
    assert old in text
    (copy / "schema.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=expected):
        load(copy)


def test_a_schema_problem_is_named_with_its_line(copy: Path) -> None:
    text = (copy / "schema.yaml").read_text(encoding="utf-8").replace("maximum: 4000", "maximum: [4000]")
    (copy / "schema.yaml").write_text(text, encoding="utf-8")
    line = next(number for number, line in enumerate(text.splitlines(), start=1) if "maximum: [4000]" in line)
    with pytest.raises(DataError) as caught:
        load(copy)
    assert caught.value.problems[0].line == line


def test_a_category_that_does_not_exist_is_named() -> None:
    with pytest.raises(DataError, match=r"toasters/schema.yaml:1: file: does not exist"):
        load_store("toasters")
