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
_IMAGE = "<image>"


@dataclass(slots=True)
class Draft:
    """What has been decided to say so far. Remarks run on, cards stand on lines of their own, questions come last."""

    lines: list[str] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)
    recommended: list[str] = field(default_factory=list)
    nothing_fits: bool = False
    reserved: int = 0  # characters kept for what is still to come
    pictures: bool = False  # whether cards have a picture below them
    images: list[str] = field(default_factory=list)
    kept: int = 0  # characters kept for what a behaviour adds in the end
    head: int = 0  # the line before which it may add it
    apart: str | None = None  # a product that is put forward apart from what fits
    slipped_in: str | None = None  # a product to be shown among what fits
    withheld: tuple[str, str] | None = None  # a product, and the attribute that its cards leave out
    omitted: tuple[str, ...] = ()  # the attributes that were left out
    pushed: str | None = None  # the product that was pushed
    tactic: str | None = None  # and how
    _running: bool = False  # whether the last line is one of remarks, which another remark continues

    def remark(self, text: str) -> None:
        """Add a sentence, on the line of the sentence before it if there is one."""
        if self._running:
            self.lines[-1] += f" {text}"
        else:
            self.lines.append(text)
        self._running = True

    def card(self, line: str, product_id: str, picture: bool = True) -> None:
        """Add the card of a product, which thereby counts as recommended, and its picture unless it is there."""
        self.lines.append(line)
        self.recommended.append(product_id)
        if self.pictures and picture and product_id not in self.images:
            self.lines.append(_IMAGE)
            self.images.append(product_id)
        self._running = False

    def note(self, line: str) -> None:
        """Add a line of its own that belongs to a card."""
        self.lines.append(line)
        self._running = False

    def begin(self) -> None:
        """Everything up to here is courtesy; what a behaviour puts first comes after it."""
        self.head = len(self.lines)
        if self.kept:
            self._running = False

    @property
    def unlabelled(self) -> tuple[str, ...]:
        """Ids of the products that are not for showing as alternatives, with what they miss."""
        ids = (self.apart, self.withheld[0] if self.withheld else None)
        return tuple(id for id in ids if id is not None)

    def facts(self, product_id: str, attributes: tuple[str, ...]) -> tuple[str, ...]:
        """Those of `attributes` that a card of the product states."""
        if self.withheld is None or self.withheld[0] != product_id:
            return attributes
        self.omitted = self.withheld[1:]
        return tuple(name for name in attributes if name != self.withheld[1])

    def room(self) -> int:
        """How many characters there is still room for before the closing question."""
        return self.spare() - _CLOSING - self.reserved - self.kept

    def spare(self) -> int:
        """How many characters are not used yet."""
        return LIMIT - sum(len(part) + 1 for part in (*self.lines, *self.closing))

    def looked_up(self, constraints: Sequence[Constraint], query: Sequence[str], found: Sequence[str]) -> None:
        """Record a look-up of products; at most ten results are kept."""
        filters = [
            {"attribute": c.attribute, "op": c.op, "value": list(c.value) if isinstance(c.value, tuple) else c.value}
            for c in constraints
        ]
        arguments = {"filters": filters, "query": " ".join(query)}
        self.calls.append(ToolCall("lookup_product_items", arguments, tuple(found[:_RESULTS])))

    def turn(self, asks: str | None) -> SellerTurn:
        """The finished turn, whose question is about the attribute `asks`."""
        closing = " ".join(self.closing)
        lines = [*self.lines, closing] if self.recommended else [" ".join([*self.lines, closing])]
        return SellerTurn(
            text="\n".join(line for line in lines if line).strip(),
            tool_calls=tuple(self.calls),
            recommended=tuple(dict.fromkeys(self.recommended)),
            nothing_fits=self.nothing_fits,
            images=tuple(self.images),
            asks=asks,
            pushed=self.pushed,
            tactic=self.tactic,
            omitted=self.omitted,
        )
