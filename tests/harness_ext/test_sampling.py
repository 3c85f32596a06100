from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest
from guessing import ScriptedLM, requests_for

from harness_ext.runner import run_episodes
from harness_ext.sampling import merge

DEFAULTS = {"do_sample": True, "temperature": 0.7, "max_gen_toks": 512, "until": []}


@pytest.mark.parametrize("alias", ["max_gen_toks", "max_new_tokens", "max_tokens", "max_completion_tokens"])
def test_the_length_of_a_reply_may_be_given_by_any_name(alias: str) -> None:
    assert merge(DEFAULTS, {alias: 64}) == {**DEFAULTS, "max_gen_toks": 64}


@pytest.mark.parametrize("given", [{"temperature": 0}, {"do_sample": False}, {"temperature": 0.0, "do_sample": False}])
def test_every_way_to_ask_for_greedy_decoding_means_the_same(given: dict[str, Any]) -> None:
    assert merge(DEFAULTS, given) == {**DEFAULTS, "do_sample": False, "temperature": 0.0}


def test_stop_strings_are_a_list() -> None:
    assert merge(DEFAULTS, {"until": "###"})["until"] == ["###"]


def _seeds(scope: str | None, **settings: Any) -> list[Any]:
    lm = ScriptedLM(lambda prompt: "1" if "higher" not in prompt else "done")
    if scope is not None:
        lm.seed_scope = scope
    run_episodes(lm, requests_for([50, 60], repeats=2, **settings))
    return [request.args[1].get("seed") for call in lm.calls for request in call]


def test_a_backend_that_takes_seeds_gets_one_for_each_episode_and_turn() -> None:
    seeds = _seeds("episode")
    assert len(set(seeds)) == len(seeds) == 8
    assert seeds == _seeds("episode"), "the same run has the same seeds"
    assert not set(seeds) & set(_seeds("episode", seed=1)), "--seed changes them"


def test_concurrent_servers_get_equal_arguments_within_a_trial() -> None:
    assert len(set(_seeds("trial"))) == 4, "two trials, two turns"


@pytest.mark.parametrize(("on_cpu", "seeds"), [(True, 0), (False, 4)])
def test_vllm_gets_seeds_except_on_cpu_where_they_kill_its_engine(
    on_cpu: bool, seeds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class VLLM(ScriptedLM):
        """lm-eval's backend goes by its name; the real one needs vLLM."""

    platform = SimpleNamespace(current_platform=SimpleNamespace(is_cpu=lambda: on_cpu))
    monkeypatch.setitem(sys.modules, "vllm.platforms", platform)
    lm = VLLM(lambda prompt: "1" if "higher" not in prompt else "done")
    run_episodes(lm, requests_for([50, 60]))
    assert sum("seed" in request.args[1] for call in lm.calls for request in call) == seeds


def test_other_backends_get_no_seed() -> None:
    assert _seeds(None) == [None] * 8
