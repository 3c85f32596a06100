"""Which wishes a persona has: drawn against the catalogue, so that every world is as hard as the next.

Contract: in each run of twenty personas six find no acceptable product, six one or two, the others more; the
decision of eleven depends on the picture (where the schema has visual attributes), and eight of those find something.
At least three products are near misses for each, and every dealbreaker matters: dropping it changes what is acceptable
or, where nothing is, what is nearly so. All is computed from constraints, as masks over the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from salessim_tasks.worlds.draws import Draw
from salessim_tasks.worlds.wants import Want

__all__ = ["Caster", "Role"]

Supply = Literal["none", "few", "many"]
Knowledge = Literal["novice", "ordinary", "expert"]

_NEAR_MISSES = 3
_TRIES = 4000
_DRAWS = 24  # of preferences, of which the first that go together are taken
_SPREAD = 0.75  # of the catalogue, at most, is acceptable where much is
# How much is to be had, and whether the picture decides. Any ten in a row hold three of the first two supplies.
_ROLES: tuple[tuple[Supply, bool], ...] = (
    ("many", True), ("none", False), ("few", True), ("many", False), ("none", True), ("few", False), ("many", True),
    ("few", True), ("none", False), ("many", False),
    ("few", True), ("many", True), ("none", True), ("many", False), ("few", False), ("none", False), ("many", True),
    ("few", True), ("none", True), ("many", False),
)  # fmt: skip
_KNOWLEDGE: tuple[Knowledge, ...] = ("expert", "ordinary", "novice")
_PRICED = 0.5  # of the personas have a limit to what they pay


@dataclass(frozen=True, slots=True)
class Role:
    """What persona number `number` (from 0) is to be like."""

    supply: Supply
    looking: bool  # the picture decides
    knowledge: Knowledge

    @classmethod
    def of(cls, number: int, visual: bool, first: int) -> Role:
        """The role of persona `number`; `first` shifts the round, `visual`: there is something to be seen."""
        supply, looking = _ROLES[(number + first) % len(_ROLES)]
        return cls(supply, looking and visual, _KNOWLEDGE[(number + first) % len(_KNOWLEDGE)])


class Caster:
    """Draws wishes for the personas of one store."""

    def __init__(
        self, wants: Mapping[str, Sequence[Want]], weights: Mapping[str, int], visual: Sequence[str], products: int
    ) -> None:
        self._wants = {name: list(found) for name, found in wants.items()}
        self._weights = {name: max(1, weights.get(name, 1)) for name in wants}
        self._visual = tuple(name for name in visual if name in wants)
        self._count = products
        self._everything = (1 << products) - 1

    def drop(self, want: Want) -> None:
        """Forget a wish that could not be said."""
        self._wants[want.attribute] = [other for other in self._wants[want.attribute] if other is not want]
        if not self._wants[want.attribute]:
            del self._wants[want.attribute], self._weights[want.attribute]
            self._visual = tuple(name for name in self._visual if name in self._wants)

    def dealbreakers(self, role: Role, draw: Draw) -> list[Want]:
        """One to three wishes that must be met, as `role` has it.

        Raises:
            ValueError: the catalogue allows none.
        """
        fewest = 2 if role.supply == "none" else 1
        for _ in range(_TRIES):
            count = max(fewest, 1 + draw.weighted((0, 1, 2), (2, 6, 7)))
            chosen = self._drawn(role, draw, count)
            if self._suits(role, chosen):
                return chosen
        raise ValueError(
            f"the catalogue of {self._count} products has no dealbreakers with which {role.supply} of them would be "
            "acceptable; ask for more products"
        )

    def preferences(self, role: Role, dealbreakers: Sequence[Want], draw: Draw) -> list[Want]:
        """Two to five wishes besides: mostly such that one product has them all and an acceptable one is ideal."""
        acceptable = _met(dealbreakers, self._everything)
        taken = {constraint.attribute for want in dealbreakers for constraint in want.constraints}
        count = draw.weighted((2, 3, 4, 5), (4, 6, 4, 2))
        best: list[Want] = []
        for _ in range(_DRAWS):
            best = self._others(role, taken, count, draw)
            ideal = sum(
                2 * sum(want.mask >> at & 1 for want in best) > len(best)
                for at in range(self._count)
                if acceptable >> at & 1
            )
            if (ideal or not acceptable) and _met(best, self._everything):
                break
        return best

    def _drawn(self, role: Role, draw: Draw, count: int) -> list[Want]:
        names: list[str] = []
        if role.looking and self._visual:
            names.append(draw.weighted(self._visual, [self._weights[name] for name in self._visual]))
        if "price" in self._wants and draw.chance(_PRICED):
            names.append("price")
        left = [name for name in self._wants if name not in names and name != "price"]
        while len(names) < count and left:
            name = draw.weighted(left, [self._weights[other] for other in left])
            left.remove(name)
            names.append(name)
        return draw.shuffled([self._one(name, role, draw) for name in names])

    def _others(self, role: Role, taken: set[str], count: int, draw: Draw) -> list[Want]:
        found: list[Want] = []
        left = [name for name in self._wants if name not in taken]
        while len(found) < count and left:
            name = draw.weighted(left, [self._weights[other] for other in left])
            left.remove(name)
            want = self._one(name, role, draw)
            if not {constraint.attribute for constraint in want.constraints} & taken:
                found.append(want)
        return found

    def _one(self, name: str, role: Role, draw: Draw) -> Want:
        """A wish about one attribute; novices have no figures, experts no vague ones, if there are others."""
        found = self._wants[name]
        vague = [want for want in found if want.vague]
        plain = [want for want in found if not want.vague]
        figured = bool(plain) and plain[0].figure is not None
        share = {"novice": 0.9, "ordinary": 0.35, "expert": 0.0}[role.knowledge] if figured else 0.2
        pool = vague if vague and (not plain or draw.chance(share)) else plain
        banned = [want for want in pool if want.banned]
        wanted = [want for want in pool if not want.banned]
        if banned and wanted:
            pool = banned if draw.chance(0.3) else wanted
        return draw.pick(pool)

    def _suits(self, role: Role, chosen: Sequence[Want]) -> bool:
        acceptable = _met(chosen, self._everything)
        number = acceptable.bit_count()
        right = {"none": number == 0, "few": 1 <= number <= 2, "many": 3 <= number <= self._count * _SPREAD}
        if not right[role.supply] or _near(chosen, self._everything).bit_count() < _NEAR_MISSES:
            return False
        if self._visual and role.looking != self._looks(chosen, acceptable):
            return False
        for want in chosen:
            others = [other for other in chosen if other is not want]
            if (
                others
                and _met(others, self._everything) == acceptable
                and (acceptable or not _near(others, self._everything))
            ):
                return False
        return True

    def _looks(self, chosen: Sequence[Want], acceptable: int) -> bool:
        """Whether some product seems acceptable to somebody who cannot see it, and is not."""
        blind = [want for want in chosen if want.attribute not in self._visual]
        return _met(blind, self._everything) != acceptable


def _met(wants: Sequence[Want], everything: int) -> int:
    """The products that meet all `wants`."""
    mask = everything
    for want in wants:
        mask &= want.mask
    return mask


def _near(wants: Sequence[Want], everything: int) -> int:
    """The products that break exactly one of `wants`."""
    once = more = 0
    for want in wants:
        broken = everything & ~want.mask
        more |= once & broken
        once |= broken
    return once & ~more
