"""What an episode is rewarded for: the benchmark's own scores, imported, each as a reward of its own.

They are not added up here: the trainer normalises each within a group first and then takes the weighted sum (GDPO), so
that a reward counts by how it tells the episodes of a group apart, whatever its unit. For the same reason small
differences must not look like large ones: distances have a dead zone, and everything is rounded.

- `decision`: 1 for an aligned decision, else 0. Two ways of being right without shopping do not pay: 0, too, for who
  was shown nothing acceptable although the store has it, as by saying hello and leaving, and for who never decides,
  because turns or room run out first.
- `kept`: of the dealbreakers, the share that the product bought meets, if it was shown; 1 for leaving where the store
  has nothing acceptable; 0 for every other end. All episodes of a beginner's group may decide wrongly; this tells those
  that came near, and leaving is never near. None for a persona whose products were picked by hand.
- `spoke_up`: of the dealbreakers that something it was shown breaks, the share that it spoke of before it decided; 1
  where nothing shown breaks any; 0 for who never decides, or talking on would be the best way to it. Deciding right
  needs it first.
- `readable`: 0 if an action could not be read, else 1.
- `first_turn`, `sentences`, `turns`: how far criteria told in the first turn, the share of complete sentences and the
  number of turns lie from those of people, in their standard deviations (`salessim_tasks.language.human`), negative.
  Who never decides has talked too long, whatever the limit: or a limit near people's number would be the best end.
- `in_character`: the share of speaking turns that repeat the seller or break character, negative.
- `own_voice`: the similarity of the conversation to the others of its group (mean TF-IDF cosine), negative: without it
  the episodes of a group, who share a persona, would come to share their words as well.

A reward that does not apply is None: the others then speak alone.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from salessim_tasks.language.human import HUMAN
from salessim_tasks.language.redundancy import redundancy
from salessim_tasks.records import Persona
from salessim_tasks.scoring import score_episodes
from salessim_tasks.sources import StoreSource, open_store
from salessim_tasks.transcript import Transcript

__all__ = ["REWARDS", "Played", "rewards", "shortcuts"]

REWARDS = ("decision", "kept", "spoke_up", "readable", "first_turn", "sentences", "turns", "in_character", "own_voice")

_NEAR = 0.5  # human standard deviations within which nothing is to be gained
_STEP = 0.05  # what rewards are rounded to
_TOO_LONG = -2.0  # of `turns`: saying hello and leaving has -1.4
_DISTANCES = {"first_turn": "criteria_first_turn", "sentences": "complete_sentences", "turns": "num_turns"}


@dataclass(frozen=True, slots=True)
class Played:
    """An episode that is over: its scenario and transcript, the group that it is compared in, and whether it was broken
    off before its end."""

    doc: Mapping[str, Any]
    transcript: Transcript
    group: Hashable
    broken_off: bool = False


def rewards(episodes: Sequence[Played]) -> dict[str, list[float | None]]:
    """Every one of `REWARDS` for each episode, in order."""
    scores = score_episodes([(one.doc, _ended(one)) for one in episodes])
    voices = _similarities(episodes)
    rows = [_of(one, score, voice) for one, score, voice in zip(episodes, scores, voices, strict=True)]
    return {name: [_rounded(row[name]) for row in rows] for name in REWARDS}


def shortcuts(episodes: Sequence[Played]) -> dict[str, float]:
    """The shares of episodes that take a way known to please rewards without shopping: to watch, not to reward.

    `leaves`: left without a purchase; `silent`: never spoke; `buys_first`: bought the first product that it was shown;
    `undecided`: never decided; `broken_off`: of these, talked until its room was full.
    """
    found = {"leaves": 0, "silent": 0, "buys_first": 0, "undecided": 0, "broken_off": 0}
    for one in episodes:
        action, shown = one.transcript.action, one.transcript.recommended
        found["leaves"] += action is not None and action.name == "end_conversation"
        found["silent"] += not one.transcript.speech
        found["buys_first"] += bool(shown) and any(turn.buys(shown[0]) for turn in one.transcript.shopper_turns)
        found["undecided"] += _undecided(one)
        found["broken_off"] += one.broken_off
    return {name: count / len(episodes) if episodes else math.nan for name, count in found.items()}


def _of(one: Played, score: Mapping[str, Any], similarity: float | None) -> dict[str, float | None]:
    undecided = _undecided(one)
    distances = {name: _nearness(measure, score[measure]) for name, measure in _DISTANCES.items()}
    return {
        "decision": float(score["decision_alignment"] and score["acceptable_shown"] != 0 and not undecided),
        "kept": _kept(one),
        "spoke_up": _spoke_up(one, score["dealbreakers_stated"]),
        "readable": 1.0 - float(score["tool_format_error"]),
        **(distances | {"turns": _TOO_LONG} if undecided else distances),
        "in_character": None if score["echo"] is None else -float(score["echo"]),
        "own_voice": None if similarity is None else -similarity,
    }


def _kept(one: Played) -> float | None:
    persona, action = Persona.model_validate(one.doc["persona"]), one.transcript.action
    if persona.acceptable_products is not None:
        return None
    if not one.doc["acceptable"]:
        return float(action is not None and action.name == "end_conversation")
    bought = None if action is None else action.product_id
    if bought is None or bought not in one.transcript.recommended:
        return 0.0
    product = open_store(StoreSource.of(one.doc)).product(bought)
    return fmean(wish.holds(product) for wish in persona.dealbreakers)


def _spoke_up(one: Played, stated: float | None) -> float | None:
    """`stated`, or 1 where nothing shown breaks a dealbreaker; None where nothing was shown; 0 for the undecided."""
    if _undecided(one):
        return 0.0
    return stated if stated is not None or not one.transcript.recommended else 1.0


def _nearness(measure: str, value: float | None) -> float | None:
    """How many human standard deviations `value` lies from people, beyond the dead zone, negative."""
    if value is None:
        return None
    people = HUMAN[measure]
    return -max(0.0, abs(value - people.mean) / people.sd - _NEAR)


def _similarities(episodes: Sequence[Played]) -> list[float | None]:
    """The mean similarity of each conversation to the others of its group; None for who is alone, or never spoke."""
    found: list[float | None] = [None] * len(episodes)
    for group in dict.fromkeys(one.group for one in episodes):
        places = [place for place, one in enumerate(episodes) if one.group == group]
        for place, similarity in zip(places, redundancy([episodes[p].transcript.speech for p in places]), strict=True):
            found[place] = None if math.isnan(similarity.avg) else similarity.avg
    return found


def _undecided(one: Played) -> bool:
    return _ended(one).ended_by == "turn_limit"


def _ended(one: Played) -> Transcript:
    """The transcript; of an episode that was broken off as if its turns had run out, as scorers want an end."""
    return one.transcript.model_copy(update={"ended_by": "turn_limit"}) if one.broken_off else one.transcript


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(round(value / _STEP) * _STEP, 6)
