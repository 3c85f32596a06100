from __future__ import annotations

from typing import Any

import pytest
from guessing import ScriptedLM, bisecting, requests_for

from harness_ext.episode import Observation, Settings
from harness_ext.history import History, Prompter
from harness_ext.runner import run_episodes


def _history() -> History:
    history = History(system="You are Anna.", observation=Observation("Hello!"))
    history.append("Hi.", Observation("What do you need?"))
    return history


def _prompter(lm: Any, **settings: Any) -> Prompter:
    return Prompter(lm, Settings(task="t", identity={}, **settings))


class NoSystemRole(ScriptedLM):
    """A template that rejects the system role, as Gemma's does."""

    def apply_chat_template(self, chat_history: list[dict[str, str]], add_generation_prompt: bool = True) -> str:
        if chat_history[0]["role"] == "system":
            raise ValueError("System role not supported")
        return super().apply_chat_template(chat_history)


class SilentlyNoSystem(ScriptedLM):
    """What lm-eval's hf backend makes of such a template: it leaves the message out."""

    def apply_chat_template(self, chat_history: list[dict[str, str]], add_generation_prompt: bool = True) -> str:
        return super().apply_chat_template([message for message in chat_history if message["role"] != "system"])


def test_chat_models_get_system_user_and_assistant_messages() -> None:
    prompt = _prompter(ScriptedLM(bisecting), chat=True).prompt(_history())
    assert prompt == "<system>You are Anna.\n<user>Hello!\n<assistant>Hi.\n<user>What do you need?\n<assistant>"


@pytest.mark.parametrize("lm", [NoSystemRole(bisecting), SilentlyNoSystem(bisecting)])
def test_without_a_system_role_the_persona_opens_the_first_message(lm: ScriptedLM) -> None:
    prompt = _prompter(lm, chat=True).prompt(_history())
    assert prompt == "<user>You are Anna.\n\nHello!\n<assistant>Hi.\n<user>What do you need?\n<assistant>"


def test_a_server_that_rejects_the_system_role_is_asked_again_without_it() -> None:
    def reply(prompt: str) -> str:
        if "<system>" in prompt:
            raise RuntimeError("400: System role not supported")
        return "50"

    lm = ScriptedLM(reply)
    results = run_episodes(lm, requests_for([50, 50], chat=True))
    assert all(result["error"] is None for result in results)
    assert lm.prompts[-1][0].startswith("<user>Guess my number")


def test_base_models_get_a_transcript_and_stop_where_the_next_speaker_starts() -> None:
    prompter = _prompter(ScriptedLM(bisecting), speakers=("Salesperson", "Customer"))
    assert prompter.prompt(_history()) == (
        "You are Anna.\n\nSalesperson: Hello!\nCustomer: Hi.\nSalesperson: What do you need?\nCustomer:"
    )
    assert prompter.stop_strings() == ["\nSalesperson:", "\nCustomer:"]


def test_chat_models_stop_by_themselves() -> None:
    assert _prompter(ScriptedLM(bisecting), chat=True).stop_strings() == []


def test_the_system_instruction_comes_before_the_persona() -> None:
    lm = ScriptedLM(lambda prompt: "none")
    run_episodes(lm, requests_for([5], system_instruction="Be brief."))
    assert lm.prompts[0][0].startswith("Be brief.\n\nGuess my number")


class CountingLM(ScriptedLM):
    """A backend that tells its context length; a token is a word."""

    tokenizer = object()

    def __init__(self, max_length: int) -> None:
        super().__init__(lambda prompt: "1")
        self.max_length = max_length

    def tok_encode(self, text: str) -> list[str]:
        return text.split()


def test_when_the_context_is_full_the_oldest_turns_go_and_the_rules_stay(caplog: pytest.LogCaptureFixture) -> None:
    lm = CountingLM(max_length=34)
    (result,) = run_episodes(lm, requests_for([99]))

    assert result["error"] is None
    assert result["dropped_turns"] > 0
    assert "1 of 1 episodes outgrew the model's context" in caplog.text
    for (prompt,) in lm.prompts:
        assert len(prompt.split()) + 8 <= 34
        assert prompt.startswith("Guess my number")
        assert prompt.endswith("Assistant:")
    assert "Your first guess?" not in lm.prompts[-1][0]
    assert lm.prompts[-1][0].count("higher") > 1, "only what had to go went"


def test_a_context_too_small_for_the_rules_is_an_infrastructure_error() -> None:
    (result,) = run_episodes(CountingLM(max_length=12), requests_for([99]))
    assert "does not fit the 4 tokens" in result["error"]


def test_a_server_that_says_the_context_is_full_gets_a_shorter_history() -> None:
    def reply(prompt: str) -> str:
        if prompt.count("higher") > 3:
            raise RuntimeError("This model's maximum context length is 64 tokens")
        return "1"

    (result,) = run_episodes(ScriptedLM(reply), requests_for([99]))
    assert result["error"] is None
    assert result["dropped_turns"] > 0
    assert len(result["record"]["guesses"]) == 8
