"""The sales agent's wording: alternatives in a data file, chosen by the seed, the turn and the slot."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter

import yaml
from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Topic", "Voice", "Wording", "check_slots", "load_wording"]

_FILE = "wording.yaml"
_WHAT = """
unmentioned flag_yes flag_no flag_is flag_is_not flag_lacks has has_one has_not has_that has_not_that is_so is_that
is_not on_record
""".split()
_FIELDS = {
    "greeting": {"a_noun", "nouns"},
    "unclear": {"a_noun", "nouns"},
    "not_carried": {"things"},
    "noted": {"wishes"},
    "found_one": {"wishes"},
    "found_many": {"wishes"},
    "told": {"wishes"},
    "misses": {"misses"},
    "misses_too": {"misses"},
    "openings": {"wish", "count"},
    "no_record": {"labels"},
    "unstated": {"labels"},
    "description_says": {"quote"},
    "look": {"labels"},
    "quote": {"quote"},
    "accept": {"name"},
    "fact": {"label", "verb", "value"},
    "choice_yes": {"label", "verb", "value"},
    "choice_no": {"label", "verb", "value"},
    "has_part": {"what", "lacking"},
    "is_part": {"what", "lacking"},
    "ahead": {"label", "name"},
    "that_one": {"label", "name"},
    **{slot: {"what"} for slot in _WHAT},
}
_PLAIN = """
hello thanks silence not_english dropped carry_on browse others_one others_many still_fits still_fit again_rejected
all_shown all_shown_but_looks nothing look_again perhaps_one perhaps_many still_nothing nearest next_nearest outside
near_again give_way give_way_which no_opening leave_it leave_it_again back_to close_down close_open door_open
reactions anything_else answer all_do some_do none_do helped compare alike no_guide accept_any accept_ask bye
farewell
"""
_SLOTS: dict[str, set[str]] = {**{slot: set() for slot in _PLAIN.split()}, **_FIELDS}
"""Every slot of the file, with the fields that its sentences may use."""


class Topic(BaseModel):
    """Something shops get asked that no catalogue answers: the words that name it, and what to say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: tuple[str, ...] = Field(min_length=1)
    say: tuple[str, ...] = Field(min_length=2)


class Wording(BaseModel):
    """The wording file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slots: dict[str, tuple[str, ...]]
    topics: tuple[Topic, ...]
    affirmative: tuple[str, ...]
    negative: tuple[str, ...]

    def topic(self, text: str) -> tuple[int, Topic] | None:
        """The topic that `text` (lower-cased) names first in the file, with its place, or None."""
        for place, topic in enumerate(self.topics):
            if re.search(rf"\b(?:{'|'.join(map(re.escape, topic.words))})\b", text):
                return place, topic
        return None


@dataclass(frozen=True, slots=True)
class Voice:
    """Chooses among alternatives. Equal for equal seed and turn; two turns running never choose alike."""

    wording: Wording
    seed: str
    turn: int

    def say(self, slot: str, **fields: str) -> str:
        """One of the ways of saying `slot`, its fields filled in, beginning with a capital."""
        said = self.choose(slot, self.wording.slots[slot]).format(**fields)
        return said[:1].upper() + said[1:]

    def choose(self, slot: str, options: Sequence[str]) -> str:
        """One of `options`."""
        digest = hashlib.sha256(f"{self.seed}\n{slot}".encode()).digest()
        return options[(int.from_bytes(digest[:8], "big") + self.turn) % len(options)]


@cache
def load_wording() -> Wording:
    """The agent's wording.

    Raises:
        ValueError: the file lacks a slot, or a sentence has a field that its slot does not fill.
    """
    source = files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
    wording = Wording.model_validate(yaml.safe_load(source))
    check_slots(_FILE, "slots", wording.slots, _SLOTS)
    return wording


def check_slots(
    file: str, part: str, slots: Mapping[str, Sequence[str]], known: Mapping[str, Collection[str]], fewest: int = 2
) -> None:
    """Make sure that `slots` are those `known`, with at least `fewest` sentences each and no other fields than theirs.

    Raises:
        ValueError: they are not; the message names the slot.
    """
    for slot in sorted({*known, *slots}):
        options = slots.get(slot, ())
        if len(options) < fewest or slot not in known:
            least = {2: "two", 4: "four"}.get(fewest, str(fewest))
            raise ValueError(f"{file}: {part}.{slot}: wanted is a slot the agent uses, with at least {least} sentences")
        for option in options:
            unknown = {field for _, field, _, _ in Formatter().parse(option) if field}.difference(known[slot])
            if unknown:
                raise ValueError(f"{file}: {part}.{slot}: {option!r} has fields that are not filled: {sorted(unknown)}")
