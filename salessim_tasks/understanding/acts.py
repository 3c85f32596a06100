"""What a message does in the conversation: greets, accepts, rejects, asks for more, takes its leave."""

from __future__ import annotations

import re

from salessim_tasks.understanding.reading import Act

__all__ = ["acts_of"]

_READ = 1500  # characters, from the front and the back of what was said
_BEFORE = 40  # characters before a phrase in which something may deny it

_THIS = (
    r"(?:it|that|this|these|those|them|(?:that|this|the) (?:\w+ ){0,3}?(?:one|product)"
    r"|the \w+(?: (?!if\b|unless\b|but\b)\w+){0,3})"
)
_THAT = r"(?:that|it|this)(?: one)?"
_POINTED = r"(?:it|that|this|they|these|those)(?: one)?"
_MEET = r"(?:meet|satisfy|fulfill?|fit|match)"
_OWN = r"(?:my|our|the|that|this|all|any)"
_EVEN = r"quite |fully |even |meet or "
_BE = r"is|are|costs?|weighs?|comes? in"
_BOUND = r"(?:under|below|within|less|lighter|cheaper|at least|more|over|above|up to)"
_SOME = r"(?:some |any |a few )?"
_SKIP = r"(?:(?!not\b)\w+ ){0,2}?"
_WILL = r"(?:will|would like to|am going to|want to|think i will|would|guess i will|shall|can)"

# Alternatives of each act, in the spelling of `text.tokenise`, its tokens joined by spaces.
_PHRASES: dict[Act, tuple[str, ...]] = {
    "greet": (r"^(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|hiya|howdy|greetings|hallo)\b",),
    "thanks": (
        r"\b(?<!no )(?:thanks|thank you|thx|cheers|ta|much appreciated|grateful)\b",
        r"\bappreciate (?:it|that|your|the)\b",
    ),
    "accept": (
        rf"\bi {_WILL} {_SKIP}(?:take|buy|have|order|purchase|get|go (?:with|for|ahead with)) {_THIS}\b",
        r"\bi (?:will|shall) (?:take|buy|order|purchase) (?:a|an|one|\w+ \w+)\b",
        r"\bi am (?:buying|taking|going with|sold)\b",
        rf"\b(?:decided|ready|happy) (?:to (?:take|buy|get|order|purchase|go (?:with|for|ahead with))|on) {_THIS}\b",
        rf"\blet us (?:go with|do|take|get) {_THIS}\b",
        rf"\b(?:add|put) {_THIS} (?:to|in|into) (?:my|the|a) (?:cart|basket|bag|order)\b",
        r"\bsounds (?:good|great|perfect|ideal|lovely|fine|like a plan)\b",
        r"\blooks (?:good|great|perfect)\b",
        r"\bthat (?:is|will be|would be|sounds|looks) (?:the one|perfect|ideal|it then)\b",
        r"\b(?:this|that|it|the (?:\w+ )?(?:one|product)) is (?:the one|exactly what i|just what i|perfect|ideal)\b",
        r"\b(?:it is|you have) a deal\b",
        r"^(?:(?:ok|okay|yes|great|right|alright|fine|well|good|,) )*(?:deal|sold|perfect|yes i will)\b(?! out)",
        r"\bi want (?:that|this|the (?:first|second|third|last)) one\b|\bis what i (?:will|want to) (?:take|buy|get)\b",
        r"\b(?:wrap it up|ring it up|ring me up|where do i (?:pay|sign)|yes please|that one please)\b",
        r"\bthat will do\b|\bthat works(?: for me)?\b|\bgo for (?:it|that one|this one)\b",
    ),
    "bye": (
        r"\b(?:goodbye|good bye|bye|see you|so long(?! as)|farewell|take care)\b",
        r"\bhave a (?:good|nice|great) (?:day|one|evening|weekend)\b",
        r"\bno (?:, )?(?:thanks|thank you)\b",
        rf"\bi (?:will|am going to|think i will|would rather|shall) {_SKIP}(?:leave it|pass|look elsewhere"
        r"|think about it|think it over|keep looking|shop around|try elsewhere|leave|go elsewhere|look around|hold off"
        r"|wait|come back|stop here|try another)\b",
        r"\b(?:let me|i need to|i have to|want to) (?:think|sleep) (?:about|on|it)\b",
        r"\bnot today\b|\bthat is (?:all|everything)\b(?! (?:i have|i can|i got|i could|they|we|he|she)\b)",
        r"\b(?<!or )i am (?:done|leaving|off|out|going to go)\b(?! with)",
        r"\bleave it (?:at that|there|then)\b|\bend (?:the|this|our) (?:conversation|chat)\b",
        r"\bnot (?:going to |want to )?buy(?:ing)? (?:anything|today)\b",
        r"\blook elsewhere\b|\btry (?:somewhere|another (?:shop|store))\b",
    ),
    "compare": (
        r"\bcompare\b|\bcomparison\b|\bdifference between\b|\bdifferences?\b(?= (?:are|is|there)|$)",
        r"\bwhat is the difference\b|\bhow do (?:they|these|those|the two) (?:differ|compare)\b",
        r"\bversus\b|\bvs\b|\bside by side\b|\bdiffer\b",
        r"(?:^|[.?!;] )which (?:one |of (?:them|these|those|the two|the three) |\w+ )?(?:is|has|would be)\b",
        r"\bwhich of (?:them|these|those|the two)\b",
    ),
    "more": (
        r"\b(?:what|anything|something) else\b|\bany(?:thing)? (?:other|others|different)\b",
        rf"\b(?:show|see|give|have|find) (?:me |us )?{_SOME}(?:more|others|other|another|different|alternatives)\b",
        r"\bother (?:options|ones|models|product|choices|suggestions)\b",
        r"\banother (?:one|option|model|product|suggestion)\b",
        r"\bmore (?:options|choices|models|suggestions)\b",
        r"\balternatives?\b|\b(?:some|any) others\b|\bsomething different\b|\bwhat other\b|\bany more\b",
        r"\bwhat (?:do|have) you (?:have|got)\b|\belse (?:do|have) you\b|\bnext one\b|\bkeep (?:going|looking)\b",
        r"\bdifferent (?:ones?|options?|models?|product)\b|\bshow me what you (?:have|got)\b",
        r"\bwhat are my options\b|\bwhat can you (?:show|offer)\b",
    ),
    "reject": (
        r"\bnot (?:that|this|the \w+) (?:one|either)\b|\bnot (?:for me|my (?:thing|style|taste))\b",
        r"\bnot what i (?:want|need|am looking for|had in mind|was after|asked for)\b",
        rf"\b(?:not|never) (?:like|love|want|fancy|take|buy|get) {_THIS}\b(?! to\b)",
        r"\bnot (?:like|want|love|fancy) either\b",
        r"\bnone of (?:these|those|them|that)\b|\bneither of\b|\bno good\b|\bnot good enough\b",
        r"\b(?:will|would|does|do) not (?:work|do|suit|fit)\b(?! (?:for|any|in) (?:school|work))",
        r"\bi (?:will )?pass on\b|\bpass on (?:that|this|the)\b|\brule (?:that|it|this) out\b|\bthat rules\b",
        r"\bnot interested in (?:that|this|it|the|those|these)\b",
        r"\bnot quite (?:right|it|what)\b|\bnot right\b|\bnot convinced\b|\bnot the (?:one|right)\b",
        rf"\b(?<!if ){_THAT} is (?:(?!not\b)\w+ )?(?:too|over|above|beyond|out of|no good|a no"
        r"|a deal ?breaker(?! (?:for me )?(?:if|when)\b))\b",
        rf"\b(?:not (?:{_EVEN})?|fails? to |none of (?:\w+ ){{1,2}}){_MEET} (?:\w+ )?{_OWN}\b",
        rf"\bnot (?:think|believe) (?:that )?{_POINTED} (?:\w+ )?(?:{_MEET}s?|satisfies|matches|(?:{_BE}) {_BOUND})\b",
        r"^(?:nope|nah)\b|\bhard pass\b|\bhate (?:it|that|this)\b|\ba bit much\b",
        r"\b(?:i|we) can not (?:accept|afford|take|justify) (?:it|that|this)\b",
        r"\bout of (?:my )?(?:budget|price range)\b",
    ),
    "unsure": (
        r"\b(?:do|would) not know\b|\bnot (?:too |so )?sure\b|\bnot certain\b|\bno idea\b|\bno clue\b",
        r"\bno (?:strong |real |particular )?preferences?\b|\bsurprise me\b|\bup to you\b|\byour call\b",
        r"\byou (?:choose|decide|pick|tell me|are the expert)\b",
        r"\bwhatever you (?:think|recommend|suggest|like|have)\b|\banything (?:is fine|goes|will do|works)\b",
        r"\bnot mind\b(?! (?:the|a|an|about|if|paying|spending|carrying))|\bi am easy\b|\beither way\b",
        r"\bnot (?:fussed|fussy|picky|bothered)\b(?! about)|\bdoes not matter\b",
        r"\bdo not care\b(?! (?:about|if|what|which|for))|\bhard to say\b|\bhave not (?:thought|decided)\b",
        r"\bnot (?:decided|thought about)\b|\bwhat do you think\b|\bwhat would you (?:do|recommend|suggest)\b"
        r"|\bwhat (?:do|can|could) you (?:recommend|suggest|advise)\b",
        r"\bbeats me\b|\bwho knows\b",
    ),
}


def _compiled(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern of `phrases`, with their leading word boundaries drawn together: several times as fast."""
    inside = [
        part.removeprefix(r"\b") for phrase in phrases if phrase.startswith(r"\b") for part in phrase.split(r"|\b")
    ]
    others = [phrase for phrase in phrases if not phrase.startswith(r"\b")]
    drawn = [rf"\b(?:{'|'.join(inside)})"] if inside else []
    return re.compile("|".join([*drawn, *others]))


_COMPILED: dict[Act, re.Pattern[str]] = {act: _compiled(phrases) for act, phrases in _PHRASES.items()}

# What makes of "I will take it" something else: "I will not", "if", "why would".
_DENIABLE: frozenset[Act] = frozenset({"accept", "more", "thanks"})
_UNTRUE = re.compile(
    r"\b(?:not|never|if|before|unless|until|whether|when|would|does|do|is|are|can|could|should|why) (?:\w+ ){0,3}$"
)
_NEGATED = re.compile(r"\b(?:not|never|if|why|refuse) (?:\w+ ){0,3}$")
_CONDITION = re.compile(r" (?:, )?(?:but )?(?:only )?(?:if|unless|provided|as long as)\b")  # "I will take it if …"
_REJECTING = re.compile(r"\bnot (?:\w+ ){0,3}$")


def acts_of(text: str) -> frozenset[Act]:
    """The acts of `text`: a message as `text.tokenise` spells it, with "product" for what the store sells."""
    if len(text) > 2 * _READ:
        text = f"{text[:_READ]} . {text[-_READ:]}"
    found: set[Act] = set()
    for act, pattern in _COMPILED.items():
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - _BEFORE) : match.start()]
            if act == "accept" and _CONDITION.match(text, match.end()):
                continue
            denied = _NEGATED if act == "more" else _UNTRUE
            if act not in _DENIABLE or not denied.search(before):
                found.add(act)
                break
            if act == "accept" and _REJECTING.search(before):
                found.add("reject")
    return frozenset(found)
