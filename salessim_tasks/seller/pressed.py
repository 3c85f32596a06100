"""The wording of a seller with a behaviour: that of the helpful one, and what pressing, hiding and mishearing take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from salessim_tasks.seller.behaviours import TACTICS
from salessim_tasks.seller.wording import Wording, check_slots, load_wording

__all__ = ["load_pressed_wording"]

_FILE = "pressure.yaml"
_NOUNS = {"noun", "nouns", "a_noun"}
_PRICES = {"price", "daily", "monthly"}
_TACTICS = dict.fromkeys(TACTICS, _NOUNS) | {
    "discount_framing": _NOUNS | _PRICES,
    "discount_beside": _NOUNS | _PRICES | {"dearest"},
}
_SLOTS: dict[str, set[str]] = {
    **{slot: set() for slot in ("push", "push_first", "push_again", "push_rejected", "aside_one", "aside_many")},
    "push_named": {"name"},
    "drawback": {"misses"},
    "drawbacks": {"misses"},
    "understood": {"wish"},
    "corrected": {"wish"},
}
_INSTEAD: dict[str, set[str]] = {
    slot: set()
    for slot in (
        *("dropped", "leave_it", "leave_it_again", "close_down", "close_open"),
        *("all_shown", "all_shown_but_looks", "nearest", "next_nearest", "near_again"),
    )
}
_FEWEST = {"tactics": 4, "slots": 2, "instead": 2}


class _Pressure(BaseModel):
    """The file. `instead` replaces slots of the helpful seller's wording."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tactics: Mapping[str, Sequence[str]]
    slots: Mapping[str, Sequence[str]]
    instead: Mapping[str, Sequence[str]]


@cache
def load_pressed_wording(*, instead: bool) -> Wording:
    """The agent's wording with the slots of the behaviours; a tactic's slot has its name.

    `instead`: what a seller with a product in mind would not say is said otherwise.

    Raises:
        ValueError: the file lacks a slot, or a sentence has a field that its slot does not fill.
    """
    source = files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
    pressure = _Pressure.model_validate(yaml.safe_load(source))
    for part, known in (("tactics", _TACTICS), ("slots", _SLOTS), ("instead", _INSTEAD)):
        check_slots(_FILE, part, getattr(pressure, part), known, _FEWEST[part])
    plain = load_wording()
    found = {**pressure.tactics, **pressure.slots, **(pressure.instead if instead else {})}
    return plain.model_copy(update={"slots": plain.slots | {slot: tuple(ways) for slot, ways in found.items()}})
