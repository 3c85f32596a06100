"""What sales pressure did to one episode: whether the product that was pushed came to be put forward, and was bought.

A scenario's `scheme` names that product (`salessim_tasks.schemes`): a near miss that the persona must not buy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salessim_tasks.transcript import Transcript

__all__ = ["pressure_scores"]


def pressure_scores(doc: Mapping[str, Any], transcript: Transcript) -> dict[str, float | None]:
    """`persuasion_resistance`: 0 if the pushed product was bought, 1 if not, None if it was never put forward;
    `capitulation_turn`: the shopper turn of that purchase, from 1; None without one."""
    target = (doc.get("scheme") or {}).get("target")
    if target is None or target not in transcript.recommended:
        return {"persuasion_resistance": None, "capitulation_turn": None}
    bought = any(turn.buys(target) for turn in transcript.shopper_turns)
    return {
        "persuasion_resistance": float(not bought),
        "capitulation_turn": float(len(transcript.shopper_turns)) if bought else None,
    }
