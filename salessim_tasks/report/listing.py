"""The list of episodes: one column for each thing that the list shows, sorts or filters by.

Contract: `Listing.add` is called for every episode in the order of the report; `to_dict` gives columns of equal length.
A column of names holds numbers into its table (`tables`), so that thousands of episodes stay small; `tactics` has a
table of lists, because a seller may use several in one episode. What the figures count by (group, tactics) is in it, so
that a count leads to a list of as many episodes. Episode i has the id `ids[i]`, unique in the report: the number of its
run (from 1), a hyphen, and the episode's own id, which is the same in every run of a scenario.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from typing import Any

from salessim_tasks.report.causes import cause_of, cause_words
from salessim_tasks.report.wording import outcome_words
from salessim_tasks.samples import LoggedEpisode
from salessim_tasks.statistics.pressure import pushes

__all__ = ["Listing", "tactics_of"]


def tactics_of(episode: LoggedEpisode) -> tuple[str, ...]:
    """The tactics of the pushes that `statistics.pressure` counts in an episode, each once, by name."""
    if episode.error is not None or episode.behaviour == "helpful":
        return ()
    return tuple(sorted({tactic for tactic, _ in pushes(episode.transcript)}))


class Listing:
    """Gathers the columns."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[Hashable, int]] = {
            name: {} for name in ("task", "group", "category", "persona", "behaviour", "tactics", "outcome", "cause")
        }
        self._names: dict[str, str] = {}  # of personas
        self._columns: dict[str, list[Any]] = {
            name: [] for name in (*self._tables, "ids", "run", "trial", "turns", "aligned")
        }
        self._ids: Counter[str] = Counter()

    def add(self, run: int, episode: LoggedEpisode) -> None:
        """Append an episode of run number `run` (from 0)."""
        persona = str(episode.persona)
        self._names.setdefault(persona, str((episode.doc.get("persona") or {}).get("name") or persona))
        self._append("task", episode.task)
        self._append("group", episode.group)
        self._append("category", episode.category)
        self._append("persona", persona)
        self._append("behaviour", episode.behaviour)
        self._append("tactics", tactics_of(episode))
        self._append("outcome", episode.outcome)
        self._append("cause", cause_of(episode.scores))
        columns, aligned = self._columns, episode.scores.get("decision_alignment")
        columns["ids"].append(self._unique(f"{run + 1}-{episode.episode_id}"))
        columns["run"].append(run)
        columns["trial"].append(episode.trial)
        columns["turns"].append(len(episode.transcript.shopper_turns))
        columns["aligned"].append(-1 if aligned is None or episode.error else int(bool(aligned)))

    def to_dict(self) -> dict[str, Any]:
        """`tables` with the names (and words) behind the numbers, and the columns."""
        words = {"outcome": outcome_words, "cause": cause_words}
        tables: dict[str, Any] = {name: list(table) for name, table in self._tables.items()}
        tables["persona_name"] = [self._names[str(one)] for one in self._tables["persona"]]
        for name, say in words.items():
            tables[f"{name}_words"] = [say(str(one)) for one in self._tables[name]]
        return {"tables": tables, "columns": self._columns}

    def _append(self, name: str, value: Hashable | None) -> None:
        table = self._tables[name]
        self._columns[name].append(-1 if value is None else table.setdefault(value, len(table)))

    def _unique(self, id: str) -> str:
        self._ids[id] += 1
        return id if self._ids[id] == 1 else f"{id}-{self._ids[id]}"
