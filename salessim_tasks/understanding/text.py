"""Text as the understanding reads it: cleaned, lower-cased, in word-sized tokens.

Only the first `LIMIT` characters are read, and every pattern here takes time linear in them. Contractions are
spelled out ("can't" is "can not"), emphasis without meaning ("really") is dropped, hyphens between words join
("touch-screen" reads as "touch screen"), and pasted code, markup and tool calls are left out.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from salessim_tasks.understanding.wordset import word_set

__all__ = ["LIMIT", "Token", "addressed", "tokenise", "words_of"]

LIMIT = 4000  # characters; a shopper who writes more has said what matters by then

_BLOCKS = (("```", "```"), ("<tool_call>", "</tool_call>"), ("<think>", "</think>"))
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_IDENTIFIER = re.compile(r"\b[^\W_]{1,40}_\w{1,40}(?:\([^()]{0,400}\))?")
_OBJECT = re.compile(r"\{[^{}]{0,1000}\}")
_TOKEN = re.compile(
    r"(?<![^\W_])[^\W\d_]\d+(?![^\W_])|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
    r"|[^\W\d_]+(?:'[^\W\d_]+)*|<=|>=|''|\n+|[^\w\s]"
)
_TRANSLATION = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "″": '"', "–": "-", "—": ";", "−": "-", "‑": "-",
        "≤": " at most ", "≥": " at least ", "…": ".", "\u00a0": " ", "½": ".5", "¼": ".25", "¾": ".75",
        "×": "x", "＄": "$",
    }
)  # fmt: skip
_ABBREVIATIONS = frozenset({"approx", "ca", "max", "min", "vs", "lb", "lbs", "hrs", "hr", "yrs", "yr"})
# After "max." these begin a sentence.
_BEGINNING = re.compile(r"\s+(?:i|my|it|we|our|what|do|does|can|could|any|also|the|is|are|please|thanks|ideally)\b")
_EMPHASIS = word_set(
    "absolutely actually basically certainly definitely especially ever extremely honestly literally particularly "
    "personally probably quite really simply specifically strictly super tbh truly very whatsoever"
)
_CONTRACTIONS = {
    "can't": ("can", "not"), "cant": ("can", "not"), "cannot": ("can", "not"), "won't": ("will", "not"),
    "wont": ("will", "not"), "shan't": ("shall", "not"), "ain't": ("is", "not"), "dont": ("do", "not"),
    "doesnt": ("does", "not"), "didnt": ("did", "not"), "isnt": ("is", "not"), "mustnt": ("must", "not"),
    "shouldnt": ("should", "not"), "wouldnt": ("would", "not"), "couldnt": ("could", "not"),
    "gotta": ("got", "to"), "gonna": ("going", "to"), "wanna": ("want", "to"), "'s": ("is",), "im": ("i", "am"),
    "id": ("i", "would"), "ive": ("i", "have"), "let's": ("let", "us"), "lets": ("let", "us"),
    "gimme": ("give", "me"), "dunno": ("do", "not", "know"), "y'all": ("you",), "thats": ("that", "is"),
    "needn't": ("need", "not"), "colour's": ("colour", "is"), "ill": ("i", "will"), "youre": ("you", "are"),
    "theyre": ("they", "are"), "whatre": ("what", "are"), "youve": ("you", "have"), "youd": ("you", "would"),
    "itll": ("it", "will"), "thatll": ("that", "will"), "itd": ("it", "would"), "thatd": ("that", "would"),
    "whats": ("what", "is"), "hows": ("how", "is"), "theres": ("there", "is"), "arent": ("are", "not"),
    "hasnt": ("has", "not"), "havent": ("have", "not"), "wasnt": ("was", "not"), "werent": ("were", "not"),
    "idk": ("i", "do", "not", "know"), "kinda": ("kind", "of"), "sorta": ("sort", "of"), "u": ("you",),
    "pls": ("please",), "plz": ("please",), "cuz": ("because",), "bc": ("because",), "yep": ("yes",), "yup": ("yes",),
    "yeah": ("yes",),
}  # fmt: skip
# "its" is "it is" before these, else it owns what follows.
_AFTER_IT_IS = word_set(
    "a an the not too so kind sort got gotta just still over under above way pretty nice perfect good great fine ok "
    "okay heavy expensive pricey cheap light big small really quite very out been my what exactly more less all"
)
_SUFFIXES = {"'d": "would", "'ll": "will", "'ve": "have", "'re": "are", "'m": "am"}
_SUBJECTS = word_set("it that this what there he she who which how where everything price limit budget")
_SPACE = "  "
_DROPPED_G = re.compile(r"(?<=[a-z][a-z]in)'(?![a-z])")  # "somethin' for gamin'"


_VOCATIVES = word_set(
    "sir madam maam friend love hon honey dear mate amigo amiga boss pal darling sweetie sweetheart buddy dude bro "
    "man guys señor señora monsieur madame luv duck pet pardon sorry"
)
_VERBS = word_set("is are was were has have does do did can could will would must should may might")
_ADDRESSING = word_set("my dear good old kind")


class Token(NamedTuple):
    """A word, a figure or a mark. `glued`: no space before it; `hyphen`: a hyphen joins it to the one before."""

    text: str
    glued: bool
    hyphen: bool
    end: int


def tokenise(text: str) -> list[Token]:
    """The tokens of the first `LIMIT` characters of `text`."""
    raw = _cleaned(text)
    tokens: list[Token] = []
    last_end = -1
    hyphen = False
    for match in _TOKEN.finditer(raw):
        word, start, end = match.group(), match.start(), match.end()
        glued = start == last_end
        if word == "-" and glued and end < len(raw) and raw[end].isalnum() and tokens:
            hyphen, last_end = True, end
            continue
        last_end = end
        if word in _EMPHASIS:
            continue
        short = word == "." and bool(tokens) and tokens[-1].text in _ABBREVIATIONS and end < len(raw)
        if short and not _BEGINNING.match(raw, end):
            continue
        _append(tokens, word, glued, hyphen, end)
        hyphen = False
    return tokens


def addressed(tokens: list[Token]) -> list[Token]:
    """`tokens` without what only addresses the seller before a verb: "those rings, dear sir, are not for me"."""
    kept = list(tokens)
    for at in range(len(kept) - 2, 1, -1):
        if kept[at].text != "," or kept[at - 1].text not in _VOCATIVES or kept[at + 1].text not in _VERBS:
            continue
        start = next((i for i in range(at - 2, max(-1, at - 5), -1) if kept[i].text not in _ADDRESSING), -1)
        if start > 0 and kept[start].text == ",":
            del kept[start : at + 1]
    return kept


def _joined(tokens: list[Token], word: str) -> None:
    """Settle what the token before `word` is by it: "its too heavy" is "it is", "it's got" is "it has"."""
    last = tokens[-1]
    if last.text == "its" and word in _AFTER_IT_IS:
        tokens[-1:] = [last._replace(text="it"), last._replace(text="is")]
    if word in ("got", "gotta") and tokens[-1].text == "is":
        tokens[-1] = tokens[-1]._replace(text="has")


def words_of(text: str) -> tuple[str, ...]:
    """`text`, words of a vocabulary, as it has to be found among tokens."""
    return tuple(token.text for token in tokenise(text))


def _append(tokens: list[Token], word: str, glued: bool, hyphen: bool, end: int) -> None:
    if tokens and tokens[-1].text in ("its", "is"):
        _joined(tokens, word)
    if "\n" in word:
        word = "\n"
    elif word == "''":
        word = '"'
    elif word[0].isdecimal() and "," in word:
        word = word.replace(",", "")
    elif word in _CONTRACTIONS:
        for part in _CONTRACTIONS[word]:
            tokens.append(Token(part, glued, hyphen, end))
        return
    elif "'" in word:
        for part in filter(None, _split(word)):
            tokens.append(Token(part, glued, hyphen, end))
        return
    tokens.append(Token(word, glued, hyphen, end))


def _split(word: str) -> tuple[str, ...]:
    if word.endswith("n't"):
        return (word[:-3], "not")
    stem, _, suffix = word.rpartition("'")
    expanded = _SUFFIXES.get("'" + suffix)
    if expanded is not None:
        return (stem, expanded)
    if suffix == "s":  # "it's" is a verb, "the shop's" an owner
        return (stem, "is") if stem in _SUBJECTS else (stem,)
    return (word.replace("'", ""),)


def _cleaned(text: str) -> str:
    text = text[:LIMIT].translate(_TRANSLATION)
    for opening, closing in _BLOCKS:
        text = _without(text, opening, closing)
    if "<" in text:
        text = _TAG.sub(_SPACE, text)
    if "_" in text:
        text = _IDENTIFIER.sub(_SPACE, text)
    if "{" in text:
        text = _OBJECT.sub(_SPACE, _OBJECT.sub(_SPACE, text))
    return _DROPPED_G.sub("g", text.lower())


def _without(text: str, opening: str, closing: str) -> str:
    kept: list[str] = []
    start = 0
    while (found := text.find(opening, start)) >= 0:
        kept.append(text[start:found])
        end = text.find(closing, found + len(opening))
        if end < 0:
            return " ".join(kept)
        start = end + len(closing)
    return " ".join((*kept, text[start:])) if kept else text
