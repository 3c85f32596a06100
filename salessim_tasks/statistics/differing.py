"""What two runs differ in besides their models, so that a comparison does not pass for more than it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from salessim_tasks.counting import counted
from salessim_tasks.samples import LoggedEpisode, Run, results_beside

__all__ = ["differences"]

_OPTIONS = ("prompt_style", "max_turns", "pictures", "behaviour")


def differences(a: Run, b: Run, pairs: Sequence[tuple[LoggedEpisode, LoggedEpisode]]) -> tuple[str, ...]:
    """Return a sentence for each thing that differs: version, options, scenarios, documents, fingerprints, failures;
    and one where A and B are the same files, so that nothing can differ."""
    return (
        *_same_files(a, b),
        *_facts(a, b),
        *_coverage(a, b, pairs),
        *_documents(pairs),
        *_fingerprints(a, b),
        *_failures(a, b),
    )


def _same_files(a: Run, b: Run) -> Iterator[str]:
    first, second = ({episode.file.resolve() for episode in run.episodes} for run in (a, b))
    if first == second:
        yield "A and B are the same files, so nothing can differ"
    elif first & second:
        yield f"{len(first & second)} of the files of A and B are the same"


def _facts(a: Run, b: Run) -> Iterator[str]:
    for name in ("suite_version", "split", "task", *_OPTIONS):
        first, second = (sorted({_fact(episode, name) for episode in run.episodes}) for run in (a, b))
        if first != second:
            yield f"{name} differs: A has {', '.join(first)}; B has {', '.join(second)}"


def _fact(episode: LoggedEpisode, name: str) -> str:
    if name == "suite_version":
        return episode.transcript.suite_version
    if name == "task":
        return episode.task
    return str(episode.doc["persona"].get("split") if name == "split" else episode.doc.get(name))


def _coverage(a: Run, b: Run, pairs: Sequence[tuple[LoggedEpisode, LoggedEpisode]]) -> Iterator[str]:
    first, second = ({str(episode.doc["id"]) for episode in run.episodes} for run in (a, b))
    if first != second:
        yield (
            f"the scenarios differ: {len(first & second)} in both, {len(first - second)} in A alone, "
            f"{len(second - first)} in B alone; only those in both are compared"
        )
    trials = [max(Counter((one.task, one.doc["id"]) for one in run.episodes).values()) for run in (a, b)]
    if trials[0] != trials[1]:
        yield f"the number of trials differs: {trials[0]} in A, {trials[1]} in B; those in both are compared"
    if len(pairs) < 20:
        yield f"only {counted(len(pairs), 'pair')} of episodes: the intervals are rough"


def _documents(pairs: Sequence[tuple[LoggedEpisode, LoggedEpisode]]) -> Iterator[str]:
    """Scenarios of the same id whose content is another: personas, seeds, what is acceptable."""
    changed: Counter[str] = Counter()
    for one, other in pairs:
        if one.doc != other.doc:  # a field that only one has is of another version of the suite
            names = [name for name in one.doc if name in other.doc and name not in _OPTIONS]
            changed.update(name for name in names if one.doc[name] != other.doc[name])
    for name, count in sorted(changed.items()):
        yield f"`{name}` of {count} of {len(pairs)} scenarios differs: same id, but not the same scenario"


def _fingerprints(a: Run, b: Run) -> Iterator[str]:
    (first, missing_a), (second, missing_b) = _logged(a), _logged(b)
    changed: dict[str, None] = {}
    for task in first:
        for name in sorted({*first[task], *second.get(task, {})}) if task in second else ():
            if first[task].get(name) != second[task].get(name):
                changed[name] = None
    if changed:
        yield f"fingerprints differ: {', '.join(changed)}; part of the difference may be due to that"
    for run, missing in (("A", missing_a), ("B", missing_b)):
        if missing:
            yield f"{run} has no results_*.json of the same time beside its samples: its fingerprint is not known"


def _logged(run: Run) -> tuple[dict[str, dict[str, str]], bool]:
    """The fingerprint of each task that has one, flat, from the results file that was written with the samples; and
    whether such a file is missing. Episodes that people played have a file, and no fingerprint."""
    found: dict[str, dict[str, str]] = {}
    missing = False
    for file, task in dict.fromkeys((episode.file, episode.task) for episode in run.episodes):
        logged = results_beside(file)
        if logged is None:
            missing = True
            continue
        config = logged.get("configs", {}).get(task, {})
        if fingerprint := config.get("metadata", {}).get("fingerprint"):
            found[task] = dict(_flat(fingerprint))
    return found, missing


def _flat(value: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, part in value.items():
        if isinstance(part, Mapping):
            yield from _flat(part, f"{above}{name}.")
        else:
            yield f"{above}{name}", str(part)


def _failures(a: Run, b: Run) -> Iterator[str]:
    for name, run in (("A", a), ("B", b)):
        if failed := sum(episode.error is not None for episode in run.episodes):
            told = counted(failed, "episode")
            yield f"{told} of {name} ended in an infrastructure error and {'is' if failed == 1 else 'are'} left out"
