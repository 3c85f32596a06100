"""Interactive episodes for lm-evaluation-harness: many turns per document, on every backend, from YAML.

This file is executed at every start of Python (see `harness_ext._startup`), so it imports nothing: a public
name is loaded from its module when it is first asked for. To add one, put `"name": "module"` in `_LAZY` and
import it under `TYPE_CHECKING`.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from harness_ext.plugins import install, only_plugins

_LAZY = {
    "install": "harness_ext.plugins",
    "only_plugins": "harness_ext.plugins",
}

__all__ = ["install", "only_plugins"]


def __getattr__(name: str) -> object:
    module = _LAZY.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(module), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})
