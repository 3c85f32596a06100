"""The lm-eval model `salessim-baseline`: answers prompts by a scripted policy instead of a network."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from lm_eval.api.instance import Instance
from lm_eval.api.model import LM

from salessim_tasks.baselines.policies import POLICIES, faithful, oracle
from salessim_tasks.baselines.sight import Sight
from salessim_tasks.baselines.view import View, read_prompt
from salessim_tasks.sources import StoreSource, open_store

__all__ = ["BaselineLM"]


class BaselineLM(LM):
    """A scripted shopper; `policy` is one of POLICIES, `seeing` (`faithful` with eyes for the pictures), or `oracle`.
    What lm-eval passes to every model is ignored.

    Raises:
        ValueError: there is no such policy, or no such option.
    """

    MULTIMODAL = True
    seed_scope = "episode"

    def __init__(
        self,
        policy: str = "faithful",
        batch_size: Any = None,
        max_batch_size: Any = None,
        device: Any = None,
        **unknown: Any,
    ) -> None:
        super().__init__()
        if unknown:
            raise ValueError(f"salessim-baseline has no option {', '.join(sorted(unknown))}; its only option is policy")
        known = sorted([*POLICIES, "oracle", "seeing"])
        if policy not in known:
            raise ValueError(f"policy={policy!r}: there are {', '.join(known)}")
        self.policy = policy
        self._sight = Sight()

    def generate_until(self, requests: list[Instance]) -> list[str]:
        return [self._reply(request) for request in requests]

    def _reply(self, request: Instance) -> str:
        if "store" not in request.doc:
            raise ValueError("salessim-baseline plays salessim tasks only: the document names no store")
        source = StoreSource.of(request.doc)
        view = read_prompt(request.args[0], open_store(source).schema, seed=request.args[1].get("seed", 0))
        if self.policy == "oracle":
            return oracle(view, request.doc)
        if self.policy == "seeing":
            return faithful(self._seen(view, source.category, request))
        return POLICIES[self.policy](view)

    def _seen(self, view: View, category: str, request: Instance) -> View:
        """`view` with what the pictures show added to what was told."""
        visual = view.shopper.schema.visual
        if not visual:  # an imported store, whose photographs say nothing to eyes made for drawings
            return view
        images = request.args[2]["visual"] if len(request.args) > 2 else []
        shown = {name: dict(facts) for name, facts in view.shown.items()}
        for number, name in view.pictures.items():
            facts = self._sight.facts(category, images[number])
            shown.setdefault(name, {}).update(
                (attribute, value) for attribute, value in facts.items() if attribute in visual
            )
        return replace(view, shown=shown)

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
