"""A comparison as plain text for a terminal of 100 columns: the verdict, the scores, decision alignment by seller."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

from salessim_tasks.counting import counted
from salessim_tasks.statistics.difference import SAME, Comparison, Difference
from salessim_tasks.statistics.rendering import WIDTH, figure, table
from salessim_tasks.statistics.summary import PRIMARY

__all__ = ["render_comparison"]

_GAP = 2  # between columns
_NOTES = (
    "Differences are B - A with 95 % intervals, clustered by persona. (±x): so large a true difference would have been "
    "shown with 80 % power. All but decision alignment over all episodes is exploratory: of twenty scores that do not "
    "differ, one will seem to."
)


def render_comparison(found: Comparison) -> str:
    """Return the tables of `found`; those by seller and task only where there are several."""
    constant = [row for row in found.scores if row.constant and row.name != PRIMARY]
    rows = [row for row in found.scores if row not in constant]
    few = any(row.difference.n < found.pairs for row in rows)
    parts = [_heading(found), *(_sentence(row, found) for row in rows if row.name == PRIMARY)]
    parts += [_table("score", [[row.name] for row in rows], rows, with_n=few)]
    if constant:
        told = ", ".join(f"{row.name} {row.a.value:.3g}" for row in constant)
        parts[-1] += "\n" + _filled(f"One value in all episodes of both: {told}")
    if found.tasks:
        parts.append(_by_seller(found))
    return "\n\n".join([*parts, _filled(_NOTES + (" n: pairs with that score." if few or found.tasks else ""))])


def _heading(found: Comparison) -> str:
    models = (
        textwrap.fill(f"{side}: {name}", WIDTH, subsequent_indent="   ", break_on_hyphens=False)
        for side, name in (("A", found.a), ("B", found.b))
    )
    return "\n".join(
        [
            *models,
            f"{counted(found.pairs, 'pair')} of episodes: {counted(found.scenarios, 'scenario')}, "
            f"{counted(found.personas, 'persona')}",
        ]
    )


def _sentence(row: Difference, found: Comparison) -> str:
    several = len(found.behaviours)
    what = f"Decision alignment, all {several} sellers together" if several > 1 else "Decision alignment"
    return _filled(f"{what}: {_said(row)}.")


def _said(row: Difference) -> str:
    if math.isnan(row.difference.low):
        return SAME if row.same else "no telling, the pairs are of fewer than two personas"
    if row.shown:
        return f"{row.verdict}, by {figure(row.difference)}"
    could = f"this comparison could have shown a difference of ±{row.detectable:.2g}"
    return f"{SAME}; {could}" if row.same else f"no difference shown, {figure(row.difference)}; {could}"


def _by_seller(found: Comparison) -> str:
    """Decision alignment of each seller over all stores, then store by store."""
    groups = {row.task for row in found.sellers}
    of_one = next(iter(groups)) if len(groups) == 1 else ""
    names = ["all stores" if of_one else f"all of {_bare(row.task)}" for row in found.sellers]
    names += [row.task.removeprefix(f"{of_one}_") if of_one else _bare(row.task) for row in found.tasks]
    rows = [*found.sellers, *found.tasks]
    with_seller = len(found.behaviours) > 1
    labels = [[name, row.seller] if with_seller else [name] for name, row in zip(names, rows, strict=True)]
    return _table("decision_alignment", labels, rows, with_n=True)


def _bare(task: str) -> str:
    return task.removeprefix("salessim_")


def _table(title: str, labels: Sequence[Sequence[str]], rows: Sequence[Difference], *, with_n: bool) -> str:
    """A row for each difference; `labels`: its name, and its seller where there is such a column."""
    verdicts = [_brief(row) for row in rows]
    wide = max(map(len, verdicts))
    headers = [*(["seller"] if len(labels[0]) > 1 else []), *(["n"] if with_n else []), "A", "B", "B - A"]
    cells = [
        [*label[1:], *([str(row.difference.n)] if with_n else []), *_figures(row), verdict.ljust(wide)]
        for label, row, verdict in zip(labels, rows, verdicts, strict=True)
    ]
    widths = [max(map(len, column)) + _GAP for column in zip([*headers, " " * wide], *cells, strict=True)]
    room = WIDTH - sum(widths)
    return table(
        [title, *headers, " " * wide],
        [[_short(label[0], room), *line] for label, line in zip(labels, cells, strict=True)],
    )


def _brief(row: Difference) -> str:
    if math.isnan(row.difference.low) and not row.same:
        return "too few personas"
    return row.verdict.replace("no difference shown", "none shown").replace(SAME, "the same")


def _figures(row: Difference) -> tuple[str, str, str]:
    """A, B and the difference with its interval, all with two decimals where one of them is above 1, else three."""
    told = (row.a.value, row.b.value, row.difference.value, row.difference.low, row.difference.high)
    digits = 2 if any(abs(number) > 1 for number in told) else 3
    a, b, value, low, high = (f"{number:.{digits}f}" for number in told)
    return a, b, value if math.isnan(row.difference.low) else f"{value} [{low}, {high}]"


def _short(name: str, room: int) -> str:
    return name if len(name) <= room else f"{name[: room - 1]}…"


def _filled(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_on_hyphens=False)
