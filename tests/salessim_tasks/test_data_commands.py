"""`salessim data`: what it prints, what it writes, and what it refuses."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from salessim_tasks.cli import main
from salessim_tasks.pictures import draw
from salessim_tasks.store import categories, data_root, load_store

GENERATE = ("data", "generate", "--seed", "7", "--category", "laptops")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a generated store."""
    folder = tmp_path_factory.mktemp("world")
    assert main([*GENERATE, "--products", "24", "--personas", "40", "--out", str(folder)]) == 0
    return folder


def test_a_generated_store_has_the_layout_of_the_others_and_passes_the_check(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {file.name for file in (world / "laptops").iterdir()}
    assert names == {"schema.yaml", "products.jsonl", "personas.jsonl", "guide.md", "pictures"}
    assert main(["data", "check", "--root", str(world)]) == 0
    assert capsys.readouterr().out == "laptops: 24 products, 40 personas, 0 problems\n"


@pytest.mark.parametrize("category", categories())
def test_a_generated_store_of_any_category_passes_the_check(
    category: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes = ("--products", "32", "--personas", "40", "--out", str(tmp_path))
    assert main(["data", "generate", "--seed", "11", "--category", category, *sizes]) == 0
    assert main(["data", "check", "--root", str(tmp_path)]) == 0, capsys.readouterr().out


def test_a_generated_store_has_a_picture_of_every_product(world: Path) -> None:
    store = load_store("laptops", world)
    pictures = {file.stem: file.read_bytes() for file in (world / "laptops" / "pictures").iterdir()}
    assert pictures == {product.id: draw("laptops", product.attributes, product.id) for product in store.products}


def test_the_same_seed_writes_the_same_bytes(world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [*GENERATE, "--products", "24", "--personas", "40", "--out", str(tmp_path), "--no-pictures"]
    assert main(arguments) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'laptops'}\n"
    assert not (tmp_path / "laptops" / "pictures").exists()
    for file in (tmp_path / "laptops").iterdir():
        assert file.read_bytes() == (world / "laptops" / file.name).read_bytes()


def test_the_split_can_be_chosen(tmp_path: Path) -> None:
    few = ("--products", "24", "--personas", "6", "--no-pictures", "--out", str(tmp_path))
    assert main([*GENERATE, "--split", "train", *few]) == 0
    assert {persona.split for persona in load_store("laptops", tmp_path).personas} == {"train"}


@pytest.mark.parametrize(
    ("category", "split", "complaint"),
    [("toasters", "test", "toasters"), ("house_plants", "train", "house_plants")],
)
def test_a_world_that_must_not_be_is_refused(
    category: str, split: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The unseen store is never trained on."""
    arguments = ["--seed", "1", "--category", category, "--split", split, "--out", str(tmp_path)]
    assert main(["data", "generate", *arguments]) == 2
    assert complaint in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_stats_print_the_overview_and_each_stores_attributes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "stats", "laptops", "smart_watch"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("|  | laptops | smart_watch |\n")
    assert "| personas by split | 20 dev, 100 test | 20 dev, 100 test |" in printed
    assert "\nsmart_watch\n\n| attribute | type | in dealbreakers | in preferences |\n" in printed
    assert "| case_shape (visual) | choice |" in printed


def test_stats_of_a_store_in_another_folder(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "stats", "--root", str(world)]) == 0
    assert "| products | 24 |\n" in capsys.readouterr().out


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The folder of a copy of the laptops."""
    return Path(shutil.copytree(data_root() / "laptops", tmp_path / "laptops"))


def test_a_copied_store_is_checked_where_it_is(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check = ["data", "check", "--root", str(copy.parent)]
    assert main(check) == 0
    assert capsys.readouterr().out == "laptops: 64 products, 120 personas, 0 problems\n"
    for file, line, old, new in [
        ("products.jsonl", 3, '"price": ', '"price": -'),
        ("personas.jsonl", 5, '"split": "test"', '"split": "exam"'),
    ]:
        lines = (copy / file).read_text(encoding="utf-8").split("\n")
        lines[line - 1] = lines[line - 1].replace(old, new)
        (copy / file).write_text("\n".join(lines), encoding="utf-8")
    assert main(check) == 1
    printed = capsys.readouterr().out
    assert "laptops/products.jsonl:3: attributes.price: must be a number from 150 to 4000, not -" in printed
    assert "laptops/personas.jsonl:5: split: input should be 'test', 'dev' or 'train', not 'exam'" in printed


def test_a_store_that_cannot_be_read_is_named_with_file_and_line(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (copy / "personas.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "half')
    assert main(["data", "check", "--root", str(copy.parent)]) == 1
    assert "laptops/personas.jsonl:121: record: invalid JSON" in capsys.readouterr().out
    assert main(["data", "stats", "--root", str(copy.parent)]) == 2
    assert "laptops/personas.jsonl:121: record: invalid JSON" in capsys.readouterr().err


def test_bytes_that_are_no_text_do_not_hide_the_other_problems(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "products.jsonl").write_bytes(b"{}\n\xff\n")
    (copy / "guide.md").unlink()
    assert main(["data", "check", "--root", str(copy.parent)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "laptops/guide.md:1: file: does not exist; every category has one",
        "laptops/products.jsonl:2: encoding: is not UTF-8; save the file as UTF-8",
        "laptops: 2 products, 120 personas, 2 problems",
    ]


def test_a_file_of_personas_that_is_no_text_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "people.jsonl").write_bytes(b"\xff")
    assert main(["data", "check", "laptops", "--persona-file", str(tmp_path / "people.jsonl")]) == 2
    assert f"{tmp_path}/people.jsonl:1: encoding: is not UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["stats", "toasters"], f"no such category: toasters; there is {', '.join(categories())}"),
        (["check", "toasters"], f"no such category: toasters; there is {', '.join(categories())}"),
        (["stats", "--root", "nowhere"], "--root nowhere: there is no such folder"),
        (["check", "--root", str(Path(__file__).parent)], "there is no store here"),
        (["check", "laptops", "--persona-file", "nobody.jsonl"], "--persona-file nobody.jsonl: there is no such file"),
        (["check", "--persona-file", __file__], "needs the one category whose personas these are: female_clothing"),
        (["polish"], "invalid choice: 'polish'"),
        ([], "required: command"),
    ],
)
def test_what_does_not_exist_is_refused(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["data", *arguments])
    assert caught.value.code == 2
    assert complaint in capsys.readouterr().err
