"""Utterances labelled by hand, and how well a measure finds what the labels say.

A label is one line of a JSON Lines file: `id`, `category`, `persona` (an id of the packaged store), `asks` (the
attribute the seller had asked about, or null), `shown` (ids of the products shown just before), `utterance`, and the
list of the requirements ("dealbreaker.0") that the utterance reveals or contradicts. Precision and recall are micro
averages over all pairs of an utterance and a requirement.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salessim_tasks.records import Persona
from salessim_tasks.store import Store, load_store
from salessim_tasks.textfiles import parse_json, read_utf8

__all__ = ["Agreement", "Finder", "Label", "agreement", "main", "read_labels"]

Finder = Callable[[Persona, Store, "Label"], Iterable[str]]
"""What a measure finds in a labelled utterance: keys of requirements."""


@dataclass(frozen=True, slots=True)
class Label:
    """A labelled utterance; `keys` are the requirements it is labelled with."""

    id: str
    category: str
    persona: str
    asks: str | None
    shown: tuple[str, ...]
    utterance: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a measure compares with labels. `mistakes`: the label, what was found too much, what was missed."""

    hits: int
    found: int
    labelled: int
    mistakes: tuple[tuple[Label, frozenset[str], frozenset[str]], ...]

    @property
    def precision(self) -> float:
        """Share of what was found that is labelled; 1 if nothing was found."""
        return self.hits / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what is labelled that was found; 1 if nothing is labelled."""
        return self.hits / self.labelled if self.labelled else 1.0


def read_labels(path: Path, field: str) -> tuple[Label, ...]:
    """The labels in `path`, with the keys that stand in `field`.

    Raises:
        ValueError: a line is no label; the message names file, line and field.
    """
    lines = enumerate(read_utf8(path).split("\n"), start=1)
    return tuple(
        _label(parse_json(line, path, number), field, f"{path}:{number}") for number, line in lines if line.strip()
    )


def agreement(labels: Iterable[Label], find: Finder) -> Agreement:
    """Compare what `find` finds with `labels`.

    Raises:
        ValueError: a label names a store or persona that does not exist.
    """
    hits = found = labelled = 0
    mistakes = []
    for label in labels:
        keys = _found(label, find)
        hits += len(keys & label.keys)
        found += len(keys)
        labelled += len(label.keys)
        if keys != label.keys:
            mistakes.append((label, keys - label.keys, label.keys - keys))
    return Agreement(hits, found, labelled, tuple(mistakes))


def main(arguments: Sequence[str] | None, prog: str, field: str, find: Finder) -> int:
    """The command `python -m <prog> LABELS`: print precision, recall and the mistakes. Returns the exit status."""
    parser = argparse.ArgumentParser(prog=f"python -m {prog}", description="Compare with utterances labelled by hand.")
    parser.add_argument("labels", type=Path, help="a JSON Lines file of labelled utterances")
    options = parser.parse_args(arguments)
    try:
        labels = read_labels(options.labels, field)
        result = agreement(labels, find)
    except ValueError as error:
        parser.error(str(error))
    for label, extra, missed in result.mistakes:
        print(f"{label.id} ({label.persona}): {label.utterance}")
        print("".join(f"    too much: {key}\n" for key in sorted(extra)), end="")
        print("".join(f"    missed:   {key}\n" for key in sorted(missed)), end="")
    print(f"{len(labels)} utterances, {result.labelled} labelled, {result.found} found")
    print(f"precision {result.precision:.3f}, recall {result.recall:.3f}")
    return 0


def _found(label: Label, find: Finder) -> frozenset[str]:
    store = load_store(label.category)
    try:
        return frozenset(find(store.persona(label.persona), store, label))
    except KeyError as error:
        raise ValueError(f"label {label.id}: the store {label.category} has no {error.args[0]!r}") from None


def _label(value: Any, field: str, where: str) -> Label:
    if not isinstance(value, dict):
        raise ValueError(f"{where}: must be a JSON object, not {value!r}")
    for name, kind in (("id", str), ("category", str), ("persona", str), ("utterance", str), (field, list)):
        if not isinstance(value.get(name), kind):
            raise ValueError(f"{where}: {name} must be a {kind.__name__}, not {value.get(name)!r}")
    return Label(
        id=value["id"],
        category=value["category"],
        persona=value["persona"],
        asks=value.get("asks"),
        shown=tuple(value.get("shown") or ()),
        utterance=value["utterance"],
        keys=frozenset(value[field]),
    )
