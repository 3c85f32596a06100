"""Speech that is not a shopper's: it repeats the seller, breaks character, or plays both parts.

Contract: `echo` reads the speaking turns of one transcript in order and marks each at most once for each kind. Rules and
phrases, no model; time is linear in the length of what is said.

`repeats`: much of the turn is copied from what the seller has said so far. A word is *copied* if it stands in a run of
`RUN` words that the seller used in that order, in a whole sentence of the seller's of `SENTENCE` words or more, or in a
whole card of the seller's (a line that opens with a product's name in bold; of `CARD` words after the name or more).
The turn repeats the seller if at least `COVERAGE` of its words are copied, and if these are `COPIED` words or more, or
hold such a sentence. Words of the names on cards do not count, unless the card is copied: naming a product and quoting
some of its facts is no echo. What the shopper had said in these words before the seller did, or what its persona says
(`own`), is its own.

`character_break`: the turn speaks as an assistant ("as an AI", "how can I help you"), as a seller who greets, serves or
offers ("welcome to our store", "would you like to see", "perfect for your needs"), or of its part ("stay in character").

`both_sides`: the turn holds lines of a script ("Salesperson: ...", "<|im_start|>"), or a seller's question or offer and
then a shopper's answer to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from salessim_tasks.language.readings import heard
from salessim_tasks.transcript import SellerEntry, Transcript

__all__ = ["EchoKind", "EchoMark", "character_break_share", "echo", "echo_share"]

RUN = 5
SENTENCE = 5
CARD = 4
COPIED = 8
COVERAGE = 0.5

EchoKind = Literal["repeats", "character_break", "both_sides"]
_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EchoMark:
    """`turn` counts the shopper's turns from 0; `what` is the phrase, or the first words copied, in lower case."""

    turn: int
    kind: EchoKind
    what: str


def echo(transcript: Transcript, own: Iterable[str] = ()) -> tuple[EchoMark, ...]:
    """What speaks against each speaking turn of `transcript`, in order; `own`: sentences of the shopper's persona."""
    seller = _Seller()
    for text in own:
        seller.shopper_says(text)
    marks: list[EchoMark] = []
    turn = 0
    for entry in transcript.turns:
        if isinstance(entry, SellerEntry):
            seller.says(entry.text)
            continue
        if heard(entry):
            marks += (EchoMark(turn, kind, what) for kind, what in _found(entry.text, seller))
            seller.shopper_says(entry.text)
        turn += 1
    return tuple(marks)


def echo_share(transcript: Transcript, own: Iterable[str] = ()) -> float | None:
    """Share of the shopper's speaking turns with any mark; None without a speaking turn."""
    return _share(transcript, {mark.turn for mark in echo(transcript, own)})


def character_break_share(transcript: Transcript) -> float | None:
    """Share of the shopper's speaking turns that break character or play both parts; None without a speaking turn."""
    return _share(transcript, {mark.turn for mark in echo(transcript) if mark.kind != "repeats"})


def _share(transcript: Transcript, marked: set[int]) -> float | None:
    speaking = sum(map(heard, transcript.shopper_turns))
    return len(marked) / speaking if speaking else None


def _found(text: str, seller: _Seller) -> list[tuple[EchoKind, str]]:
    plain = _plain(text)
    broken = _BREAK.search(plain)
    parts = _SCRIPT.search(plain) or (broken and _ANSWER.search(plain, broken.end()))
    found: list[tuple[EchoKind, str | None]] = [
        ("repeats", seller.copied(text)),
        ("character_break", broken and broken.group()),
        ("both_sides", parts and parts.group()),
    ]
    return [(kind, what.strip()[:_EXCERPT]) for kind, what in found if what]


def _plain(text: str) -> str:
    return text.replace("’", "'").lower()


# --- What was copied -------------------------------------------------------------------------------------------------

_EXCERPT = 80
_WORD = re.compile(r"[^\W_]+(?:[.,'\-][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?:…])[\s\"*)]+|\n+")
_CARD = re.compile(r"[\s\-]*\*\*(?P<name>[^*\n]{1,200})\*\*(?P<facts>.*)")


@dataclass(slots=True)
class _Seller:
    """What the seller has said so far, without what the shopper had said before it."""

    runs: set[_Words] = field(default_factory=set)
    sentences: set[_Words] = field(default_factory=set)
    cards: dict[_Words, None] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    own: set[_Words] = field(default_factory=set)

    def says(self, text: str) -> None:
        prose: list[str] = []
        for line in text.split("\n"):
            card = _CARD.match(line)
            if card is None:
                prose.append(line)
                continue
            name, facts = _words(card["name"]), _words(card["facts"])
            self.names.update(name)
            if len(facts) >= CARD:
                self.cards[name + facts] = None
        said = "\n".join(prose)
        self.runs |= _runs(_words(said)) - self.own
        self.sentences |= _sentences(said) - self.own

    def shopper_says(self, text: str) -> None:
        self.own |= _runs(_words(text))
        self.own |= _sentences(text)

    def copied(self, text: str) -> str | None:
        """The first words of `text` that the seller said, if they are much of it."""
        words = _words(text)
        cards = {at for card in self.cards for start in _places(card, words) for at in range(start, start + len(card))}
        sentences = self._copied_sentences(text)
        runs = {
            at
            for start in range(len(words) - RUN + 1)
            if words[start : start + RUN] in self.runs
            for at in range(start, start + RUN)
        }
        copied = runs | sentences | cards
        counting = [at for at, word in enumerate(words) if at in cards or word not in self.names]
        hits = sum(at in copied for at in counting)
        if not hits or hits < COVERAGE * len(counting) or not (sentences or hits >= COPIED):
            return None
        return " ".join(words[at] for at in sorted(copied)[:_EXCERPT])

    def _copied_sentences(self, text: str) -> set[int]:
        copied: set[int] = set()
        start = 0
        for sentence in map(_words, _SENTENCE_END.split(text)):
            if sentence in self.sentences:
                copied.update(range(start, start + len(sentence)))
            start += len(sentence)
        return copied


def _places(part: _Words, words: _Words) -> Iterator[int]:
    """Where `part` stands in `words`; occurrences do not overlap."""
    text, sought = f" {' '.join(words)} ", f" {' '.join(part)} "
    found = text.find(sought)
    at = seen = 0
    while found >= 0:
        at += text.count(" ", seen, found)
        yield at
        seen, found = found, text.find(sought, found + len(sought) - 1)


def _words(text: str) -> _Words:
    return tuple(_WORD.findall(_plain(text)))


def _runs(words: _Words) -> set[_Words]:
    return {words[at : at + RUN] for at in range(len(words) - RUN + 1)}


def _sentences(text: str) -> set[_Words]:
    return {words for words in map(_words, _SENTENCE_END.split(text)) if len(words) >= SENTENCE}


# --- What no shopper says. Patterns read lower-case text; gaps are bounded, so that they stay linear. ------------------


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})")


_AM = r"i(?:'m| am|m)(?: just| only| simply| so| very| really| always| more than| here and)?"
_PRAISE = r"(?:great|good|excellent|fantastic|perfect|wonderful|ideal|fabulous|amazing|solid|superb|popular|lovely|smart|best)"
_THINGS = r"(?:options?|choices?|models?|products?|items?|styles?|selections?|suggestions?|recommendations?|picks?)"
_NOT_MINE = r"(?! (?:me|my|us|our|what i|the price|that price|the money|a price|that)\b)"

_ASSISTANT = (
    r"as an? (?:ai|artificial intelligence|(?:ai |large |helpful |virtual )?(?:language model|assistant|chatbot))"
    r"(?! (?:student|researcher|engineer|developer|artist|enthusiast|teacher)\b)\b",
    _AM + r" an? (?:(?:ai|virtual|digital|helpful|large|text-based|computer|online)[ -])*"
    r"(?:ai(?= (?:and|so|that|here|model|trained|designed)\b|[.,!;]|$)|language model|chatbot|virtual assistant|ai model"
    r"|(?:ai|virtual|digital|helpful|online) assistant|bot\b)",
    r"(?:how|what|where) (?:else )?(?:can|may|could|might|shall) i (?:help|assist|serve|do for)\b",
    r"(?:how|what) (?:can|may|could) i (?:be of (?:help|assistance|service)|(?:get|find|show|offer) (?:for )?you)\b",
    r"(?:can|may|could) i (?:help|assist|interest|direct) you\b",
    _AM
    + r" (?:here|happy|glad|pleased|ready|able|delighted|excited|eager) to (?:help|assist|serve|guide|answer|support)\b",
    r"i(?:'d| would|'ll| will)(?: be (?:more than )?(?:happy|glad|delighted|pleased) to| gladly| love to)"
    r" (?:help|assist|show you|answer|guide|recommend|suggest)\b",
    r"(?:happy|glad|here|pleased) to (?:help|assist) (?:you|with that|with your)\b",
    r"i(?:'ll| will| can)(?: definitely| certainly| also)? (?:help|assist|guide|show|offer|recommend|suggest) you\b",
    r"let me (?:help|assist|guide|show|walk) you\b",
    r"let me know if (?:you (?:have any|have (?:other|more|further)|need (?:anything|any|help|more help|assistance|further)"
    r"|want (?:me )?to|would like|'d like)|there(?:'s| is) anything (?:else )?i)\b(?! (?:others?|ones?|in)\b)",
    r"feel free to (?:ask|reach out|contact|browse|explore|let me know|return)\b",
    r"(?:don't|do not) hesitate to (?:ask|reach|contact|let me)\b",
    r"(?:is there )?anything else (?:that )?i can (?:help|do for|assist)\b",
    r"i hope (?:this|that) (?:helps|information)\b",
    r"(?:i )?apologi[sz]e for (?:any|the) (?:confusion|inconvenience|misunderstanding)\b",
    r"i(?:'m| am) sorry,? (?:but )?i (?:can't|cannot|can not|am unable to|am not able to) "
    r"(?:assist|help you|fulfill?|provide|process|browse)\b",
    r"i (?:don't|do not|cannot) have (?:personal|physical|real) (?:preferences|opinions|feelings|experiences?|needs|body)\b",
    r"my (?:training data|knowledge cut-?off|programming)\b",
)
_SERVICE = (
    r"welcome to (?:our|the|my|this) (?:\w+ ){0,3}(?:store|shop|department|boutique|website|site|showroom)\b",
    r"(?<!are )(?<!'re )(?<!be )welcome to [a-z0-9'&-]+(?: [a-z0-9'&-]+){0,3}[!.,]",
    r"(?:thank you|thanks)(?: so much)? for (?:visiting|choosing|shopping|stopping by|coming in|your (?:purchase|order|"
    r"interest|business|patronage|inquiry|enquiry)|contacting|reaching out|considering)\b",
    r"what brings you\b",
    r"what (?:are you looking for|can i get (?:for )?you|(?:kind|type|sort|style|colou?r|size|brand)s? of [\w ]{1,30}"
    r"(?:are|were) you (?:looking|searching))\b",
    r"(?:what(?:'s| is)|may i (?:ask|know)|(?:can|could) you (?:share|tell me)) your (?:preferred |usual |ideal )?"
    r"(?:price range|budget(?! (?:option|model|one|line|range|pick|choice|version)s?\b)|size\b(?! range)|preferences?\b)",
    r"do you have an? (?:\w+ ){0,2}(?:budget|size|preference|price range|style|brand|colou?r) in mind",
    r"(?<!what )(?<!what else )would you (?:like|prefer|be interested)\b(?! me\b(?! to (?:show|add|help|recommend|find)))",
    r"(?:shall|should|can|may) i (?:add|ring|wrap|pack|reserve|put) (?:it|that|this|them|one|these|the \w+) "
    r"(?:to your|up for you|for you|aside for you|in your)\b",
    r"(?:to|in|into) your (?:shopping )?(?:cart|basket|bag|order)\b",
    r"for you today\b",
    r"(?:your|all your) (?:needs|requirements|lifestyle|shopping (?:needs|experience)|purchase|new (?:\w+ ){0,2}(?:laptop|"
    r"watch|dress|shoes|plant|jacket|coat|console|headset|shirt|sweater|phone|tablet))\b",
    r"(?:fits?|within|matches|match|suits?|meets?) your (?:budget|style|taste|preferences?|criteria|price range)\b",
    r"you(?:'ll| will)(?: really| absolutely| definitely| surely)? (?:love|enjoy|be happy with|not be disappointed)\b",
    r"(?:great|excellent|good|wonderful|fantastic|perfect|lovely) (?:choice|pick|selection)[!.]",
    r"(?:glad|happy|pleased|thrilled|delighted)(?: that)? (?:you(?:'re| are) (?:here|enjoying|interested|happy|considering)"
    r"|you (?:like|love|enjoy|chose|stopped)|to (?:have|see) you)\b",
)
_OFFERS = (
    rf"(?:here are|i have|we have|we've got|there are) (?:a few|some|several|many|three|two|various|plenty of|lots of)"
    rf" (?:\w+ ){{0,2}}{_THINGS} (?:for you|that (?:might|may|could|would|should|will|fit|suit|meet|match)|you)\b",
    rf"here are (?:a few|some|several|my|our|three|the top) (?:\w+ ){{0,2}}{_THINGS}\b",
    rf"we (?:have|carry|stock|offer|sell|feature)(?: (?:a|an))?(?: (?:wide|great|large|huge|good|broad|nice|full|vast))* "
    r"(?:variety|range|selection|number|collection|array|line) of\b",
    rf"we(?: also| currently)? (?:offer|(?:have|carry|stock|sell) (?:several|many|some|a few|various|plenty of)"
    rf"(?: \w+){{0,2}} {_THINGS})\b",
    r"our \w+ comes? in\b",
    r"the customer (?:prefer|want|need|would|is|like|has|look)",
    r"(?:at|in|from|of|to) our (?:store|shop)\b|our (?:store|shop) (?:has|have|offers?|carr|sells?|stocks?|policy)",
    r"our (?:selection|collection|inventory|customers|website|catalog(?:ue)?|best ?sell\w+|sales team|"
    r"return policy|top-selling|most popular|latest|newest)\b",
    r"(?:may|might|can|could) i (?:suggest|recommend)\b",
    r"i(?:'d| would|'ll| will)?(?: highly| definitely| strongly| personally)? (?:recommend|suggest) (?:the|our|this|these|"
    r"checking|trying|looking at|going (?:with|for)|taking a look|starting|considering|you (?:try|check|consider|take|go|"
    r"look))\b(?![^.!?\n]{0,60}\bto (?:my|a|an|anyone|everyone|others|all my)\b)",
    rf"(?:is|'s|are|would be|makes|make)(?: also| really| truly)? an? {_PRAISE} (?:choice|option|fit|pick|match|shoe|"
    rf"product|gift|addition)(?: if you(?!r store)| for{_NOT_MINE}| to your)\b",
    rf"(?:perfect|ideal|great|suitable|designed) for (?:your|you\b|anyone|those who|people who|customers|everyday (?:use|"
    r"wear) and|budget-conscious)",
    r"(?:you|it)(?:'d| would| might| may| could| can)? (?:also )?(?:be interested in|consider the|want to check out)\b",
    r"i(?:'ve| have) got (?:just the thing|the perfect)\b",
    r"i(?:'ll| will| can) (?:ring|wrap|pack) (?:it|that|this|them) up\b",
)
_PART = (
    r"role-?play(?:ing)? as\b|in this (?:role-?play|simulation)\b|(?:stay|break)(?:ing)? (?:in )?character\b|the persona\b",
    r"as (?:the|a) (?:customer|shopper|buyer|persona|user)(?: in this|,? i (?:would|will|should|am supposed))\b",
    r"as (?:your|the) (?:sales|personal|shopping|store|shop)[ -]?(?:person|agent|assistant|associate|rep\w*|advis[oe]r)\b",
)
_BREAK = _any((*_ASSISTANT, *_SERVICE, *_OFFERS, *_PART))

_ROLES = (
    r"(?:sales ?(?:person|man|woman|agent|assistant|associate|rep|representative|clerk)|store (?:clerk|assistant|agent|"
    r"associate)|shop (?:assistant|keeper)|shopkeeper|agent|assistant|seller|vendor|clerk|cashier|customer|shopper|buyer)"
)
_SCRIPT = re.compile(
    rf"(?:^|\n|[.!?\"”)\]*]\s)[\s>*#\[(_-]{0, 9}{_ROLES}\b[^:\n]{{0,20}}[\])*_]{0, 9}\s?:"
    r"|(?:^|\n)[\s>*#\[(_-]{0,9}(?:human|user|ai|bot|system)[\])*_]{0,9}\s?:[^\n]*\n(?:[^\n]*\n){0,3}?[\s>*#\[(_-]{0,9}\w+[\])*_]{0,9}\s?:"
    rf"|(?:^|\s)[*_]{0, 3}[\[(<]{_ROLES}[\])>]"
    r"|<\|(?:im_start|im_end|start_header_id|assistant|user|eot_id)\|>|\[/?inst\]|#{2,} ?(?:human|assistant|user|response)\b"
)
_ANSWER = _any(
    (
        r"i(?:'m| am|m) (?:looking|searching|hoping) for\b",
        r"i (?:need|want|prefer|have a budget|don't like|do not like|can't go)\b",
        r"i(?:'d| would) (?:like|prefer|love) (?:a|an|the|to (?:see|buy|try|get|have)|one|some|something)\b",
        r"my budget is\b",
        r"i(?:'ll| will) take\b",
    )
)
