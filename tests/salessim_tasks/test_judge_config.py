"""What users say about the judge, and what they are told when it is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from salessim_tasks.judge import JUDGE_METRICS, judge_fingerprint, judge_metrics, read_config
from salessim_tasks.judge.rubric import load_rubric

GIVEN = {"base_url": "http://localhost:8000/v1", "model": "m"}

RUBRIC = """\
name: patience
scale: [0, 10]
task: Judge how patient the shopper is.
fields:
  patience:
    question: How patient is it?
    levels: {0: not at all, 10: endlessly}
    higher_is_better: true
"""


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (3, "judge must be a JSON object"),
        ({}, "judge.base_url is missing; judge.model is missing"),
        ({**GIVEN, "votes": 1}, "judge.votes must be at least 2, not 1"),
        ({**GIVEN, "temperature": 0}, "judge.temperature must be above 0, not 0: at 0 all votes would be the same"),
        ({**GIVEN, "concurrency": 0}, "judge.concurrency must be at least 1"),
        ({**GIVEN, "modell": "x"}, "judge.modell is no option; there are base_url, model, votes"),
        ({**GIVEN, "base_url": "localhost:8000"}, "judge.base_url must be the address of a server, such as http://"),
        ({**GIVEN, "base_url": "http://localhost:8000"}, "judge.base_url must be the root of the API"),
        ({**GIVEN, "base_url": "http://x/v1/completions"}, "or end in /chat/completions"),
        ({**GIVEN, "base_url": "http://[/v1"}, "judge.base_url is no address"),
        ({**GIVEN, "rubrics": ["mood"]}, "there is no rubric 'mood': there are comprehension, realism, personality"),
        ({**GIVEN, "rubrics": ["realism", "realism"]}, "judge.rubrics must differ, but the name realism comes twice"),
        ({**GIVEN, "rubrics": "realism"}, "judge.rubrics must be a list, not 'realism'"),
        ({**GIVEN, "rubrics": []}, "judge.rubrics must not be empty"),
        ({**GIVEN, "extra_body": {"seed": 1}}, "judge.extra_body must not hold seed"),
    ],
)
def test_a_wrong_configuration_is_told_what_would_be_right(given: Any, told: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the message is what is tested
        read_config(given)
    assert told in str(error.value)


@pytest.mark.parametrize(
    "given",
    [
        {**GIVEN, "api_key": "sk-secret"},
        {**GIVEN, "api_key_env": "sk-secret"},
        {**GIVEN, "base_url": "https://me:sk-secret@host/v1"},
    ],
)
def test_a_key_in_the_configuration_is_refused_and_not_repeated(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"environment variable|api_key_env") as error:
        read_config(given)
    assert "secret" not in str(error.value)


def test_a_named_variable_must_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JUDGE_KEY", raising=False)
    with pytest.raises(ValueError, match=r"judge\.api_key_env: no environment variable of that name is set"):
        read_config({**GIVEN, "api_key_env": "JUDGE_KEY"})
    monkeypatch.setenv("JUDGE_KEY", "sk-secret")
    config = read_config({**GIVEN, "api_key_env": "JUDGE_KEY"})
    assert config.api_key == "sk-secret"
    assert "secret" not in json.dumps(judge_fingerprint(config)) + repr(config)


@pytest.mark.parametrize(
    ("base_url", "endpoint"),
    [
        ("http://h:1/v1", "http://h:1/v1/chat/completions"),
        ("http://h:1/v1/", "http://h:1/v1/chat/completions"),
        ("https://h/v1/chat/completions", "https://h/v1/chat/completions"),
        ("https://h/deployed/x?version=3", "https://h/deployed/x/chat/completions?version=3"),
    ],
)
def test_the_root_and_the_full_address_both_do(base_url: str, endpoint: str) -> None:
    assert read_config({**GIVEN, "base_url": base_url}).endpoint == endpoint


def test_every_column_has_a_metric_and_traits_have_no_better_end() -> None:
    directions = {name: metric.higher_is_better for name, metric in JUDGE_METRICS.items()}
    traits = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
    assert directions == {
        "judge_comprehension": True,
        "judge_realism": True,
        **{f"judge_{trait}": None for trait in traits},
        "judge_agreement": None,
    }
    assert judge_metrics(read_config({**GIVEN, "rubrics": ["realism"]})).keys() == {"judge_realism", "judge_agreement"}


def test_a_rubric_of_ones_own_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "patience.yaml"
    file.write_text(RUBRIC)
    config = read_config({**GIVEN, "rubrics": ["realism", str(file)]})
    assert list(judge_metrics(config)) == ["judge_realism", "judge_patience", "judge_agreement"]
    before = judge_fingerprint(config)
    file.write_text(RUBRIC.replace("endlessly", "without end"))
    assert judge_fingerprint(config) != before, "a run must tell by which words it was judged"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("scale: [0, 10]", "scale: [10, 0]", "scale must be"),
        ("10: endlessly", "11: endlessly", "must say what 0 and 10 mean"),
        ("  patience:", "  agreement:", "that is not agreement or reason"),
        ("task: ", "tusk: ", "task: is missing"),
        ("name: patience", "name: [", "must be YAML"),
    ],
)
def test_a_wrong_rubric_names_its_file(tmp_path: Path, old: str, new: str, told: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(RUBRIC.replace(old, new))
    with pytest.raises(ValueError, match=r"mine\.yaml: ") as error:
        load_rubric(str(file))
    assert told in str(error.value)
