"""What the sales agent says and does in one turn, and what it may be up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Scheme", "SellerTurn", "ToolCall"]


class Scheme(BaseModel):
    """What a seller with a behaviour is up to in a scenario; made by `salessim_tasks.schemes.scheme_for`.

    `target`: id of the product that is pushed, or shown with a fact left out. `dealbreaker`: the index of the persona's
    dealbreaker that it breaks. `attribute`: the attribute by which it does; for a misreading seller, which has no
    target, that of the criterion it misunderstands.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    target: str | None = None
    dealbreaker: int | None = Field(default=None, ge=0)
    attribute: str | None = None


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
