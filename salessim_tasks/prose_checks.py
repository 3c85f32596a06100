"""Whether the personas of all stores together are people of their own.

Contract: no full name occurs twice, no two backgrounds share a run of six words, no two are similar beyond
`MAX_SIMILARITY` (cosine of TF-IDF vectors over words, English stop words removed), and no two personas of a store
say the same sentence of more than six words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from salessim_tasks.datatypes import Problem
from salessim_tasks.records import Persona

__all__ = ["MAX_SIMILARITY", "check_prose", "most_similar", "words_of"]

MAX_SIMILARITY = 0.35
_SHARED_RUN = 6


def check_prose(files: Mapping[str, Mapping[int, Persona]]) -> list[Problem]:
    """The problems of personas by file name and line number."""
    placed = [(file, line, persona) for file, personas in files.items() for line, persona in personas.items()]
    return [*_names(placed), *_runs(placed), *_similar(placed), *_sentences(placed)]


def most_similar(backgrounds: Sequence[str]) -> tuple[float, int, int]:
    """The greatest similarity between two backgrounds, and their places; (0, 0, 0) of fewer than two."""
    if len(backgrounds) < 2:
        return 0.0, 0, 0
    # Imported here: scikit-learn takes a second to load, and only the checks need it.
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(stop_words="english").fit_transform(backgrounds)
    likeness = (vectors @ vectors.T).toarray()
    for place in range(len(backgrounds)):
        likeness[place, place] = 0.0
    one, other = divmod(int(likeness.argmax()), len(backgrounds))
    return float(likeness[one, other]), one, other


def words_of(text: str) -> list[str]:
    """The words of `text` in lower case, without punctuation."""
    import re

    return re.findall(r"[\w']+", text.lower())


_Placed = Sequence[tuple[str, int, Persona]]


def _names(placed: _Placed) -> list[Problem]:
    first: dict[str, Persona] = {}
    problems = []
    for file, line, persona in placed:
        other = first.setdefault(persona.name.casefold(), persona)
        if other is not persona:
            message = f"{persona.id}: {persona.name!r} must be unique; {other.id} has the same name"
            problems.append(Problem(file, line, "name", message))
    return problems


def _runs(placed: _Placed) -> list[Problem]:
    first: dict[tuple[str, ...], Persona] = {}
    problems = []
    for file, line, persona in placed:
        words = words_of(persona.background)
        runs = [tuple(words[at : at + _SHARED_RUN]) for at in range(len(words) - _SHARED_RUN + 1)]
        shared = next((run for run in runs if first.setdefault(run, persona) is not persona), None)
        if shared is not None:
            message = f"{persona.id}: shares {' '.join(shared)!r} with {first[shared].id}; put it in other words"
            problems.append(Problem(file, line, "background", message))
    return problems


def _similar(placed: _Placed) -> list[Problem]:
    likeness, one, other = most_similar([persona.background for _, _, persona in placed])
    if likeness <= MAX_SIMILARITY:
        return []
    file, line, persona = placed[max(one, other)]
    like = placed[min(one, other)][2]
    message = f"{persona.id}: is too much like {like.id} (similarity {likeness:.2f}; at most {MAX_SIMILARITY})"
    return [Problem(file, line, "background", message)]


def _sentences(placed: _Placed) -> list[Problem]:
    first: dict[tuple[str, str], Persona] = {}
    problems = []
    for file, line, persona in placed:
        for requirement in (*persona.dealbreakers, *persona.preferences):
            key = (file, " ".join(words_of(requirement.text)))
            other = first.setdefault(key, persona)
            if other is not persona and len(key[1].split()) > _SHARED_RUN:
                message = f"{persona.id}: {requirement.text!r} is word for word what {other.id} says"
                problems.append(Problem(file, line, "text", message))
    return problems
