"""Groups that start in the middle of a conversation.

A whole conversation is rewarded as one, so that what was said first shares the blame for what was bought last. Where a
group starts late, all of its episodes share what went before, and differ by what they are compared for. The prompt of
such a group is the conversation so far, computed once and not trained on. What went before was said by

- the policy itself: one more episode is played up to a turn, and its last reply is taken back, so that the start never
  depends on what is compared. (Returns of continuations from states in mid-episode: Kazemnejad et al., VinePPO, arXiv
  2410.01679.)
- or a demonstration, which has told its wishes well: a beginner, whose own conversations have rarely come to where a
  right decision is near, gets to decide there. (Starts along a demonstration: Xi et al., R3, arXiv 2402.05808.)
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from grpo.dialogue import Dialogue
from grpo.rollout import Episode, Sampling, has_room, open_episode
from harness_ext.episode import Environment, Observation, Step
from harness_ext.pictures import Picture
from harness_ext.seeding import seed_of

__all__ = ["Play", "drawn", "drawn_demonstrated", "started"]

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


def drawn_demonstrated(groups: Collection[int], share: float, seed: int, step: int) -> list[int]:
    """Those of the groups that start late which have a demonstration behind them: `share`, on average."""
    return [group for group in groups if random.Random(seed_of(seed, "demonstrated", step, group)).random() < share]


def started(
    groups: Sequence[int],
    environments: Sequence[Environment],
    turns: Mapping[int, int],
    make: Callable[[int], Environment],
    dialogue: Dialogue,
    play: Play,
    sampling: Sampling,
    demonstrated: Mapping[int, Sequence[str]] = MappingProxyType({}),
) -> list[Episode]:
    """An episode for each environment, begun: at its opening, or where those of its group start.

    Args:
        groups: of each environment.
        turns: what `drawn` says. An episode that ends sooner is started before its last reply.
        make: a new environment of a group.
        sampling: what `play` goes by.
        demonstrated: of some of the groups that start late, what a demonstration says, its decision last. As much of it
            is put before as leaves the policy room to reply.
    """
    halted = {g: _Halted(make(g), count + 1) for g, count in turns.items() if g not in demonstrated}
    played = play([open_episode(dialogue, environment) for environment in halted.values()]) if halted else []
    before = {group: _sampled(one, halted[group].said) for group, one in zip(halted, played, strict=True)}
    for group in turns.keys() & demonstrated.keys():
        said = demonstrated[group][:-1][: turns[group]]
        before[group] = _told(open_episode(dialogue, make(group)), dialogue, said, sampling)
    episodes = [open_episode(dialogue, environment) for environment in environments]
    for group, episode in zip(groups, episodes, strict=True):
        if group in before:
            before[group].put_before(episode)
    return episodes


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What was `said` in an episode, its tokens from the prompt to where the next reply starts, and its pictures."""

    said: Sequence[str]
    ids: Sequence[int]
    pictures: Sequence[Picture]

    def put_before(self, episode: Episode) -> None:
        """Bring an opened episode to where this ends."""
        for reply in self.said:
            episode.environment.step(reply)
        episode.prompt_ids += self.ids
        episode.pictures[:] = self.pictures
        episode.turns = len(self.said)


def _sampled(episode: Episode, said: Sequence[str]) -> _Beginning:
    """An episode without its last reply."""
    return _Beginning(said[:-1], episode.completion_ids[: _last_reply(episode.mask)], episode.pictures)


def _told(episode: Episode, dialogue: Dialogue, said: Sequence[str], sampling: Sampling) -> _Beginning:
    """What becomes of an opened episode in which this is said, as far as there is room; none of it ends it."""
    for turn, reply in enumerate(said):
        answer = episode.environment.step(reply).observation
        assert answer is not None
        ids = [*dialogue.reply(reply), *dialogue.bridge(answer.text, answer.pictures)]
        if not has_room(episode, ids, answer.pictures, sampling):
            return _Beginning(said[:turn], episode.completion_ids, episode.pictures)
        episode.add(ids)
        episode.pictures += answer.pictures
    return _Beginning(said, episode.completion_ids, episode.pictures)


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


def _last_reply(mask: Sequence[int]) -> int:
    """Where the last tokens that the policy sampled in a row begin."""
    place = len(mask) - 1
    while not mask[place]:
        place -= 1
    while place and mask[place - 1]:
        place -= 1
    return place
