"""How a shopper writes: words and questions per turn, and how informal its typing is.

Pure functions over a transcript. Each is a mean over the shopper's speaking turns (those that the seller heard), and
None where there is none.

**Words** are runs of letters and digits; an apostrophe, hyphen, point or comma inside belongs to the word ("don't",
"2-in-1" and "$1,299.99" are one word each).

**Questions** are counted twice over. Each run of `!` and `?` with a `?` in it that ends a word is one question. So is
each stretch of text without a closing mark (up to the next `.`, `!`, `?`, `…` or line break) that opens like one, after
fillers such as "ok" or "and": a question word before its verb ("what is", "how much", "where do"), "what about", "how
about", "any chance", or a verb before its subject ("do you", "is it", "can i").

**Informality** is typographic and says nothing of the choice of words. A turn shows none, some or all of seven marks;
its informality is the share that it shows, from 0 to 1:

1. `no_capital`: its first letter or digit is a lower-case letter;
2. `no_closing`: it does not end in `.`, `!`, `?` or `…` (emoji, emoticons, quotes, brackets and asterisks behind that
   do not count);
3. `lone_i`: the word "i", "i'm", "i'd", "i'll" or "i've" with a lower-case i;
4. `no_apostrophe`: a contraction without its apostrophe ("dont", "im", "thats"), where that spells no other word (so
   not "its", "ill", "id", "were", "well", "lets");
5. `chat_spelling`: an abbreviation or spelling of chats ("pls", "u", "thx", "lol", "gonna"; `CHAT_SPELLINGS`);
6. `repeated`: a letter three times or more in a row in a word ("sooo"; not in capitals, not in a size such as "xxxl" or
   in "www"), two or more of `!` and `?` in a row, or two or more points in a row;
7. `emoji`: an emoji or an emoticon such as ":)".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from salessim_tasks.transcript import Transcript

__all__ = [
    "CHAT_SPELLINGS",
    "MARKS",
    "informal_marks",
    "informality",
    "questions",
    "questions_per_turn",
    "words",
    "words_per_turn",
]

MARKS = ("no_capital", "no_closing", "lone_i", "no_apostrophe", "chat_spelling", "repeated", "emoji")
"""The marks of informality, in the order of the module's docstring."""

CHAT_SPELLINGS = frozenset(
    "abt aight b4 bc bcoz btw coz cuz cya dunno fyi gimme gonna gotta gr8 haha hahaha hbu hehe idc idk iirc imho imo "
    "jk kinda kk l8r lemme lmao lmk lol luv m8 np nvm obv obvs omg pls plz ppl probs rly rn smth sorta soz srsly sth "
    "tbf tbh thanx tho thru thx tmrw tnx ttyl ty u ur w/ w/o wanna wdym whatcha wtf ya yall".split()
)
"""Abbreviations and spellings of chats; "yeah" and "nope" are words, and none of them."""

_NO_APOSTROPHE = frozenset(
    "arent couldnt didnt doesnt dont hadnt hasnt havent hes heres hows im isnt itd itll ive mustnt neednt shes "
    "shouldnt thatd thatll thats theres theyd theyll theyre theyve wasnt werent weve whats wheres whos wouldnt youd "
    "youll youre youve cant wont".split()
)

_WORD = re.compile(r"[^\W_]+(?:['’.,\-][^\W_]+)*")
_TYPED = re.compile(r"w/o?(?![^\W_])|[^\W_]+(?:['’\-][^\W_]+)*")  # a word as typed, "w/" too
_LONE_I = frozenset({"i", "i'm", "i'd", "i'll", "i've"})
_RUN_OF_LETTERS = re.compile(r"([^\W\d_])\1\1")
_RUN_OF_MARKS = re.compile(r"[!?]{2}|\.\.")
_NO_RUN = re.compile(r"x+l|www")
_EMOJI = re.compile(
    "[\u2600-\u27bf\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff]"
    r"|(?:(?<=\s)|(?<=[.!?,])|^)(?:[:;=]['’]?-?[)(\]\[DPpdOo3/|]|<3|[xX]D|\^_?\^)(?=[\s.!?,]|$)"
)
_BEHIND_CLOSING = re.compile(r"[\s\"'“”’)(\]\[*_\ufe0f\u200d]")
_CLOSING = frozenset(".!?…")

_MARKED_QUESTION = re.compile(r"[!?]*\?[!?]*(?=[\s\"'”’)\]*]|$)")
_STRETCH = re.compile(r"[.!?…]+(?=[\s\"'”’)\]*]|$)|\n")
_LONGEST_OPENING = 120  # characters
_OPENING = re.compile(
    r"\W*(?:(?:ah|also|and|but|hello|hey|hi|hmm+|nice|ok|okay|oh|or|please|pls|so|then|thanks|well|yeah|yes|no)\b\W*)*"
    r"(?:(?:whats|wheres|hows|whos)\b"
    r"|(?:what|how) (?:about|much|many|long|big|heavy|good|else)\b"
    r"|(?:what|how|where|when|why|who)(?:'s| (?:is|are|was|does|do|did|can|could|would|will|has|have|should)\b)"
    r"|(?:what|which) \w+ (?:is|are|does|do|has|have|would|can)\b"
    r"|any chance\b"
    r"|(?:is|are|was|does|do|did|can|could|would|will|has|have|should|isnt|doesnt|dont|cant|isn't|doesn't|don't|can't)"
    r" (?:i|you|u|we|it|he|she|they|this|that|these|those|there|the|any|any of)\b)"
)


def words_per_turn(transcript: Transcript) -> float | None:
    """Words in a speaking turn, on average; None without one."""
    return _mean(transcript, lambda text: len(words(text)))


def questions_per_turn(transcript: Transcript) -> float | None:
    """Questions in a speaking turn, on average; None without one."""
    return _mean(transcript, questions)


def informality(transcript: Transcript) -> float | None:
    """Share of the informal marks that a speaking turn shows, on average (0 to 1); None without one."""
    return _mean(transcript, lambda text: len(informal_marks(text)) / len(MARKS))


def words(text: str) -> list[str]:
    """The words of `text` as they stand there."""
    return _WORD.findall(text)


def questions(text: str) -> int:
    """How many questions `text` holds, with or without their marks."""
    marked = len(_MARKED_QUESTION.findall(text))
    lower = text.lower().replace("’", "'")
    start, unmarked = 0, 0
    for closing in _STRETCH.finditer(lower):
        if closing.group() == "\n":
            unmarked += _opens_as_question(lower[start : closing.start()])
        start = closing.end()
    return marked + unmarked + _opens_as_question(lower[start:])


def informal_marks(text: str) -> tuple[str, ...]:
    """Which of `MARKS` the turn `text` shows, in their order."""
    typed = _TYPED.findall(text.replace("’", "'"))
    lower = {word.lower() for word in typed}
    first = next((character for character in text if character.isalnum()), "")
    shows = (
        first.islower(),
        not _is_closed(text),
        not _LONE_I.isdisjoint(typed),
        not lower.isdisjoint(_NO_APOSTROPHE),
        not lower.isdisjoint(CHAT_SPELLINGS),
        bool(_RUN_OF_MARKS.search(text)) or any(map(_has_run, typed)),
        bool(_EMOJI.search(text)),
    )
    return tuple(mark for mark, shown in zip(MARKS, shows, strict=True) if shown)


def _mean(transcript: Transcript, measure: Callable[[str], float]) -> float | None:
    values = [measure(text) for text in transcript.speech]
    return sum(values) / len(values) if values else None


def _opens_as_question(stretch: str) -> bool:
    return _OPENING.match(stretch[:_LONGEST_OPENING]) is not None


def _is_closed(text: str) -> bool:
    bare = _BEHIND_CLOSING.sub("", _EMOJI.sub("", text[-80:]))
    return bare[-1:] in _CLOSING if bare else False


def _has_run(word: str) -> bool:
    return not word.isupper() and _RUN_OF_LETTERS.search(word) is not None and not _NO_RUN.fullmatch(word.lower())
