"""`EpisodeTask`: an lm-eval task made of interactive episodes, usable from YAML by `class: !function`.

A subclass says what the scenarios are (`scenarios`), how one is played (`environment`) and how a finished episode
is scored (`score`); this class does what lm-eval expects of a task. Options of its own stand in the YAML under
`dataset_kwargs`; `--metadata` overrides those of the same name.
"""

from __future__ import annotations

import abc
import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cached_property, partial
from statistics import fmean
from typing import Any, ClassVar

from lm_eval.api.metrics import bypass_agg, mean
from lm_eval.api.task import Task
from lm_eval.config.task import TaskConfig
from lm_eval.utils import create_iterator

from harness_ext.episode import Environment, EpisodeRequest, Settings
from harness_ext.jsonlike import Json
from harness_ext.metric import Metric
from harness_ext.sampling import merge

__all__ = ["JOURNAL_VARIABLE", "EpisodeTask", "Metric"]

_log = logging.getLogger(__name__)

JOURNAL_VARIABLE = "HARNESS_EXT_JOURNAL"
"""The environment variable that names the journal folder; `--metadata '{"journal": …}'` goes before it."""

_GENERATION = {"do_sample": True, "temperature": 0.7, "max_gen_toks": 512, "until": []}

# Named in the metadata (where lm-eval puts the model's arguments, too), but no part of what is measured: where
# things are, and how fast they go.
_NOT_CONFIG = frozenset(
    {"journal", "config_source", "batch_size", "max_batch_size", "device", "num_concurrent", "max_retries", "timeout"}
)


class EpisodeTask(Task, abc.ABC):
    """A task whose instances are episodes (request type `run_episodes`)."""

    # lm-eval applies --gen_kwargs to tasks of this type, and pads no other request type in distributed runs.
    OUTPUT_TYPE = "generate_until"

    metrics: Mapping[str, Metric]
    """Names as they stand in the results. A scenario with no score for a name does not count for it."""

    scoring_options: ClassVar[frozenset[str]] = frozenset()
    """Options that matter after an episode only: another value asks for the same episodes."""

    VERSION: int | str | None = None

    speakers: ClassVar[tuple[str, str]] = ("User", "Assistant")
    """Who observes and who replies, in the transcript of models without a chat template."""

    @property
    def max_images(self) -> int:
        """How many pictures of an episode are shown at a time, the newest; 0: episodes have none."""
        return 0

    @property
    def MULTIMODAL(self) -> bool:  # noqa: N802 - the name that lm-eval asks for
        """Whether episodes have pictures: lm-eval then refuses backends that take none."""
        return self.max_images > 0

    # ------------------------------------------------------------------ what a subclass says
    @abc.abstractmethod
    def scenarios(self) -> list[dict[str, Any]]:
        """Return the scenarios as lm-eval documents: JSON values, with a unique `id` each."""

    @abc.abstractmethod
    def environment(self, doc: Mapping[str, Any], trial: int) -> Environment:
        """Return a new environment that plays `doc` for the given trial (0, 1, …)."""

    @abc.abstractmethod
    def score(self, doc: Mapping[str, Any], episode: Mapping[str, Any]) -> dict[str, Any]:
        """Return the scores of one `EpisodeResult` (as a dict), by metric; None where a metric does not apply.

        Names that are not in `metrics` are kept in the sample log only.
        """

    def score_all(self, episodes: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[dict[str, Any]]:
        """Return the scores of every (document, episode), in order; for tasks that score many at once more cheaply."""
        return [self.score(doc, episode) for doc, episode in episodes]

    def corpus_item(self, doc: Mapping[str, Any], episode: Mapping[str, Any], scores: Mapping[str, Any]) -> Any:
        """Return what the corpus measures need of an episode. The sample log holds its `str`, so keep that short."""
        return None

    def fingerprint(self) -> dict[str, Any]:
        """Return versions and content hashes: in every result, and the same for a journal to be continued."""
        return {}

    # ------------------------------------------------------------------ lm-eval's constructor and configuration
    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        given = dict(config or {})
        given.pop("class", None)
        known = {item.name for item in fields(TaskConfig)}
        if unknown := sorted(set(given) - known):
            raise ValueError(
                f"task {given.get('task')!r}: unknown keys {', '.join(unknown)}; options go under dataset_kwargs"
            )
        given["generation_kwargs"] = merge(_GENERATION, given.get("generation_kwargs") or {})
        given.setdefault("output_type", self.OUTPUT_TYPE)
        self._config = TaskConfig(**given)
        metadata = dict(self._config.metadata or {})
        options = dict(self._config.dataset_kwargs or {})
        self.options: dict[str, Any] = {name: metadata.get(name, value) for name, value in options.items()}
        self._instances: list[EpisodeRequest] | None = None
        self._metric_fn_list: dict[str, Any] = {}
        self._seed = 0
        self._items: dict[str, Any] = {}  # by episode id, for the corpus measures
        self._config.metadata = metadata | {"fingerprint": self.fingerprint()}
        self.VERSION = metadata.get("version", self.VERSION)

    def set_config(self, key: str, value: Any, update: bool = False) -> None:
        """Take lm-eval's command-line overrides.

        Raises:
            ValueError: --num_fewshot, which has no meaning for an episode.
        """
        if key == "num_fewshot" and value:
            raise ValueError(
                f"--num_fewshot {value}: {self.task_name} is made of episodes and takes no few-shot examples; "
                "leave the option out"
            )
        if key == "generation_kwargs":
            value = merge(self.config.generation_kwargs if update else _GENERATION, value)
            update = False
        super().set_config(key, value, update)

    def set_fewshot_seed(self, seed: int | None = None) -> None:
        """Take the fourth number of --seed as the seed of sampling."""
        self._seed = seed or 0

    def override_metric(self, metric_name: str) -> None:
        """Score nothing (--predict_only): lm-eval then asks for the metric `bypass`."""
        self._metric_fn_list = {metric_name: None}

    # ------------------------------------------------------------------ documents
    @cached_property
    def _docs(self) -> list[dict[str, Any]]:
        return self.scenarios()

    def has_training_docs(self) -> bool:
        return False

    def has_validation_docs(self) -> bool:
        return False

    def has_test_docs(self) -> bool:
        return True

    def test_docs(self) -> list[dict[str, Any]]:
        return self._docs

    def doc_to_text(self, doc: Mapping[str, Any]) -> str:
        """Return what the model is told before the episode, and the opening observation."""
        environment = self.environment(doc, trial=0)
        return f"{environment.system}\n\n{environment.open().text}"

    def doc_to_target(self, doc: Mapping[str, Any]) -> str:
        return ""

    def doc_iterator(
        self,
        *,
        rank: int = 0,
        limit: int | None = None,
        world_size: int = 1,
        samples: list[int] | None = None,
    ) -> Iterator[tuple[int, Any]]:
        """Yield (number, document) for this rank; with --samples, numbers count in the order the user gave."""
        docs = self.eval_docs
        if samples and (beyond := [index for index in samples if not 0 <= index < len(docs)]):
            raise ValueError(f"--samples {beyond}: {self.task_name} has the scenarios 0 to {len(docs) - 1}")
        chosen = [docs[index] for index in samples] if samples else docs
        limit = None if samples or not limit else int(limit)
        numbered: Iterator[tuple[int, Any]] = create_iterator(
            enumerate(chosen), rank=int(rank), world_size=int(world_size), limit=limit
        )
        return numbered

    # ------------------------------------------------------------------ requests
    def build_all_requests(
        self,
        *,
        limit: int | None = None,
        samples: list[int] | None = None,
        rank: int = 0,
        world_size: int = 1,
        system_instruction: str | None = None,
        apply_chat_template: bool = False,
        cache_requests: bool = False,
        **_: Any,
    ) -> None:
        """Make the request of every scenario of this rank.

        Raises:
            ValueError: there is no scenario for this rank.
        """
        if cache_requests:
            _log.warning("%s: --cache_requests has no part in episodes, they are built at once.", self.task_name)
        settings = self._settings(bool(apply_chat_template), system_instruction)
        self._instances = [
            EpisodeRequest(
                request_type="run_episodes",
                doc=doc,
                arguments=(self.doc_to_text(doc), dict(settings.gen_kwargs)),
                idx=0,
                metadata=(self.task_name, number, self.config.repeats),
                scenario=str(doc["id"]),
                settings=settings,
                make=partial(self.environment, doc),
            )
            for number, doc in self.doc_iterator(rank=rank, limit=limit, samples=samples, world_size=world_size)
        ]
        if not self._instances:
            raise ValueError(f"{self.task_name}: no scenario for process {rank} of {world_size}; use fewer processes")

    def construct_requests(self, doc: Any, ctx: Any, **kwargs: Any) -> list[EpisodeRequest]:
        """Not used: `build_all_requests` makes the requests, as a scenario has no few-shot context."""
        raise NotImplementedError

    def _settings(self, chat: bool, system_instruction: str | None) -> Settings:
        metadata = dict(self.config.metadata or {})
        journal = metadata.get("journal") or os.environ.get(JOURNAL_VARIABLE)
        options = {name: value for name, value in self.options.items() if name not in self.scoring_options}
        prompt = {"chat": chat, "system_instruction": system_instruction, "options": options}
        unplayed = _NOT_CONFIG | self.scoring_options
        generation = dict(self.config.generation_kwargs or {})
        return Settings(
            task=self.task_name,
            identity={"task": self.task_name, "fingerprint": self.fingerprint(), "prompt": prompt},
            config={
                "metadata": {name: value for name, value in metadata.items() if name not in unplayed},
                "prompt": prompt,
                "generation": generation,
                "seed": self._seed,
            },
            gen_kwargs=generation,
            chat=chat,
            system_instruction=system_instruction,
            speakers=self.speakers,
            max_images=self.max_images,
            seed=self._seed,
            journal=str(journal) if journal else None,
        )

    # ------------------------------------------------------------------ results
    def apply_filters(self) -> None:
        """Score every trial of every request; lm-eval's default filter would keep the first trial only."""
        requests = self._instances or []
        for request in requests:
            request.resps = [Json(episode) for episode in request.resps]
        scores = iter(self._scores([(request.doc, episode) for request in requests for episode in request.resps]))
        for request in requests:
            request.filtered_resps["none"] = [
                Json(episode_id=episode["episode_id"], trial=episode["trial"], **next(scores))
                for episode in request.resps
            ]

    def _scores(self, episodes: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[dict[str, Any]]:
        if self._metric_fn_list:
            return [{} for _ in episodes]
        played = [(doc, episode) for doc, episode in episodes if episode["error"] is None]
        scored = iter(self.score_all(played))
        scores: list[dict[str, Any]] = []
        for doc, episode in episodes:
            if episode["error"] is not None:
                scores.append({"infrastructure_error": 1.0})
                continue
            scores.append({**next(scored), "infrastructure_error": 0.0})
            self._items[episode["episode_id"]] = self.corpus_item(doc, episode, scores[-1])
        return scores

    def process_results(self, doc: Mapping[str, Any], results: Sequence[Any]) -> dict[str, Any]:
        """Return a scenario's values, one for each metric: made of its trials that have a score.

        A scenario whose trials all ended in an infrastructure error has that one score.
        """
        if self._metric_fn_list:
            return dict.fromkeys(self._metric_fn_list)
        (trials,) = results
        errors = fmean(trial["infrastructure_error"] for trial in trials)
        if errors == 1:
            return {"infrastructure_error": errors}
        played = [trial for trial in trials if not trial["infrastructure_error"]]
        values = {name: self._value(metric, name, played) for name, metric in self.metrics.items()}
        return {**values, "infrastructure_error": errors}

    def _value(self, metric: Metric, name: str, trials: Sequence[Mapping[str, Any]]) -> Any:
        if metric.corpus:
            return tuple(self._items[trial["episode_id"]] for trial in trials)
        scored = [trial[metric.of or name] for trial in trials if trial.get(metric.of or name) is not None]
        return metric.trials(scored) if scored else None

    def aggregation(self) -> dict[str, Callable[[Sequence[Any]], float]]:
        if self._metric_fn_list:
            return dict.fromkeys(self._metric_fn_list, bypass_agg)
        return {name: metric.aggregation for name, metric in self.metrics.items()} | {"infrastructure_error": mean}

    def higher_is_better(self) -> dict[str, bool]:
        if self._metric_fn_list:
            return dict.fromkeys(self._metric_fn_list, True)
        directions = {name: metric.higher_is_better for name, metric in self.metrics.items()}
        return {name: higher for name, higher in directions.items() if higher is not None} | {
            "infrastructure_error": False
        }

    def dump_config(self) -> dict[str, Any]:
        """Return the configuration as it goes into the results: JSON values."""
        config: dict[str, Any] = json.loads(json.dumps(self.config.to_dict(), default=str))
        return config
