"""How long it takes to score saved episodes again: decisions alone, and with all that is said of the shopper's talk.

    OMP_NUM_THREADS=1 taskset -c 0 python benchmarks/scoring.py RESULTS [--episodes 1000]

Scores everything twice and compares the bytes. Episodes are taken in the order of the log; if there are fewer than
asked for, they are taken again, with their words shuffled, so that no sentence is parsed but once.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

from salessim_tasks.rescore import rescored, summary_of
from salessim_tasks.samples import LoggedEpisode, Run, read_samples
from salessim_tasks.transcript import ShopperEntry
from salessim_tasks.worlds.draws import Draw


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    parser.add_argument("--episodes", type=int, default=1000)
    arguments = parser.parse_args()

    started = time.perf_counter()
    logged = [episode for episode in read_samples(arguments.results) if episode.error is None]
    read = time.perf_counter() - started
    episodes = list(islice(_endless(logged), arguments.episodes))
    turns = sum(len(episode.transcript.speech) for episode in episodes)
    print(f"{len(episodes)} episodes, {turns} speaking turns; reading {len(logged)} from disk took {read:.1f} s")
    _timed("decisions", lambda: _scored(episodes, language=False))
    first = _timed("decisions and language, start-up of the parser included", lambda: _scored(episodes, language=True))
    second = _timed("the same again", lambda: _scored(episodes, language=True))
    print("the same bytes" if first == second else "NOT the same bytes")


def _scored(episodes: Sequence[LoggedEpisode], *, language: bool) -> str:
    scored = rescored(episodes, language=language)
    summary = summary_of(Run("benchmark", Path(), scored), language=language)
    return json.dumps([[episode.scores for episode in scored], summary.to_dict()])


def _timed(what: str, work: Callable[[], str]) -> str:
    started = time.perf_counter()
    result = work()
    print(f"{what}: {time.perf_counter() - started:.1f} s")
    return result


def _endless(logged: Sequence[LoggedEpisode]) -> Iterator[LoggedEpisode]:
    for round_ in count():
        for episode in logged:
            yield episode if round_ == 0 else _shuffled(episode, round_)


def _shuffled(episode: LoggedEpisode, round_: int) -> LoggedEpisode:
    turns = tuple(
        turn.model_copy(update={"text": _words(turn.text, episode.episode_id, round_)})
        if isinstance(turn, ShopperEntry)
        else turn
        for turn in episode.transcript.turns
    )
    return replace(episode, transcript=episode.transcript.model_copy(update={"turns": turns}))


def _words(text: str, episode: str, round_: int) -> str:
    return " ".join(Draw(episode, text, round_).shuffled(text.split()))


if __name__ == "__main__":
    main()
