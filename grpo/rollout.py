"""Episodes that a transformers model plays to be trained on: token in, token out.

All live episodes are stepped together. A turn's tokens are sampled from the model's whole distribution at one
temperature and appended as they are; between the turns stands what the chat template and the seller say
(`grpo.dialogue`, `grpo.pictures`). Keys and values are kept (`harness_ext.cached_rows`), and a prompt that several
episodes share, as those of a group do, is computed once. Nothing here knows of a trainer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from grpo.dialogue import Dialogue
from grpo.pictures import PicturedRows
from harness_ext.cached_rows import CachedRows
from harness_ext.episode import Environment
from harness_ext.grouped_attention import grouped_attention
from harness_ext.pictures import Picture

__all__ = ["Episode", "Sampling", "has_room", "open_episode", "play", "take"]


@dataclass(frozen=True, slots=True)
class Sampling:
    """`turn_tokens`: of a reply at most; `total_tokens`: of an episode, prompt and all; `max_images`: pictures of an
    episode. An episode that another turn might carry beyond that is broken off."""

    temperature: float = 1.0
    turn_tokens: int = 40
    total_tokens: int = 2048
    max_images: int = 0


@dataclass(slots=True)
class Episode:
    """One episode, in tokens.

    `completion_ids`, `mask` and `logprobs` are equally long: all tokens behind the prompt; 1 for those that the policy
    sampled; and their log-probabilities at the sampling temperature, 0.0 for all others. The last token ends a reply.
    `pictures`: those whose tokens are among the ids, in order. `broken_off`: it outgrew `Sampling.total_tokens` or
    `Sampling.max_images`, so that its environment has no end.
    """

    environment: Environment
    prompt_ids: list[int]
    completion_ids: list[int] = field(default_factory=list)
    mask: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    turns: int = 0
    broken_off: bool = False

    def add(self, ids: Sequence[int], logprobs: Sequence[float] | None = None) -> None:
        """Append tokens: of the policy if they come with log-probabilities, else of its surroundings."""
        self.completion_ids += ids
        self.mask += [int(logprobs is not None)] * len(ids)
        self.logprobs += [0.0] * len(ids) if logprobs is None else logprobs

    @property
    def tokens(self) -> int:
        return len(self.prompt_ids) + len(self.completion_ids)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the model is shown next."""

    ids: Sequence[int] = ()
    pictures: Sequence[Picture] = ()


def play(
    model: Any,
    dialogue: Dialogue,
    opened: Sequence[Episode],
    sampling: Sampling,
    generator: torch.Generator | None = None,
) -> list[Episode]:
    """Play episodes that were opened, or begun, to their end, and return them.

    Args:
        model: a decoder of full attention, in evaluation mode.
        generator: what samples, on the model's device; None: torch's own.
    """
    episodes = list(opened)
    new = [_Shown() for _ in episodes]  # of each live episode, what the model has not seen
    live = list(range(len(episodes)))
    with torch.inference_mode(), grouped_attention(model):
        rows = _prefilled(model, dialogue, episodes)
        while live:
            if any(shown.ids for shown in new):
                _grow(rows, new)
            replies = _sampled(model, rows, dialogue, sampling, generator)
            answers = [
                take(episodes[number], dialogue, reply, logprobs, sampling)
                for number, (reply, logprobs) in zip(live, replies, strict=True)
            ]
            going = [place for place, answer in enumerate(answers) if answer is not None]
            if going and len(going) < len(live):
                rows.select(going)
            new = [answer for answer in answers if answer is not None]
            live = [live[place] for place in going]
    return episodes


def open_episode(dialogue: Dialogue, environment: Environment) -> Episode:
    """The episode of `environment`, with its prompt."""
    shown = environment.open()
    ids = dialogue.opening(environment.system, shown.text, shown.pictures)
    return Episode(environment, ids, pictures=list(shown.pictures))


def _prefilled(model: Any, dialogue: Dialogue, episodes: Sequence[Episode]) -> CachedRows:
    """Rows of the prompts, each different one computed once; the last token of each is left to be fed."""
    prompts = [(tuple(episode.prompt_ids), tuple(episode.pictures)) for episode in episodes]
    different = list(dict.fromkeys(prompts))
    rows = dialogue.rows(model, len(different))
    _grow(rows, [_Shown(ids[:-1], pictures) for ids, pictures in different])
    rows.logits(model)
    rows.select([different.index(prompt) for prompt in prompts])
    rows.grow([ids[-1:] for ids, _ in prompts])
    return rows


def _grow(rows: CachedRows, new: Sequence[_Shown]) -> None:
    rows.grow([shown.ids for shown in new])
    if isinstance(rows, PicturedRows):
        rows.show([shown.pictures for shown in new])


def _sampled(
    model: Any, rows: CachedRows, dialogue: Dialogue, sampling: Sampling, generator: torch.Generator | None
) -> list[tuple[list[int], list[float]]]:
    """A reply of each row: ids, the one that ends it last if it came, and their log-probabilities."""
    going = torch.ones(len(rows.ids), dtype=torch.bool, device=rows.ids.device)
    ids, logprobs, spoken = [], [], []
    for _ in range(sampling.turn_tokens):
        distribution = torch.log_softmax(rows.logits(model).float() / sampling.temperature, dim=-1)
        likely = distribution.exp()
        if dialogue.unsayable:
            likely[:, dialogue.unsayable] = 0.0
        token = torch.multinomial(likely, 1, generator=generator)
        rows.add(token, going[:, None])
        ids.append(token)
        logprobs.append(distribution.gather(1, token))
        spoken.append(going)
        going = going & (token[:, 0] != dialogue.end_id)
        if not going.any():
            break
    lengths = torch.stack(spoken).sum(0).tolist()
    return [
        (row[:length], values[:length])
        for row, values, length in zip(
            torch.cat(ids, 1).tolist(), torch.cat(logprobs, 1).tolist(), lengths, strict=True
        )
    ]


def take(
    episode: Episode, dialogue: Dialogue, ids: list[int], logprobs: list[float], sampling: Sampling
) -> _Shown | None:
    """Give a reply to the environment; returns what the model has not seen of its answer, None at the end.

    `ids`: at least one, the one that ends a reply last if it came; `logprobs`: of each.
    """
    episode.add(ids, logprobs)
    episode.turns += 1
    ended = ids[-1] == dialogue.end_id
    step = episode.environment.step(dialogue.text(ids[:-1] if ended else ids))
    closing = [] if ended else [dialogue.end_id]  # cut off at `turn_tokens`: the end is ours, and not trained on
    episode.add(closing)
    if step.observation is None:
        return None
    pictures = step.observation.pictures
    bridge = dialogue.bridge(step.observation.text, pictures)
    if not has_room(episode, bridge, pictures, sampling):
        episode.broken_off = True
        return None
    episode.add(bridge)
    episode.pictures += pictures
    return _Shown([*closing, *bridge], pictures)


def has_room(episode: Episode, ids: Sequence[int], pictures: Sequence[Picture], sampling: Sampling) -> bool:
    """Whether the policy could still reply if an episode went on with these."""
    tokens = episode.tokens + len(ids) + sampling.turn_tokens + 1
    return tokens <= sampling.total_tokens and len(episode.pictures) + len(pictures) <= sampling.max_images
