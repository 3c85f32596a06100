"""Whether the installed lm_eval reads an entry-point group itself, so that we must not do it a second time.

There is no version to ask (the feature is merged in part and unreleased) and no name to rely on. But code that
reads a group must look up `entry_points` and must hold the group's name as a constant; lm-eval 0.4.13 has
neither anywhere. So the compiled code of the lm_eval modules that are loaded is searched for the two. A miss
costs only noise: the folders are then indexed twice, and lm_eval says so.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from importlib.abc import InspectLoader
from types import CodeType, ModuleType

__all__ = ["reads_entry_points"]


@functools.cache
def reads_entry_points(group: str) -> bool:
    """Whether lm_eval itself reads the entry points of `group`; asked once lm_eval's modules are loaded."""
    calls = names_group = False
    for code in _lm_eval_code():
        calls = calls or "entry_points" in code.co_names
        names_group = names_group or any(_contains(constant, group) for constant in code.co_consts)
    return calls and names_group


def _lm_eval_code() -> Iterator[CodeType]:
    """The code of every loaded lm_eval module and of all functions and classes in it."""
    for name, module in sorted(sys.modules.items()):
        if name.partition(".")[0] == "lm_eval":
            pending = _code_of(name, module)
            while pending:
                code = pending.pop()
                yield code
                pending.extend(constant for constant in code.co_consts if isinstance(constant, CodeType))


def _code_of(name: str, module: ModuleType) -> list[CodeType]:
    """The module's code (from its .pyc, so this is quick); none for one that was made without a file."""
    loader = getattr(module.__spec__, "loader", None)
    try:
        code = loader.get_code(name) if isinstance(loader, InspectLoader) else None
    except (ImportError, OSError):
        code = None
    return [code] if code else []


def _contains(constant: object, text: str) -> bool:
    """Whether a code constant is `text`, or a tuple or set that holds it."""
    if isinstance(constant, (tuple, frozenset)):
        return any(_contains(item, text) for item in constant)
    return constant == text
