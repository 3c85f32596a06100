"""The lm-eval model `salessim-baseline`: answers prompts by a scripted policy instead of a network."""

from __future__ import annotations

import json
from typing import Any

from lm_eval.api.instance import Instance
from lm_eval.api.model import LM

from salessim_tasks.baselines.policies import POLICIES, oracle
from salessim_tasks.baselines.view import read_prompt

__all__ = ["BaselineLM"]


class BaselineLM(LM):
    """A scripted shopper; `policy` is one of POLICIES, or `oracle`. What lm-eval passes to every model is ignored.

    Raises:
        ValueError: there is no such policy.
    """

    seed_scope = "episode"

    def __init__(
        self, policy: str = "faithful", batch_size: Any = None, max_batch_size: Any = None, device: Any = None
    ) -> None:
        super().__init__()
        if policy not in POLICIES and policy != "oracle":
            raise ValueError(f"policy={policy!r}: there are {', '.join(sorted([*POLICIES, 'oracle']))}")
        self.policy = policy

    def generate_until(self, requests: list[Instance]) -> list[str]:
        return [self._reply(request) for request in requests]

    def _reply(self, request: Instance) -> str:
        view = read_prompt(request.args[0], seed=request.args[1].get("seed", 0))
        return oracle(view, request.doc) if self.policy == "oracle" else POLICIES[self.policy](view)

    def apply_chat_template(self, chat_history: list[dict[str, str]], add_generation_prompt: bool = True) -> str:
        """Return the messages as JSON, which is what `generate_until` reads."""
        return json.dumps(chat_history, ensure_ascii=False)

    @property
    def tokenizer_name(self) -> str:
        return "salessim-baseline"

    def loglikelihood(self, requests: list[Instance]) -> list[tuple[float, bool]]:
        raise NotImplementedError("salessim-baseline plays episodes only")

    def loglikelihood_rolling(self, requests: list[Instance]) -> list[float]:
        raise NotImplementedError("salessim-baseline plays episodes only")
