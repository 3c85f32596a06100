"""`salessim data check`: the shipped data is in order, and each kind of problem is found and named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salessim_tasks import checks, persona_checks
from salessim_tasks import store as store_module
from salessim_tasks.checks import check_persona_file, check_store, check_together, json_schemas, main, write_schemas
from salessim_tasks.records import Constraint
from salessim_tasks.store import categories, load_store

DATA = Path(persona_checks.__file__).parent / "data"
FIRST = load_store("laptops").products[0]
SENTENCES = {
    "Nothing over $900.": ("price", "<=", 900.0),
    "Under four pounds, please.": ("weight", "<", 4.0),
    "A blue one would be lovely.": ("colour", "in", ("blue",)),
    "Ten hours of battery, please.": ("battery", ">=", 10.0),
}


def requirement(text: str) -> dict[str, Any]:
    attribute, op, value = SENTENCES[text]
    return {"text": text, "constraints": [{"attribute": attribute, "op": op, "value": value}]}


def persona(number: int, **changes: object) -> dict[str, Any]:
    """A sound persona; each number has another id, name and background."""
    texts = list(SENTENCES)
    return {
        "id": f"p-{number}",
        "split": "test",
        "name": f"Name {number}",
        "age": 40,
        "background": " ".join(f"w{number}x{word}" for word in range(20)),
        "speaking_style": "Plain and short.",
        "preferences": [requirement(texts[2]), requirement(texts[3])],
        "dealbreakers": [requirement(texts[0]), requirement(texts[1])],
    } | changes


@pytest.fixture(autouse=True)
def understand(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Understand the sentences of this file, so that its tests do not hang on the sales agent's."""
    if request.function.__name__.startswith("test_the_shipped_"):
        return

    class Understood:
        def __init__(self, schema: object, products: object) -> None:
            pass

        def requirements(self, text: str) -> tuple[Constraint, ...]:
            if text not in SENTENCES:
                return ()
            attribute, op, value = SENTENCES[text]
            return (Constraint.model_validate({"attribute": attribute, "op": op, "value": value}),)

    monkeypatch.setattr(persona_checks, "Understanding", Understood)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the laptops, without personas, and with nothing else wrong."""
    shutil.copytree(DATA / "laptops", tmp_path / "laptops", ignore=shutil.ignore_patterns("personas.jsonl"))
    return tmp_path


def write_lines(file: Path, records: list[dict[str, Any]]) -> Path:
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return file


def problems_of(tmp_path: Path, *personas: dict[str, Any]) -> list[str]:
    problems, _ = check_persona_file(write_lines(tmp_path / "people.jsonl", list(personas)))
    return [str(problem).removeprefix(f"{tmp_path}/") for problem in problems]


def edit_product(root: Path, line: int, edit: Callable[[dict[str, Any]], object]) -> None:
    file = root / "laptops" / "products.jsonl"
    products = [json.loads(one) for one in file.read_text(encoding="utf-8").splitlines()]
    edit(products[line - 1])
    write_lines(file, products)


@pytest.mark.parametrize("category", categories())
def test_the_shipped_data_has_no_problems(category: str) -> None:
    assert [str(problem) for problem in check_store(category)] == []
    store = load_store(category)
    assert len(store.products) >= 40
    assert len(store.personas) == 120


def test_the_shipped_stores_have_no_problems_side_by_side() -> None:
    assert len(categories()) == 6
    assert [str(problem) for problem in check_together(categories())] == []


def test_a_missing_file_is_a_problem(root: Path) -> None:
    (root / "laptops" / "guide.md").unlink()
    found = {(problem.file, problem.message) for problem in check_store("laptops", root)}
    assert ("laptops/guide.md", "does not exist; every category has one") in found
    assert ("laptops/personas.jsonl", "does not exist; every category has one") in found


def test_all_problems_are_told_not_just_the_first(root: Path) -> None:
    edit_product(root, 1, lambda product: product["attributes"].update(price=-1, touch="no"))
    edit_product(root, 9, lambda product: product.pop("description"))
    found = {(problem.line, problem.field) for problem in check_store("laptops", root)}
    assert {(1, "attributes.price"), (1, "attributes.touch"), (9, "description")} <= found


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": FIRST.id}, "id"),
        ({"name": " ".join(reversed(FIRST.name.split()))}, "name"),
        ({"name": " ".join(FIRST.name.split()[:3])}, "name"),
    ],
)
def test_confusable_products_are_named(root: Path, change: dict[str, str], field: str) -> None:
    edit_product(root, 5, lambda product: product.update(change))
    assert (5, field) in {
        (problem.line, problem.field) for problem in check_store("laptops", root) if "products" in problem.file
    }


def test_a_short_or_incomplete_guide_is_a_problem(root: Path) -> None:
    guide = root / "laptops" / "guide.md"
    guide.write_text("## Screen size\nFourteen inches travels well.\n", encoding="utf-8")
    found = {problem.field for problem in check_store("laptops", root) if problem.file == "laptops/guide.md"}
    assert {"text", "attributes.weight"} <= found
    assert "attributes.screen" not in found


def test_a_sound_persona_file_of_any_size_has_no_problems(tmp_path: Path) -> None:
    problems, table = check_persona_file(write_lines(tmp_path / "people.jsonl", [persona(1), persona(2)]))
    assert problems == []
    assert [line.split()[0] for line in table.splitlines()] == ["persona", "p-1", "p-2", "2"]


def test_sentence_and_data_that_disagree_are_shown_side_by_side(tmp_path: Path) -> None:
    wrong = requirement("Nothing over $900.")
    wrong["constraints"][0]["value"] = 800
    (problem,) = problems_of(tmp_path, persona(1, dealbreakers=[wrong]))
    assert problem == (
        "people.jsonl:1: dealbreakers.0.text: p-1: 'Nothing over $900.' is understood as price <= 900, "
        "but the data says price <= 800"
    )


def test_a_sentence_that_says_nothing_is_a_problem(tmp_path: Path) -> None:
    vague = requirement("Nothing over $900.") | {"text": "Money matters to me."}
    (problem,) = problems_of(tmp_path, persona(1, dealbreakers=[vague]))
    assert "is understood as nothing, but the data says price <= 900" in problem


def test_two_ways_to_say_the_same_agree(tmp_path: Path) -> None:
    others = ["silver", "grey", "black", "white", "gold", "pink", "green", "red"]
    same = requirement("A blue one would be lovely.")
    same["constraints"] = [{"attribute": "colour", "op": "not_in", "value": others}]
    assert problems_of(tmp_path, persona(1, preferences=[same, requirement("Ten hours of battery, please.")])) == []


@pytest.mark.parametrize(
    ("constraint", "message"),
    [
        ({"attribute": "smell", "op": "==", "value": True}, "attribute 'smell' is unknown; the schema has price"),
        ({"attribute": "price", "op": "in", "value": ["cheap"]}, "price needs <, <=, >, >=, == and a number"),
        ({"attribute": "price", "op": "<=", "value": True}, "price needs <, <=, >, >=, == and a number"),
        ({"attribute": "touch", "op": "==", "value": 1}, "touch needs == and true or false"),
        ({"attribute": "colour", "op": "==", "value": 1}, "colour needs in or not_in and a list of values"),
        ({"attribute": "colour", "op": "in", "value": []}, "colour needs in or not_in and a list of values"),
        ({"attribute": "colour", "op": "in", "value": ["mauve"]}, "colour cannot be mauve; its values are silver"),
    ],
)
def test_a_constraint_that_does_not_fit_the_schema_is_named(
    tmp_path: Path, constraint: dict[str, Any], message: str
) -> None:
    wrong = {"text": "Nothing over $900.", "constraints": [constraint]}
    (problem,) = problems_of(tmp_path, persona(1), persona(2, preferences=[requirement("Nothing over $900."), wrong]))
    assert problem.startswith(f"people.jsonl:2: preferences.1.constraints.0: {message}")


def test_an_invalid_persona_is_named_by_field(tmp_path: Path) -> None:
    found = problems_of(tmp_path, persona(1, age=130, split="exam"))
    assert [problem.split(": ")[1] for problem in found] == ["split", "age"]
    assert all(problem.startswith("people.jsonl:1: ") for problem in found)


def test_a_wish_that_no_product_meets_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SENTENCES, "It must cost under $10.", ("price", "<", 10.0))
    found = problems_of(tmp_path, persona(1, dealbreakers=[requirement("It must cost under $10.")]))
    assert any(
        "dealbreakers.0: p-1: 'It must cost under $10.' must be met by at least one product" in one for one in found
    )


def test_too_few_near_misses_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SENTENCES, "Any price up to $4000.", ("price", "<=", 4000.0))
    (problem,) = problems_of(tmp_path, persona(1, dealbreakers=[requirement("Any price up to $4000.")]))
    assert "dealbreakers: p-1: 0 products break exactly one dealbreaker; at least 3 must" in problem


def test_people_must_differ_in_id_name_and_background(tmp_path: Path) -> None:
    found = problems_of(tmp_path, persona(1), persona(1))
    assert [problem.split(": ")[:2] for problem in found] == [
        ["people.jsonl:2", "id"],
        ["people.jsonl:2", "name"],
        ["people.jsonl:2", "background"],  # a shared run of words
        ["people.jsonl:2", "background"],  # too similar
    ]


def test_shares_are_checked_over_the_whole_file(root: Path) -> None:
    write_lines(root / "laptops" / "personas.jsonl", [persona(1), persona(2, split="dev")])
    found = [str(problem) for problem in check_store("laptops", root)]
    assert found == [
        "laptops/personas.jsonl:1: dealbreakers: 0 of 2 personas have no acceptable product; at least a quarter should",
        "laptops/personas.jsonl:1: dealbreakers: 0 of 2 personas have exactly one or two acceptable products; "
        "at least a quarter should",
        "laptops/personas.jsonl:1: dealbreakers: the picture decides for 0 of 1 test personas; at least 40% are wanted",
    ]


def test_the_packages_own_stores_have_splits_of_fixed_sizes(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_lines(root / "laptops" / "personas.jsonl", [persona(1), persona(2, split="dev")])
    assert "split" not in {problem.field for problem in check_store("laptops", root)}
    for module in (checks, store_module):
        monkeypatch.setattr(module, "data_root", lambda: root)
    assert [str(problem) for problem in check_store("laptops") if problem.field == "split"] == [
        "laptops/personas.jsonl:1: split: 1 personas are in 'test'; it takes 100",
        "laptops/personas.jsonl:1: split: 1 personas are in 'dev'; it takes 20",
    ]


def test_listed_labels_must_exist_and_the_sentences_beside_them_are_taken_as_they_came(tmp_path: Path) -> None:
    prose = [{"text": "Good for my sister, who says that money is no object to her."}]
    listed: dict[str, Any] = {"preferences": [], "dealbreakers": prose, "background": "Ann."}
    found = problems_of(
        tmp_path,
        persona(1, acceptable_products=[FIRST.id], **listed),
        persona(2, acceptable_products=[FIRST.id, "nothing-of-the-kind"], **listed),
    )
    assert found == ["people.jsonl:2: acceptable_products.1: p-2: there is no product 'nothing-of-the-kind'"]


def test_stores_are_checked_each_by_itself_and_all_side_by_side(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(root / "laptops", root / "notebooks")
    write_lines(root / "laptops" / "personas.jsonl", [persona(1)])
    write_lines(root / "notebooks" / "personas.jsonl", [persona(2), persona(1, id="twin")])
    assert [str(problem).split(" (")[0] for problem in check_together(["laptops", "notebooks"], root)] == [
        "notebooks/personas.jsonl:2: name: twin: 'Name 1' must be unique; p-1 has the same name",
        "notebooks/personas.jsonl:2: background: twin: shares 'w1x0 w1x1 w1x2 w1x3 w1x4 w1x5' with p-1; "
        "put it in other words",
        "notebooks/personas.jsonl:2: background: twin: is too much like p-1",
    ]
    assert main(["--root", str(root)]) == 1
    printed = capsys.readouterr().out
    assert "2 stores together: 3 problems" in printed
    assert "notebooks/schema.yaml:1: category: must be 'notebooks', the name of the folder, not 'laptops'" in printed


def test_the_command_prints_problems_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write_lines(tmp_path / "people.jsonl", [persona(1), persona(2, age=-7)])
    assert main(["laptops", "--persona-file", str(file)]) == 1
    printed = capsys.readouterr().out
    assert "p-1" in printed
    assert f"{file}:2: age: " in printed
    assert printed.endswith("1 problem\n")


def test_the_checked_in_schemas_are_those_of_the_types(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    names = sorted(file.name for file in tmp_path.iterdir())
    assert names == ["persona.json", "product.json", "store-schema.json", "transcript.json"]
    for name, text in json_schemas().items():
        assert (tmp_path / f"{name}.json").read_text(encoding="utf-8") == text
        assert (DATA / "schemas" / f"{name}.json").read_text(encoding="utf-8") == text, (
            "run python -m salessim_tasks.checks --write-schemas"
        )
