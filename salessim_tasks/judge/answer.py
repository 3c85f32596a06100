"""From a judge's raw answer to its scores. What cannot be read for certain is no score: nothing is guessed.

An answer is the JSON object that holds every field of the rubric, wherever it stands (in a code fence, after a
sentence, within another object); reasoning between tags is cut first. Two objects that differ are two answers, and so
none. A score is a whole number of the scale; "4" and 4.0 are read as 4.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from salessim_tasks.judge.rubric import Rubric
from salessim_tasks.reasoning import split_reasoning

__all__ = ["AnswerError", "read_answer"]

_LONGEST = 50_000
_MOST_OPENINGS = 200  # braces that are tried; keeps the time linear in the answer's length


class AnswerError(ValueError):
    """The answer cannot be read; the message says why."""


def read_answer(raw: str, rubric: Rubric) -> dict[str, int]:
    """Return the score of each field of `rubric`.

    Raises:
        AnswerError: there is no readable answer, or more than one.
    """
    said, _ = split_reasoning(raw[:_LONGEST])
    if not said.strip():
        raise AnswerError("the answer is empty")
    answers: list[dict[str, int]] = []
    error: AnswerError | None = None
    for found in _objects(said, rubric):
        try:
            answer = {name: _score(name, found[name], rubric.scale) for name in rubric.fields}
        except AnswerError as wrong:
            error = error or wrong
        else:
            answers += [] if answer in answers else [answer]
    if error:
        raise error
    if len(answers) > 1:
        raise AnswerError(f"it holds {len(answers)} different answers")
    if not answers:
        raise AnswerError(f"it holds no JSON object with {', '.join(rubric.fields)}")
    return answers[0]


def _objects(text: str, rubric: Rubric) -> Iterator[Mapping[str, Any]]:
    """The outermost JSON objects of `text` that have every field of `rubric`."""
    decoder = json.JSONDecoder(strict=False, object_pairs_hook=_once)
    position = text.find("{")
    for _ in range(_MOST_OPENINGS):
        if position < 0:
            return
        end = position + 1
        try:
            value, stop = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            pass
        else:
            if rubric.fields.keys() <= value.keys():
                yield value
                end = stop
        position = text.find("{", end)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand in it once each: of two scores for one question neither counts."""
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a key comes twice")
    return value


def _score(name: str, value: Any, scale: tuple[int, int]) -> int:
    low, high = scale
    number: int | None = None
    if isinstance(value, str) and value.strip().removeprefix("-").isdecimal():
        number = int(value) if len(value) < 10 else None
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and value == value // 1:
        number = int(value)
    if number is None or not low <= number <= high:
        raise AnswerError(f"{name} must be a whole number from {low} to {high}, not {json.dumps(value)[:40]}")
    return number
