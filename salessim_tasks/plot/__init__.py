"""`salessim plot`: what a training run logged, as curves."""

from __future__ import annotations

from salessim_tasks.plot.command import add_arguments, plot_command
from salessim_tasks.plot.drawing import draw
from salessim_tasks.plot.panels import Group, Panel, groups

__all__ = ["Group", "Panel", "add_arguments", "draw", "groups", "plot_command"]
