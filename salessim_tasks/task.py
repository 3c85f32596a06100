"""The lm-eval task: every persona of a store and split meets the sales agent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, ClassVar

from harness_ext.seeding import digest
from harness_ext.task import EpisodeTask
from salessim_tasks.environment import ShoppingEpisode
from salessim_tasks.hashes import code_hashes
from salessim_tasks.metrics import METRICS, score_transcript
from salessim_tasks.prompt import prompt_hash, shopper_prompt
from salessim_tasks.records import Persona
from salessim_tasks.seller import Seller
from salessim_tasks.sources import StoreSource, World, open_store, picture_of, pictures_hash
from salessim_tasks.store import Store
from salessim_tasks.transcript import Transcript
from salessim_tasks.version import SUITE_VERSION

__all__ = ["FreshShoppingTask", "ShoppingTask", "make_episode"]


class ShoppingTask(EpisodeTask):
    """Scenarios: every persona of `split` in store `category`, with a seller of one `behaviour`.

    Options (`dataset_kwargs` in the YAML, or `--metadata`): `category`, `split`, `behaviour`, `max_turns` (shopper
    turns), `prompt_style` (a template in `salessim_tasks/prompts/`), `max_images` (0: a text task; else the seller
    shows a picture of each product, of which so many stay in view; `--metadata` changes how many, not whether) and
    `folder` (that of a store which is not the package's; relative to the task's YAML).
    """

    VERSION = SUITE_VERSION
    metrics = METRICS
    speakers = ("Salesperson", "Customer")

    defaults: ClassVar[Mapping[str, Any]] = {
        "category": "laptops",
        "split": "test",
        "behaviour": "helpful",
        "max_turns": 20,
        "prompt_style": "default",
        "max_images": 0,
        "folder": None,
    }
    """The options and what they are where neither YAML nor command line says."""

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        given = dict(config or {})
        options = dict(given.get("dataset_kwargs") or {})
        if unknown := sorted(set(options) - set(self.defaults)):
            raise ValueError(
                f"task {given.get('task')!r}: dataset_kwargs has no {', '.join(unknown)}; "
                f"the options are {', '.join(sorted(self.defaults))}"
            )
        metadata = dict(given.get("metadata") or {})
        if not options.get("max_images"):
            # A text task stays one: lm-eval puts the model's arguments here, too, and backends know a max_images.
            metadata.pop("max_images", None)
        options = {**self.defaults, **options}
        for name, least in self._whole_numbers().items():  # before the fingerprint, which opens the store
            value: Any = metadata.get(name, options[name])
            if not str(value).isdecimal() or int(value) < least:
                raise ValueError(
                    f"task {given.get('task')}: {name} must be a whole number of at least {least}, not {value!r}"
                )
        super().__init__({**given, "metadata": metadata, "dataset_kwargs": options})

    def _whole_numbers(self) -> Mapping[str, int]:
        """The options that are whole numbers, with their least values."""
        return {"max_turns": 1, "max_images": 0}

    @property
    def max_images(self) -> int:
        return int(self.options["max_images"])

    @cached_property
    def source(self) -> StoreSource:
        """Where the store comes from."""
        folder = self.options["folder"]
        if folder is not None:
            beside = (self.config.metadata or {}).get("config_source") or ""
            folder = str((Path(beside).parent / folder).resolve())
        return StoreSource(category=self.options["category"], folder=folder)

    @cached_property
    def _store(self) -> Store:
        return open_store(self.source)

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
            "store": self.source.model_dump(mode="json", exclude_none=True),
            "behaviour": behaviour,
            "seed": digest([SUITE_VERSION, scenario])[:16],
            "max_turns": int(self.options["max_turns"]),
            "prompt_style": self.options["prompt_style"],
            "pictures": self.max_images > 0,
            "persona": persona.model_dump(mode="json", exclude_none=True),
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
        pictures = {"pictures": pictures_hash(self.source)} if self.max_images else {}
        return {
            "suite_version": SUITE_VERSION,
            "data": dict(self._store.hashes) | pictures,
            "prompt": prompt_hash(self.options["prompt_style"]),
            "code": code_hashes(),
        }


class FreshShoppingTask(ShoppingTask):
    """Scenarios in a world that no model can know: generated from `seed`, with `products` and `personas`."""

    defaults: ClassVar[Mapping[str, Any]] = {**ShoppingTask.defaults, "seed": 0, "products": 48, "personas": 40}

    def _whole_numbers(self) -> Mapping[str, int]:
        return {**super()._whole_numbers(), "seed": 0, "products": 8, "personas": 1}

    @cached_property
    def source(self) -> StoreSource:
        numbers = {name: int(self.options[name]) for name in ("seed", "products", "personas")}
        return StoreSource(category=self.options["category"], world=World(**numbers))


def make_episode(doc: Mapping[str, Any]) -> ShoppingEpisode:
    """Return a new episode of a scenario document, the same that the task plays."""
    source = StoreSource.of(doc)
    store = open_store(source)
    persona = Persona.model_validate(doc["persona"])
    pictures = bool(doc.get("pictures"))
    return ShoppingEpisode(
        store,
        _seller(source, pictures),
        persona,
        prompt=shopper_prompt(persona, store.schema, doc["prompt_style"], pictures=pictures),
        behaviour=doc["behaviour"],
        seed=doc["seed"],
        max_turns=doc["max_turns"],
        picture=partial(picture_of, source) if pictures else None,
    )


@cache
def _seller(source: StoreSource, pictures: bool) -> Seller:
    return Seller(open_store(source), pictures=pictures)
