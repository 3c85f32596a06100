"""An environment that shows coloured cards, so that the tests can tell which picture arrived where."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from io import BytesIO
from typing import Any

from PIL import Image

from harness_ext.episode import EpisodeRequest, Observation, Settings, Step
from harness_ext.pictures import IMAGE, Picture


@cache
def card(colour: str) -> Picture:
    """A picture of one colour, and no other."""
    data = BytesIO()
    Image.new("RGB", (64, 64), colour).save(data, "PNG")
    return Picture(colour, data.getvalue())


class PictureShow:
    """Shows the cards of each turn in turn; the opening shows those of the first."""

    system = "You look at cards."

    def __init__(self, turns: Sequence[Sequence[str]]) -> None:
        self._turns = turns
        self._replies: list[str] = []

    def open(self) -> Observation:
        return self._shown(0)

    def step(self, reply: str) -> Step:
        self._replies.append(reply)
        place = len(self._replies)
        return Step(reply, self._shown(place) if place < len(self._turns) else None)

    def record(self) -> dict[str, Any]:
        return {"replies": self._replies}

    def _shown(self, place: int) -> Observation:
        colours = self._turns[place]
        text = "".join(f"This card is {colour}:\n{IMAGE}\n" for colour in colours)
        return Observation(f"Turn {place}.\n{text}Well?", tuple(map(card, colours)))


def show_requests(shows: Sequence[Sequence[Sequence[str]]], **settings: Any) -> list[EpisodeRequest]:
    """A request for each show."""
    shared = Settings(task="cards", identity={}, gen_kwargs=_GENERATION, **{"max_images": 8, "chat": True, **settings})
    return [
        EpisodeRequest(
            request_type="run_episodes",
            doc={},
            arguments=("opening", {}),
            idx=0,
            metadata=("cards", number, 1),
            scenario=str(number),
            settings=shared,
            make=partial(_show, show),
        )
        for number, show in enumerate(shows)
    ]


def _show(turns: Sequence[Sequence[str]], trial: int) -> PictureShow:
    return PictureShow(turns)


_GENERATION = {"max_gen_toks": 6, "do_sample": False, "temperature": 0.0, "until": []}
