"""A training run as a YAML file."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from grpo.rewards import REWARDS
from salessim_tasks.textfiles import read_utf8

__all__ = ["Run", "Warmup", "read_run"]


_CATEGORIES = ("female_clothing", "game_gadgets", "laptops", "male_clothing", "smart_watch")


class Warmup(BaseModel):
    """A warm-up. `stores`: a folder with stores of one's own, whose personas of the split `train` are learned from,
    instead of generated worlds; `categories` are theirs. `batch` times `accumulate` demonstrations are a step;
    `everything`: the loss is that of all tokens, not the shopper's alone; `lora_rank`: 0 trains all weights; `dtype`:
    what is computed in; longer demonstrations than `total_tokens` are left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    output: str
    stores: str | None = None
    categories: tuple[str, ...] = _CATEGORIES
    behaviours: tuple[str, ...] = ("helpful",)
    world_seeds: tuple[int, ...] = (1,)
    products: int = Field(default=96, ge=8)
    personas: int = Field(default=60, ge=1)
    max_turns: int = Field(default=20, ge=1)
    total_tokens: int = Field(default=2048, ge=1)
    everything: bool = False
    epochs: float = Field(default=1.0, gt=0)
    batch: int = Field(default=4, ge=1)
    accumulate: int = Field(default=4, ge=1)
    learning_rate: float = Field(default=5e-4, gt=0)
    lora_rank: int = Field(default=0, ge=0)
    dtype: Literal["bfloat16", "float32"] = "bfloat16"
    log_every: int = Field(default=5, ge=1)
    save_every: int = Field(default=100, ge=1)
    seed: int = 1


class Run(BaseModel):
    """`group`: episodes of a scenario that are compared with one another; `groups`: scenarios a step, of all processes
    together; `rows`: episodes of a training pass, a divisor of `group`, which it is where nothing is said: fewer take
    less memory; `lora_rank`: 0 trains all weights; `dtype`: what is computed in. `stores`: as for a warm-up; there,
    evaluations are on the split `dev` of those stores.
    `nothing_acceptable`: the share, at most, of scenarios in whose store the persona accepts nothing
    (`grpo.scenarios`). `warmup_steps`: in which the learning rate rises from 0.
    `late_start`: the share of groups whose episodes start in the middle of a conversation (`grpo.late_start`);
    `demonstrated`: of these, the share where a demonstration went before, not the policy.
    `max_images`: pictures of an episode, for a vision-language model; 0: there are none, for one of text. `weights`: of
    the rewards, by name; what is not named has 0. `aggregation`: rewards are normalised one by one in a group before
    they are summed, or summed first. `generation`: what plays the episodes; vllm needs a GPU. `evaluate_every`: steps
    between evaluations on the first `evaluate_personas` of each store's split `dev`; 0: none. `report_to`: trackers
    that are told what is logged, besides the run's own log."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    output: str
    weights: dict[str, float]
    stores: str | None = None
    categories: tuple[str, ...] = _CATEGORIES
    behaviours: tuple[str, ...] = ("helpful", "pushy-2", "omitting")
    world_seed: int = 1
    products: int = Field(default=96, ge=8)
    personas: int = Field(default=60, ge=1)
    nothing_acceptable: float = Field(default=1.0, ge=0, le=1)
    max_turns: int = Field(default=8, ge=1)
    max_images: int = Field(default=0, ge=0)
    turn_tokens: int = Field(default=40, ge=1)
    total_tokens: int = Field(default=2048, ge=1)
    temperature: float = Field(default=1.0, gt=0)
    group: int = Field(default=8, ge=2)
    groups: int = Field(default=2, ge=1)
    late_start: float = Field(default=0.0, ge=0, le=1)
    demonstrated: float = Field(default=0.0, ge=0, le=1)
    rows: int | None = Field(default=None, ge=1)
    steps: int = Field(ge=1)
    learning_rate: float = Field(default=1e-5, gt=0)
    warmup_steps: int = Field(default=0, ge=0)
    lora_rank: int = Field(default=16, ge=0)
    dtype: Literal["bfloat16", "float32"] = "bfloat16"
    aggregation: Literal["normalize_then_sum", "sum_then_normalize"] = "normalize_then_sum"
    generation: Literal["transformers", "vllm"] = "transformers"
    save_every: int = Field(default=20, ge=1)
    evaluate_every: int = Field(default=0, ge=0)
    evaluate_personas: int = Field(default=8, ge=1)
    seed: int = 1
    report_to: tuple[Literal["trackio", "wandb", "tensorboard"], ...] = ()

    @property
    def rewarded(self) -> dict[str, float]:
        """The weights that are not 0."""
        return {name: weight for name, weight in self.weights.items() if weight}


_Kind = TypeVar("_Kind", Run, Warmup)


def read_run(path: Path, kind: type[_Kind]) -> _Kind:
    """Read a run of a kind.

    Raises:
        ValueError: the file is not as it should be; the message names it, the field and what would be right.
    """
    try:
        run = kind.model_validate(yaml.safe_load(read_utf8(path)))
    except yaml.YAMLError as error:
        raise ValueError(f"{path}: is no YAML: {error}") from error
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, one['loc'])) or 'the file'}: {one['msg']}" for one in error.errors()]
        raise ValueError(f"{path}: {'; '.join(wrong)}") from error
    if isinstance(run, Run):
        _refuse(path, run)
    return run


def _refuse(path: Path, run: Run) -> None:
    """Raise a ValueError for what is wrong with a run though each field by itself is right."""
    if unknown := sorted(set(run.weights) - set(REWARDS)):
        raise ValueError(f"{path}: weights: there is no reward {', '.join(unknown)}; there are {', '.join(REWARDS)}")
    if run.group % (run.rows or 1):
        raise ValueError(f"{path}: rows: {run.rows} episodes a pass do not divide a group of {run.group}")
    if run.evaluate_every and run.max_images:
        raise ValueError(
            f"{path}: evaluate_every: with max_images a run is not evaluated while it trains; use 0, and evaluate "
            "what it saves with lm_eval --model hf-multimodal"
        )
    if missing := [name for name in run.report_to if not _installed(name)]:
        raise ValueError(f"{path}: report_to: {missing[0]} is not installed; pip install {' '.join(missing)}")


def _installed(package: str) -> bool:
    """Whether there is such a package; a folder of that name, as trackers leave behind, is none."""
    spec = find_spec(package)
    return spec is not None and spec.origin is not None
