"""One batched call to the backend, and what to do when it fails.

An exception is retried once, then the batch is halved until the requests that cause it stand alone: they come
back as `BackendFailure`, the others as text.
"""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lm_eval.api.instance import Instance

if TYPE_CHECKING:
    from lm_eval.api.model import LM

__all__ = ["BackendFailure", "generate"]

_log = logging.getLogger(__name__)

# What servers say when a conversation is longer than their model's context.
_OVERFLOW = (
    "context length",
    "context_length",
    "maximum context",
    "max_model_len",
    "prompt is too long",
    "input is too long",
)


@dataclass(frozen=True, slots=True)
class BackendFailure:
    """A request that the backend cannot serve, with the exception's type and message."""

    message: str

    @property
    def is_overflow(self) -> bool:
        """Whether the backend said that the prompt does not fit its context."""
        return any(words in self.message.lower() for words in _OVERFLOW)

    @property
    def rejects_system_role(self) -> bool:
        """Whether a server said that its model's template has no system role."""
        return re.search(r"system\W+(role|message)|role\W+system", self.message.lower()) is not None


def generate(lm: LM, requests: Sequence[Instance]) -> list[str | BackendFailure]:
    """Return the backend's reply to each `generate_until` request, in order.

    Requests with pictures (a third argument) go in a call of their own: lm-eval's backends look at the first request
    of a call to know whether there are any.
    """
    seen = [place for place, request in enumerate(requests) if len(request.args) > 2]
    read = [place for place, request in enumerate(requests) if len(request.args) <= 2]
    replies: dict[int, str | BackendFailure] = {}
    for places in (read, seen):
        replies |= zip(places, _generate(lm, [requests[place] for place in places]), strict=True)
    return [replies[place] for place in range(len(requests))]


def _generate(lm: LM, requests: Sequence[Instance]) -> list[str | BackendFailure]:
    if not requests:
        return []
    try:
        return list(_call(lm, requests))
    except Exception as error:
        _log.warning("The backend failed on %d requests, trying again: %s", len(requests), _say(error))
    return _bisect(lm, requests)


def _bisect(lm: LM, requests: Sequence[Instance]) -> list[str | BackendFailure]:
    try:
        return list(_call(lm, requests))
    except Exception as error:
        if len(requests) == 1:
            return [BackendFailure(_say(error))]
    half = len(requests) // 2
    return [*_bisect(lm, requests[:half]), *_bisect(lm, requests[half:])]


def _call(lm: LM, requests: Sequence[Instance]) -> list[str]:
    quiet = {"disable_tqdm": True} if "disable_tqdm" in inspect.signature(lm.generate_until).parameters else {}
    replies: list[str] = lm.generate_until(list(requests), **quiet)
    if len(replies) != len(requests):
        raise ValueError(f"{type(lm).__name__}.generate_until gave {len(replies)} replies to {len(requests)} requests")
    for reply in replies:
        if not isinstance(reply, str):
            raise TypeError(f"{type(lm).__name__}.generate_until gave {type(reply).__name__}, not str")
    return replies


def _say(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
