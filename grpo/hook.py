"""The hooks by which TRL plays our episodes and is told their rewards.

TRL's `rollout_func` is marked experimental upstream. What it needs, found with 1.16:

- it is given the prompts of a whole step, each repeated once for every episode of its group, and returns as many rows;
- a scenario reaches it as a key of the prompt's first message, the one column that it gets;
- what it returns besides token ids reaches the rewards by name, which so are computed once, with the episodes at hand;
- `env_mask` marks the tokens that are trained on; without it the seller's would be;
- of several processes each is given a slice of the prompts, in order: whole groups here (`grpo.ranks`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import torch

from grpo import rollout, vllm_rollout
from grpo.config import Run
from grpo.demonstrations import demonstrations
from grpo.dialogue import Dialogue
from grpo.groups import no_signal
from grpo.late_start import Play, drawn, drawn_demonstrated, started
from grpo.rewards import Played, rewards, shortcuts
from grpo.rollout import Sampling
from grpo.stopwatch import Stopwatch, Timed
from harness_ext.seeding import seed_of
from salessim_tasks.task import make_episode
from salessim_tasks.transcript import Transcript

__all__ = ["Rollouts", "prompt_row", "reward_function", "sampling_of"]

_SCENARIO = "scenario"
_DEMONSTRATION_TURNS = 20  # as in a warm-up


class Rollouts:
    """The `rollout_func` of a run: plays the scenarios that the prompts name, and rewards them."""

    def __init__(self, run: Run, docs: Sequence[dict[str, Any]], dialogue: Dialogue) -> None:
        self._docs = docs
        self._dialogue = dialogue
        self._run = run
        self._sampling = sampling_of(run)

    def __call__(self, prompts: Sequence[Any], trainer: Any) -> dict[str, Any]:
        numbers = [int(prompt[0][_SCENARIO]) for prompt in prompts]
        stopwatch: Stopwatch = trainer.stopwatch
        with stopwatch.during("generation"), self._player(trainer) as play:
            turns = drawn(numbers, self._run.late_start, self._run.max_turns, self._run.seed, trainer.state.global_step)
            environments = [self._environment(number, stopwatch) for number in numbers]
            make = partial(self._environment, stopwatch=stopwatch)
            told = self._demonstrated(turns, trainer.state.global_step)
            episodes = play(started(numbers, environments, turns, make, self._dialogue, play, self._sampling, told))
        with stopwatch.during("rewards"):
            played = [
                Played(self._docs[number], Transcript.model_validate(one.environment.record()), number, one.broken_off)
                for number, one in zip(numbers, episodes, strict=True)
            ]
            found = rewards(played)
        ways = {f"shortcuts/{name}": value for name, value in shortcuts(played).items()}
        trainer.measure({**ways, **no_signal(found, numbers, self._run.rewarded)})
        return {
            "prompt_ids": [one.prompt_ids for one in episodes],
            "completion_ids": [one.completion_ids for one in episodes],
            "logprobs": [one.logprobs for one in episodes],
            "env_mask": [one.mask for one in episodes],
            **({"pictures": [one.pictures for one in episodes]} if self._sampling.max_images else {}),
            **{_key(name): values for name, values in found.items()},
        }

    def _environment(self, number: int, stopwatch: Stopwatch) -> Timed:
        with stopwatch.during("seller"):
            return Timed(make_episode(self._docs[number]), stopwatch, "seller")

    def _demonstrated(self, groups: Collection[int], step: int) -> dict[int, tuple[str, ...]]:
        """What demonstrations say in some of the groups; one of which none succeeds is left to the policy.

        They have turns enough to end in, whatever the policy is left with.
        """
        chosen = drawn_demonstrated(groups, self._run.demonstrated, self._run.seed, step)
        docs = {self._docs[group]["id"]: group for group in chosen}
        patient = [{**self._docs[group], "max_turns": _DEMONSTRATION_TURNS} for group in chosen]
        return {docs[one.doc["id"]]: one.said for one in demonstrations(patient, seed_of(self._run.seed, step))}

    @contextmanager
    def _player(self, trainer: Any) -> Iterator[Play]:
        if self._run.generation == "vllm":
            yield partial(vllm_rollout.play, trainer, self._dialogue, sampling=self._sampling)
            return
        model = trainer.accelerator.unwrap_model(trainer.model)
        step, rank = trainer.state.global_step, trainer.accelerator.process_index
        generator = torch.Generator(model.device).manual_seed(seed_of(self._run.seed, "rollout", step, rank))
        training = model.training
        model.eval()
        yield partial(rollout.play, model, self._dialogue, sampling=self._sampling, generator=generator)
        model.train(training)


def sampling_of(run: Run) -> Sampling:
    """How a run's episodes are sampled."""
    return Sampling(run.temperature, run.turn_tokens, run.total_tokens, run.max_images)


def prompt_row(number: int) -> dict[str, Any]:
    """The data set's row of scenario `number`."""
    return {"prompt": [{"role": "user", "content": "-", _SCENARIO: str(number)}]}


def _key(reward: str) -> str:
    return f"reward_{reward}"


def reward_function(reward: str) -> Callable[..., list[float | None]]:
    """What hands on to TRL what `Rollouts` found."""

    def told(**columns: Any) -> list[float | None]:
        return list(columns[_key(reward)])

    told.__name__ = reward  # TRL logs it by this name
    return told
