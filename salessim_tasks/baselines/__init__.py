"""Scripted shoppers as an lm-eval model: the reference rows that every figure is compared with.

lm_eval --tasks salessim --model salessim-baseline --model_args policy=faithful
"""

from __future__ import annotations

from salessim_tasks.baselines.lm import BaselineLM

__all__ = ["BaselineLM"]
