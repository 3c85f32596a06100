"""The optional judge: what another model makes of the shopper, through any chat-completions server.

Off unless asked for (`--metadata '{"judge": {"base_url": …, "model": …}}'`), and apart from the scores that follow
from the catalogue: its columns are opinions, so each comes of at least two votes, with their agreement and with every
verdict on record.
"""

from __future__ import annotations

from salessim_tasks.judge.config import JudgeConfig, read_config
from salessim_tasks.judge.judgement import AGREEMENT, JUDGE_METRICS, Judgement, Verdict, judge_metrics, judgement_of
from salessim_tasks.judge.judging import judge_episodes, judge_fingerprint
from salessim_tasks.judge.rubric import SHIPPED, Rubric, load_rubrics

__all__ = [
    "AGREEMENT",
    "JUDGE_METRICS",
    "SHIPPED",
    "JudgeConfig",
    "Judgement",
    "Rubric",
    "Verdict",
    "judge_episodes",
    "judge_fingerprint",
    "judge_metrics",
    "judgement_of",
    "load_rubrics",
    "read_config",
]
