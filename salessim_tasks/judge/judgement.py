"""What the judge said of an episode, and the columns that follow from it.

Score of a column: the mean over its valid votes, of which there must be two. Agreement of an episode: for every column
with at least two valid votes the mean absolute difference of its votes, over all pairs, in units of the scale's range;
then

    judge_agreement = 1 - mean over those columns

1: all votes are the same; 0: always at opposite ends. Two judges that throw dice on 1 to 5 reach 0.6 on average, so
read it against that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from statistics import fmean
from typing import Any

from pydantic import BaseModel, ConfigDict

from harness_ext.metric import Metric
from salessim_tasks.judge.config import JudgeConfig
from salessim_tasks.judge.rubric import SHIPPED, Rubric, load_rubrics
from salessim_tasks.metrics import mean_of_scored

__all__ = ["AGREEMENT", "JUDGE_METRICS", "Judgement", "Verdict", "column", "judge_metrics", "judgement_of"]

AGREEMENT = "judge_agreement"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Verdict(_Record):
    """One vote on one rubric. `raw`: the answer, None if there was none; `unreadable`: answers before it that could not
    be read; `parsed`: its scores by field, None if it is invalid, and then `error` says why."""

    rubric: str
    vote: int
    scale: tuple[int, int]
    model: str
    seed: int
    raw: str | None = None
    unreadable: tuple[str, ...] = ()
    parsed: dict[str, int] | None = None
    error: str | None = None


class Judgement(_Record):
    """An episode's scores by column (None: fewer than two valid votes), and the verdicts that they come from."""

    scores: dict[str, float | None]
    verdicts: tuple[Verdict, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON values; `Judgement.model_validate` reads them back."""
        return self.model_dump(mode="json")


def column(field: str) -> str:
    """The name in results of a rubric's field."""
    return f"judge_{field}"


def judgement_of(rubrics: Sequence[Rubric], verdicts: Sequence[Verdict]) -> Judgement:
    """Compute the columns of all `rubrics` from the recorded verdicts; needs no server."""
    scores: dict[str, float | None] = {}
    distances: list[float] = []
    for rubric in rubrics:
        low, high = rubric.scale
        valid = [verdict.parsed for verdict in verdicts if verdict.rubric == rubric.name and verdict.parsed is not None]
        for field in rubric.fields:
            votes = [parsed[field] for parsed in valid]
            scores[column(field)] = fmean(votes) if len(votes) > 1 else None
            if len(votes) > 1:
                distances.append(fmean(abs(a - b) for a, b in combinations(votes, 2)) / (high - low))
    scores[AGREEMENT] = 1.0 - fmean(distances) if distances else None
    return Judgement(scores=scores, verdicts=tuple(verdicts))


def _metrics(names: Sequence[str]) -> dict[str, Metric]:
    metrics = {
        column(field): Metric(higher_is_better=question.higher_is_better, aggregation=mean_of_scored)
        for rubric in load_rubrics(names)
        for field, question in rubric.fields.items()
    }
    return metrics | {AGREEMENT: Metric(higher_is_better=None, aggregation=mean_of_scored)}


JUDGE_METRICS: Mapping[str, Metric] = _metrics(SHIPPED)
"""The columns of the shipped rubrics, with the agreement: a model's opinions, apart from the deterministic metrics."""


def judge_metrics(config: JudgeConfig) -> dict[str, Metric]:
    """The columns that a run with `config` has."""
    return _metrics(config.rubrics)
