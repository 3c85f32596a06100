"""`check_backend` passes what works and says what does not."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from guessing import ScriptedLM
from lm_eval.api.instance import Instance

from harness_ext.testing import check_backend


def _last_line(prompt: str) -> str:
    return prompt.rstrip().rpartition("\n")[2]


def test_a_good_backend_passes() -> None:
    check_backend(ScriptedLM(_last_line))


def test_a_third_party_backend_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).resolve().parents[1] / "fixtures" / "echo_plugin")
    models = importlib.import_module("echo_plugin.models")

    check_backend(models.EchoLM(), chat=(False,))


def test_ignored_stop_strings_are_found() -> None:
    with pytest.raises(AssertionError, match="stop strings"):
        check_backend(ScriptedLM(lambda prompt: "well\nQuestioner: And?"))


def test_a_backend_that_fails_is_found_with_its_own_message() -> None:
    def fail(prompt: str) -> str:
        raise RuntimeError("out of memory")

    with pytest.raises(AssertionError, match="out of memory"):
        check_backend(ScriptedLM(fail))


def test_replies_in_the_wrong_order_are_found() -> None:
    class Shuffled(ScriptedLM):
        def generate_until(self, requests: list[Instance]) -> list[str]:
            return super().generate_until(requests)[::-1]

    with pytest.raises(AssertionError, match="differ between a batch and a single request"):
        check_backend(Shuffled(lambda prompt: prompt.split("about ")[1][:8]))


def test_a_missing_chat_template_is_found() -> None:
    class NoTemplate(ScriptedLM):
        def apply_chat_template(self, chat_history: list[dict[str, str]], add_generation_prompt: bool = True) -> str:
            raise NotImplementedError("no template")

    check_backend(NoTemplate(_last_line), chat=(False,))
    with pytest.raises(NotImplementedError, match="no template"):
        check_backend(NoTemplate(_last_line))
