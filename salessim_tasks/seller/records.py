"""What the sales agent says and does in one turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["SellerTurn", "ToolCall"]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A look-up the seller made: `results` are product ids, or titles of guide sections; JSON values only."""

    name: Literal["lookup_product_items", "lookup_buying_guide"]
    arguments: Mapping[str, Any]
    results: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SellerTurn:
    """One turn of the sales agent.

    `recommended`: ids of the products shown in this turn, by full name, best first.
    `nothing_fits`: the seller said in this turn that it has nothing that meets what it was told.
    `images`: ids of the products whose pictures stand in `text`, each as a line that holds exactly `<image>`, in order.
    `asks`: the attribute that the closing question is about.
    `pushed`, `tactic`, `omitted`, `misread`: what a behaviour other than helpful did, see `transcript.SellerEntry`.
    """

    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    recommended: tuple[str, ...] = ()
    nothing_fits: bool = False
    images: tuple[str, ...] = ()
    asks: str | None = None
    pushed: str | None = None
    tactic: str | None = None
    omitted: tuple[str, ...] = ()
    misread: str | None = None
