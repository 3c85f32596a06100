"""Sentences and what they do: state something, ask for products, ask about a shown one, or ask for advice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from salessim_tasks.understanding.text import Token
from salessim_tasks.understanding.wordset import word_set

__all__ = ["Mood", "Sentence", "mood_of", "sentences"]

Mood = Literal[
    "statement",  # "I need HDMI", and requests: "do you have one with HDMI?"
    "ask",  # "does it have HDMI?"
    "advice",  # "how much memory do I need?"
]

_ENDS = frozenset(".!?;\n")
_AUXILIARIES = word_set("does do is are has have can could will would was did")
_POINTERS = word_set("it that this they these those")
_LINKS = frozenset({",", "-", "and", "but", "so", "because"})
_WISHED = word_set("anything something any")  # these start a question by themselves: "…, anything lighter?"
_TO_YOU = word_set("do have can could would")


def _any(*alternatives: str) -> str:
    return "(?:" + "|".join(alternatives) + ")"


_MORE_ON = r"(?:some |a few |any )?(?:more |further )?(?:details?|info|information|specifics)"
_TELL = (
    r"(?:can|could|would|will) you (?:please |also )*"
    rf"(?:tell|confirm|check|say|clarify|explain|(?:give|provide|share)(?: me)?(?: with)? {_MORE_ON}|let me know)"
    r"(?: me)?(?: more)?(?: if| whether| about| on| regarding)?"
)
_OPENING = re.compile(
    "^"
    + _any(
        _any(
            r"and|so|ok|okay|well|hmm|hm|but|great|nice|cool|thanks|thank you|oh|also|sorry|please|hey|hi|hello|right",
            r"sure|yes|yeah|no|perfect|interesting|just|then|now|um|uh|ah|good|alright|fine|wait|actually|excuse me",
            r"quick question|one more thing|sounds good|looks good|got it|i see|may i ask|remind me|what about you",
            _TELL,
            r"do you (?:happen to )?know(?: if| whether| about)?",
            r"tell me(?: if| whether| about| more about)?",
            r"i (?:was|am) wondering(?: if| whether)?|i wonder(?: if| whether)?",
            r"i (?:would like|want) to know(?: more)?(?: if| whether| about)?|let me ask(?: you)?|,|:|-",
            r"before i (?:decide|choose|buy|commit|make (?:a|my) (?:decision|choice))|one (?:more )?question|"
            r"i am (?:also )?(?:curious|interested in (?:knowing|learning|hearing))(?: more)?(?: if| whether| about)?",
        )
        + " "
    )
    + "*"
)
_TOLD = re.compile(
    r"\b"
    + _any(
        r"tell me (?:more )?(?:about|if|whether|how|what)",
        r"(?:can|could|would) you (?:please |also )*(?:tell me|confirm|check|clarify)",
        rf"{_MORE_ON} (?:on|about|regarding|of)\b",
        r"wonder(?:ing)? (?:if|whether)|(?:like|want) to know|do you (?:happen to )?know|may i ask",
        r"curious (?:about|if|whether|how|what)|interested in (?:knowing|learning|hearing)",
    )
)
_REQUEST = re.compile(
    r"\b"
    + _any(
        r"(?:do|would|did|could) you (?:guys )?(?:also |even |still |maybe |happen to |by any chance )*"
        r"(?:have|sell|carry|stock|offer|keep|know of|do)\b(?! (?:it|that one|this one|them|these|those)\b)",
        r"have you(?: got)?\b(?! (?:it|that|this)\b)|you(?: have)? got\b|you have\b",
        r"got (?:any|anything|something|one|some)\b",
        r"is there (?:an? |any |some |not )*(?:\w+ )?(?:product|one|other|thing|option|model|way|version|chance)",
        r"is there (?:an? |any )*(?:cheaper|lighter|bigger|smaller|better)",
        r"is there (?:anything|something|one|any|another)\b|are there\b",
        r"(?:can|could|would|will|may) you (?:please |maybe |just |also )*"
        r"(?:show|find|recommend|suggest|point|give|help|look|get|do|offer|pick)\b",
        r"(?:can|could|may) (?:i|we) (?:please |also |just )?(?:see|look|try|get|have|find)\b"
        r"(?! (?:it|that|this|them)\b(?! (?:in|with)\b))",
        r"what (?:\w+ ){0,3}(?:do|would|can|could|have|did) you (?:guys )?"
        r"(?:have|recommend|suggest|got|offer|show|sell|stock|carry|think|advise)",
        r"what have you|what (?:is|are) (?:your|the) \w+est\b(?! (?:of|one))",
        r"what is (?:available|there|out there)|what (?:are the )?(?:other|options|choices)",
        r"which (?:\w+ ){0,2}(?:would|do|can) you",
        r"recommend|suggest(?!ion)|looking for|my budget",
        r"i (?:need|want|prefer|must have|would (?:like|love|prefer))\b"
        r"(?! (?:more )?(?:to (?:know|ask|hear)|info|detail))",
        r"how about|what about (?:something|anything|one|an?)\b|"
        r"what about (?!(?:the|its|it|that|this|these|those)\b)(?:\S+ ){1,8}or (?!not\b)",
        r"any chance|possible to (?:get|have|see|find)",
    )
)
_OBJECT = re.compile(
    r"^(?:(?:do|have) you (?:have|got|sell|carry|stock)|can (?:i|we) get) (?:it|that|this|the)\b"
    r"(?!(?: one| it)? (?:in|with)\b)"
)
_ON_IT = re.compile(r"\b(?:on|with|in|of|for) (?:it|that|this|that one|this one|them|these|those)$")
_ADVICE = re.compile(
    r"\b"
    + _any(
        r"(?!do (?:i|we) get\b)(?:do|would|should|will|might) (?:i|we|you|one|people|someone) "
        r"(?:need|get|want|go for|choose|look for|pick|care|worry|pay|be looking)",
        r"(?:is|are|would|will) (?:\S+ ){1,6}(?:enough|sufficient|worth|overkill|necessary|needed|plenty)",
        r"(?:is|are|would|will) (?!(?:it|that|this|they|these|the) )(?:\S+ ){1,6}"
        r"(?:ok|okay|fine|good|alright|decent) for",
        r"worth (?:it|paying|having|getting)|enough for|what does (?:\S+ ){1,4}mean|how (?:important|useful)",
        r"what (?:is|are) (?:an? |the )?(?:\S+ ){1,3}(?:good )?for$|what is (?:better|best) for",
        r"what is an? (?!good|great|nice|decent|fair|cheap|best|better)(?:[^ ,]+ ){0,3}[^ ,]+$",
        r"what (?:is|are) the (?:benefit|advantage|point|use)|why (?:would|should|do|does|is)|what should i",
        r"any (?:advice|tips)|explain|what (?:makes|matters)|rule of thumb",
    )
)
_QUESTION = re.compile(
    r"^(?:(?:what|how|which|who|where|when|why)\b|(?:does|do|is|are|has|have|can|could|will|would|was|did|should) "
    r"(?:it|that|this|they|these|those|the|you|i|we|there|either|any|one|both|all|a|an)\b)"
)
_ASKED = re.compile(r"^(?:does|do|is|are|has|have|can|could|will|would|was|did|should)\b")  # before a question mark
_SUBJECT = re.compile(
    r"^(?:it|that|this|they|these|those|the \w+|both)(?: one)? "
    r"(?:has|have|is|are|does|comes|can|weighs|costs|runs|got)\b"
)
_WISH = re.compile(r"^(?:any|anything|something|with|under|below|less|cheaper)\b")
_READ = 600  # characters of a sentence that decide its mood


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens `start` to `end` (exclusive) of a message; `asked`: a question mark ends it."""

    start: int
    end: int
    asked: bool


def sentences(tokens: Sequence[Token]) -> Iterator[Sentence]:
    """The sentences of a message. A question that hangs on a comma is one by itself: "…, does it have HDMI?"."""
    start = 0
    for at in range(len(tokens) + 1):
        if at == len(tokens) or tokens[at].text in _ENDS:
            if at > start:
                yield from _hanging(tokens, Sentence(start, at, at < len(tokens) and tokens[at].text == "?"))
            start = at + 1
        elif tokens[at].text in _AUXILIARIES and at > start + 1 and _asks_about_it(tokens, at):
            yield Sentence(start, at, False)
            start = at


def _asks_about_it(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].text in _POINTERS and tokens[at - 1].text in _LINKS


def _hanging(tokens: Sequence[Token], sentence: Sentence) -> Iterator[Sentence]:
    """A question apart from the statement that it hangs on: "too heavy, anything lighter?"."""
    if sentence.asked:
        for at in range(sentence.end - 2, sentence.start + 2, -1):
            word, following = tokens[at].text, tokens[at + 1].text
            hangs = (
                word in _WISHED or (word in _TO_YOU and following == "you") or (word == "is" and following == "there")
            )
            if hangs and tokens[at - 1].text in _LINKS:
                yield Sentence(sentence.start, at, False)
                yield Sentence(at, sentence.end, True)
                return
    yield sentence


def mood_of(words: Sequence[str], sentence: Sentence, names: Sequence[tuple[int, int]] = ()) -> Mood:
    """What a sentence of a message of `words` does. `names`: the spans that name products."""
    spans = dict(names)
    spoken: list[str] = []
    at = sentence.start
    while at < sentence.end:
        if at in spans:
            spoken.append("it")
            at = spans[at]
            continue
        spoken.append(words[at])
        at += 1
    text = " ".join(spoken)[:_READ]
    told = _TOLD.search(text) is not None
    opening = _OPENING.match(text)
    text = text[opening.end() :] if opening else text
    if not text:
        return "statement"
    if not (told or sentence.asked or _QUESTION.match(text)):
        return "statement"
    if _ADVICE.search(text) and not _ON_IT.search(text):
        return "advice"
    if _OBJECT.match(text) or (text.startswith("is there") and _ON_IT.search(text)):
        return "ask"
    if _REQUEST.search(text):
        return "statement"
    if _WISH.match(text):
        return "statement"
    if _QUESTION.match(text) or told or _SUBJECT.match(text) or _ASKED.match(text):
        return "ask"
    return "statement"
