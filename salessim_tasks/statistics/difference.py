"""What a comparison comes to: a score in A and in B, the difference, and in plain words whether there is one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from salessim_tasks.statistics.intervals import Estimate
from salessim_tasks.statistics.trials import detectable_difference

__all__ = ["SAME", "Comparison", "Difference"]

SAME = "the same in every pair"


@dataclass(frozen=True, slots=True)
class Difference:
    """One score in A and in B over the pairs that have it in both, and B - A.

    `same`: the two have the same value in each pair; `constant`: and in all pairs it is one value. `task` and `seller`
    are told where the pairs are of one task (or group of tasks) and of one seller behaviour.
    """

    name: str
    a: Estimate
    b: Estimate
    difference: Estimate
    higher_is_better: bool | None
    same: bool = False
    constant: bool = False
    task: str = ""
    seller: str = ""

    @property
    def shown(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.difference.low > 0 or self.difference.high < 0

    @property
    def detectable(self) -> float:
        """The smallest true difference that this comparison would have shown with 80 % power."""
        return detectable_difference(self.difference, paired=True)

    @property
    def verdict(self) -> str:
        """The difference in plain words."""
        if self.same:
            return SAME
        if math.isnan(self.difference.low):
            return "no telling: too few personas"
        return self._direction if self.shown else f"no difference shown (±{self.detectable:.2g})"

    @property
    def _direction(self) -> str:
        higher = self.difference.value > 0
        if self.higher_is_better is None:
            return "B is higher" if higher else "B is lower"
        return "B is better" if higher == self.higher_is_better else "B is worse"

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as JSON values."""
        return {
            "a": self.a.to_dict(),
            "b": self.b.to_dict(),
            "difference": self.difference.to_dict(),
            "higher_is_better": self.higher_is_better,
            "detectable_difference": None if math.isnan(self.detectable) else self.detectable,
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """What A and B come to. `scores`: over all pairs, decision alignment first; `behaviours`: the sellers in them.
    Decision alignment by seller over all stores (`sellers`) and by task and seller (`tasks`), where there are several.
    """

    a: str
    b: str
    pairs: int
    scenarios: int
    personas: int
    behaviours: tuple[str, ...]
    scores: tuple[Difference, ...]
    sellers: tuple[Difference, ...]
    tasks: tuple[Difference, ...]
    warnings: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as JSON values."""
        return {
            **{name: getattr(self, name) for name in ("a", "b", "pairs", "scenarios", "personas")},
            "behaviours": list(self.behaviours),
            **{
                name: {row.name: row.to_dict() for row in getattr(self, name)}
                for name in ("scores", "sellers", "tasks")
            },
            "warnings": list(self.warnings),
        }
