"""An environment that has nothing to do with shops: guess a number from "higher" and "lower".

With it come a task, and models that play it without a network, so that the tests can count and break calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from lm_eval.api.instance import Instance
from lm_eval.api.model import LM

from harness_ext.episode import Environment, EpisodeRequest, Observation, Settings, Step
from harness_ext.metric import Metric
from harness_ext.task import EpisodeTask

MAX_GUESSES = 8
RULES = "Guess my number between 1 and {high}. Answer with a number."


class GuessingGame:
    """The model wins by naming `number`; a reply without a figure gives up."""

    def __init__(self, number: int, high: int = 100) -> None:
        self.system = RULES.format(high=high)
        self.number = number
        self.guesses: list[int] = []
        self.replies: list[str] = []

    def open(self) -> Observation:
        return Observation("Your first guess?")

    def step(self, reply: str) -> Step:
        self.replies.append(reply)
        figure = re.search(r"\d+", reply)
        if figure is None:
            return Step(reply, None)
        self.guesses.append(int(figure[0]))
        if self.guesses[-1] == self.number or len(self.guesses) == MAX_GUESSES:
            return Step(reply, None)
        return Step(reply, Observation("higher" if self.guesses[-1] < self.number else "lower"))

    def record(self) -> dict[str, Any]:
        return {"number": self.number, "guesses": self.guesses, "replies": self.replies}


class GuessingTask(EpisodeTask):
    """Numbers to guess; `dataset_kwargs: {numbers: [...]}`."""

    VERSION = "1"
    metrics = {"won": Metric(higher_is_better=True), "guesses": Metric(higher_is_better=False)}  # noqa: RUF012

    def scenarios(self) -> list[dict[str, Any]]:
        return [{"id": f"guess-{number}", "number": number} for number in self.options["numbers"]]

    def environment(self, doc: Mapping[str, Any], trial: int) -> Environment:
        return GuessingGame(doc["number"])

    def score(self, doc: Mapping[str, Any], episode: Mapping[str, Any]) -> dict[str, Any]:
        guesses = episode["record"]["guesses"]
        return {"won": float(doc["number"] in guesses), "guesses": float(len(guesses))}

    def fingerprint(self) -> dict[str, Any]:
        return {"rules": RULES}


class ScriptedLM(LM):
    """A backend whose replies are a function of the prompt; keeps the prompts and arguments of every call."""

    def __init__(self, reply: Callable[[str], str]) -> None:
        super().__init__()
        self.reply = reply
        self.calls: list[list[Instance]] = []

    def generate_until(self, requests: list[Instance]) -> list[str]:
        self.calls.append(list(requests))
        return [self.reply(request.args[0]) for request in requests]

    @property
    def prompts(self) -> list[list[str]]:
        """The prompts of each call."""
        return [[request.args[0] for request in call] for call in self.calls]

    def apply_chat_template(self, chat_history: list[dict[str, str]], add_generation_prompt: bool = True) -> str:
        return "".join(f"<{message['role']}>{message['content']}\n" for message in chat_history) + "<assistant>"

    @property
    def tokenizer_name(self) -> str:
        return "scripted"

    def loglikelihood(self, requests: list[Instance]) -> list[tuple[float, bool]]:
        raise NotImplementedError

    def loglikelihood_rolling(self, requests: list[Instance]) -> list[float]:
        raise NotImplementedError


def bisecting(prompt: str) -> str:
    """Play the game perfectly from the transcript in the prompt."""
    low, high, guess = 1, 100, 0
    for said in re.findall(r"\d+$|higher|lower", prompt.split("Answer with a number.")[1], re.MULTILINE):
        if said == "higher":
            low = guess + 1
        elif said == "lower":
            high = guess - 1
        else:
            guess = int(said)
    return str((low + high) // 2)


def _game(number: int, trial: int) -> GuessingGame:
    return GuessingGame(number)


def requests_for(numbers: Sequence[int], repeats: int = 1, **settings: Any) -> list[EpisodeRequest]:
    """Requests as lm-eval passes them: each one `repeats` times."""
    shared = Settings(task="guessing", identity={"task": "guessing"}, gen_kwargs={"max_gen_toks": 8}, **settings)
    requests = [
        EpisodeRequest(
            request_type="run_episodes",
            doc={"number": number},
            arguments=("opening", {}),
            idx=0,
            metadata=("guessing", index, repeats),
            scenario=str(number),
            settings=shared,
            make=partial(_game, number),
        )
        for index, number in enumerate(numbers)
    ]
    return [request for request in requests for _ in range(repeats)]
