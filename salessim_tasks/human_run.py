"""The episodes that people played, kept as a run of the model "human" that every reader of results reads.

In the folder stand `samples_<task>_1.jsonl`, one line for each scenario with its trials, as lm-eval logs them, and a
results file that names the model. Each episode is added at the end of what is there; files are written whole.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness_ext.episode import EpisodeResult
from salessim_tasks.textfiles import parse_json, read_utf8, write_whole

__all__ = ["HumanRun"]


class HumanRun:
    """The episodes of one task in `folder`, which need not exist yet. `file`: where they stand. `trials`: how many
    there are of each scenario, by its id.

    Raises:
        ValueError: the folder cannot be written to or holds another model's results, or a line is no sample; the
            message names the file.
    """

    def __init__(self, folder: Path, task: str) -> None:
        _refuse_unwritable(folder)
        self.file = folder / f"samples_{task}_1.jsonl"
        for results in sorted(folder.glob("results_*.json")):
            if parse_json(read_utf8(results), results) != _results():
                raise ValueError(f"{results}: is of another model; give people's episodes a folder of their own")
        self._samples = _read(self.file) if self.file.exists() else []
        self.trials: Counter[str] = Counter()
        for sample in self._samples:
            self.trials[sample["doc"]["id"]] += len(sample["resps"][0])

    def add(self, number: int, doc: Mapping[str, Any], result: EpisodeResult, scores: Mapping[str, Any]) -> None:
        """Add an episode of `doc`, the scenario of that number, and write the files."""
        told = json.loads(json.dumps(doc))
        sample = next((sample for sample in self._samples if sample["doc"] == told), None)
        if sample is None:
            sample = {"doc_id": number, "doc": told, "target": "", "resps": [[]], "filtered_resps": [[]]}
            self._samples.append(sample)
        sample["resps"][0].append(json.dumps(result.to_dict(), ensure_ascii=False))
        sample["filtered_resps"][0].append(json.dumps(dict(scores), ensure_ascii=False))
        self.trials[told["id"]] += 1
        write_whole(self.file.with_name("results_1.json"), json.dumps(_results()) + "\n")
        write_whole(self.file, "".join(json.dumps(sample, ensure_ascii=False) + "\n" for sample in self._samples))


def _refuse_unwritable(folder: Path) -> None:
    """Whoever has played an episode must be able to keep it."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not there.is_dir():
        raise ValueError(f"{there}: is no folder, so nothing can be kept there")
    if not os.access(there, os.W_OK):
        raise ValueError(f"{there}: must not be written to, so nothing can be kept there")


def _results() -> dict[str, Any]:
    return {"config": {"model": "human"}}


def _read(file: Path) -> list[dict[str, Any]]:
    samples: list[dict[str, Any]] = []
    for number, line in enumerate(read_utf8(file).rstrip("\n").split("\n"), start=1):
        sample = parse_json(line, file, number)
        try:
            (trials,), (scores,), _ = sample["resps"], sample["filtered_resps"], sample["doc"]["id"]
        except (LookupError, TypeError, ValueError):
            raise ValueError(f"{file}:{number}: must be a sample that `salessim play` wrote") from None
        if len(trials) != len(scores):
            raise ValueError(f"{file}:{number}: must have scores for each of its {len(trials)} episodes")
        samples.append(sample)
    return samples
