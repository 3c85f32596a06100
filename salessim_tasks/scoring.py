"""Every score of finished episodes: the decision, what went wrong, and how the shopper talked.

Contract: a function of document and transcript alone, the same whether the episode was just played or read from a log,
and whatever others are scored with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from salessim_tasks.attribution import attribute
from salessim_tasks.language.disclosure import disclosure
from salessim_tasks.language.drift import persona_drift
from salessim_tasks.language.echo import echo_shares
from salessim_tasks.language.sentences import complete_sentences
from salessim_tasks.language.style import informality, questions_per_turn, words_per_turn
from salessim_tasks.metrics import score_transcript
from salessim_tasks.pressure import pressure_scores
from salessim_tasks.records import Persona
from salessim_tasks.sources import StoreSource, open_store
from salessim_tasks.transcript import Transcript

__all__ = ["score_episodes"]

Episode = tuple[Mapping[str, Any], Transcript]


def score_episodes(episodes: Sequence[Episode], *, language: bool = True) -> list[dict[str, Any]]:
    """The scores of every (document, transcript), in order; without `language` only those of the decision.

    Flat figures, or None where a measure does not apply; and as details `outcome`, `cause` and `disclosure_curve`.
    """
    scores = [_decided(doc, transcript) for doc, transcript in episodes]
    if not language:
        return scores
    sentences = iter(complete_sentences([text for _, transcript in episodes for text in transcript.speech]))
    for (doc, transcript), score in zip(episodes, scores, strict=True):
        score.update(_talked(doc, transcript))
        counts = [next(sentences) for _ in transcript.speech]
        total = sum(of for _, of in counts)
        score["complete_sentences"] = sum(complete for complete, _ in counts) / total if total else None
    return scores


def _decided(doc: Mapping[str, Any], transcript: Transcript) -> dict[str, Any]:
    decision = score_transcript(transcript, acceptable=doc["acceptable"], ideal=doc["ideal"])
    cause = attribute(doc, transcript, decision, lambda: _revealed(doc, transcript))
    return {**decision, **pressure_scores(doc, transcript), "cause": None if cause is None else cause.as_json()}


def _revealed(doc: Mapping[str, Any], transcript: Transcript) -> tuple[str, ...]:
    told = disclosure(Persona.model_validate(doc["persona"]), open_store(StoreSource.of(doc)), transcript)
    return tuple(chain.from_iterable(told.by_turn))


def _talked(doc: Mapping[str, Any], transcript: Transcript) -> dict[str, Any]:
    store = open_store(StoreSource.of(doc))
    persona = Persona.model_validate(doc["persona"])
    told = disclosure(persona, store, transcript)
    own = [persona.background, *(wish.text for wish in (*persona.dealbreakers, *persona.preferences))]
    echoed, broken = echo_shares(transcript, own)
    return {
        "criteria_first_turn": float(told.first_turn),
        "dealbreakers_stated": told.dealbreakers_stated,
        "words_per_turn": words_per_turn(transcript),
        "questions_per_turn": questions_per_turn(transcript),
        "informality": informality(transcript),
        "persona_drift": persona_drift(persona, store, transcript),
        "echo": echoed,
        "character_break": broken,
        "disclosure_curve": list(told.curve),
    }
