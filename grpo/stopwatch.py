"""Where a step's time goes. Times are for the log: nothing is decided by them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from harness_ext.episode import Environment, Observation, Step

__all__ = ["Stopwatch", "Timed"]


class Stopwatch:
    """Seconds by activity. Each second counts once: for the activity that began last and goes on, for `otherwise` while
    there is none."""

    def __init__(self, otherwise: str) -> None:
        self._activity = otherwise
        self.restart()

    def restart(self) -> None:
        """Forget all seconds so far."""
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._since = perf_counter()

    @contextmanager
    def during(self, activity: str) -> Iterator[None]:
        """Count for `activity`; what was going on before stands still, and goes on afterwards."""
        outer = self._switch(activity)
        try:
            yield
        finally:
            self._switch(outer)

    def seconds(self) -> dict[str, float]:
        """The seconds of every activity since the start."""
        self._switch(self._activity)
        return dict(self._seconds)

    def _switch(self, activity: str) -> str:
        now = perf_counter()
        self._seconds[self._activity] += now - self._since
        self._since, outer, self._activity = now, self._activity, activity
        return outer


@dataclass(frozen=True, slots=True)
class Timed:
    """`environment`, whose every turn counts for `activity`."""

    environment: Environment
    stopwatch: Stopwatch
    activity: str

    @property
    def system(self) -> str:
        return self.environment.system

    def open(self) -> Observation:
        with self.stopwatch.during(self.activity):
            return self.environment.open()

    def step(self, reply: str) -> Step:
        with self.stopwatch.during(self.activity):
            return self.environment.step(reply)

    def record(self) -> dict[str, Any]:
        return self.environment.record()
