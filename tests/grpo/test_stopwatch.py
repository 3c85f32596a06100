"""Every second of a step counts once, for what was going on."""

from __future__ import annotations

from typing import Any

import pytest

from grpo import stopwatch
from grpo.stopwatch import Stopwatch, Timed
from harness_ext.episode import Environment, Observation, Step


class Slow:
    """An environment that takes 4 seconds to open and 8 for a turn, by a clock of its own."""

    system = "You shop."

    def __init__(self, clock: list[float]) -> None:
        self.clock = clock

    def open(self) -> Observation:
        self.clock[0] += 4
        return Observation("Welcome.")

    def step(self, reply: str) -> Step:
        self.clock[0] += 8
        return Step(reply, None)

    def record(self) -> dict[str, Any]:
        return {"kept": True}


def test_the_seller_is_taken_out_of_the_generation_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(stopwatch, "perf_counter", lambda: clock[0])
    watch = Stopwatch("training")
    clock[0] += 50
    watch.restart()
    clock[0] += 1
    environment: Environment = Timed(Slow(clock), watch, "seller")
    with watch.during("generation"):
        clock[0] += 2
        assert environment.open() == Observation("Welcome.")
        clock[0] += 16
        assert environment.step("Hello.") == Step("Hello.", None)
    clock[0] += 32
    assert watch.seconds() == {"training": 33.0, "generation": 18.0, "seller": 12.0}
    assert (environment.system, environment.record()) == ("You shop.", {"kept": True})


def test_an_error_ends_what_was_going_on(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(stopwatch, "perf_counter", lambda: clock[0])
    watch = Stopwatch("training")
    with pytest.raises(ValueError, match="broken"), watch.during("rewards"):
        raise ValueError("broken")
    clock[0] += 3
    assert watch.seconds()["training"] == 3.0
