"""`salessim show` and `salessim replay`: logged episodes, readable, and the proof that they can be had again."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from salessim_tasks.counting import counted
from salessim_tasks.environment import replay
from salessim_tasks.samples import LoggedEpisode, read_samples
from salessim_tasks.task import make_episode
from salessim_tasks.transcript import SellerEntry, ShopperEntry

__all__ = ["add_arguments", "replay_command", "show_command"]

_WIDTH = 100
_MOST = 12  # values of an option that are named
_INDENT = " " * 10

# What the options look at, by their names; each asks for a part of it, in any case.
_LOOKED_AT: Mapping[str, Callable[[LoggedEpisode], str]] = {
    "outcome": lambda episode: episode.outcome,
    "persona": lambda episode: f"{episode.transcript.persona} {episode.doc['persona']['name']}",
    "task": lambda episode: episode.task,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `show` and `replay` have in common: the results, and which episodes of them."""
    parser.add_argument("results", type=Path, help="a samples_*.jsonl file, or the folder given as --output_path")
    parser.add_argument("--outcome", help="only episodes whose outcome contains this, e.g. chose_wrong")
    parser.add_argument("--persona", help="only personas whose id or name contains this")
    parser.add_argument("--task", help="only tasks whose name contains this, e.g. laptops")
    parser.add_argument("--limit", type=int, help="at most so many episodes")


def show_command(arguments: argparse.Namespace) -> int:
    """Print the chosen episodes; 1 if there is none, and then what there is to choose from."""
    shown = 0
    for episode in _chosen(arguments):
        print(_render(episode), end="\n\n")
        shown += 1
    print(counted(shown, "episode"), file=sys.stderr)
    return 0 if shown else _nothing(arguments)


def replay_command(arguments: argparse.Namespace) -> int:
    """Replay the chosen episodes and print those whose seller turns come out differently; 1 if there is any."""
    total = different = 0
    for episode in _chosen(arguments):
        total += 1
        again = replay(episode.transcript, make_episode(episode.doc))
        if again.turns != episode.transcript.turns:
            different += 1
            print(f"{episode.episode_id} ({episode.transcript.persona}): differs")
    print(f"{counted(total, 'episode')} replayed, {different} differ")
    return (1 if different else 0) if total else _nothing(arguments)


def _chosen(arguments: argparse.Namespace) -> Iterator[LoggedEpisode]:
    left = arguments.limit
    for episode in read_samples(arguments.results):
        if left is not None and left <= 0:
            return
        if all(_matches(arguments, name, episode) for name in _LOOKED_AT):
            left = None if left is None else left - 1
            yield episode


def _matches(arguments: argparse.Namespace, name: str, episode: LoggedEpisode) -> bool:
    wanted: str = getattr(arguments, name) or ""
    return wanted.lower() in _LOOKED_AT[name](episode).lower()


def _nothing(arguments: argparse.Namespace) -> int:
    """Say of each option that fits no episode what there is in its place."""
    there: dict[str, Counter[str]] = {name: Counter() for name in _LOOKED_AT if getattr(arguments, name)}
    for episode in read_samples(arguments.results):
        for name, values in there.items():
            values[_LOOKED_AT[name](episode)] += 1
    for name, values in there.items():
        wanted: str = getattr(arguments, name)
        if not any(wanted.lower() in value.lower() for value in values):
            told = [f"{value} ({count})" for value, count in sorted(values.items())]
            more = f" and {len(told) - _MOST} more" if len(told) > _MOST else ""
            print(
                f"--{name} {wanted}: there is no such {name}; there are {', '.join(told[:_MOST])}{more}",
                file=sys.stderr,
            )
    return 1


def _render(episode: LoggedEpisode) -> str:
    persona = episode.doc["persona"]
    lines = [
        f"=== {episode.task}  {episode.doc['id']}  trial {episode.trial}  episode {episode.episode_id}",
        f"    {episode.file}",
        f"    {persona['name']}, {persona['age']}",
        *(f"    dealbreaker: {wish['text']}" for wish in persona["dealbreakers"]),
        *(f"    preference:  {wish['text']}" for wish in persona["preferences"]),
        f"    acceptable: {', '.join(episode.doc['acceptable']) or 'none'}",
        "",
        *(line for turn in episode.transcript.turns for line in _turn(turn)),
        "",
        f"    -> {episode.outcome}" + ("" if episode.error is None else f": {episode.error}"),
    ]
    return "\n".join(lines)


def _turn(turn: SellerEntry | ShopperEntry) -> Iterator[str]:
    if isinstance(turn, SellerEntry):
        yield from _speech("seller", turn.text)
        return
    if turn.reasoning:
        yield from _speech("(thinks)", turn.reasoning)
    if turn.text or turn.action is None:
        yield from _speech("shopper", turn.text or "(says nothing)")
    if turn.format_error:
        yield from _speech("(error)", turn.format_error)
    if turn.action is not None:
        product = f"({turn.action.product!r} = {turn.action.product_id})" if turn.action.product is not None else "()"
        yield from _speech("(acts)", f"{turn.action.name}{product}")


def _speech(speaker: str, text: str) -> Iterator[str]:
    wrapped = [line for part in text.splitlines() or [""] for line in textwrap.wrap(part, _WIDTH - 10) or [""]]
    for number, line in enumerate(wrapped):
        yield f"{speaker:>8}  {line}" if number == 0 else f"{_INDENT}{line}"
