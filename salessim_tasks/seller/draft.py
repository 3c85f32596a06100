"""A seller turn in the making."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from salessim_tasks.records import Constraint
from salessim_tasks.seller.records import SellerTurn, ToolCall

__all__ = ["LIMIT", "Draft"]

LIMIT = 1150
"""A reply stays under so many characters."""

_CLOSING = 170  # kept free for the question that ends a turn
_RESULTS = 10  # product ids a recorded look-up keeps


@dataclass(slots=True)
class Draft:
    """What has been decided to say so far: remarks, then lines of their own, then a closing question."""

    remarks: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)
    recommended: list[str] = field(default_factory=list)
    nothing_fits: bool = False
    reserved: int = 0  # characters kept for what is still to come

    def room(self) -> int:
        """How many characters there is still room for before the closing question."""
        used = sum(len(part) + 1 for part in (*self.remarks, *self.lines, *self.closing))
        return LIMIT - _CLOSING - self.reserved - used

    def looked_up(self, constraints: Sequence[Constraint], query: Sequence[str], found: Sequence[str]) -> None:
        """Record a look-up of products; at most ten results are kept."""
        filters = [
            {"attribute": c.attribute, "op": c.op, "value": list(c.value) if isinstance(c.value, tuple) else c.value}
            for c in constraints
        ]
        arguments = {"filters": filters, "query": " ".join(query)}
        self.calls.append(ToolCall("lookup_product_items", arguments, tuple(found[:_RESULTS])))

    def turn(self) -> SellerTurn:
        """The finished turn."""
        parts = [" ".join(self.remarks), *self.lines, " ".join(self.closing)]
        return SellerTurn(
            text="\n".join(part for part in parts if part),
            tool_calls=tuple(self.calls),
            recommended=tuple(dict.fromkeys(self.recommended)),
            nothing_fits=self.nothing_fits,
        )
