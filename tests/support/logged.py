"""Logged episodes made by hand, for the statistics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from salessim_tasks.samples import LoggedEpisode, Run
from salessim_tasks.transcript import Action, SellerEntry, ShopperEntry, Transcript

__all__ = ["bought", "logged", "run_of", "said", "seller"]


def logged(
    persona: str,
    *,
    aligned: float | None = 1.0,
    behaviour: str = "helpful",
    trial: int = 0,
    task: str = "salessim_laptops",
    category: str = "laptops",
    turns: Sequence[SellerEntry | ShopperEntry] = (),
    error: str | None = None,
    doc: Mapping[str, Any] | None = None,
    scores: Mapping[str, Any] | None = None,
) -> LoggedEpisode:
    """An episode of `persona`; its document and scores hold what is given besides what all of them have."""
    scored = {"episode_id": f"{persona}-{trial}", "trial": trial, "outcome": "some", "decision_alignment": aligned}
    return LoggedEpisode(
        file=Path("run/samples_x.jsonl"),
        task=task,
        episode_id=f"{persona}-{trial}",
        trial=trial,
        error=error,
        doc={"id": f"{persona}/{behaviour}", "cluster": persona, "persona": {"id": persona, "split": "test"}}
        | dict(doc or {}),
        scores={"infrastructure_error": 1.0} if error else scored | dict(scores or {}),
        transcript=Transcript(
            suite_version="1", category=category, persona=persona, behaviour=behaviour, seed="s", turns=tuple(turns)
        ),
    )


def run_of(name: str, episodes: Sequence[LoggedEpisode]) -> Run:
    return Run(name, Path(name), tuple(episodes))


def seller(*shown: str, pushed: str | None = None, tactic: str | None = None) -> SellerEntry:
    return SellerEntry(text="Look at this.", recommended=shown, pushed=pushed, tactic=tactic)


def said(text: str = "Hm.", *, correction: str | None = None) -> ShopperEntry:
    return ShopperEntry(text=text, raw=text, correction=correction)


def bought(product: str) -> ShopperEntry:
    return ShopperEntry(text="", raw="", action=Action(name="add_to_cart", product=product, product_id=product))
