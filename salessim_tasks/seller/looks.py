"""Talk of what is to be seen in the pictures: understood, acknowledged, and left to the shopper's eyes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, replace

from salessim_tasks.seller.desk import Desk
from salessim_tasks.seller.draft import Draft
from salessim_tasks.seller.facts import listed
from salessim_tasks.seller.state import PATIENCE, State
from salessim_tasks.seller.wording import Voice
from salessim_tasks.understanding.reading import Reading

__all__ = ["BLIND", "Looks", "acknowledge", "noticed", "parted"]

_NAMED_AT_MOST = 3
_ASKING = frozenset({"question", "compare"})
_DISMISSAL = frozenset({"reject", "more"})
_LOOK = re.compile(r"\b(?:looks?|appearance|styl(?:e|ing)|pictures?|photos?|images?)\b", re.IGNORECASE)
_UGLY = re.compile(
    r"(?:\b(?:not|never|hate|dislike|different|another|other)|n['’]t)\b[^.!?]{0,40}\b(?:looks?|appearance|style)\b"
    r"|\b(?:ugly|hideous|eyesore)\b",
    re.IGNORECASE,
)
_SIGHT = re.compile(r"\blooks? like\b|\b(?:pictures?|photos?|images?)\b", re.IGNORECASE)
_ONCE_MORE = re.compile(
    r"\b(?:show|see|seen|look)\b[^.!?]{0,40}\b(?:pictures?|photos?|images?|again)\b"
    r"|\b(?:picture|photo|image)\b[^.!?]{0,40}\bagain\b",
    re.IGNORECASE,
)
_FAULT = re.compile(r"\b(?:too|not|hate|dislike|different|another)\b|n['’]t\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Looks:
    """What a message says of the visual attributes: names of those it has wishes on, asks about, and does not mind.

    `general`: it turns something down or asks on because of the look, without naming an attribute; `sight`: it asks
    what a product looks like; `again`: it wants to see the picture of one that it points at once more.
    """

    wished: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()
    general: bool = False
    sight: bool = False
    again: bool = False

    def __bool__(self) -> bool:
        return bool(self.wished or self.asking or self.spared or self.general)

    @property
    def asking(self) -> bool:
        """Whether the message asks for what the pictures show."""
        return bool(self.asked) or self.sight or self.again

    @property
    def wanting(self) -> bool:
        """Whether the message is about how a product should look."""
        return bool(self.wished) or self.general


BLIND = Looks()
"""Of a seller without pictures: its list has it all."""


def parted(
    reading: Reading, visual: Set[str], text: str, speaks_of: Callable[[str], Set[str]]
) -> tuple[Reading, Looks]:
    """`reading` of `text` without what it says of the `visual` attributes, and that.

    `speaks_of` tells which attributes a text names.
    """
    if reading.references and _ONCE_MORE.search(text):
        return replace(_without(visual, reading), acts=reading.acts - _ASKING - _DISMISSAL), Looks(again=True)
    looks = Looks(
        wished=_in(visual, (constraint.attribute for constraint in reading.constraints)),
        asked=_in(visual, reading.asked),
        spared=_in(visual, reading.indifferent),
        sight="question" in reading.acts and not reading.asked and _SIGHT.search(text) is not None,
        general=_UGLY.search(text) is not None or bool(reading.acts & _DISMISSAL and _LOOK.search(text)),
    )
    if not looks and _FAULT.search(text) and not speaks_of(text).isdisjoint(visual):  # "the pattern is too busy"
        looks = Looks(general=True)
    if not looks:
        return reading, looks
    rest = _without(visual, reading)
    return replace(rest, acts=reading.acts - _ASKING if looks.asking and not rest.asked else reading.acts), looks


def _without(visual: Set[str], reading: Reading) -> Reading:
    return replace(
        reading,
        constraints=tuple(c for c in reading.constraints if c.attribute not in visual),
        asked=tuple(name for name in reading.asked if name not in visual),
        indifferent=tuple(name for name in reading.indifferent if name not in visual),
    )


def _in(visual: Set[str], names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name in visual)


def noticed(state: State, reading: Reading, looks: Looks) -> State:
    """`state` after a message that said `looks`; one that goes on looking earns another round of alternatives."""
    wishes = tuple(name for name in dict.fromkeys((*state.looks, *looks.wished)) if name not in looks.spared)
    looking = looks.wanting or (bool(wishes) and bool(reading.acts & _DISMISSAL))
    return replace(state, looks=wishes, detours=min(state.detours, PATIENCE - 1) if looking else state.detours)


def acknowledge(desk: Desk, voice: Voice, before: State, looks: Looks, draft: Draft) -> None:
    """Say that the list does not tell, in full at first and shortly when the same is wished for again."""
    news = [name for name in (*looks.asked, *looks.wished) if name in looks.asked or name not in before.looks]
    labels = [desk.trade.attributes[name].label for name in dict.fromkeys(news)]
    if labels:
        draft.remark(voice.say("look", labels=listed(labels[:_NAMED_AT_MOST])))
    elif looks.wanting or looks.sight:
        draft.remark(voice.say("look_again"))
