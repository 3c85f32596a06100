"""A training run as a YAML file."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from grpo.rewards import REWARDS
from salessim_tasks.textfiles import read_utf8

__all__ = ["Run", "read_run"]


class Run(BaseModel):
    """`group`: episodes of a scenario that are compared with one another; `groups`: scenarios a step; `lora_rank`: 0
    trains all weights. `max_images`: pictures of an episode, for a vision-language model; 0: there are none, for one of
    text. `weights`: of the rewards, by name; what is not named has 0."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    output: str
    weights: dict[str, float]
    categories: tuple[str, ...] = ("female_clothing", "game_gadgets", "laptops", "male_clothing", "smart_watch")
    behaviours: tuple[str, ...] = ("helpful", "pushy-2", "omitting")
    world_seed: int = 1
    products: int = Field(default=48, ge=8)
    personas: int = Field(default=60, ge=1)
    max_turns: int = Field(default=8, ge=1)
    max_images: int = Field(default=0, ge=0)
    turn_tokens: int = Field(default=40, ge=1)
    total_tokens: int = Field(default=2048, ge=1)
    temperature: float = Field(default=1.0, gt=0)
    group: int = Field(default=8, ge=2)
    groups: int = Field(default=2, ge=1)
    steps: int = Field(ge=1)
    learning_rate: float = Field(default=1e-5, gt=0)
    lora_rank: int = Field(default=16, ge=0)
    save_every: int = Field(default=20, ge=1)
    seed: int = 1


def read_run(path: Path) -> Run:
    """Read a run.

    Raises:
        ValueError: the file is not as it should be; the message names it, the field and what would be right.
    """
    try:
        run = Run.model_validate(yaml.safe_load(read_utf8(path)))
    except yaml.YAMLError as error:
        raise ValueError(f"{path}: is no YAML: {error}") from error
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, one['loc'])) or 'the file'}: {one['msg']}" for one in error.errors()]
        raise ValueError(f"{path}: {'; '.join(wrong)}") from error
    if unknown := sorted(set(run.weights) - set(REWARDS)):
        raise ValueError(f"{path}: weights: there is no reward {', '.join(unknown)}; there are {', '.join(REWARDS)}")
    return run
