"""Groups that start in the middle of a conversation.

A whole conversation is rewarded as one, so that what was said first shares the blame for what was bought last. Where a
group starts late, all of its episodes share what went before, and differ by what they are compared for. What went
before was said by the policy itself: one more episode is played up to a turn, and its last reply is taken back. So the
start never depends on what is compared, and the prompt of such a group is the conversation so far, computed once and
not trained on. (Returns of continuations from states in mid-episode: Kazemnejad et al., VinePPO, arXiv 2410.01679.)
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grpo.dialogue import Dialogue
from grpo.rollout import Episode, open_episode
from harness_ext.episode import Environment, Observation, Step
from harness_ext.seeding import seed_of

__all__ = ["Play", "drawn", "started"]

Play = Callable[[Sequence[Episode]], list[Episode]]
"""Plays episodes that were opened, or begun, to their end."""


def drawn(groups: Sequence[int], share: float, max_turns: int, seed: int, step: int) -> dict[int, int]:
    """How many replies each of the groups that start late is to have behind it: 1 to `max_turns` - 1.

    Args:
        groups: scenarios by number. `share`: of them start late, on average.
    """
    turns = {}
    for group in dict.fromkeys(groups):
        chance = random.Random(seed_of(seed, "late start", step, group))
        if chance.random() < share and max_turns > 1:
            turns[group] = chance.randint(1, max_turns - 1)
    return turns


def started(
    groups: Sequence[int],
    environments: Sequence[Environment],
    turns: Mapping[int, int],
    make: Callable[[int], Environment],
    dialogue: Dialogue,
    play: Play,
) -> list[Episode]:
    """An episode for each environment, begun: at its opening, or where those of its group start.

    Args:
        groups: of each environment.
        turns: what `drawn` says. An episode that ends sooner is started before its last reply.
        make: a new environment of a group.
    """
    halted = {group: _Halted(make(group), count + 1) for group, count in turns.items()}
    played = play([open_episode(dialogue, environment) for environment in halted.values()]) if halted else []
    before = dict(zip(halted, played, strict=True))
    episodes = [open_episode(dialogue, environment) for environment in environments]
    for group, episode in zip(groups, episodes, strict=True):
        if group in halted:
            _follow(episode, before[group], halted[group].said[:-1])
    return episodes


class _Halted:
    """An environment that ends after so many replies; `said`: what it was told."""

    def __init__(self, environment: Environment, replies: int) -> None:
        self._environment = environment
        self._replies = replies
        self.said: list[str] = []

    @property
    def system(self) -> str:
        return self._environment.system

    def open(self) -> Observation:
        return self._environment.open()

    def step(self, reply: str) -> Step:
        self.said.append(reply)
        step = self._environment.step(reply)
        return step if len(self.said) < self._replies else Step(step.heard, None)

    def record(self) -> dict[str, Any]:
        return self._environment.record()


def _follow(episode: Episode, before: Episode, said: Sequence[str]) -> None:
    """Bring an opened episode to where `before` stood when it had said that."""
    for reply in said:
        episode.environment.step(reply)
    episode.prompt_ids += before.completion_ids[: _last_reply(before.mask)]
    episode.pictures[:] = before.pictures
    episode.turns = len(said)


def _last_reply(mask: Sequence[int]) -> int:
    """Where the last tokens that the policy sampled in a row begin."""
    place = len(mask) - 1
    while not mask[place]:
        place -= 1
    while place and mask[place - 1]:
        place -= 1
    return place
