"""What is trained on: training worlds, or a store of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grpo.scenarios import training_scenarios
from salessim_tasks.worlds import train_world, write_world

BOTH = ["laptops", "smart_watch"]


def test_stores_and_sellers_come_in_turns(tmp_path: Path) -> None:
    docs = training_scenarios(tmp_path, BOTH, ["helpful", "omitting"], seed=3, personas=2)
    assert [(doc["persona"]["id"].split("-")[0], doc["behaviour"]) for doc in docs[:4]] == [
        ("laptops", "helpful"),
        ("smart", "helpful"),
        ("laptops", "omitting"),
        ("smart", "omitting"),
    ]
    assert len({doc["id"] for doc in docs}) == len(docs) == 8


def test_a_store_of_ones_own_is_trained_on_in_its_training_split(tmp_path: Path) -> None:
    for category, personas in zip(BOTH, (1, 3), strict=True):
        write_world(train_world(category, 3, personas=personas), tmp_path / "mine", pictures=False)
    docs = training_scenarios(tmp_path / "unused", BOTH, ["helpful"], seed=9, stores=str(tmp_path / "mine"))
    assert [doc["store"]["category"] for doc in docs] == ["laptops", *["smart_watch"] * 3]
    assert {doc["store"]["folder"] for doc in docs} == {str(tmp_path / "mine")}
    assert not (tmp_path / "unused").exists()
    with pytest.raises(ValueError, match="laptops"):
        training_scenarios(tmp_path, ["laptops"], ["helpful"], seed=9, stores=str(tmp_path / "nowhere"))


def test_scenarios_without_anything_acceptable_can_be_made_rare(tmp_path: Path) -> None:
    def drawn(share: float) -> list[dict[str, Any]]:
        return training_scenarios(tmp_path, BOTH, ["helpful"], seed=3, personas=20, nothing_acceptable=share)

    whole, fewer, none = drawn(1.0), drawn(0.1), drawn(0.0)
    assert sum(not doc["acceptable"] for doc in whole) > 0.2 * len(whole)
    assert 0 < sum(not doc["acceptable"] for doc in fewer) <= 0.1 * len(fewer)
    assert all(doc["acceptable"] for doc in none)
    with_something = [doc["id"] for doc in whole if doc["acceptable"]]
    assert sorted(doc["id"] for doc in fewer if doc["acceptable"]) == sorted(with_something), "nothing else is lost"
    assert drawn(0.1) == fewer
