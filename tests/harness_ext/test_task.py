"""`EpisodeTask` under real lm-eval: what its users know of other tasks holds for episodes."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import lm_eval
import pytest
from guessing import GuessingTask, ScriptedLM, bisecting
from lm_eval.loggers import EvaluationTracker
from lm_eval.tasks import TaskManager

from harness_ext import plugins
from harness_ext.task import JOURNAL_VARIABLE


@pytest.fixture(autouse=True)
def _plugins_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LM_EVAL_DISABLE_PLUGINS", raising=False)
    monkeypatch.delenv(JOURNAL_VARIABLE, raising=False)
    plugins.install()
    # It asks the machine for its software and hardware, seconds a run, and has no part in what is tested here.
    monkeypatch.setattr("lm_eval.evaluator.add_env_info", lambda results: None)


def _task(numbers: list[int], **config: Any) -> GuessingTask:
    return GuessingTask({"task": "guessing", "dataset_kwargs": {"numbers": numbers}, **config})


def _evaluate(task: GuessingTask, lm: Any = None, **arguments: Any) -> dict[str, Any]:
    manager = TaskManager(include_defaults=False)  # reading lm-eval's 14,000 tasks takes seconds
    results = lm_eval.simple_evaluate(lm or ScriptedLM(bisecting), tasks=[task], task_manager=manager, **arguments)
    assert results is not None
    return dict(results)


def test_the_results_have_plain_keys_and_standard_errors() -> None:
    scores = _evaluate(_task([50, 25, 12]))["results"]["guessing"]

    assert scores["won,none"] == 1.0
    assert scores["guesses,none"] == pytest.approx(2.0)
    assert scores["guesses_stderr,none"] == pytest.approx(1 / 3**0.5)
    assert scores["infrastructure_error,none"] == 0.0


def test_every_trial_reaches_the_scorers_and_the_sample_log() -> None:
    lm = ScriptedLM(lambda prompt: "50")
    results = _evaluate(_task([50, 99], repeats=3), lm)

    assert results["results"]["guessing"]["won,none"] == 0.5
    (sample, _) = results["samples"]["guessing"]
    assert [trial["trial"] for trial in sample["resps"][0]] == [0, 1, 2]
    assert [trial["won"] for trial in sample["filtered_resps"][0]] == [1.0, 1.0, 1.0]
    assert results["results"]["guessing"]["sample_len"] == 2, "trials are clustered in their scenario"


@pytest.mark.parametrize("multimodal", [False, True])
def test_the_sample_log_holds_transcripts_as_json(multimodal: bool, tmp_path: Path) -> None:
    lm = ScriptedLM(bisecting)
    if multimodal:  # lm-eval then copies the samples, to hash their images
        lm.MULTIMODAL = True
    results = _evaluate(_task([50]), lm)
    tracker = EvaluationTracker(output_path=str(tmp_path))
    tracker.save_results_aggregated(results={"config": {}}, samples=None)
    tracker.save_results_samples("guessing", results["samples"]["guessing"])

    (file,) = tmp_path.glob("**/samples_guessing_*.jsonl")
    (sample,) = map(json.loads, file.read_text().splitlines())
    assert json.loads(sample["resps"][0][0])["record"]["guesses"] == [50]
    assert json.loads(sample["filtered_resps"][0][0])["won"] == 1.0


def test_trials_that_differ_are_averaged() -> None:
    replies = iter(["50", "give up"])
    results = _evaluate(_task([50], repeats=2), ScriptedLM(lambda prompt: next(replies)))
    assert results["results"]["guessing"]["won,none"] == 0.5


def test_an_infrastructure_error_is_counted_apart_and_never_scored() -> None:
    def reply(prompt: str) -> str:
        if prompt.endswith("lower\nAssistant:"):
            raise RuntimeError("gone")
        return bisecting(prompt)

    results = _evaluate(_task([50, 99, 1]), ScriptedLM(reply))
    scores = results["results"]["guessing"]
    assert scores["infrastructure_error,none"] == pytest.approx(1 / 3)
    assert scores["won,none"] == 1.0
    assert "gone" in results["samples"]["guessing"][2]["resps"][0][0]["error"]


def test_limit_and_samples_choose_scenarios() -> None:
    first = _evaluate(_task([50, 25, 12]), limit=2)["samples"]["guessing"]
    chosen = _evaluate(_task([50, 25, 12]), samples={"guessing": [2, 0]})["samples"]["guessing"]

    assert [sample["doc"]["number"] for sample in first] == [50, 25]
    assert {sample["doc_id"]: sample["doc"]["number"] for sample in chosen} == {2: 12, 0: 50}


def test_samples_beyond_the_last_scenario_are_refused() -> None:
    with pytest.raises(ValueError, match="scenarios 0 to 1"):
        _evaluate(_task([50, 25]), samples={"guessing": [2]})


def test_gen_kwargs_override_the_defaults_of_the_yaml() -> None:
    lm = ScriptedLM(bisecting)
    _evaluate(_task([50], generation_kwargs={"temperature": 0.9}), lm, gen_kwargs="max_new_tokens=16,temperature=0")

    arguments = lm.calls[0][0].args[1]
    assert arguments["max_gen_toks"] == 16
    assert arguments["temperature"] == 0
    assert arguments["do_sample"] is False


def test_the_default_is_sampling_at_0_7_with_512_tokens() -> None:
    lm = ScriptedLM(bisecting)
    _evaluate(_task([50]), lm)

    arguments = lm.calls[0][0].args[1]
    assert {name: arguments[name] for name in ("do_sample", "temperature", "max_gen_toks")} == {
        "do_sample": True,
        "temperature": 0.7,
        "max_gen_toks": 512,
    }


def test_system_instruction_and_chat_template_reach_the_model() -> None:
    lm = ScriptedLM(bisecting)
    _evaluate(_task([50]), lm, system_instruction="Be brief.", apply_chat_template=True)
    assert lm.prompts[0][0].startswith("<system>Be brief.\n\nGuess my number")


def test_predict_only_scores_nothing_and_logs_everything() -> None:
    results = _evaluate(_task([50]), predict_only=True)

    assert [key for key in results["results"]["guessing"] if "won" in key] == []
    assert results["samples"]["guessing"][0]["resps"][0][0]["record"]["guesses"] == [50]


def test_num_fewshot_is_refused_clearly() -> None:
    with pytest.raises(ValueError, match="--num_fewshot 5: guessing is made of episodes"):
        _evaluate(_task([50]), num_fewshot=5)


def test_no_few_shot_examples_is_fine() -> None:
    _evaluate(_task([50]), num_fewshot=0)


def test_an_unknown_key_of_the_yaml_is_named() -> None:
    with pytest.raises(ValueError, match="task 'guessing': unknown keys numbers"):
        GuessingTask({"task": "guessing", "numbers": [1]})


def test_cache_requests_is_told_that_it_does_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        _evaluate(_task([50]), cache_requests=True)
    assert "--cache_requests has no part in episodes" in caplog.text


@pytest.mark.parametrize("how", ["metadata", "environment"])
def test_the_journal_is_named_by_metadata_or_environment(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    metadata = {}
    if how == "metadata":
        metadata = {"journal": str(tmp_path)}
    else:
        monkeypatch.setenv(JOURNAL_VARIABLE, str(tmp_path))
    first = _evaluate(_task([50, 25], metadata=metadata))
    lm = ScriptedLM(bisecting)
    second = _evaluate(_task([50, 25], metadata=metadata), lm)

    assert lm.calls == []
    assert second["results"] == first["results"]


def test_the_fingerprint_is_in_every_result() -> None:
    config = _evaluate(_task([50]))["configs"]["guessing"]
    assert config["metadata"]["fingerprint"]["rules"].startswith("Guess my number")
    json.dumps(config)


def test_episode_ids_tell_scenarios_trials_and_prompts_apart() -> None:
    def ids(**arguments: Any) -> set[str]:
        samples = _evaluate(_task([50, 25], repeats=2), **arguments)["samples"]["guessing"]
        return {trial["episode_id"] for sample in samples for trial in sample["resps"][0]}

    plain = ids()
    assert len(plain) == 4
    assert ids() == plain
    assert not ids(system_instruction="Be brief.") & plain
