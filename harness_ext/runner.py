"""`run_episodes`: plays the episodes of lm-eval requests on any backend, in lock step.

One `generate_until` call a turn serves all live episodes; finished ones leave the batch and are in the journal
before the next turn starts. `harness_ext.plugins` makes this function a method of lm-eval's `LM`, so that every
backend has it; a backend may define its own.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lm_eval.api.instance import Instance

from harness_ext.context import ContextFullError, fit
from harness_ext.distributed import exchange, process_number, share
from harness_ext.episode import EpisodeRequest, EpisodeResult, Settings
from harness_ext.generation import BackendFailure, generate
from harness_ext.history import History, Prompter
from harness_ext.identity import model_identity
from harness_ext.journal import Journal
from harness_ext.kept_cache import KeptCache, cohort_size
from harness_ext.progress import Progress
from harness_ext.sampling import generation_arguments

if TYPE_CHECKING:
    from lm_eval.api.model import LM

__all__ = ["run_episodes"]

_log = logging.getLogger(__name__)

_Speak = Callable[[Sequence[Instance], Sequence[str]], Sequence[str | BackendFailure]]
"""Replies to requests; the second argument names their episodes."""


class _Episode:
    """An episode under way: its environment, the model's view of it, and its end."""

    def __init__(self, request: EpisodeRequest, trial: int, prompter: Prompter) -> None:
        self.request = request
        self.trial = trial
        self.prompter = prompter
        self.episode_id = request.episode_id(trial)
        self.environment = request.make(trial)
        instruction = request.settings.system_instruction
        system = f"{instruction}\n\n{self.environment.system}" if instruction else self.environment.system
        self.history = History(system=system, observation=self.environment.open())
        prompter.limit_pictures(self.history)
        self.turn = 0
        self.over = False
        self.error: str | None = None

    def instance(self, lm: LM) -> Instance | None:
        """Return the request for the next reply; None if the context cannot hold it, which ends the episode."""
        arguments = generation_arguments(lm, self.request.settings, self.episode_id, self.trial, self.turn)
        arguments["until"] = [*arguments.get("until", []), *self.prompter.stop_strings()]
        try:
            prompt = fit(lm, self.prompter, self.history, arguments)
        except ContextFullError as full:
            self.fail(str(full))
            return None
        visuals = self.prompter.visuals(self.history)
        beside = ({"visual": [picture.image() for picture in visuals]},) if visuals else ()
        return Instance("generate_until", self.request.doc, (prompt, arguments, *beside), idx=self.turn)

    def take(self, reply: str) -> None:
        """Give the model's reply to the environment."""
        self.turn += 1
        step = self.environment.step(reply)
        if step.observation is None:
            self.over = True
        else:
            self.history.append(step.heard, step.observation)
            self.prompter.limit_pictures(self.history)

    def fail(self, message: str) -> None:
        """End the episode without a decision: the harness or the backend is at fault, not the model."""
        self.over, self.error = True, message

    def result(self) -> EpisodeResult:
        return EpisodeResult(
            episode_id=self.episode_id,
            task=self.request.settings.task,
            scenario=self.request.scenario,
            trial=self.trial,
            error=self.error,
            dropped_turns=self.history.dropped,
            dropped_images=self.history.dropped_images,
            record=self.environment.record(),
        )


def run_episodes(lm: LM, requests: Sequence[EpisodeRequest]) -> list[dict[str, Any]]:
    """Play every request's episodes and return an `EpisodeResult` as a dict for each entry of `requests`.

    lm-eval passes a request once for each of its `repeats`: the n-th time stands for trial n. Entries beyond that
    (padding in distributed runs) repeat an earlier result.

    Raises:
        JournalError: the journal belongs to another configuration.
    """
    keys = _trials(requests)
    if getattr(getattr(lm, "cache_hook", None), "dbdict", None) is not None:
        _log.warning("--use_cache has no part in episodes: the journal keeps finished ones and resumes a killed run.")
    journals = _open_journals(lm, requests)
    try:
        finished = {
            episode_id: result for journal in journals.values() for episode_id, result in journal.finished.items()
        }
        wanted = {request.episode_id(trial): (request, trial) for request, trial in keys}
        results = {episode_id: finished[episode_id] for episode_id in wanted if episode_id in finished}
        if results:
            _log.info("%d of %d episodes come from the journal", len(results), len(wanted))
        prompters = {id(settings): Prompter(lm, settings) for settings in _settings(requests)}
        live = [
            _Episode(request, trial, prompters[id(request.settings)])
            for episode_id, (request, trial) in share(lm, list(wanted.items()))
            if episode_id not in results
        ]
        for result in exchange(lm, list(_play(lm, live, journals))):
            results[result.episode_id] = result
    finally:
        for journal in journals.values():
            journal.close()
    _report(results.values())
    return [results[request.episode_id(trial)].to_dict() for request, trial in keys]


def _play(lm: LM, episodes: list[_Episode], journals: dict[str, Journal]) -> Iterable[EpisodeResult]:
    # Neighbours share the longest possible prefix: rules, persona, opening.
    episodes.sort(key=lambda episode: (episode.prompter.transcript(episode.history), episode.trial))
    with Progress(len(episodes), show=process_number(lm) == 0) as progress:
        for live, speak in _cohorts(lm, episodes):
            while live:
                _turn(lm, live, speak)
                over = [episode.result() for episode in live if episode.over]
                for task, journal in journals.items():
                    journal.append(result for result in over if result.task == task)
                live = [episode for episode in live if not episode.over]
                progress.turn(finished=len(over), live=len(live))
                yield from over


def _cohorts(lm: LM, episodes: list[_Episode]) -> Iterator[tuple[list[_Episode], _Speak]]:
    """The episodes that are played together, and what speaks in them: all at once, or as many as `KeptCache` keeps."""
    size = cohort_size(lm) if episodes else None
    if size is None:
        yield episodes, lambda requests, _: generate(lm, requests)
        return
    for prompter in {id(episode.prompter): episode.prompter for episode in episodes}.values():
        alike = [episode for episode in episodes if episode.prompter is prompter]
        for start in range(0, len(alike), size):
            yield alike[start : start + size], KeptCache(lm).replies


def _turn(lm: LM, live: Sequence[_Episode], speak: _Speak) -> None:
    """Bring every live episode one reply further; those whose prompt the backend cannot take are asked again."""
    waiting = list(live)
    while waiting:
        asked = [(episode, instance) for episode in waiting if (instance := episode.instance(lm)) is not None]
        waiting = []
        folded = {id(episode.prompter): episode.prompter.folds_system for episode, _ in asked}
        replies = speak([instance for _, instance in asked], [episode.episode_id for episode, _ in asked])
        for (episode, _), reply in zip(asked, replies, strict=True):
            if isinstance(reply, str):
                episode.take(reply)
            elif reply.rejects_system_role and not folded[id(episode.prompter)]:
                episode.prompter.folds_system = True
                waiting.append(episode)
            elif reply.is_overflow and episode.history.drop_oldest():
                waiting.append(episode)
            else:
                episode.fail(f"the backend failed: {reply.message}")


def _trials(requests: Sequence[EpisodeRequest]) -> list[tuple[EpisodeRequest, int]]:
    seen: Counter[int] = Counter()
    keys = []
    for request in requests:
        keys.append((request, seen[id(request)] % (request.repeats or 1)))
        seen[id(request)] += 1
    return keys


def _settings(requests: Iterable[EpisodeRequest]) -> Iterable[Settings]:
    """The settings of each task, once."""
    return {id(request.settings): request.settings for request in requests}.values()


def _open_journals(lm: LM, requests: Iterable[EpisodeRequest]) -> dict[str, Journal]:
    model = model_identity(lm)
    return {
        settings.task: Journal(
            settings.journal,
            settings.task,
            {"model": model, **settings.config, **_pictures(lm, settings)},
            process_number(lm),
        )
        for settings in _settings(requests)
        if settings.journal
    }


def _pictures(lm: LM, settings: Settings) -> dict[str, Any]:
    """What decides which pictures the model sees, and where; nothing for a task without any."""
    if not settings.max_images:
        return {}
    of_backend = {name: getattr(lm, name, None) for name in ("max_images", "interleave")}
    return {"pictures": {"max_images": settings.max_images, "backend": of_backend}}


def _report(results: Collection[EpisodeResult]) -> None:
    shortened = sum(result.dropped_turns > 0 for result in results)
    if shortened:
        _log.warning(
            "%d of %d episodes outgrew the model's context and lost their oldest turns (dropped_turns in the samples)",
            shortened,
            len(results),
        )
    withdrawn = sum(result.dropped_images > 0 for result in results)
    if withdrawn:
        _log.warning(
            "%d of %d episodes had more pictures than are shown at a time (max_images) and lost their oldest "
            "(dropped_images in the samples)",
            withdrawn,
            len(results),
        )
    errors = [result.error for result in results if result.error is not None]
    if errors:
        _log.error("%d episodes ended as infrastructure errors; the first: %s", len(errors), errors[0])
