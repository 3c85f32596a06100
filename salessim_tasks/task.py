"""The lm-eval tasks: every persona of a store and split meets the sales agent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, ClassVar

from harness_ext.metric import Metric
from harness_ext.seeding import digest
from harness_ext.task import EpisodeTask
from salessim_tasks.corpus import Voice, voice
from salessim_tasks.environment import ShoppingEpisode
from salessim_tasks.hashes import code_hashes
from salessim_tasks.judge import JudgeConfig, judge_episodes, judge_fingerprint, judge_metrics, read_config
from salessim_tasks.metrics import LANGUAGE_METRICS, METRICS
from salessim_tasks.options import check_options
from salessim_tasks.prompt import prompt_hash, shopper_prompt
from salessim_tasks.records import Persona
from salessim_tasks.schemes import Scheme, scheme_for
from salessim_tasks.scoring import score_episodes
from salessim_tasks.seller import Seller
from salessim_tasks.sources import StoreSource, World, open_store, picture_of, pictures_hash
from salessim_tasks.store import Store
from salessim_tasks.transcript import Transcript
from salessim_tasks.version import SUITE_VERSION

__all__ = ["FreshShoppingTask", "ShoppingTask", "make_episode"]


class ShoppingTask(EpisodeTask):
    """Scenarios: every persona of `split` in store `category`, with a seller of one `behaviour`, or of each in a list.

    Options (`dataset_kwargs` in the YAML, or `--metadata`): `category`, `split`, `behaviour`, `max_turns` (shopper
    turns), `prompt_style` (a template in `salessim_tasks/prompts/`), `max_images` (0: a text task; else the seller
    shows a picture of each product, of which so many stay in view; `--metadata` changes how many, not whether),
    `folder` (that of a store which is not the package's; relative to the task's YAML), `language` (whether to measure
    how the shopper talks, too) and `judge` (see `salessim_tasks.judge`).
    """

    VERSION = SUITE_VERSION
    metrics: Mapping[str, Metric] = METRICS
    scoring_options = frozenset({"language", "judge"})
    speakers = ("Salesperson", "Customer")

    defaults: ClassVar[Mapping[str, Any]] = {
        "category": "laptops",
        "split": "test",
        "behaviour": "helpful",
        "max_turns": 20,
        "prompt_style": "default",
        "max_images": 0,
        "folder": None,
        "language": True,
        "judge": None,
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
        # Before the fingerprint, which opens the store.
        check_options(str(given.get("task")), options, metadata, self._whole_numbers())
        super().__init__({**given, "metadata": metadata, "dataset_kwargs": options})
        self.metrics = self._measured()
        if (
            self._judge is not None
        ):  # with the rubrics' hashes; apart from the fingerprint, as episodes do not depend on it
            self.config.metadata["judge"] = judge_fingerprint(self._judge)

    @cached_property
    def _judge(self) -> JudgeConfig | None:
        return None if self.options["judge"] is None else read_config(self.options["judge"])

    def _measured(self) -> Mapping[str, Metric]:
        """The metrics that the options ask for."""
        told = self.metrics
        if not self.options["language"]:
            told = {name: metric for name, metric in told.items() if name not in LANGUAGE_METRICS}
        return {**told, **({} if self._judge is None else judge_metrics(self._judge))}

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
        return [self._scenario(persona, behaviour) for persona in self._personas() for behaviour in self._behaviours()]

    def _personas(self) -> list[Persona]:
        personas = [persona for persona in self._store.personas if persona.split == self.options["split"]]
        if not personas:
            splits = ", ".join(sorted({persona.split for persona in self._store.personas}))
            raise ValueError(f"task {self.task_name}: no persona of split {self.options['split']!r}, but of {splits}")
        return personas

    def _behaviours(self) -> list[str]:
        told = self.options["behaviour"]
        return [told] if isinstance(told, str) else list(told)

    def _scenario(self, persona: Persona, behaviour: str, original: str | None = None) -> dict[str, Any]:
        """The document of `persona`; `original`: the persona whose twin it is. Twins meet the same wording."""
        cluster = original or persona.id
        seed = digest([SUITE_VERSION, cluster])[:16]
        scheme = scheme_for(persona, self._store, behaviour, seed)
        return {
            "id": f"{persona.id}/{behaviour}",
            "cluster": cluster,
            "store": self.source.model_dump(mode="json", exclude_none=True),
            "behaviour": behaviour,
            "scheme": None if scheme is None else scheme.model_dump(mode="json"),
            "seed": seed,
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
        return self.score_all([(doc, episode)])[0]

    def score_all(self, episodes: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[dict[str, Any]]:
        played = [(doc, Transcript.model_validate(episode["record"])) for doc, episode in episodes]
        scores = score_episodes(played, language=self.options["language"])
        if self._judge is not None:
            ids = [episode["episode_id"] for _, episode in episodes]
            judged = judge_episodes(
                self._judge,
                [
                    (id, Persona.model_validate(doc["persona"]), transcript)
                    for id, (doc, transcript) in zip(ids, played, strict=True)
                ],
            )
            for score, judgement in zip(scores, judged, strict=True):
                score.update(judgement.scores, judge=judgement.to_dict()["verdicts"])
        return scores

    def corpus_item(self, doc: Mapping[str, Any], episode: Mapping[str, Any], scores: Mapping[str, Any]) -> Voice:
        return voice(doc, Transcript.model_validate(episode["record"]), episode["trial"], scores)

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
        scheme=Scheme.model_validate(doc["scheme"]) if doc.get("scheme") else None,
        picture=partial(picture_of, source) if pictures else None,
    )


@cache
def _seller(source: StoreSource, pictures: bool) -> Seller:
    return Seller(open_store(source), pictures=pictures)
