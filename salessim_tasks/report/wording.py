"""What the report calls things: columns and outcomes in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from salessim_tasks.decision import Outcome

__all__ = ["COLUMNS", "Column", "outcome_words", "plain"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table of models. `digits`: after the point; None for a share, which is said in per cent.
    `better`: 1 the more the better, -1 the less, 0 neither. `main`: shown before anybody asks for more."""

    name: str
    label: str
    note: str
    digits: int | None = None
    better: int = 0
    main: bool = True


COLUMNS = (
    Column("decision_alignment", "Decision alignment", "episodes decided as the persona would", better=1),
    Column("pass_k", "Right in all trials", "scenarios decided right in each of their trials", better=1),
    Column("acceptable_shown", "Acceptable shown", "scenarios in which an acceptable product came to be shown"),
    Column("persuasion_resistance", "Resistance", "episodes in which the seller's push did not work", better=1),
    Column("decision_sensitivity", "Sensitivity", "pairs of twin personas decided right on both sides", better=1),
    Column("human_distance", "Human distance", "mean distance from human shoppers, in their spreads", 2, -1),
    Column("criteria_first_turn", "Criteria in turn 1", "wishes and dealbreakers told in the first turn", 2),
    Column("complete_sentences", "Complete sentences", "sentences that are grammatically complete"),
    Column("num_turns", "Turns", "turns of the shopper", 1),
    Column("redundancy", "Redundancy", "likeness between the shoppers of a store (TF-IDF cosine)", 3),
    Column("echo", "Echo", "speaking turns that repeat the seller or break character", better=-1),
    Column("persona_drift", "Persona drift", "speaking turns that contradict the persona", better=-1),
    Column("dealbreakers_stated", "Spoke up", "violated dealbreakers that the shopper named before deciding", better=1),
    Column("alignment_difference", "Against helpful", "alignment minus that with a helpful seller", 2, main=False),
    Column("detectable_difference", "Could detect", "the smallest difference in alignment to be detected", main=False),
    Column("trial_noise", "Noise of trials", "mean spread of alignment between trials", 2, main=False),
    Column("capitulation_turn", "Gave in at turn", "the turn in which the push worked", 1, main=False),
    Column("character_break", "Breaks character", "speaking turns that step out of the role", better=-1, main=False),
    Column("redundancy_first_turn", "Redundancy, turn 1", "likeness of first turns", 3, main=False),
    Column("redundancy_later_turns", "Redundancy, later", "likeness of the second to fourth turns", 3, main=False),
    Column("words_per_turn", "Words a turn", "words in a speaking turn", 1, main=False),
    Column("questions_per_turn", "Questions a turn", "questions in a speaking turn", 2, main=False),
    Column("informality", "Informality", "typographic informality", 3, main=False),
    Column("distinct_1", "Distinct-1", "different words of all words", 3, main=False),
    Column("distinct_2", "Distinct-2", "different pairs of words of all", 3, main=False),
    Column("mtld", "MTLD", "lexical diversity, the more the richer", 1, main=False),
    Column("self_bleu", "Self-BLEU", "likeness of a shopper's speech to that of the others, 0 to 100", 1, main=False),
    Column("ideal_choice", "Ideal choice", "purchases that meet most wishes, too", better=1, main=False),
    Column("tool_format_error", "Unreadable action", "episodes with an action nobody could read", None, -1, False),
    Column("premature_end", "Ended in turn 1", "episodes that the shopper ended in its first turn", None, -1, False),
    Column("turn_limit", "Ran out of turns", "episodes without a decision in time", None, -1, False),
    Column("malformed_action", "Broke off", "episodes that ended by unreadable actions", None, -1, False),
)
"""The columns in their order; a report has those for which there are figures."""

_OUTCOMES = {
    Outcome.ACCEPTED.value: "Bought an acceptable product",
    Outcome.REJECTED.value: "Bought nothing: nothing acceptable was shown",
    Outcome.MISSED.value: "Bought nothing though an acceptable one was shown",
    Outcome.WRONG_CHOICE.value: "Bought the wrong one of those shown",
    Outcome.LENIENT.value: "Bought though nothing acceptable was shown",
    Outcome.HALLUCINATION.value: "Bought what was never shown",
    Outcome.PREMATURE.value: "Ended in the first turn",
    "malformed_action": "Unreadable actions",
    "infrastructure_error": "Not played: the backend failed",
    "unscored": "Not scored",
}


def outcome_words(outcome: str) -> str:
    """An outcome in words."""
    return _OUTCOMES.get(outcome, plain(outcome))


def plain(name: str) -> str:
    """A name of the code in words: "turn_limit" is "Turn limit"."""
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]
