"""An episode as the transcript page shows it, in JSON values; what is empty is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salessim_tasks.report.causes import failing_turn, reason
from salessim_tasks.report.shelf import Shelf
from salessim_tasks.samples import LoggedEpisode
from salessim_tasks.transcript import SellerEntry, ShopperEntry

__all__ = ["episode_record"]

_WORDY = ("outcome", "cause", "disclosure_curve", "episode_id", "trial")  # shown in their own places


def episode_record(episode: LoggedEpisode, shelf: Shelf, persona: int) -> dict[str, Any]:
    """The whole of an episode; `persona` is its number on `shelf`, which comes to know the products shown.

    `turns` alternate between `{"who": "seller", "text", "shown", …}` and `{"who": "shopper", "text", "raw", …}`, by the
    names of `Transcript`.
    `failing` is the shopper's turn (from 1) that settled an episode which went wrong, `why` says so in words.
    """
    transcript, doc = episode.transcript, episode.doc
    for turn in transcript.turns:
        if isinstance(turn, SellerEntry):
            for product in (*turn.recommended, *([turn.pushed] if turn.pushed else ())):
                shelf.show(persona, product)
    action = transcript.action
    if action is not None and action.product_id is not None:
        shelf.show(persona, action.product_id)
    for product in doc.get("acceptable") or ():
        shelf.name(product)
    return _without_empty(
        {
            "shelf": shelf.key,
            "persona": persona,
            "seed": transcript.seed,
            "suite": transcript.suite_version,
            "scenario": doc.get("id"),
            "prompt_style": doc.get("prompt_style"),
            "scheme": doc.get("scheme"),
            "pair": doc.get("pair"),
            "flipped": doc.get("flipped"),
            "acceptable": list(doc.get("acceptable") or ()),
            "ideal": list(doc.get("ideal") or ()),
            "ended_by": transcript.ended_by,
            "error": episode.error,
            "why": reason(episode.scores),
            "failing": failing_turn(episode.scores),
            "disclosed": episode.scores.get("disclosure_curve"),
            "scores": {name: score for name, score in sorted(episode.scores.items()) if name not in _WORDY},
            "turns": [_seller(t) if isinstance(t, SellerEntry) else _shopper(t) for t in transcript.turns],
        }
    )


def _seller(turn: SellerEntry) -> dict[str, Any]:
    return _without_empty(
        {
            "who": "seller",
            "text": turn.text,
            "shown": list(turn.recommended),
            "images": list(turn.images),
            "calls": [dict(call) for call in turn.tool_calls],
            "nothing_fits": turn.nothing_fits,
            "asks": turn.asks,
            "pushed": turn.pushed,
            "tactic": turn.tactic,
            "omitted": list(turn.omitted),
            "misread": turn.misread,
        }
    )


def _shopper(turn: ShopperEntry) -> dict[str, Any]:
    # The reasoning stands in `raw` a second time, and may be most of a log.
    raw = turn.raw.replace(turn.reasoning, "…") if turn.reasoning else turn.raw
    return _without_empty(
        {
            "who": "shopper",
            "text": turn.text,
            "raw": None if turn.raw.strip() == turn.text.strip() else raw,
            "reasoning": turn.reasoning,
            "action": None if turn.action is None else _without_empty(turn.action.model_dump()),
            "error": turn.format_error,
            "correction": turn.correction,
        }
    )


def _without_empty(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in record.items()
        if value is not None and value is not False and value != "" and value != [] and value != {}
    }
