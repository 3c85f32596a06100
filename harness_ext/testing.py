"""`check_backend`: what a backend's author calls in a test to know that episodes run on it.

from harness_ext.testing import check_backend

def test_my_backend_plays_episodes():
    check_backend(MyLM(...))
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from harness_ext.episode import EpisodeRequest, Observation, Settings, Step
from harness_ext.pictures import IMAGE, Picture
from harness_ext.runner import run_episodes
from harness_ext.seeding import seed_of

if TYPE_CHECKING:
    from lm_eval.api.model import LM

__all__ = ["Countdown", "check_backend"]

_SPEAKERS = ("Questioner", "Answerer")
_TOPICS = ("the sea", "bread", "old maps")


class Countdown:
    """An episode of a fixed number of turns, whatever the model says; with `pictures`, each turn but the first shows
    as many as its number."""

    def __init__(self, turns: int, topic: str, pictures: bool = False) -> None:
        self.system = f"You answer questions about {topic}. Keep your answers short."
        self._topic = topic
        self._turns = turns
        self._pictures = pictures
        self._replies: list[str] = []

    def open(self) -> Observation:
        """Ask the first question."""
        return self._question(0)

    def step(self, reply: str) -> Step:
        """Take any answer, ask the next question."""
        self._replies.append(reply)
        number = len(self._replies)
        return Step(reply, self._question(number) if number < self._turns else None)

    def _question(self, number: int) -> Observation:
        shown = tuple(_picture(self._topic, place) for place in range(number)) if self._pictures else ()
        text = f"Question {number} about {self._topic}: what comes to your mind?" + f"\n{IMAGE}" * len(shown)
        return Observation(text, shown)

    def record(self) -> dict[str, Any]:
        """Return the replies."""
        return {"replies": list(self._replies)}


def check_backend(
    lm: LM,
    *,
    chat: Sequence[bool] = (False, True),
    max_gen_toks: int = 16,
    exact: bool = True,
    pictures: bool = False,
) -> None:
    """Play small greedy episodes on `lm` and check what every task relies on.

    That is: results for every request and trial, in their order; as many replies as the episode has turns; replies
    that are text and stop where the next speaker would start; no error on the way; and (greedy) the same reply
    again, alone or in a batch of others (with pictures: the same replies, as the opening shows none).

    Args:
        lm: the backend, loaded.
        chat: the ways of prompting to check; `(True,)` for a backend that takes chat messages only.
        max_gen_toks: the longest reply, in tokens.
        exact: whether a greedy reply must be the same alone and in a batch; False for backends whose arithmetic
            depends on the batch (bfloat16, most GPU kernels).
        pictures: whether to show pictures, too, for a backend that takes them (`MULTIMODAL`).

    Raises:
        AssertionError: something does not hold; the message says what.
    """
    for way in chat:
        _check(lm, way, max_gen_toks, exact, shows=False)
        if pictures:
            _check(lm, way, max_gen_toks, exact, shows=True)


def _check(lm: LM, chat: bool, max_gen_toks: int, exact: bool, shows: bool) -> None:
    where = f"{type(lm).__name__}, {'with' if chat else 'without'} chat template{', with pictures' if shows else ''}"
    lengths = (3, 1, 2)
    results = _play(lm, lengths, chat, max_gen_toks, shows)
    assert len(results) == 2 * len(lengths), f"{where}: {len(results)} results for {2 * len(lengths)} requests"
    for number, result in enumerate(results):
        turns = lengths[number // 2]
        assert result["error"] is None, f"{where}: an episode could not be played: {result['error']}"
        assert result["trial"] == number % 2, f"{where}: result {number} is not in the order of the requests"
        replies = result["record"]["replies"]
        assert len(replies) == turns, f"{where}: {len(replies)} replies in an episode of {turns} turns"
        assert all(isinstance(reply, str) for reply in replies), f"{where}: a reply is not a str"
        if not chat:
            ran_on = [reply for reply in replies for speaker in _SPEAKERS if f"\n{speaker}:" in reply]
            assert not ran_on, f"{where}: the stop strings ('until') were not obeyed: {ran_on[:1]!r}"
    if not exact:
        return
    alone, _ = _play(lm, lengths[:1], chat, max_gen_toks, shows)
    compared = lengths[0] if shows else 1
    first, again = (result["record"]["replies"][:compared] for result in (results[0], alone))
    assert first == again, f"{where}: greedy replies differ between a batch and a single request: {first!r}, {again!r}"


def _countdown(turns: int, topic: str, shows: bool, trial: int) -> Countdown:
    return Countdown(turns, topic, shows)


@cache
def _picture(topic: str, number: int) -> Picture:
    """A plain picture, told from the others of its episode, and from those of other episodes, by its shade."""
    from PIL import Image

    data = BytesIO()
    Image.new("RGB", (64, 64), (80 * (number % 4), 120, seed_of(topic) % 256)).save(data, "PNG")
    return Picture(f"shade-{topic}-{number}", data.getvalue())


def _play(lm: LM, lengths: Sequence[int], chat: bool, max_gen_toks: int, shows: bool) -> list[dict[str, Any]]:
    settings = Settings(
        task="check_backend",
        identity={"chat": chat},
        gen_kwargs={"do_sample": False, "temperature": 0.0, "max_gen_toks": max_gen_toks, "until": []},
        chat=chat,
        speakers=_SPEAKERS,
        max_images=4 if shows else 0,
    )
    requests = [
        EpisodeRequest(
            request_type="run_episodes",
            doc={},
            arguments=(topic, {}),
            idx=0,
            metadata=("check_backend", number, 2),
            scenario=topic,
            settings=settings,
            make=partial(_countdown, turns, topic, shows),
        )
        for number, (turns, topic) in enumerate(zip(lengths, _TOPICS, strict=False))
    ]
    repeated = [request for request in requests for _ in range(2)]
    play = getattr(lm, "run_episodes", None)
    results: list[dict[str, Any]] = play(repeated) if play is not None else run_episodes(lm, repeated)
    return results
