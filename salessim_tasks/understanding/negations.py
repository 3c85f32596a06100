"""Negatives that are not what they seem: two of them in one clause, and those that object to what is shown.

"I won't take anything that doesn't have HDMI" asks for HDMI; "it doesn't meet my limit of $900" states the limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from salessim_tasks.schema import Number
from salessim_tasks.understanding.claims import Claim
from salessim_tasks.understanding.marks import Mark
from salessim_tasks.understanding.text import Token
from salessim_tasks.understanding.vocabulary import Sense, Vocabulary
from salessim_tasks.understanding.wordset import word_set

__all__ = ["falls_short", "settled_negations"]

_REACH = 10  # tokens between the two negatives
_LACKING = word_set("without lacks lacking lack minus missing free")  # a negative that needs no verb
_UNMARKED = word_set("lack missing unless")  # … which the markers do not know, since alone they wish
_LINKING = word_set("that which who if when where with")
_OTHER = word_set("other except but apart aside excluding said say think")
_POINTERS = word_set("it that this they these those")
_PASSED = ("ignore", "any", "keyword", "cue")
_BREAKING = word_set("dealbreaker breaker")
_CONSEQUENCE = word_set("interested consider considering buy buying take want accept work")
_MEETING = word_set("meet meets meeting satisfy satisfies fulfil fulfill fit fits match matches respect")
_STATES = word_set("is are has have costs cost weighs weigh comes meets fits satisfies matches lasts runs")
_GOING_ON = word_set("that which anything one ones weighs costs")
# The negation has turned a comparator ("not less than" is ">="), but not these: "not at least", "not up to".
_FIXED = word_set("least most within to")
_DISOWNED = (Sense("past"),)
_NEGATED = (Sense("not"),)
_TAKEN = (Sense("neutral"),)


def settled_negations(words: Sequence[Token], marks: Sequence[Mark]) -> list[Mark]:
    """The `marks` of a sentence of `words`, where each pair of negatives is none and objections negate nothing."""
    found = _conditions(words, marks)
    at = 0
    while at < len(found):
        if found[at].kind == "indifferent" and words[found[at].start].text == "not":
            _cancel(words, found, at)  # "I don't need anything without …"
        elif found[at].kind == "not":
            if _objects(words, found[at]):
                found[at] = _neutral(found[at])
            elif _doubts(words, found[at]):
                found[at] = replace(found[at], kind="past", senses=_DISOWNED)
            else:
                _reach_over(words, found, at)
                _cancel(words, found, at)
        at += 1
    return found


def falls_short(words: Sequence[Token], claims: Sequence[Claim], vocabulary: Vocabulary) -> bool:
    """Whether a sentence faults a shown product by a bound that it misses: "it's not under 3 pounds"."""
    for claim in claims:
        attribute = vocabulary.schema.attributes.get(claim.attribute)
        if claim.kind != "figure" or not isinstance(attribute, Number):
            continue
        before = [word.text for word in words[max(0, claim.start - 8) : claim.start]]
        denied = any(
            pair in (("is", "not"), ("are", "not")) and not _POINTERS.isdisjoint(before[max(0, i - 3) : i])
            for i, pair in enumerate(pairwise(before))
        )
        good = {"less": "<", "more": ">"}.get(attribute.better, "")
        if denied and claim.text[:1] in ("<", ">") and (claim.text[:1] == good) == (not _FIXED.isdisjoint(before[-2:])):
            return True
    return False


def _conditions(words: Sequence[Token], marks: Sequence[Mark]) -> list[Mark]:
    """Make a negative of "a dealbreaker if …", and a pair of negatives of "if it doesn't …, I'm not interested"."""
    found = list(marks)
    for at, mark in enumerate(marks):
        following = [word.text for word in words[mark.end : mark.end + 4]]
        if mark.kind == "unwanted" and words[mark.end - 1].text in _BREAKING and {"if", "when"} & {*following}:
            found[at] = replace(mark, kind="not", senses=_NEGATED)
            found = [
                m for m in found if not (m.kind == "start" and m.start >= mark.end and words[m.start].text == "if")
            ]
            break
    comma = next((mark.start for mark in found if mark.kind == "comma"), len(words))
    conditional = "if" in (word.text for word in words[: min(4, comma)])
    rest = {word.text for word in words[comma : comma + 7]}
    if conditional and (rest & (_BREAKING | {"pass"}) or ("not" in rest and rest & _CONSEQUENCE)):
        found = [_neutral(m) if m.kind == "not" and m.start < comma else m for m in found]
    return found


def _neutral(mark: Mark) -> Mark:
    return replace(mark, kind="neutral", senses=_TAKEN)


def _objects(words: Sequence[Token], mark: Mark) -> bool:
    """ "It does not (quite) meet my …"."""
    following = [word.text for word in words[mark.end : mark.end + 6]]
    for i, word in enumerate(following[:3]):
        if word in _MEETING:
            return not {"my", "our", "the", "this", "that", "all", "any"}.isdisjoint(following[i + 1 : i + 4])
    return False


def _doubts(words: Sequence[Token], mark: Mark) -> bool:
    """ "I do not think (that) it is …"."""
    following = [word.text for word in words[mark.end : mark.end + 6]]
    if following[:1] not in (["think"], ["believe"]):
        return False
    pointers = [i for i, word in enumerate(following) if word in _POINTERS]
    return any(not _STATES.isdisjoint(following[i + 1 : i + 3]) for i in pointers[:2])


def _reach_over(words: Sequence[Token], found: list[Mark], at: int) -> None:
    """Let "I do not think it should …" negate what it should, in place."""
    end = found[at].end
    if end < len(words) and words[end].text in ("think", "believe"):
        found[at + 1 :] = [m for m in found[at + 1 :] if not (m.kind == "start" and m.start <= end + 2)]


def _cancel(words: Sequence[Token], found: list[Mark], at: int) -> None:
    """Let the negative at `at` and a second one in its clause make none, in place."""
    first = found[at]
    if _passes_on(words, first):
        return
    stop = first.end + _REACH
    for place in range(at + 1, len(found)):
        mark = found[place]
        if mark.start > stop:
            break
        if mark.kind == "not":
            if _second(words, first, mark):
                found[at], found[place] = _neutral(first), _neutral(mark)
                _go_on(words, found, place)
            return
        if mark.kind not in _PASSED and words[mark.start].text not in ("something", "one"):
            stop = mark.start
            break
    between = [word.text for word in words[first.end : stop]]
    if "," not in between and not _UNMARKED.isdisjoint(between):
        found[at] = _neutral(first)


def _passes_on(words: Sequence[Token], first: Mark) -> bool:
    """Whether a negative is an answer ("No that …") or an exception ("anything but"), not the first of a pair."""
    inside = [word.text for word in words[first.start : first.end]]
    following = words[first.end].text if first.end < len(words) else ""
    return not _OTHER.isdisjoint(inside) or (inside == ["no"] and following in _POINTERS)


def _second(words: Sequence[Token], first: Mark, mark: Mark) -> bool:
    between = [word.text for word in words[first.end : mark.start]]
    inside = [word.text for word in words[mark.start : mark.end]]
    if not _OTHER.isdisjoint(inside) or not _OTHER.isdisjoint(between):
        return False
    return not _LACKING.isdisjoint(inside) or not _LINKING.isdisjoint(between)


def _go_on(words: Sequence[Token], found: list[Mark], at: int) -> None:
    """What an "or" adds to the second negative: "… without HDMI or without a touchscreen", "… or that costs more"."""
    for place in range(at + 1, len(found)):
        mark = found[place]
        if mark.kind in ("comma", "start", "subject"):
            return
        if mark.kind == "not" and not _LACKING.isdisjoint(w.text for w in words[mark.start : mark.end]):
            found[place] = _neutral(mark)
        elif mark.kind == "or" and mark.end < len(words) and words[mark.end].text in _GOING_ON:
            following = found[place + 1] if place + 1 < len(found) else None
            if following is not None and following.kind == "not":
                found[place + 1] = _neutral(following)
            else:
                found.insert(place + 1, Mark("not", mark.end, mark.end, _NEGATED))
            return
