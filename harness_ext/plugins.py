"""Tasks and models of installed packages, found through their entry points: a back-port for lm-eval 0.4.13.

Upstream is adding the entry-point groups that are read here (lm-evaluation-harness, pull requests 4013 for
models, merged, and 4015 for tasks); where lm_eval reads a group itself, this module leaves that group to it.

* `lm_eval.tasks`: the entry point names a package whose folder holds task YAML, or `module:attribute` with
  one path, several, or a function that returns them. Plugin folders are indexed after lm_eval's own tasks
  and before `include_path`, so the user's folder wins. They count as defaults: `include_defaults=False`
  leaves them out.
* `lm_eval.models`: the entry point names a model class, imported when a run asks for it. lm_eval's own
  names are never replaced.

A plugin that cannot be loaded is skipped with one warning. Nothing is written into lm_eval's folder:
`install` wraps `TaskManager.__init__` and adds names to the model registry and to `LM`, in this process only.
"""

from __future__ import annotations

import functools
import importlib.metadata
import importlib.util
import inspect
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness_ext._native import reads_entry_points
from harness_ext._startup import disabled

if TYPE_CHECKING:
    from harness_ext.episode import EpisodeRequest

__all__ = ["MODEL_GROUP", "TASK_GROUP", "install", "install_models", "only_plugins", "task_folders"]

TASK_GROUP = "lm_eval.tasks"
MODEL_GROUP = "lm_eval.models"

_log = logging.getLogger(__name__)
_only_plugins: ContextVar[bool] = ContextVar("harness_ext_only_plugins", default=False)
_models: dict[str, str] = {}  # what install_models has put into lm_eval's registry


def install() -> None:
    """Make plugins known to lm_eval in this process; a second call changes nothing."""
    if disabled():
        return
    from lm_eval.api.model import LM
    from lm_eval.tasks import TaskManager

    _wrap(TaskManager)
    if not hasattr(LM, "run_episodes"):
        LM.run_episodes = _run_episodes
    install_models()


def install_models() -> None:
    """Register every `lm_eval.models` entry point by name, without importing it."""
    if disabled() or reads_entry_points(MODEL_GROUP):
        return
    import lm_eval.models  # noqa: F401  get_model fills the registry with lm_eval's own models only while it is empty
    from lm_eval.api.registry import model_registry

    for entry in _entry_points(MODEL_GROUP):
        # As text and not as an EntryPoint: the registry then lets the class's own @register_model take its place.
        target = f"{entry.module}:{entry.attr}"
        if _models.get(entry.name) == target:
            continue
        if not entry.attr:
            _skip(entry, f"{entry.value!r} names no class, write module:Class")
        elif entry.name in model_registry:
            _skip(entry, "lm_eval already has a model of that name")
        else:
            model_registry.register(entry.name, target=target)
            _models[entry.name] = target


@contextmanager
def only_plugins() -> Iterator[None]:
    """Within the context a `TaskManager` indexes plugin folders and `include_path`, not lm_eval's own tasks.

    lm_eval's 14,000 files take many seconds to index; a plugin's few take milliseconds.
    """
    install()
    token = _only_plugins.set(True)
    try:
        yield
    finally:
        _only_plugins.reset(token)


@functools.cache
def task_folders() -> tuple[Path, ...]:
    """The task folders of all installed plugins, each once, ordered by entry point; found once per process."""
    folders: dict[Path, None] = {}
    for entry in _entry_points(TASK_GROUP):
        try:
            folders.update(dict.fromkeys(_folders_of(entry)))
        except (Exception, SystemExit) as error:  # importing a plugin's package runs its code
            _skip(entry, f"{type(error).__name__}: {error}")
    return tuple(folders)


def _run_episodes(self: Any, requests: Sequence[EpisodeRequest]) -> list[dict[str, Any]]:
    """Play interactive episodes with this model; a backend may define its own method of this name."""
    from harness_ext.runner import run_episodes

    return run_episodes(self, requests)


def _wrap(manager: Any) -> None:
    """Let `manager.__init__` index the plugin folders too; its signature and `include_path` stay the user's."""
    original = manager.__init__
    if hasattr(original, "_harness_ext"):
        return
    signature = inspect.signature(original)
    if not {"include_path", "include_defaults"} <= set(signature.parameters):
        raise TypeError(f"TaskManager{signature} takes no include_path and include_defaults")

    @functools.wraps(original)
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        bound = signature.bind(self, *args, **kwargs)
        bound.apply_defaults()
        given, only = bound.arguments["include_path"], _only_plugins.get()
        by_default = bound.arguments["include_defaults"] and not reads_entry_points(TASK_GROUP)
        if only or by_default:
            bound.arguments["include_path"] = _with_plugins(given)
        if only:
            bound.arguments["include_defaults"] = False
        original(*bound.args, **bound.kwargs)
        self.include_path = given

    init._harness_ext = True  # type: ignore[attr-defined]
    manager.__init__ = init


def _with_plugins(given: Any) -> list[str | os.PathLike[str]]:
    """The plugin folders, then the user's (in lm_eval's index the later path wins).

    A plugin folder inside one of the user's is left to the user's, or lm_eval would warn of every task in it.
    """
    users = list(given) if isinstance(given, (list, tuple)) else [given] if given else []
    resolved = {Path(path).resolve() for path in users}
    return [*(f for f in task_folders() if resolved.isdisjoint((f, *f.parents))), *users]


def _folders_of(entry: EntryPoint) -> list[Path]:
    """The existing folders that a `lm_eval.tasks` entry point names; an error if there is none."""
    if entry.attr:
        value = entry.load()
        value = value() if callable(value) else value
        paths: Iterable[str | os.PathLike[str]] = [value] if isinstance(value, (str, os.PathLike)) else value
    else:
        spec = importlib.util.find_spec(entry.module)  # imports the parent packages, not the package itself
        if spec is None:
            raise ModuleNotFoundError(f"there is no package {entry.module!r}")
        paths = spec.submodule_search_locations or ()
    folders = [folder for folder in (Path(path).resolve() for path in paths) if folder.is_dir()]
    if not folders:
        raise NotADirectoryError(f"{entry.value!r} names no folder of task files")
    return folders


def _entry_points(group: str) -> list[EntryPoint]:
    """The group's well-formed entry points by name, then distribution, whatever the order on `sys.path`."""
    found = []
    for entry in importlib.metadata.entry_points(group=group):
        if EntryPoint.pattern.match(entry.value):
            found.append(entry)
        else:
            _skip(entry, f"{entry.value!r} is not of the form module or module:attribute")
    return sorted(found, key=lambda entry: (entry.name, _distribution(entry)))


def _distribution(entry: EntryPoint) -> str:
    return str(entry.dist.name) if entry.dist else "unknown"


def _skip(entry: EntryPoint, reason: str) -> None:
    distribution = _distribution(entry)
    _log.warning("Skipped plugin %r (%s, from %s): %s", entry.name, entry.group, distribution, reason)
