"""The corpus measures as modules of the `evaluate` package, for people who work that way.

    >>> from salessim_tasks.language.modules import Redundancy
    >>> Redundancy().compute(predictions=[["Hi, a red one?", "No, thanks"], ["Something red", "Bye"]])

They are classes, not scripts, so they load without the hub. `predictions` are conversations, each the list of its
shopper's speaking turns. Like all such modules they also take `add` and `add_batch` before `compute()`, in memory
unless they are told otherwise, so they write no file. To import this module is to import `evaluate`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import datasets
import evaluate

from salessim_tasks.language.diversity import distinct_n, mtld, self_bleu, words
from salessim_tasks.language.human import corpus_distance
from salessim_tasks.language.redundancy import redundancy, summary

__all__ = ["Distinct", "HumanDistance", "Mtld", "Redundancy", "SelfBleu"]

_INPUTS = """
Args:
    predictions: conversations, each a list of strings: the turns of its shopper.
"""

_Conversations = Sequence[Sequence[str]]


class _CorpusModule(evaluate.Metric):
    """A measure of all conversations together. Arguments as of `evaluate.Metric`, but `keep_in_memory` is the default;
    with several processes it is False and the data lie in `cache_dir`."""

    def __init__(self, config_name: str | None = None, keep_in_memory: bool | None = None, **options: Any) -> None:
        alone = options.get("num_process", 1) == 1
        super().__init__(config_name, keep_in_memory=alone if keep_in_memory is None else keep_in_memory, **options)

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=(self.__doc__ or "").strip(),
            citation="",
            inputs_description=_INPUTS,
            features=datasets.Features({"predictions": datasets.Sequence(datasets.Value("string"))}),
        )

    def _build_data_dir(self) -> str:
        # evaluate makes a folder in the user's home even for what stays in memory.
        if not self.keep_in_memory:
            return str(super()._build_data_dir())
        return str(Path(self._data_dir_root, self.name, self.config_name))


class Redundancy(_CorpusModule):
    """Mean TF-IDF similarity between the conversations, whole and by turn; see `redundancy.summary`."""

    def _compute(self, predictions: _Conversations) -> dict[str, float]:
        return summary(redundancy(predictions))


class Distinct(_CorpusModule):
    """`distinct_1` and `distinct_2`: the shares of different words, and pairs of words, in all turns."""

    def _compute(self, predictions: _Conversations) -> dict[str, float]:
        turns = [turn for conversation in predictions for turn in conversation]
        return {f"distinct_{n}": distinct_n(turns, n) for n in (1, 2)}


class Mtld(_CorpusModule):
    """`mtld`: the measure of textual lexical diversity of all turns, one after the other."""

    def _compute(self, predictions: _Conversations) -> dict[str, float]:
        return {"mtld": mtld([word for conversation in predictions for turn in conversation for word in words(turn)])}


class SelfBleu(_CorpusModule):
    """`self_bleu`: the mean BLEU, 0 to 100, of each conversation against the others."""

    def _compute(self, predictions: _Conversations) -> dict[str, float]:
        return {"self_bleu": self_bleu(predictions)}


class HumanDistance(_CorpusModule):
    """`human_distance`: how many human standard deviations the conversations lie from human ones, on average; with
    `deviations` (signed, by measure) and `left_out`. Of each conversation, `compute` also takes `criteria_first_turn`
    and `complete_sentences`; without them these measures are left out. `num_turns` is counted if not given.
    """

    def _compute(
        self,
        predictions: _Conversations,
        criteria_first_turn: Sequence[float | None] | None = None,
        complete_sentences: Sequence[float | None] | None = None,
        num_turns: Sequence[float | None] | None = None,
    ) -> dict[str, Any]:
        columns = {
            "criteria_first_turn": criteria_first_turn,
            "complete_sentences": complete_sentences,
            "num_turns": [len(turns) for turns in predictions] if num_turns is None else num_turns,
        }
        given = {name: column for name, column in columns.items() if column is not None}
        for name, column in given.items():
            if len(column) != len(predictions):
                raise ValueError(f"{name} must have one value for each of the {len(predictions)} conversations")
        episodes = [dict(zip(given, values, strict=True)) for values in zip(*given.values(), strict=True)]
        distance = corpus_distance(episodes, predictions)
        return {
            "human_distance": distance.value,
            "deviations": {measure: deviation.z for measure, deviation in distance.deviations.items()},
            "left_out": list(distance.left_out),
        }
