"""Sharing episodes among processes that lm-eval takes for one.

Under `accelerate launch` or `torchrun` lm-eval gives each process its share of the requests, but only on
accelerators: on CPU its hf backend says that there is one process (`world_size` 1) in each of them
(lm_eval/models/huggingface.py, `gpus > 1`), and every process would play every episode. There the runner shares
the episodes itself, and every process gets all results.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from lm_eval.api.model import LM

__all__ = ["exchange", "process_number", "share"]

_T = TypeVar("_T")


def process_number(lm: LM) -> int:
    """Return this process's number; also where every process plays everything (lm-eval's own cache does so, too)."""
    return int(lm.rank or os.environ.get("LOCAL_RANK", "0"))


def share(lm: LM, items: Sequence[_T]) -> Sequence[_T]:
    """Return this process's part of `items`, which must be the same in all processes."""
    group = _replicas(lm)
    return items if group is None else items[group.get_rank() :: group.get_world_size()]


def exchange(lm: LM, part: list[_T]) -> list[_T]:
    """Return the parts of all processes, together; to be called by all of them, or they wait for one another."""
    group = _replicas(lm)
    if group is None:
        return part
    parts: list[list[_T]] = [[] for _ in range(group.get_world_size())]
    group.all_gather_object(parts, part)
    return [item for one in parts for item in one]


def _replicas(lm: LM) -> Any:
    """`torch.distributed`, if this is one of several processes with a whole model each and lm-eval does not know."""
    torch = sys.modules.get("torch")  # not imported: nothing is distributed
    group = None if torch is None else torch.distributed
    if group is None or lm.world_size > 1 or not group.is_available() or not group.is_initialized():
        return None
    on_cpu = str(lm.device).startswith("cpu")
    # Tensor parallelism runs one model in several processes, which must all be asked the same.
    split = getattr(getattr(lm, "model", None), "tp_size", None) not in (None, 1)
    return group if on_cpu and not split and group.get_world_size() > 1 else None
