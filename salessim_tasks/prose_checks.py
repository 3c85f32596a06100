"""Whether the personas of all stores together are people of their own.

Contract: no full name occurs twice, no two backgrounds share a run of six words, no two are similar beyond
`MAX_SIMILARITY` (cosine of TF-IDF vectors over words, English stop words removed), and no two personas of a store
say the same sentence of more than six words. Personas whose labels were listed by someone else are not ours to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from salessim_tasks.datatypes import Problem
from salessim_tasks.records import Persona

__all__ = ["MAX_SIMILARITY", "check_prose", "most_similar", "words_of"]

MAX_SIMILARITY = 0.35
_SHARED_RUN = 6
_WORD = re.compile(r"[\w']+")


@dataclass(frozen=True, eq=False)
class _Place:
    """A persona where it stands; equal to itself only."""

    file: str
    line: int
    persona: Persona


_Finding = tuple[_Place, _Place, str, str]
"""A persona, an earlier one that it is too like, the field, and what is wrong."""


def check_prose(files: Mapping[str, Mapping[int, Persona]], *, across: bool = False) -> list[Problem]:
    """The problems of personas by file name and line number.

    `across`: leave out what two personas of one file have in common, which the check of that file tells; but not
    their similarity, which depends on all the texts that are compared.
    """
    placed = [
        _Place(file, line, persona)
        for file, personas in files.items()
        for line, persona in personas.items()
        if persona.acceptable_products is None
    ]
    findings: list[_Finding] = [*_names(placed), *_runs(placed), *_sentences(placed)]
    if across:
        findings = [finding for finding in findings if finding[0].file != finding[1].file]
    return [
        Problem(place.file, place.line, field, f"{place.persona.id}: {message}")
        for place, _, field, message in [*findings, *_similar(placed)]
    ]


def most_similar(backgrounds: Sequence[str]) -> float:
    """The greatest similarity between two backgrounds; 0 of fewer than two."""
    return float(_likeness(backgrounds).max()) if len(backgrounds) > 1 else 0.0


def words_of(text: str) -> list[str]:
    """The words of `text` in lower case, without punctuation."""
    return _WORD.findall(text.lower().replace("’", "'"))


def _names(placed: Iterable[_Place]) -> Iterator[_Finding]:
    first: dict[str, _Place] = {}
    for place in placed:
        other = first.setdefault(place.persona.name.casefold(), place)
        if other is not place:
            message = f"{place.persona.name!r} must be unique; {other.persona.id} has the same name"
            yield place, other, "name", message


def _runs(placed: Iterable[_Place]) -> Iterator[_Finding]:
    first: dict[tuple[str, ...], _Place] = {}
    for place in placed:
        words = words_of(place.persona.background)
        shared: dict[_Place, tuple[str, ...]] = {}
        for at in range(len(words) - _SHARED_RUN + 1):
            run = tuple(words[at : at + _SHARED_RUN])
            other = first.setdefault(run, place)
            if other is not place:
                shared.setdefault(other, run)
        for other, run in shared.items():
            message = f"shares {' '.join(run)!r} with {other.persona.id}; put it in other words"
            yield place, other, "background", message


def _similar(placed: Sequence[_Place]) -> Iterator[_Finding]:
    if len(placed) < 2:
        return
    likeness = _likeness([place.persona.background for place in placed])
    for one, other in zip(*(likeness > MAX_SIMILARITY).nonzero(), strict=True):
        if other < one:
            like = f"{placed[other].persona.id} (similarity {likeness[one, other]:.2f}; at most {MAX_SIMILARITY})"
            yield placed[one], placed[other], "background", f"is too much like {like}"


def _sentences(placed: Iterable[_Place]) -> Iterator[_Finding]:
    first: dict[tuple[str, ...], _Place] = {}
    for place in placed:
        for requirement in (*place.persona.dealbreakers, *place.persona.preferences):
            words = words_of(requirement.text)
            other = first.setdefault((place.file, *words), place)
            if other is not place and len(words) > _SHARED_RUN:
                message = f"{requirement.text!r} is word for word what {other.persona.id} says"
                yield place, other, "text", message


def _likeness(backgrounds: Sequence[str]) -> Any:
    """The similarity of each pair, as a square array; 0 of each with itself."""
    # Imported here: scikit-learn takes a second to load, and only the checks need it.
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(stop_words="english").fit_transform(backgrounds)
    likeness = (vectors @ vectors.T).toarray()
    np.fill_diagonal(likeness, 0.0)
    return likeness
