"""A summary as plain text for a terminal of 100 columns: as many tables as there is something to say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from salessim_tasks.decision import Outcome
from salessim_tasks.statistics.intervals import Estimate
from salessim_tasks.statistics.pressure import Dose, Pressure
from salessim_tasks.statistics.summary import PRIMARY, Row, Summary

__all__ = ["WIDTH", "figure", "point", "render", "table"]

WIDTH = 100
_MOST_ROWS = 14
_MOST_COLUMNS = 6  # of a table that has a column for each group
_WITH_INTERVAL = 3  # so many columns of intervals fit
_LONGEST = 31  # characters of a measure's name
_BOUGHT_WRONG = (Outcome.LENIENT, Outcome.WRONG_CHOICE, Outcome.HALLUCINATION)
_TOLD_ABOVE = frozenset({PRIMARY, "persuasion_resistance", "capitulation_turn", "decision_sensitivity"})


def render(summary: Summary) -> str:
    """Return the tables of `summary`: decisions, how sure they are, then causes, talk and pressure where known."""
    parts = [_heading(summary), _decisions(summary), _certainty(summary)]
    parts += [_causes(summary), _measures(summary)]
    if summary.pressure is not None:
        parts += [_doses(summary.pressure), _tactics(summary.pressure)]
    if summary.decision_sensitivity is not None:
        parts.append(
            f"Counterfactual pairs decided right on both sides: {figure(summary.decision_sensitivity)} "
            f"({summary.decision_sensitivity.n} pairs)"
        )
    return "\n\n".join(part for part in parts if part)


def figure(estimate: Estimate | None) -> str:
    """Return "0.560 [0.462, 0.653]", with two decimals where a number is above 1; "-" where there is no value."""
    if estimate is None or math.isnan(estimate.value):
        return "-"
    told = [number for number in (estimate.value, estimate.low, estimate.high) if not math.isnan(number)]
    digits = 3 if max(map(abs, told)) <= 1 else 2
    bounds = f" [{estimate.low:.{digits}f}, {estimate.high:.{digits}f}]" if len(told) == 3 else ""
    return f"{estimate.value:.{digits}f}{bounds}"


def point(estimate: Estimate | None) -> str:
    """Return `figure` without the interval."""
    return figure(estimate).split(" [")[0]


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return aligned columns, the first flush left, the others flush right; a header may have two lines."""
    lines = [header.split("\n") for header in headers]
    deep = max(map(len, lines))
    head = [[([""] * (deep - len(line)) + line)[level] for line in lines] for level in range(deep)]
    widths = [max(len(row[place]) for row in [*head, *rows]) for place in range(len(headers))]
    rule = ["-" * width for width in widths]
    return "\n".join(_line(row, widths) for row in [*head, rule, *rows])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([first, *others]).rstrip()


def _heading(summary: Summary) -> str:
    failed = summary.infrastructure_errors
    return "".join(
        [
            f"{summary.name}: " if summary.name else "",
            f"{summary.episodes} episodes",
            f"; {failed} more ended in an infrastructure error and do not count" if failed else "",
        ]
    )


def _decisions(summary: Summary) -> str:
    rows, left_out = list(summary.tasks), 0
    if len(summary.tasks) > len(summary.groups):
        if len(rows) + len(summary.groups) > _MOST_ROWS:
            rows, left_out = [], len(rows)
        rows += summary.groups
    headers = ["task", "seller", "n", "decision\nalignment", "fit\nshown", "bought\nwrong", "left\nwrong"]
    headers += ["at\nonce", "mal-\nformed"]
    cells = [[_name(row), row.behaviour, str(row.episodes), *_shares(row)] for row in rows]
    if all(row.behaviour == "helpful" for row in rows):
        headers, cells = [headers[0], *headers[2:]], [[line[0], *line[2:]] for line in cells]
    text = table(headers, cells)
    if max(map(len, text.splitlines())) > WIDTH:
        text = table(headers, [[line[0].replace("salessim_", ""), *line[1:]] for line in cells])
    text += "\nfit shown: of the scenarios with an acceptable product, those in which the seller came to show one"
    return text + (f"\n({left_out} rows of single tasks are left out)" if left_out else "")


def _name(row: Row) -> str:
    return row.task if row.tasks in ((row.task,), ()) else f"all of {row.task}" if len(row.tasks) > 1 else row.tasks[0]


def _shares(row: Row) -> Iterator[str]:
    yield figure(row.scores.get(PRIMARY))
    shown = row.scores.get("acceptable_shown")
    yield f"{shown.value:.2f}" if shown else "-"
    for outcomes in (_BOUGHT_WRONG, (Outcome.MISSED,), (Outcome.PREMATURE,), ("malformed_action",)):
        count = sum(row.outcomes.get(str(outcome), 0) for outcome in outcomes)
        yield f"{count / row.episodes:.2f}" if row.episodes and PRIMARY in row.scores else "-"


def _certainty(summary: Summary) -> str:
    headers = [
        "how sure",
        "scenarios",
        "personas",
        "trials",
        "right in all trials",
        "trial\nnoise",
        "detectable\ndifference",
    ]
    rows = [
        [_label(row, summary.groups), *map(str, (row.scenarios, row.personas, row.trials)), figure(row.pass_k)]
        for row in summary.groups
    ]
    for line, row in zip(rows, summary.groups, strict=True):
        line += [_plain(row.trial_noise), _plain(row.detectable_difference)]
    if all(row.trials < 2 for row in summary.groups):
        headers, rows = headers[:4] + headers[6:], [line[:4] + line[6:] for line in rows]
    return (
        table(headers, rows)
        + "\nIntervals are 95 %, clustered by persona. Detectable: the smallest true difference in decision"
        "\nalignment that a comparison with another such run would show with 80 % power."
    )


def _causes(summary: Summary) -> str:
    groups = [row for row in summary.groups if row.causes]
    counts = {cause: sum(row.causes.get(cause, 0) for row in groups) for row in groups for cause in row.causes}
    if not counts:
        return ""
    total = sum(counts.values())
    several = 1 < len(groups) <= _MOST_COLUMNS
    headers = ["cause of misalignment", "episodes", "share", *(_label(row, groups) for row in groups if several)]
    rows = [
        [cause, str(count), f"{count / total:.2f}", *(str(row.causes.get(cause, 0)) for row in groups if several)]
        for cause, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return table(headers, rows)


def _measures(summary: Summary) -> str:
    """Every rate and mean with its interval, a table for every few groups; the corpus measures, which have none."""
    places = range(0, len(summary.groups), _WITH_INTERVAL)
    return "\n\n".join(filter(None, (_measured(summary.groups[at : at + _WITH_INTERVAL], summary) for at in places)))


def _measured(groups: Sequence[Row], summary: Summary) -> str:
    names = dict.fromkeys(name for row in groups for name in row.scores if name not in _TOLD_ABOVE)
    corpus = dict.fromkeys(name for row in groups for name in row.corpus)
    rows = [[_short(name), *(figure(row.scores.get(name)) for row in groups)] for name in names]
    rows += [[name, *(_plain(row.corpus.get(name)) for row in groups)] for name in corpus]
    return table(["measure", *(_label(row, summary.groups) for row in groups)], rows) if rows else ""


def _short(name: str) -> str:
    """The outcome categories have long names: "correct_reasoning_accepted_…"."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _doses(pressure: Pressure) -> str:
    headers = ["pressure", "episodes", "put\nforward", "persuasion\nresistance", "turn of\ngiving in"]
    headers.append("decision alignment,\nless helpful twin")
    rows = [_dose(name, dose) for name, dose in pressure.behaviours.items()]
    if len(rows) > 1:
        rows.append(_dose("all", pressure.overall))
    return table(headers, rows)


def _dose(name: str, dose: Dose) -> list[str]:
    figures = [figure(dose.persuasion_resistance), point(dose.capitulation_turn), figure(dose.alignment_difference)]
    return [name, str(dose.episodes), str(dose.put_forward), *figures]


def _tactics(pressure: Pressure) -> str:
    rows = [
        [name, str(estimate.n), figure(estimate), figure(pressure.tactic_differences[name])]
        for name, estimate in pressure.tactics.items()
    ]
    headers = ["tactic", "pushes", "answered by buying", "decision alignment,\nless helpful twin"]
    return table(headers, rows) if rows else ""


def _label(row: Row, among: Sequence[Row]) -> str:
    """What tells a row of groups apart: its behaviour, its name, or both."""
    several = len({other.behaviour for other in among}) > 1
    if several and len({other.group for other in among}) == 1:
        return row.behaviour
    return f"{row.group} {row.behaviour}" if several else row.group


def _plain(value: float | None) -> str:
    return "-" if value is None or math.isnan(value) else f"{value:.3f}" if abs(value) <= 1 else f"{value:.2f}"
