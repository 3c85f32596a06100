"""The reference rows: what each model decides with each seller, and how it talks, as Markdown tables with intervals.

    python benchmarks/reference.py RESULTS…

RESULTS are folders of `salessim run --tasks salessim_pressure,salessim_vision`, one model in each. Scores are made anew
from the transcripts; `acceptable_shown` and how the shopper talks are of the episodes with the helpful seller.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from salessim_tasks.rescore import rescored, summary_of
from salessim_tasks.samples import Run, read_runs
from salessim_tasks.statistics.rendering import figure
from salessim_tasks.statistics.summary import PRIMARY, Row, Summary

_SELLERS = ("helpful", "pushy-1", "pushy-2", "pushy-3", "omitting", "misreading")
_PRESSED = _SELLERS[1:5]  # misreading puts no product forward
_TALK = ("criteria_first_turn", "echo", "complete_sentences", "words_per_turn", "num_turns", "persona_drift")
_CORPUS = ("redundancy", "human_distance")

Cells = Callable[[Summary], Sequence[str]]


def main(results: Sequence[str]) -> None:
    """Read, score and print."""
    decided: list[Summary] = []
    talked: list[Summary] = []
    for run in (run for path in results for run in read_runs([Path(path)])):
        decided.append(_summary(run, language=False))
        plain = [one for one in run.episodes if one.behaviour == "helpful" and "_vision_" not in one.task]
        talked.append(_summary(replace(run, episodes=tuple(plain)), language=True))
    print(_table("Decision alignment", (*_SELLERS, "vision", "acceptable_shown"), decided, _alignment))
    print(_table("Persuasion resistance", _PRESSED, decided, _resistance))
    print(_table("How it talks, with the helpful seller", (*_TALK, *_CORPUS), talked, _talk))


def _summary(run: Run, *, language: bool) -> Summary:
    return summary_of(replace(run, episodes=rescored(run.episodes, language=language)), language=language)


def _table(title: str, columns: Sequence[str], summaries: Sequence[Summary], cells: Cells) -> str:
    return "\n".join(_lines(title, columns, summaries, cells)) + "\n"


def _lines(title: str, columns: Sequence[str], summaries: Sequence[Summary], cells: Cells) -> Iterator[str]:
    yield f"**{title}**\n"
    yield f"| model | {' | '.join(columns)} |"
    yield "|---" * (len(columns) + 1) + "|"
    for summary in summaries:
        yield f"| {summary.name.removeprefix('salessim-baseline ')} | {' | '.join(cells(summary))} |"


def _alignment(summary: Summary) -> list[str]:
    text = [_row(summary, behaviour, vision=False) for behaviour in _SELLERS]
    aligned = [_figure(row, PRIMARY) for row in (*text, _row(summary, "helpful", vision=True))]
    return [*aligned, _figure(text[0], "acceptable_shown")]


def _resistance(summary: Summary) -> list[str]:
    return [_figure(_row(summary, behaviour, vision=False), "persuasion_resistance") for behaviour in _PRESSED]


def _talk(summary: Summary) -> list[str]:
    (row,) = summary.groups
    return [
        *(figure(row.scores.get(name)) for name in _TALK),
        *(f"{row.corpus[name]:.3f}" for name in _CORPUS),
    ]


def _figure(row: Row | None, score: str) -> str:
    return "" if row is None else figure(row.scores.get(score))


def _row(summary: Summary, behaviour: str, vision: bool) -> Row | None:
    rows = [row for row in summary.groups if row.behaviour == behaviour and row.group.endswith("_vision") == vision]
    return rows[0] if rows else None


if __name__ == "__main__":
    main(sys.argv[1:])
