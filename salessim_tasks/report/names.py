"""What the report calls runs: the model, and for a model with several runs what tells their folders apart.

Contract: `run_names(runs)` has one `RunName` for each run, in their order. The telling part of a folder is
the shortest end that no other has, without what all folders of that model end with: `out/a/8f3c` and `out/b/8f3c` are
told apart as `a` and `b`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from salessim_tasks.samples import Run

__all__ = ["RunName", "run_names", "short_names"]


@dataclass(frozen=True, slots=True)
class RunName:
    """`model` by its own name; `name` and `short` tell the run from every other, `short` where there is little room."""

    model: str
    name: str
    short: str


def run_names(runs: Sequence[Run]) -> list[RunName]:
    """The names of `runs`."""
    models = [run.name.removesuffix(f" ({run.folder})") for run in runs]
    distinct = list(dict.fromkeys(models))
    shorts = dict(zip(distinct, short_names(distinct), strict=True))
    folders: dict[str, list[tuple[str, ...]]] = {model: [] for model in distinct}
    for model, run in zip(models, runs, strict=True):
        folders[model].append(run.folder.parts)
    names = []
    for model, run in zip(models, runs, strict=True):
        more = f" · {_telling(run.folder.parts, folders[model])}" if len(folders[model]) > 1 else ""
        names.append(RunName(model, model + more, shorts[model] + more))
    return names


def short_names(names: Sequence[str]) -> list[str]:
    """The names without the words that all of them begin with; one name alone is left as it is."""
    words = [tuple(name.split(" ")) for name in names]
    shared = _shared(words) if len(names) > 1 else 0
    return [" ".join(one[shared:]) for one in words]


def _telling(folder: tuple[str, ...], folders: Sequence[tuple[str, ...]]) -> str:
    alike = _shared([one[::-1] for one in folders])
    heads = [one[: len(one) - alike] for one in folders]
    own = folder[: len(folder) - alike]
    for length in range(1, len(own) + 1):
        if sum(head[-length:] == own[-length:] for head in heads) == 1:
            return "/".join(own[-length:])
    return "/".join(own)


def _shared(sequences: Sequence[tuple[str, ...]]) -> int:
    """How many parts all begin with; one part of each is always left."""
    shared = 0
    while all(len(one) > shared + 1 and one[shared] == sequences[0][shared] for one in sequences):
        shared += 1
    return shared
