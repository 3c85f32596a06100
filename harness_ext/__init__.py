"""Interactive episodes for lm-evaluation-harness: many turns per document, on every backend, from YAML.

This file is executed at every start of Python (see `harness_ext._startup`), so it imports nothing: a public
name is loaded from its module when it is first asked for. To add one, put `"name": "module"` in `_LAZY` and
import it under `TYPE_CHECKING`.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from harness_ext.episode import Environment, EpisodeRequest, EpisodeResult, Observation, Step
    from harness_ext.metric import Metric
    from harness_ext.plugins import install, only_plugins
    from harness_ext.runner import run_episodes
    from harness_ext.task import EpisodeTask

_LAZY = {
    "Environment": "harness_ext.episode",
    "EpisodeRequest": "harness_ext.episode",
    "EpisodeResult": "harness_ext.episode",
    "EpisodeTask": "harness_ext.task",
    "Metric": "harness_ext.metric",
    "Observation": "harness_ext.episode",
    "Step": "harness_ext.episode",
    "install": "harness_ext.plugins",
    "only_plugins": "harness_ext.plugins",
    "run_episodes": "harness_ext.runner",
}

__all__ = [
    "Environment",
    "EpisodeRequest",
    "EpisodeResult",
    "EpisodeTask",
    "Metric",
    "Observation",
    "Step",
    "install",
    "only_plugins",
    "run_episodes",
]


def __getattr__(name: str) -> object:
    module = _LAZY.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(module), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})
