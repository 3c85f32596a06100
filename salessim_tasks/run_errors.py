"""Which errors of `salessim run` are the user's own, and so are told in one line instead of a traceback.

The contract: an error is told in one line if it was raised by our code (the deepest frame is in `salessim_tasks` or
`harness_ext`) before an episode was under way, or by lm-eval while it read the command line or looked the tasks up.
All else may be a backend's fault, or ours, and must be seen where it happened.
"""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Sequence

from harness_ext import plugins
from harness_ext.journal import JournalError

__all__ = ["USERS_ERRORS", "told_in_a_line"]

USERS_ERRORS = (ValueError, JournalError)
"""The classes that such an error can have."""

_OURS = ("salessim_tasks", "harness_ext")
_UNDER_WAY = frozenset({"_play", "apply_filters", "process_results"})  # functions of harness_ext that play and score
_COMMAND_LINE = ("lm_eval._cli.harness", "parse_args")
_MISSING = "Tasks not found: "
_ALIKE = 0.6
_MOST = 3  # names that are proposed


def told_in_a_line(error: BaseException, include_path: str | None = None) -> str | None:
    """Return what to tell of an error that lm-eval let through; None if it needs its traceback.

    Args:
        error: as it was caught.
        include_path: the folder of further tasks that the command line names.
    """
    frames = [
        (str(frame.f_globals.get("__name__")), frame.f_code.co_name)
        for frame, _ in traceback.walk_tb(error.__traceback__)
    ]
    packages = [module.split(".")[0] for module, _ in frames]
    if frames and packages[-1] in _OURS:
        played = any(
            name in _UNDER_WAY for package, (_, name) in zip(packages, frames, strict=True) if package in _OURS
        )
        return None if played else str(error)
    if _COMMAND_LINE in frames:
        return str(error)
    if packages[-1:] == ["lm_eval"] and str(error).startswith(_MISSING):
        return _unknown_tasks(str(error).removeprefix(_MISSING).split(", "), include_path)
    return None


def _unknown_tasks(names: Sequence[str], include_path: str | None) -> str:
    from lm_eval.tasks import TaskManager

    with plugins.only_plugins():
        known = TaskManager(include_path=include_path).all_tasks
    return "; ".join(_unknown_task(name, known) for name in names)


def _unknown_task(name: str, known: Sequence[str]) -> str:
    like = difflib.get_close_matches(name, known, n=_MOST, cutoff=_ALIKE)
    if like:
        return f"--tasks {name}: there is no such task; did you mean one of {', '.join(like)}?"
    # The store is the last part of a task's name: without it, the names are few.
    groups = sorted(task for task in known if any(other.startswith(f"{task}_") for other in known))
    return (
        f"--tasks {name}: there is no such task; there are {', '.join(groups)}, and each with a store's name behind it "
        "(lm-eval's own tasks are for `lm_eval run`)"
    )
