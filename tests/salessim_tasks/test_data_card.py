"""The data card: it says what the data is, and the one in docs/ is that of the data."""

from __future__ import annotations

from pathlib import Path

from salessim_tasks.cli import main
from salessim_tasks.data_card import data_card
from salessim_tasks.store import categories, load_store
from salessim_tasks.textfiles import write_whole
from salessim_tasks.version import SUITE_VERSION

FILE = Path(__file__).resolve().parents[2] / "docs" / "data-card.md"


def test_the_card_in_docs_is_up_to_date() -> None:
    card = data_card([load_store(category) for category in categories()])
    assert FILE.read_text(encoding="utf-8") == card, "run: salessim data card --out docs/data-card.md"


def test_the_card_names_licence_version_stores_and_what_is_for_testing_only() -> None:
    card = data_card([load_store(category) for category in categories()])
    assert "Licence of the data: CC-BY-4.0" in card
    assert f"suite version {SUITE_VERSION}" in card
    assert f"|  | {' | '.join(categories())} |" in card
    assert "`house_plants` is the unseen store" in card
    for heading in ("What it is", "How it was made", "Counts", "Known limits", "Use"):
        assert f"\n## {heading}\n" in card
    for category in categories():
        table = card.partition(f"\n### {category}\n")[2].partition("\n\n")[0]
        assert table.count("\n") == len(load_store(category).schema.attributes) + 1


def test_the_counts_are_those_of_the_stores_given() -> None:
    store = load_store("laptops")
    card = data_card([store])
    assert "1 retail store" in card
    assert f"| products | {len(store.products)} |" in card


def test_the_command_writes_the_card(tmp_path: Path) -> None:
    assert main(["data", "card", "--out", str(tmp_path / "new" / "card.md")]) == 0
    expected = data_card([load_store(category) for category in categories()])
    assert (tmp_path / "new" / "card.md").read_text(encoding="utf-8") == expected
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["card.md"]


def test_a_card_is_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "card.md"
    for text in ("a long first text", "short"):
        write_whole(file, text)
        assert file.read_text(encoding="utf-8") == text
