"""Which panels a picture of training runs has: one for each curve that somebody wants to see and that was logged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from salessim_tasks.report.wording import COLUMNS, plain

__all__ = ["Group", "Panel", "groups"]


@dataclass(frozen=True, slots=True)
class Panel:
    """`name`: what the log calls it. `share`: it lies between 0 and 1. `points`: it stands at few steps."""

    title: str
    name: str
    share: bool = False
    points: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Panels below a heading. `together`: with one scale, from 0 on, so that they compare."""

    heading: str
    panels: tuple[Panel, ...]
    together: bool = False


_TRAINING = (
    Panel("Total reward", "reward"),
    Panel("Loss", "loss"),
    Panel("Accuracy of tokens", "mean_token_accuracy", share=True),
    Panel("Entropy", "entropy"),
    Panel("KL from the reference", "kl"),
    Panel("Completion length, tokens", "completions/mean_length"),
    Panel("Zero-variance groups, share", "frac_reward_zero_std", share=True),
    Panel("Seller and rewards, share", "time/seller_and_rewards_share", share=True),
)
_EVAL = "eval/"
_LABELS = {f"{_EVAL}{column.name}": column.label for column in COLUMNS}


def groups(logged: Iterable[str]) -> list[Group]:
    """The groups of panels that have something to show, given the names in the log; rewards, shortcuts and times in
    their order there, evaluations in that of the report."""
    names = list(dict.fromkeys(logged))

    def below(prefix: str, suffix: str = "", *, share: bool = False, points: bool = False) -> tuple[Panel, ...]:
        elsewhere = {panel.name for panel in _TRAINING}
        found = [n for n in names if n.startswith(prefix) and n.endswith(suffix) and n not in elsewhere]
        return tuple(
            Panel(plain(name.removeprefix(prefix).removesuffix(suffix)), name, share, points) for name in found
        )

    whole = tuple(Panel("Whole step", name) for name in names if name == "step_time")
    evaluated = [Panel("Loss", "eval_loss", points=True)] if "eval_loss" in names else []
    evaluated += sorted((_measure(name) for name in names if name.startswith(_EVAL)), key=_place)
    told = [
        Group("Training", tuple(panel for panel in _TRAINING if panel.name in names)),
        Group("Rewards, means", below("rewards/", "/mean")),
        Group("Evaluation on dev", tuple(evaluated)),
        Group("Shortcuts, share of episodes", below("shortcuts/", share=True)),
        Group("Time of a step, seconds", whole + below("time/"), together=True),
    ]
    return [group for group in told if group.panels]


def _measure(name: str) -> Panel:
    return Panel(_LABELS.get(name) or plain(name.removeprefix(_EVAL)), name, points=True)


def _place(panel: Panel) -> int:
    return list(_LABELS).index(panel.name) if panel.name in _LABELS else len(_LABELS)
