"""The report: a folder that shows what runs measured and every transcript behind it."""

from __future__ import annotations

from salessim_tasks.report.command import add_arguments, report_command
from salessim_tasks.report.writing import write_report

__all__ = ["add_arguments", "report_command", "write_report"]
