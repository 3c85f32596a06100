"""What is trained on: training worlds, or a store of one's own."""

from __future__ import annotations

from pathlib import Path

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
