"""Training runs as curves: a panel for each thing that was logged, in which every run is a line.

What was logged at each step is a thin line, and a thick one smooths it: at each place the mean of the nearest tenth of
the run. Evaluations, which stand at few steps, and what has few values as yet are points, and are not smoothed.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from salessim_tasks.plot.panels import Group, Panel, groups
from salessim_tasks.training_log import Series

__all__ = ["draw"]

_COLOURS = ("#1f5f8b", "#c05a12", "#2f7d4f", "#8a4f9e", "#a8324e", "#6b6a18", "#177e89", "#6a5acd")  # the report's
_DASHES = ("-", "--", ":")
_INK, _SOFT, _LINE = "#1d2226", "#59626a", "#dcd9d3"
_STYLE = {
    "axes.edgecolor": _LINE,
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 9,
    "font.size": 8,
    "grid.color": _LINE,
    "grid.linewidth": 0.5,
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "salessim",  # no new names for the same parts, as far as the layout comes out the same
    "text.color": _INK,
    "xtick.color": _LINE,
    "xtick.labelcolor": _SOFT,
    "ytick.color": _LINE,
    "ytick.labelcolor": _SOFT,
}
_COLUMNS = 5
_WIDTH, _HEIGHT, _HEADING, _LEGEND_ROW = 2.5, 1.6, 0.4, 0.22  # inches
_MARGIN = 0.04  # of a panel's height
_LEAST = 20  # values from which on smoothing says something


def draw(runs: Mapping[str, Mapping[str, Series]], kind: str) -> bytes:
    """The picture of runs by their names, as `kind` "svg" or "png".

    Raises:
        ValueError: matplotlib is not installed, or nothing that was logged can be drawn.
    """
    parts = groups(name for run in runs.values() for name in run)
    if not parts:
        raise ValueError(f"{', '.join(runs)}: nothing that was logged can be drawn")
    try:
        import matplotlib
        from matplotlib.figure import Figure
        from matplotlib.layout_engine import ConstrainedLayoutEngine
    except ImportError as error:
        raise ValueError("matplotlib is missing: pip install 'salessim[plot]'") from error
    top = _HEADING + _LEGEND_ROW * math.ceil(len(runs) / _COLUMNS)
    heights = [top, *(_HEADING + _HEIGHT * math.ceil(len(part.panels) / _COLUMNS) for part in parts)]
    with matplotlib.rc_context(_STYLE):
        layout = ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.05)
        figure = Figure(figsize=(_WIDTH * _COLUMNS, sum(heights)), layout=layout, facecolor="white")
        head, *rest = figure.subfigures(len(heights), height_ratios=heights, squeeze=False)[:, 0]
        _draw_legend(head, list(runs))
        for place, part in zip(rest, parts, strict=True):
            _draw_group(place, part, runs)
        file = io.BytesIO()
        figure.savefig(file, format=kind, dpi=150, metadata={"Date": None} if kind == "svg" else None)
    return file.getvalue()


def _draw_legend(place: Any, names: Sequence[str]) -> None:
    from matplotlib.lines import Line2D

    lines = [Line2D([], [], linewidth=2, label=name, **_look(number)) for number, name in enumerate(names)]
    place.legend(handles=lines, loc="upper left", ncols=_COLUMNS, frameon=False, fontsize=10)
    note = (
        "over steps; thin: as logged, thick: mean of the nearest tenth of the run; points: evaluations, and short runs"
    )
    place.text(0.008, 0.05, note, color=_SOFT, va="bottom")


def _draw_group(place: Any, group: Group, runs: Mapping[str, Mapping[str, Series]]) -> None:
    place.suptitle(group.heading, x=0.008, ha="left", fontsize=11, fontweight="bold")
    rows = math.ceil(len(group.panels) / _COLUMNS)
    axes = place.subplots(rows, _COLUMNS, squeeze=False, sharey=group.together).ravel()
    last = max(step for run in runs.values() for values in run.values() for step in values)
    for axis, panel in zip(axes, group.panels, strict=False):
        _draw_panel(axis, panel, {number: run.get(panel.name, {}) for number, run in enumerate(runs.values())})
        axis.set_xlim(0, max(last, 1))
        axis.xaxis.get_major_locator().set_params(integer=True, nbins=5)
        axis.yaxis.get_major_locator().set_params(nbins=4)
        if group.together:
            axis.set_ylim(bottom=0)
            axis.tick_params(labelleft=True)
    for axis in axes[len(group.panels) :]:
        axis.remove()


def _draw_panel(axis: Any, panel: Panel, lines: Mapping[int, Series]) -> None:
    axis.set_title(panel.title)
    for number, series in lines.items():
        if not series:
            continue  # a line without points leaves the layout no room
        steps, values = list(series), np.array(list(series.values()))
        if panel.points or len(values) < _LEAST:
            axis.plot(steps, values, marker="o", markersize=3, linewidth=1.2, clip_on=False, **_look(number))
        else:
            axis.plot(steps, values, linewidth=0.6, alpha=0.35, **_look(number))
            axis.plot(steps, _smooth(values), linewidth=1.6, **_look(number))
    if panel.share:
        axis.set_ylim(-_MARGIN, 1 + _MARGIN)


def _smooth(values: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The mean of each value and its nearest neighbours, a twentieth of all on either side where there are as many."""
    window = np.ones(2 * (len(values) // 20) + 1)
    return np.convolve(values, window, "same") / np.convolve(np.ones(len(values)), window, "same")


def _look(number: int) -> dict[str, Any]:
    return {
        "color": _COLOURS[number % len(_COLOURS)],
        "linestyle": _DASHES[number // len(_COLOURS) % len(_DASHES)],
    }
