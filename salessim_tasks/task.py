"""The lm-eval task: every persona of a store and split meets the sales agent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

from harness_ext.seeding import digest
from harness_ext.task import EpisodeTask
from salessim_tasks.environment import ShoppingEpisode
from salessim_tasks.hashes import code_hashes
from salessim_tasks.metrics import METRICS, score_transcript
from salessim_tasks.prompt import prompt_hash, shopper_prompt
from salessim_tasks.records import Persona
from salessim_tasks.seller import Seller
from salessim_tasks.store import Store, load_store
from salessim_tasks.transcript import Transcript
from salessim_tasks.version import SUITE_VERSION

__all__ = ["ShoppingTask", "make_episode"]

_OPTIONS = frozenset({"category", "split", "behaviour", "max_turns", "prompt_style"})


class ShoppingTask(EpisodeTask):
    """Scenarios: every persona of `split` in store `category`, with a seller of one `behaviour`.

    Options (`dataset_kwargs` in the YAML, or `--metadata`): `category`, `split`, `behaviour`, `max_turns` (shopper
    turns) and `prompt_style` (a template in `salessim_tasks/prompts/`).
    """

    VERSION = SUITE_VERSION
    metrics = METRICS
    speakers = ("Salesperson", "Customer")

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(config)
        if set(self.options) != _OPTIONS:
            raise ValueError(
                f"task {self.task_name}: dataset_kwargs must name {', '.join(sorted(_OPTIONS))}; "
                f"it names {', '.join(sorted(self.options))}"
            )
        turns = self.options["max_turns"]
        if not str(turns).isdigit() or int(turns) < 1:
            raise ValueError(f"task {self.task_name}: max_turns must be a whole number of at least 1, not {turns!r}")

    @cached_property
    def _store(self) -> Store:
        return load_store(self.options["category"])

    def scenarios(self) -> list[dict[str, Any]]:
        personas = [persona for persona in self._store.personas if persona.split == self.options["split"]]
        if not personas:
            raise ValueError(f"task {self.task_name}: no persona of split {self.options['split']!r} in the store")
        return [self._scenario(persona) for persona in personas]

    def _scenario(self, persona: Persona) -> dict[str, Any]:
        behaviour = self.options["behaviour"]
        scenario = f"{persona.id}/{behaviour}"
        return {
            "id": scenario,
            "category": self.options["category"],
            "behaviour": behaviour,
            "seed": digest([SUITE_VERSION, scenario])[:16],
            "max_turns": int(self.options["max_turns"]),
            "prompt_style": self.options["prompt_style"],
            "persona": persona.model_dump(mode="json"),
            "acceptable": [product.id for product in persona.acceptable(self._store.products)],
            "ideal": [product.id for product in persona.ideal(self._store.products)],
        }

    def environment(self, doc: Mapping[str, Any], trial: int) -> ShoppingEpisode:
        """Return the episode of `doc`; all trials meet the same seller, what differs is the model's sampling."""
        return make_episode(doc)

    def doc_to_target(self, doc: Mapping[str, Any]) -> str:
        """Return the ids of the products that the persona may buy, as a JSON list."""
        return json.dumps(doc["acceptable"])

    def score(self, doc: Mapping[str, Any], episode: Mapping[str, Any]) -> dict[str, Any]:
        transcript = Transcript.model_validate(episode["record"])
        return dict(score_transcript(transcript, acceptable=doc["acceptable"], ideal=doc["ideal"]))

    def fingerprint(self) -> dict[str, Any]:
        return {
            "suite_version": SUITE_VERSION,
            "data": dict(self._store.hashes),
            "prompt": prompt_hash(self.options["prompt_style"]),
            "code": code_hashes(),
        }


def make_episode(doc: Mapping[str, Any]) -> ShoppingEpisode:
    """Return a new episode of a scenario document, the same that the task plays."""
    store = load_store(doc["category"])
    persona = Persona.model_validate(doc["persona"])
    return ShoppingEpisode(
        store,
        _seller(doc["category"]),
        persona,
        prompt=shopper_prompt(persona, store.schema, doc["prompt_style"]),
        behaviour=doc["behaviour"],
        seed=doc["seed"],
        max_turns=doc["max_turns"],
    )


@cache
def _seller(category: str) -> Seller:
    return Seller(load_store(category))
