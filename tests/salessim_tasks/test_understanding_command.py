"""`python -m salessim_tasks.understanding`, and loading a schema."""

from __future__ import annotations

import json

import pytest

from salessim_tasks.schema import load_schema
from salessim_tasks.understanding.__main__ import main


def test_prints_the_reading_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cheaper than that one, under $900, not pink"]) == 0
    reading = json.loads(capsys.readouterr().out)
    assert reading["constraints"] == [
        {"attribute": "price", "op": "<", "value": 900.0},
        {"attribute": "colour", "op": "not_in", "value": ["pink"]},
    ]
    assert reading["comparatives"][0]["wants"] == "less"


@pytest.mark.parametrize("category", ["spaceships", "../laptops", ""])
def test_unknown_store_is_named(category: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="laptops"):
        load_schema(category)
    with pytest.raises(SystemExit):
        main(["hello", "--category", category])
    assert "laptops" in capsys.readouterr().err
