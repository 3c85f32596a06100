"""The start-up hook: plugins are installed at the moment `lm_eval` is first used, and nothing happens before.

`harness_ext.pth` imports this module at every start of Python, so it imports only what the interpreter has
loaded anyway (annotations are quoted: even `__future__` would be one more module to load), prints nothing
and never raises. It puts one finder on `sys.meta_path`; when a watched module has been executed, the named
function of `harness_ext.plugins` runs. `LM_EVAL_DISABLE_PLUGINS=1` turns all of it off.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

__all__ = ["DISABLE", "disabled", "register"]

DISABLE = "LM_EVAL_DISABLE_PLUGINS"
# `lm_eval.api.registry.get_model` imports lm_eval.models alone, so a model plugin needs the second entry.
_WATCHED = {"lm_eval.tasks": "install", "lm_eval.models": "install_models"}


def disabled() -> bool:
    """Whether the user turned plugins off; an empty value, 0, false or no leaves them on."""
    return os.environ.get(DISABLE, "").strip().lower() not in ("", "0", "false", "no")


def _run(function: str) -> None:
    """Call one function of `harness_ext.plugins`; an error becomes a warning, lm_eval goes on without plugins."""
    try:
        from harness_ext import plugins

        getattr(plugins, function)()
    except Exception as error:
        import logging

        logging.getLogger("harness_ext").warning(
            "lm_eval runs without plugins, because harness_ext could not install them: %s: %s",
            type(error).__name__,
            error,
        )


def _call_after(spec: "ModuleSpec", function: str) -> None:
    """Make the loader of `spec` call `function` once the module has been executed."""
    loader = spec.loader
    execute = getattr(loader, "exec_module", None)
    if execute is None:
        return

    def exec_module(module: "ModuleType") -> None:
        execute(module)
        _run(function)

    try:
        loader.exec_module = exec_module  # type: ignore[method-assign, union-attr]
    except AttributeError:  # a loader without instance attributes (frozen, built-in) stays unwatched
        return


class _Finder:
    """A meta-path finder that finds nothing itself: it only watches what the others find."""

    def __init__(self) -> None:
        self._busy: set[str] = set()  # other watchers ask all finders in turn, this one included

    def find_spec(
        self, fullname: str, path: "Sequence[str] | None" = None, target: "ModuleType | None" = None
    ) -> "ModuleSpec | None":
        if fullname not in _WATCHED or fullname in self._busy:
            return None
        self._busy.add(fullname)
        try:
            for finder in sys.meta_path:
                spec = None if finder is self else finder.find_spec(fullname, path, target)
                if spec is not None:
                    _call_after(spec, _WATCHED[fullname])
                    return spec
        finally:
            self._busy.discard(fullname)
        return None


_FINDER = _Finder()


def register() -> None:
    """Start watching for lm_eval (once; not at all when plugins are off)."""
    if not disabled() and _FINDER not in sys.meta_path:
        sys.meta_path.insert(0, _FINDER)
