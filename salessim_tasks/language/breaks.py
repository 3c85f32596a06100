"""What no shopper says: the phrases by which a turn breaks character, and the marks of one that plays both parts.

Contract: patterns, read against lower-case text; every gap in them is bounded, so that time is linear in the text.
They are narrow on purpose. What a polite shopper may say ("can you help me?", "let me know if you have others", "I
would recommend it to my sister", "we have a dog") is none of them; who adds a pattern tries it on
`tests/data/echo.jsonl` and on the labelled utterances of shoppers beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["both_sides", "character_break"]


def character_break(text: str) -> str | None:
    """The first words of `text` by which it speaks as an assistant or a seller, or of its part; None if it does not."""
    match = _BREAK.search(_plain(text))
    return match.group().strip() if match else None


def both_sides(text: str) -> str | None:
    """What shows that `text` plays both parts: a script's label, or a shopper's answer after a seller's question."""
    plain = _plain(text)
    label = _SCRIPT.search(plain)
    if label is None and (said := _BREAK.search(plain)):
        label = _ANSWER.search(plain, said.end())
    return label.group().strip() if label else None


def _plain(text: str) -> str:
    return text.replace("’", "'").lower()


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    """One of `patterns`, at the start of a word."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})")


_I_AM = r"i(?:'m| am|m)(?: just| only| simply| so| very| really| always| more than| here and)?"
_I_WOULD = r"i(?:'d| would|'ll| will)(?: highly| definitely| strongly| personally| gladly)?"
_HELP = r"(?:help|assist|serve|guide)"
_GLAD = r"(?:happy|glad|pleased|delighted|thrilled|excited|eager)"
_PRAISE = r"(?:great|good|excellent|fantastic|perfect|wonderful|ideal|fabulous|amazing|solid|superb|popular|lovely)"
_THINGS = r"(?:options?|choices?|models?|products?|items?|styles?|selections?|suggestions?|recommendations?|picks?)"
_SEVERAL = r"(?:a few|some|several|many|three|two|various|plenty of|lots of)"
_COLOURS = r"(?:black|white|blue|red|green|gr[ae]y|pink|silver|navy|brown)"

_ASSISTANT = (
    r"as an? (?:ai|artificial intelligence|(?:ai |large |helpful |virtual )?(?:language model|assistant|chatbot))\b"
    r"(?! (?:student|researcher|engineer|developer|artist|enthusiast|teacher)\b)",
    rf"{_I_AM} an? (?:(?:ai|virtual|digital|helpful|large|text-based|computer|online)[ -]){{0,3}}"
    r"(?:ai(?= (?:and|so|that|here|model|trained|designed)\b|[.,!;]|$)|language model|chatbot|bot\b)",
    rf"{_I_AM} an? (?:ai|virtual|digital|helpful|online) assistant",
    rf"(?:how|what|where) (?:else )?(?:can|may|could|might|shall) i (?:{_HELP}|do for)\b",
    r"(?:how|what) (?:can|may|could) i (?:be of (?:help|assistance|service)|(?:get|find|show|offer) (?:for )?you)\b",
    rf"(?:can|may|could) i (?:{_HELP}|interest|direct) you\b",
    rf"{_I_AM} (?:here|ready|able|{_GLAD}) to (?:{_HELP}|answer|support)\b",
    rf"{_I_WOULD} (?:be (?:more than )?{_GLAD} to |love to )?(?:{_HELP}|show you|answer your)\b(?! my)",
    rf"(?:happy|glad|here|pleased) to {_HELP} (?:you|with that|with your)\b",
    rf"i(?:'ll| will| can)(?: definitely| certainly| also)? (?:{_HELP}|show|offer|recommend|suggest) you\b",
    rf"let me (?:{_HELP}|show|walk) you\b|let me check (?:our|for you|if we|whether we)\b",
    r"let me know if you (?:have any (?:other |more |further )?questions|have (?:more|further) questions"
    r"|need (?:anything|any help|help|more help|assistance|further)|want (?:me )?to|would like|'d like)\b",
    r"let me know (?:if|how) (?:there(?:'s| is) anything (?:else )?)?i can\b",
    r"feel free to (?:ask|reach out|contact|browse|explore|let me know|return)\b",
    r"(?:don't|do not) hesitate to (?:ask|reach|contact|let me)\b",
    rf"anything else (?:that )?i can (?:{_HELP}|do for)\b",
    r"do you have any (?:other |more |further )?questions\b",
    r"i hope (?:this|that) (?:helps|information)\b",
    r"apologi[sz]e for (?:any|the) (?:confusion|inconvenience|misunderstanding)\b",
    r"i(?:'m| am) sorry,? (?:but )?i (?:can't|cannot|can not|am unable to|am not able to) "
    r"(?:assist|help you|fulfill?|provide|process|browse)\b",
    r"i (?:don't|do not) have (?:personal|physical|real) (?:preferences|opinions|feelings|experiences?|needs|body)\b",
    r"i was (?:trained|created|developed|designed) (?:by|to|on)\b|my (?:training data|knowledge cut-?off)\b",
)
_GREETS_AND_SERVES = (
    r"welcome to (?:our|the|my|this) (?:\w+ ){0,3}(?:store|shop|department|boutique|website|site|showroom)\b",
    r"(?<!are )(?<!'re )(?<!be )welcome to [a-z0-9'&-]+(?: [a-z0-9'&-]+){0,3}[!.,]",
    r"(?:thank you|thanks)(?: so much)? for (?:visiting|choosing|shopping|stopping by|coming in|contacting"
    r"|reaching out|considering|your (?:purchase|order|interest|business|patronage|inquiry|enquiry))\b",
    r"what brings you\b",
    r"are you (?:currently )?(?:looking|searching|shopping) for\b",
    r"what (?:kind|type|sort|style|colou?r|size|brand)s? of [\w ]{1,30} (?:are|were) you (?:looking|searching)\b",
    r"anything (?:specific|particular|in particular) (?:that )?you(?:'re| are)\b",
    r"how much (?:are you|would you|were you|do you want to) (?:\w+ ){0,3}(?:spend|pay)\b",
    r"(?:what(?:'s| is)|may i (?:ask|know)|(?:can|could) you (?:share|tell me)) your (?:preferred |usual |ideal )?"
    r"(?:price range|size\b(?! range)|preferences?\b|budget(?! (?:option|model|one|line|range|pick|choice)s?\b))",
    r"do you have an? (?:\w+ ){0,2}(?:budget|size|preference|price range|style|brand|colou?r) in mind",
    r"tell me (?:more |a bit |a little |a little more )?about (?:what you(?:'re| are) looking|your (?:needs|usage))",
    r"i understand (?:that )?you(?:'re| are) looking\b",
    r"based on your (?:needs|preferences?|budget|requirements|criteria)",
    r"(?<!what )(?<!what else )would you (?:like|be interested)\b(?! me\b(?! to (?:show|add|help|find)))",
    r"(?:shall|should|can|may) i (?:add|ring|wrap|pack|reserve|put) (?:it|that|this|them|one|these|the \w+) "
    r"(?:to your|up for you|for you|aside for you|in your)\b",
    r"(?:to|in|into) your (?:shopping )?(?:cart|basket|bag|order)\b",
    r"for you today\b|your total (?:is|comes)\b|happy shopping\b|we look forward to (?:seeing|serving)\b",
    r"enjoy your (?:new|purchase|shopping|order)\b",
    r"your (?:needs|requirements|lifestyle|shopping (?:needs|experience)|purchase|new (?:\w+ ){0,2}"
    r"(?:laptop|watch|dress|shoes|plant|jacket|coat|console|headset|shirt|sweater|phone|tablet))\b",
    r"(?:fits?|within|matches|match|suits?|meets?) your (?:budget|style|taste|preferences?|criteria|price range)\b",
    r"you(?:'ll| will)(?: really| absolutely| definitely| surely)? (?:love|enjoy|be happy with|not be disappointed)\b",
    r"(?<!\ba )(?:great|excellent|good|wonderful|fantastic|perfect|lovely) (?:choice|pick|selection)[!.]",
    rf"{_GLAD}(?: that)? (?:you(?:'re| are) (?:here|enjoying|interested|happy|considering)"
    r"|you (?:like|love|enjoy|chose|stopped)|to (?:have|see) you)\b",
)
_OFFERS = (
    rf"(?:here are|i have|we have|we've got|there are) {_SEVERAL} (?:\w+ ){{0,2}}{_THINGS} "
    r"(?:for you|you|that (?:might|may|could|would|should|will|fit|suit|meet|match))\b",
    rf"here are (?:a few|some|several|our|three|the top) (?:\w+ ){{0,2}}{_THINGS}\b",
    r"we (?:have|carry|stock|offer|sell) (?:a |an )?(?:(?:wide|great|large|huge|good|broad|nice|full|vast) ){0,2}"
    r"(?:variety|range|selection|number|collection|array|line) of\b",
    r"(?<!can )(?<!could )we(?: also| currently)? offer\b",
    rf"we(?: also| currently)? (?:have|carry|stock|sell) {_SEVERAL}(?: \w+){{0,2}} {_THINGS}\b",
    rf"we(?: also)? have (?:it|this|that|these|them|one) (?:also )?(?:available|in (?:stock|size|{_COLOURS}))\b",
    r"we(?:'re| are) (?:currently )?(?:offering|running a (?:sale|promotion|special))\b|our \w+ comes? in\b",
    r"(?:at|in|from|of|to) our (?:store|shop)\b|our (?:store|shop) (?:has|have|offers?|carr|sells?|stocks?|policy)",
    r"our (?:selection|inventory|customers|website|catalog(?:ue)?|best ?sell\w+|sales team|return policy|top-selling"
    r"|most popular|(?:latest|newest) (?:\w+ )?(?:models?|collection|arrivals?|range|line|products?))\b",
    r"the customer (?:prefer|want|need|would|is|like|has|look)",
    r"(?:may|might|can|could) i (?:suggest|recommend)\b",
    rf"(?:i|{_I_WOULD}) (?:recommend|suggest) (?:the|our|this|these|checking|trying|looking at|going (?:with|for)"
    r"|taking a look|starting|considering|you (?:try|check|consider|take|go|look))\b"
    r"(?![^.!?\n]{0,60}\bto (?:my|a|an|anyone|everyone|others|all my)\b)",
    rf"(?:it's|that's|is|are|would be|makes?)(?: also| really| truly)? an? {_PRAISE} "
    r"(?:choice|option|fit|pick|match|product|gift|addition) "
    r"(?:if you(?!r\b)|to your|for (?:your?|anyone|those|people|any|customers))\b",
    r"(?:perfect|ideal) for (?:anyone|those|people) who\b",
    r"(?:perfect|ideal|great|suitable|designed) for (?:your|you\b|customers|budget-conscious)",
    r"you (?:might|may|could) (?:also )?(?:like (?:the|our|this)|be interested in|want to (?:check out|consider))",
    r"i(?:'ve| have) got (?:just the thing|the perfect)\b|i(?:'ll| will| can) (?:ring|wrap|pack) (?:it|that|them) up\b",
)
_OF_ITS_PART = (
    r"role-?play(?:ing)? as\b|in this (?:role-?play|simulation)\b|the persona\b",
    r"(?:stay|break)(?:ing)? (?:in )?character\b",
    r"as the (?:customer|shopper|buyer)(?: in this|,? i (?:would|will|should|am))\b",
    r"as (?:your|the) (?:sales|personal|shopping|store|shop)[ -]?(?:person|agent|assistant|associate|rep\w*)\b",
    r"here(?:'s| is) (?:a|my|the) (?:possible |sample |next )?(?:response|reply|message)\b",
)
_BREAK = _any((*_ASSISTANT, *_GREETS_AND_SERVES, *_OFFERS, *_OF_ITS_PART))

_ROLE = (
    r"(?:sales ?(?:person|man|woman|agent|assistant|associate|rep|representative|clerk)|(?:store|shop) (?:clerk|agent"
    r"|assistant|associate)|shopkeeper|agent|assistant|seller|vendor|clerk|cashier|customer|shopper|buyer)"
)
_DECORATION = r"[\s>*#\[(_-]{0,9}"
_COLON = r"[\])*_]{0,9}\s?:"
_SCRIPT = re.compile(
    rf"(?:^|\n|[.!?\"”)\]*]\s){_DECORATION}{_ROLE}(?: ?\([^)\n]{{0,20}}\)| \d)?{_COLON}"
    rf"|(?:^|\s)[*_]{{0,3}}[\[(<]{_ROLE}[\])>]"
    # These label a speaker only where another speaker follows: "User: my father" is a wish.
    rf"|(?:^|\n){_DECORATION}(?:human|user|ai|bot|system|me|you){_COLON}[^\n]*\n(?:[^\n]*\n){{0,3}}?"
    rf"{_DECORATION}(?:human|user|ai|bot|system|me|you|{_ROLE}){_COLON}"
    r"|<\|(?:im_start|im_end|start_header_id|assistant|user|eot_id)\|>|\[/?inst\]"
    r"|#{2,3} ?(?:human|assistant|user|response)\b"
)
_ANSWER = _any(
    (
        r"i(?:'m| am|m) (?:looking|searching|hoping) for\b",
        r"i (?:need|want|prefer|have a budget|don't like|do not like|can't go)\b",
        r"i(?:'d| would) (?:like|prefer|love) (?:a|an|the|to (?:see|buy|try|get|have)|one|some|something)\b",
        r"my budget is\b|i(?:'ll| will) take\b",
    )
)
