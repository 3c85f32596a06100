"""With the keys and values of earlier turns kept, a transformers model says what it says without, and computes less."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from harness_ext import kept_cache, runner
from harness_ext.episode import EpisodeRequest, Observation, Settings, Step
from harness_ext.kept_cache import KeptCache, cohort_size

REPLY = 10
LORE = "There was once a shopkeeper who sold kettles, lamps and bread, and wrote down every word. "


class Interview:
    """Asks as often as it is told to, in messages of different lengths; hears no more than the first words."""

    def __init__(self, turns: int, heard: int = 40) -> None:
        self.system = f"You answer in one sentence. {LORE * (turns % 2)}"
        self.left = turns
        self.heard = heard
        self.replies: list[str] = []

    def open(self) -> Observation:
        return Observation("What do you sell?")

    def step(self, reply: str) -> Step:
        self.replies.append(reply)
        self.left -= 1
        question = f"And what else, besides {'bread and ' * (self.left % 4)}lamps?"
        return Step(reply[: self.heard], Observation(question) if self.left else None)

    def record(self) -> dict[str, Any]:
        return {"replies": self.replies}


def model(folder: Path, batch_size: Any = 3, **arguments: Any) -> Any:
    from lm_eval.models.huggingface import HFLM

    return HFLM(pretrained=str(folder), dtype="float32", device="cpu", batch_size=batch_size, **arguments)


def play(lm: Any, turns: Sequence[int], *, chat: bool = True, **given: Any) -> list[list[str]]:
    arguments = {"do_sample": False, "temperature": 0.0, "max_gen_toks": REPLY, "until": []} | given
    settings = Settings(task="interview", identity={}, gen_kwargs=arguments, chat=chat)
    requests = [
        EpisodeRequest(
            request_type="generate_until",
            doc={},
            arguments=("", arguments),
            idx=0,
            scenario=str(number),
            settings=settings,
            make=partial(_interview, turns[number], 40 - 30 * (number % 2)),
        )
        for number in range(len(turns))
    ]
    results = runner.run_episodes(lm, requests)
    assert [result["error"] for result in results] == [None] * len(turns)
    return [result["record"]["replies"] for result in results]


def _interview(turns: int, heard: int, trial: int) -> Interview:
    return Interview(turns, heard)


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[KeptCache]:
    """The caches that are used."""
    used: list[KeptCache] = []

    class Watched(KeptCache):
        def __init__(self, lm: Any) -> None:
            super().__init__(lm)
            used.append(self)

    monkeypatch.setattr(runner, "KeptCache", Watched)
    return used


def plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "cohort_size", lambda lm: None)


@pytest.mark.parametrize(("chat", "batch_size"), [(True, 3), (False, 1)])
def test_the_words_are_the_same(
    smollm2: Path, monkeypatch: pytest.MonkeyPatch, computed: list[KeptCache], chat: bool, batch_size: int
) -> None:
    lm, turns = model(smollm2, batch_size), [3, 1, 4, 2]
    kept = play(lm, turns, chat=chat)
    assert [len(replies) for replies in kept] == turns
    assert len(computed) == -(-len(turns) // batch_size)
    plainly(monkeypatch)
    assert play(lm, turns, chat=chat) == kept
    assert len({reply for replies in kept for reply in replies}) > len(turns), "or there is little to tell"


def test_a_full_context_loses_its_oldest_turns_as_ever(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lm, turns = model(tiny, max_length=160), [9, 7, 8]
    kept = play(lm, turns)
    plainly(monkeypatch)
    assert play(lm, turns) == kept


def test_stop_words_and_sampling_are_those_of_the_backend(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    lm = model(tiny)
    (whole,) = play(lm, [1])
    stop = whole[0].split()[-1]
    assert play(lm, [1], until=[stop]) == [[whole[0].split(stop)[0]]]
    sampled = []
    for way in (None, plainly):
        if way:
            way(monkeypatch)
        torch.manual_seed(3)
        sampled.append(play(lm, [1, 1, 1], do_sample=True, temperature=0.9))
    assert sampled[0] == sampled[1]


def test_what_was_computed_is_not_computed_again(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lm = model(tiny, batch_size=1)
    computed, forward = 0, lm.model.forward

    def counted(*arguments: Any, **given: Any) -> Any:
        nonlocal computed
        places = given["input_ids"].shape[1]
        computed += places if places > 1 else 0  # a reply's own tokens come one by one
        return forward(*arguments, **given)

    monkeypatch.setattr(lm.model, "forward", counted)
    play(lm, [6])
    interview = Interview(6)
    prompt = len(lm.tok_encode(interview.system)) + 30
    assert prompt - 30 < computed < prompt + 5 * 60, "each later turn costs its own messages, not the conversation"


def test_a_context_that_is_full_for_all_is_no_failure_of_the_cache(
    tiny: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lm = model(tiny, batch_size=1, max_length=REPLY + 4)
    settings = Settings(task="interview", identity={}, gen_kwargs={"max_gen_toks": REPLY, "until": []}, chat=True)
    request = EpisodeRequest(
        request_type="generate_until",
        doc={},
        arguments=("", {}),
        idx=0,
        settings=settings,
        make=partial(_interview, 2, 40),
    )
    (result,) = runner.run_episodes(lm, [request])
    assert "does not fit" in result["error"]
    assert "without kept keys and values" not in caplog.text


def test_a_failing_cache_is_gone_without(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lm = model(tiny)
    kept = play(lm, [2, 3])

    def fail(*_: Any) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(kept_cache.KeptCache, "_rows_of", fail)
    assert play(lm, [2, 3]) == kept
    assert "without kept keys and values: MemoryError: no room" in caplog.text


def test_only_a_decoder_of_full_attention_keeps_its_cache(tiny: Path) -> None:
    lm = model(tiny)
    assert cohort_size(lm) == 3
    lm.model.config.layer_types = ["full_attention", "sliding_attention"]
    assert cohort_size(lm) is None
    assert cohort_size(model(tiny, batch_size="auto")) is None
