"""The transcript: the full record of an episode, enough to score, show and replay it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

__all__ = ["Action", "Ending", "SellerEntry", "ShopperEntry", "Transcript"]

Ending = Literal["decision", "turn_limit", "malformed_action"]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Action(_Entry):
    """What the shopper did; `product` as it wrote it, `product_id` None if no product goes by that name."""

    name: Literal["add_to_cart", "end_conversation"]
    product: str | None = None
    product_id: str | None = None


class SellerEntry(_Entry):
    """A turn of the sales agent.

    `recommended`: ids of the products it showed; `images`: ids of those whose pictures stand in `text`, in order;
    `tool_calls` with their results. `asks`: the attribute that its question is about. What a behaviour did in this
    turn: `pushed` (the product it pressed for, by which `tactic`), `omitted` (attributes left out of a card on
    purpose), `misread` (the attribute that it misunderstood).
    """

    speaker: Literal["seller"] = "seller"
    text: str
    recommended: tuple[str, ...] = ()
    tool_calls: tuple[dict[str, Any], ...] = ()
    nothing_fits: bool = False
    images: tuple[str, ...] = ()
    asks: str | None = None
    pushed: str | None = None
    tactic: str | None = None
    omitted: tuple[str, ...] = ()
    misread: str | None = None


class ShopperEntry(_Entry):
    """A turn of the model under test.

    `text` is what the seller hears, `raw` what the model wrote. After a `format_error` the seller hears nothing and
    `correction` is what the model was told instead.
    """

    speaker: Literal["shopper"] = "shopper"
    text: str
    raw: str
    reasoning: str = ""
    action: Action | None = None
    format_error: str | None = None
    correction: str | None = None

    @property
    def heard(self) -> bool:
        """Whether it said something: words beside an action that nobody could read do not reach the seller."""
        return bool(self.text.strip()) and self.format_error is None

    def buys(self, product_id: str) -> bool:
        """Whether this turn put that product into the cart."""
        return self.action is not None and self.action.name == "add_to_cart" and self.action.product_id == product_id


class Transcript(_Entry):
    """One episode. `ended_by` is None while it runs, and for good if the backend failed."""

    suite_version: str
    category: str
    persona: str
    behaviour: str
    seed: str
    turns: tuple[SellerEntry | ShopperEntry, ...]
    ended_by: Ending | None = None

    @property
    def shopper_turns(self) -> tuple[ShopperEntry, ...]:
        return tuple(turn for turn in self.turns if isinstance(turn, ShopperEntry))

    @property
    def speaking_turns(self) -> tuple[ShopperEntry, ...]:
        """The shopper's turns that were heard."""
        return tuple(turn for turn in self.shopper_turns if turn.heard)

    @property
    def speech(self) -> tuple[str, ...]:
        """What the shopper said, one text for each of its speaking turns."""
        return tuple(turn.text for turn in self.speaking_turns)

    @property
    def recommended(self) -> tuple[str, ...]:
        """Ids of the products shown, in the order of first showing."""
        shown = (product for turn in self.turns if isinstance(turn, SellerEntry) for product in turn.recommended)
        return tuple(dict.fromkeys(shown))

    @property
    def action(self) -> Action | None:
        """The decision that ended the episode, if one did."""
        turns = self.shopper_turns
        return turns[-1].action if turns else None
