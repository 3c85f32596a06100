"""What a stretch of a message claims about an attribute."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from salessim_tasks.records import Constraint
from salessim_tasks.understanding.comparators import FLIPPED
from salessim_tasks.understanding.vocabulary import Kind

__all__ = ["Claim", "Sign"]

Sign = Literal["+", "-", "?", "x"]  # wanted, not wanted, does not matter, not about this purchase


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing said about `attribute`, by tokens `start` to `end` (exclusive) of a sentence.

    `values`: of a choice or set. `constraints`: of a figure or a vague phrase. `text`: "yes" or "no" of a flag, "less"
    or "more" of a degree, the comparator of a figure, the name of a foreign thing. `joint`: what joins it to the claim
    before: "or", "and", ",".
    """

    kind: Kind
    attribute: str
    sign: Sign
    start: int
    end: int
    values: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    text: str = ""
    objection: bool = False
    clause: int = 0
    joint: str = ""

    def turned(self, sign: Sign) -> Claim:
        """This claim with another sign; a stated bound that is not wanted becomes the opposite bound."""
        if sign != "-" or self.kind != "figure":
            return replace(self, sign=sign)
        if len(self.constraints) != 1 or self.text not in FLIPPED:
            return replace(self, sign="x")
        only = self.constraints[0]
        opposite = Constraint.model_validate({**only.model_dump(), "op": FLIPPED[only.op]})
        return replace(self, constraints=(opposite,))
