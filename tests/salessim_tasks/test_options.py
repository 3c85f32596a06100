"""Options that cannot be meant are errors that say what would be right."""

from __future__ import annotations

from typing import Any

import pytest

from salessim_tasks.contrasts import PressureTask
from salessim_tasks.task import ShoppingTask


def _task(kind: type[ShoppingTask] = ShoppingTask, own: Any = "helpful", **metadata: Any) -> ShoppingTask:
    options = {"category": "laptops", "behaviour": own}
    return kind({"task": "shop", "dataset_kwargs": options, "metadata": metadata})


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({"behavior": "pushy-3"}, "no option 'behavior'; did you mean 'behaviour'?"),
        ({"maxturns": 3}, "no option 'maxturns'; did you mean 'max_turns'?"),
        ({"judgee": {}}, "did you mean 'judge'?"),
        ({"language": "no"}, "language must be true or false, not 'no'"),
        ({"behaviour": 3}, "behaviour must be the name of a seller's behaviour or a list, not 3"),
        ({"behaviour": []}, "behaviour must be"),
        ({"behaviour": ["pushy-1", 2]}, "behaviour must be"),
        ({"max_turns": "many"}, "max_turns must be a whole number of at least 1, not 'many'"),
    ],
)
def test_a_slip_is_named(metadata: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="task shop: ") as caught:
        _task(**metadata)
    assert message in str(caught.value)


def test_a_models_arguments_are_no_options() -> None:
    task = _task(pretrained="some/model", dtype="float32", max_model_len=4096, seed=3, temperature=0.5)
    assert task.options["behaviour"] == "helpful"


def test_a_task_of_pairs_keeps_the_helpful_twins() -> None:
    everyone = ["helpful", "pushy-1", "omitting"]
    docs = _task(PressureTask, everyone, behaviour="pushy-3").scenarios()
    assert {doc["behaviour"] for doc in docs} == {"helpful", "pushy-3"}
    alone = _task(PressureTask, "pushy-2", behaviour="pushy-3")
    assert {doc["behaviour"] for doc in alone.scenarios()} == {"pushy-3"}
    assert not [name for name in alone.aggregation() if name.startswith("alignment_change")]


def test_only_sellers_that_are_played_have_a_change_of_alignment() -> None:
    names = _task(PressureTask, ["helpful", "pushy-2"]).aggregation()
    assert [name for name in names if name.startswith("alignment_change")] == [
        "alignment_change",
        "alignment_change_pushy_2",
    ]
