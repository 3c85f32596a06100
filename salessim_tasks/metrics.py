"""The metrics of an episode and how they become figures.

In results the names are plain (`decision_alignment`); in lm-eval's registry they carry the prefix `salessim_`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from statistics import stdev
from typing import Any

from lm_eval.api.registry import aggregation_registry, register_aggregation, register_metric

from harness_ext.metric import Metric
from salessim_tasks.corpus import CORPUS_MEASURES, Voice, corpus_measures
from salessim_tasks.decision import Outcome, decide
from salessim_tasks.statistics.intervals import Estimate, rate
from salessim_tasks.statistics.trials import detectable_difference, pass_hat_k
from salessim_tasks.transcript import Transcript

__all__ = ["METRICS", "mean_of_scored", "score_transcript"]


def mean_of_scored(values: Sequence[float | None]) -> float:
    """Return the mean of the values that are not None; NaN if there is none."""
    scored = [value for value in values if value is not None]
    return sum(scored) / len(scored) if scored else math.nan


Scenarios = Sequence[tuple[Voice, ...]]


def _alignment(scenarios: Scenarios) -> Estimate:
    voices = [voice for trials in scenarios for voice in trials]
    return rate([voice.aligned for voice in voices], [(voice.category, voice.cluster) for voice in voices])


def _low(scenarios: Scenarios) -> float:
    return _alignment(scenarios).low


def _high(scenarios: Scenarios) -> float:
    return _alignment(scenarios).high


def _detectable(scenarios: Scenarios) -> float:
    return detectable_difference(_alignment(scenarios))


def _pass_k(scenarios: Scenarios) -> float:
    return pass_hat_k(dict(enumerate([voice.aligned for voice in voices] for voices in scenarios))).value


def _spread(trials: Sequence[float]) -> float | None:
    return stdev(trials) if len(trials) > 1 else None


def _corpus(scenarios: Scenarios, name: str) -> float:
    return corpus_measures(voice for voices in scenarios for voice in voices)[name]


_DIRECTIONS = {"human_distance": False}

DECISION_METRICS: Mapping[str, Metric] = {
    "decision_alignment": Metric(higher_is_better=True),
    # More right refusals where nothing fitting was shown may also mean that the shopper never said what would fit.
    **{outcome.value: Metric(None if outcome is Outcome.REJECTED else outcome.aligned) for outcome in Outcome},
    "ideal_choice": Metric(higher_is_better=True, aggregation=mean_of_scored),
    "acceptable_shown": Metric(higher_is_better=None, aggregation=mean_of_scored),
    "tool_format_error": Metric(higher_is_better=False),
    "premature_end": Metric(higher_is_better=False),
    "turn_limit": Metric(higher_is_better=False),
    "malformed_action": Metric(higher_is_better=False),
    "num_turns": Metric(higher_is_better=None),
}
"""Whether the model decided as its persona would, and how else it ended.

`decision_alignment` and the seven outcomes: shares of episodes (the peer's rules, arXiv 2605.08334; see
`salessim_tasks.decision`). An episode that ended by unreadable actions has none of the seven outcomes and is not
aligned: nobody decided. `ideal_choice`: of the episodes that bought, the share that bought an ideal product.
`acceptable_shown`: of the scenarios that have an acceptable product, the share in which the seller came to show
one; low where the shopper leaves before it says what it wants. `tool_format_error`: episodes with at least one
action that could not be read. `premature_end`: episodes that ended in the first shopper turn. `turn_limit`,
`malformed_action`: episodes that ended so, without a decision. `num_turns`: shopper turns.
"""

CERTAINTY_METRICS: Mapping[str, Metric] = {
    "decision_alignment_low": Metric(None, _low, corpus=True),
    "decision_alignment_high": Metric(None, _high, corpus=True),
    "pass_hat_k": Metric(True, _pass_k, corpus=True),
    "trial_noise": Metric(False, mean_of_scored, trials=_spread, of="decision_alignment"),
    "detectable_difference": Metric(None, _detectable, corpus=True),
}
"""How sure the figure is. `decision_alignment_low`, `_high`: the bounds of its 95 % interval, by persona.
`pass_hat_k`: scenarios decided right in all of their k trials. `trial_noise`: mean standard deviation between the
trials of a scenario; NaN with one trial. `detectable_difference`: the smallest difference to another model that a run
of this size would show in four of five cases."""

LANGUAGE_METRICS: Mapping[str, Metric] = {
    **{name: Metric(None, mean_of_scored) for name in ("criteria_first_turn", "complete_sentences")},
    "dealbreakers_stated": Metric(True, mean_of_scored),
    **{name: Metric(None, mean_of_scored) for name in ("words_per_turn", "questions_per_turn", "informality")},
    **{name: Metric(False, mean_of_scored) for name in ("persona_drift", "echo", "character_break")},
    **{name: Metric(_DIRECTIONS.get(name), partial(_corpus, name=name), corpus=True) for name in CORPUS_MEASURES},
}
"""How the shopper talks; people's figures are the yardstick, so few have a better side. Per episode:
`criteria_first_turn`: preferences and dealbreakers told in the first turn. `dealbreakers_stated`: of those that shown
products broke, the share it spoke up about before it decided. `complete_sentences`: share of its sentences.
`words_per_turn`, `questions_per_turn`; `informality`: typographic, 0 to 1. `persona_drift`: share of turns that
contradict the persona. `echo`: share of turns that repeat the seller or break character; `character_break`: the latter.
Over all episodes of a task: `redundancy` and the rest of `salessim_tasks.corpus`.
"""

METRICS: Mapping[str, Metric] = {**DECISION_METRICS, **CERTAINTY_METRICS, **LANGUAGE_METRICS}
"""Every metric of a task, besides `infrastructure_error` that all episode tasks have."""


def score_transcript(
    transcript: Transcript, *, acceptable: Sequence[str], ideal: Sequence[str]
) -> dict[str, float | str | None]:
    """Return an episode's score on every metric of `METRICS` (None: does not apply), and its `outcome` by name."""
    action = transcript.action
    bought = action is not None and action.name == "add_to_cart"
    turns = len(transcript.shopper_turns)
    malformed = transcript.ended_by == "malformed_action"
    recommended = transcript.recommended
    outcome = decide(
        # A name that no product goes by is an id of nothing: bought, and never recommended.
        bought=(action.product_id or action.product) if action is not None and bought else None,
        shopper_turns=turns,
        ended_in_first_turn=action is not None and turns == 1,
        recommended=recommended,
        acceptable=acceptable,
    )
    return {
        "outcome": "malformed_action" if malformed else outcome.value,
        "decision_alignment": float(outcome.aligned and not malformed),
        **{other.value: float(other is outcome and not malformed) for other in Outcome},
        "ideal_choice": float(action.product_id in ideal) if action is not None and bought else None,
        "acceptable_shown": float(not set(recommended).isdisjoint(acceptable)) if acceptable else None,
        "tool_format_error": float(any(turn.format_error for turn in transcript.shopper_turns)),
        "premature_end": float(action is not None and turns == 1),
        "turn_limit": float(transcript.ended_by == "turn_limit"),
        "malformed_action": float(malformed),
        "num_turns": float(turns),
    }


def _register() -> None:
    for name, metric in METRICS.items():
        aggregation = f"salessim_{getattr(metric.aggregation, '__name__', name).strip('_')}"
        if aggregation not in aggregation_registry:
            register_aggregation(aggregation)(metric.aggregation)
        direction = {} if metric.higher_is_better is None else {"higher_is_better": metric.higher_is_better}
        register_metric(metric=f"salessim_{name}", aggregation=aggregation, **direction)(_passthrough)


def _passthrough(items: Any) -> Any:
    """The scores are made by `score_transcript`; lm-eval's registry wants a function for each name."""
    return items


_register()
