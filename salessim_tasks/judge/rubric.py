"""Rubrics: what the judge is asked, as YAML files.

    name: realism
    scale: [1, 5]
    task: what the judge is to look at, in a few sentences
    fields:
      realism:
        question: one question, answered by a whole number of the scale
        levels: {1: what a 1 means, 3: …, 5: …}
        higher_is_better: true        # null: a trait, neither good nor bad

Each field becomes the column `judge_<field>`. Those that are shipped lie in `rubrics/`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from salessim_tasks.datatypes import spell_out
from salessim_tasks.textfiles import read_utf8

__all__ = ["SHIPPED", "Question", "Rubric", "load_rubric", "load_rubrics"]

SHIPPED = ("comprehension", "realism", "personality")
"""The names of the rubrics that the package ships, in the order of their columns."""

_NAME = r"^[a-z][a-z0-9_]*$"
_TAKEN = ("agreement", "reason")  # a column of ours, and a field of every answer


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Question(_Record):
    """A question to the judge; `levels`: what the numbers of the scale mean, at least its two ends."""

    question: str = Field(min_length=1)
    levels: dict[int, str]
    higher_is_better: bool | None = None


class Rubric(_Record):
    """What the judge is asked at a time. `scale`: least and greatest answer. `sha256`: of the file."""

    name: str = Field(pattern=_NAME)
    scale: tuple[int, int]
    task: str = Field(min_length=1)
    fields: dict[str, Question] = Field(min_length=1)
    sha256: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        low, high = self.scale
        if low >= high:
            raise ValueError(f"scale must be [least, greatest], not {list(self.scale)}")
        for name, field in self.fields.items():
            if name in _TAKEN or not name.isidentifier() or not name.islower():
                raise ValueError(f"fields.{name} must be a name in lower case that is not {' or '.join(_TAKEN)}")
            if not {low, high} <= field.levels.keys() or not all(low <= level <= high for level in field.levels):
                raise ValueError(f"fields.{name}.levels must say what {low} and {high} mean, and nothing beyond them")
        return self


def load_rubric(name: str) -> Rubric:
    """Load a shipped rubric by its name, or one of the user's by the path of its YAML file.

    Raises:
        ValueError: there is none, or it is wrong; the message names the file and what would be right.
    """
    if name in SHIPPED:
        file = files("salessim_tasks.judge") / "rubrics" / f"{name}.yaml"
        return _parse(file.read_text(encoding="utf-8"), file.name)
    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        raise ValueError(f"there is no rubric {name!r}: there are {', '.join(SHIPPED)}, and YAML files of your own")
    return _parse(read_utf8(path), str(path))


def load_rubrics(names: Sequence[str]) -> tuple[Rubric, ...]:
    """Load several, in order.

    Raises:
        ValueError: one cannot be had, or two have the same name or field.
    """
    rubrics = tuple(map(load_rubric, names))
    for kind, found in (
        ("name", [rubric.name for rubric in rubrics]),
        ("field", [field for rubric in rubrics for field in rubric.fields]),
    ):
        if twice := sorted({name for name in found if found.count(name) > 1}):
            raise ValueError(f"must differ, but the {kind} {', '.join(twice)} comes twice")
    return rubrics


def _parse(text: str, file: str) -> Rubric:
    try:
        loaded: Any = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(f"{file}: must be YAML: {error}") from None
    if not isinstance(loaded, dict) or "sha256" in loaded:
        raise ValueError(f"{file}: must be a rubric, with name, scale, task and fields")
    try:
        return Rubric.model_validate({**loaded, "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest()})
    except ValidationError as error:
        findings = "; ".join(f"{field}: {message}" for field, message in spell_out(error))
        raise ValueError(f"{file}: {findings}") from None
