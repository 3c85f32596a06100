"""Cuts a model's reasoning out of its reply, before the seller or a scorer sees it.

Understood, in any letter case, several times, nested or never closed:

    <think>…</think>, also <thinking>, <thought>, <reasoning>, <reflection>, <scratchpad>, <seed:think>, …
    [THINK]…[/THINK]                                              Mistral
    <|begin_of_thought|>…<|end_of_thought|>, <|START_THINKING|>…  OpenThinker, Cohere
    ◁think▷…◁/think▷                                              Kimi
    <|channel|>analysis<|message|>…<|end|>                        gpt-oss
    analysis…assistantfinal…                                      gpt-oss, decoded without its special tokens
    <|channel>thought…<channel|>                                  Gemma

In doubt text is reasoning, for reasoning that reaches the seller spoils an episode: an opening without a closing
takes all that follows, a closing without an opening (chat templates may open it in the prompt) all that precedes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

__all__ = ["join_pieces", "split_reasoning"]

# A tag is spelled without spaces, and pieces are joined by one: cutting never makes a tag out of what it leaves.
_WORDS = {
    "think": ("think", "thinking", "thought", "thoughts", "seed:think"),
    "reason": ("reason", "reasoning"),
    "reflect": ("reflect", "reflection"),
    "notes": ("scratchpad", "inner_monologue", "analysis"),
}
_KIND = {word: kind for kind, words in _WORDS.items() for word in words}
_NAMES = "|".join(sorted(map(re.escape, _KIND), key=len, reverse=True))
_TAG = re.compile(
    rf"(?P<open><(?P<o1>{_NAMES})>|\[(?P<o2>think)\]|◁(?P<o3>think)▷|<\|(?:begin_of|start)_(?:thought|thinking)\|>)"
    rf"|(?P<close></(?P<c1>{_NAMES})>|\[/(?P<c2>think)\]|◁/(?P<c3>think)▷|<\|end_(?:of_)?(?:thought|thinking)\|>)"
    r"|(?P<channel><\|channel\|>analysis(?:<\|message\|>)?|<\|channel>thought)"
    r"|(?P<final>(?:<\|start\|>assistant)?<\|channel\|>final(?:<\|constrain\|>\w+)?(?:<\|message\|>)?)"
    r"|(?P<other>(?:<\|start\|>assistant)?(?=<\|channel\|>commentary))"
    r"|(?P<end><\|end\|>|<\|return\|>|<\|start\|>assistant|<channel\|>)",
    re.IGNORECASE,
)

# gpt-oss decoded without its special tokens, as the hf backend does: the word of the channel meets the text.
_BARE_ANALYSIS = re.compile(r"\s*analysis(?=[A-Z])")
_BARE_CHANNELS = re.compile(r"assistant(final(?=\W|[A-Z])|commentary(?= to=))")


def split_reasoning(raw: str) -> tuple[str, str]:
    """Split a model's raw reply into (speech, reasoning), both without the tags and stripped.

    Never raises; time is linear in the length of `raw`.
    """
    raw = _restore_channels(raw)
    pieces: list[tuple[bool, str]] = []  # (whether it is reasoning, text)
    lone_close = 0  # the pieces up to here are reasoning
    stack: list[str] = []  # kinds of the open tags
    depth: Counter[str] = Counter()
    end = 0
    for match in _TAG.finditer(raw):
        pieces.append((bool(stack), raw[end : match.start()]))
        end = match.end()
        kind = _kind(match)
        if match["open"] or match["channel"]:
            stack.append(kind)
            depth[kind] += 1
        elif depth[kind]:
            popped = ""
            while popped != kind:  # closes what was left open inside, too
                popped = stack.pop()
                depth[popped] -= 1
        elif match["close"] and not stack:
            lone_close = len(pieces)
    pieces.append((bool(stack), raw[end:]))
    hidden = [inside or index < lone_close for index, (inside, _) in enumerate(pieces)]
    speech = (text for (_, text), is_hidden in zip(pieces, hidden, strict=True) if not is_hidden)
    reasoning = (text for (_, text), is_hidden in zip(pieces, hidden, strict=True) if is_hidden)
    return join_pieces(speech), join_pieces(reasoning)


def join_pieces(pieces: Iterable[str]) -> str:
    """What is left of a text from which parts were cut: a line break where a cut touched one, else a space."""
    joined: list[str] = []
    broken = False  # a line break stands between the last text and the next
    for piece in pieces:
        text = piece.strip()
        lead = piece[: len(piece) - len(piece.lstrip())]
        broken = broken or "\n" in lead
        if not text:
            continue
        if joined:
            joined.append("\n" if broken else " ")
        joined.append(text)
        broken = "\n" in piece[len(piece.rstrip()) :]
    return "".join(joined)


def _restore_channels(raw: str) -> str:
    analysis = _BARE_ANALYSIS.match(raw)
    if not analysis:
        return raw
    return "<|channel|>analysis<|message|>" + _BARE_CHANNELS.sub(
        lambda channel: f"<|end|><|channel|>{channel[1]}", raw[analysis.end() :]
    )


def _kind(match: re.Match[str]) -> str:
    word = next((match[group] for group in ("o1", "o2", "o3", "c1", "c2", "c3") if match[group]), None)
    if word:
        return _KIND[word.lower()]
    return "think" if match["open"] or match["close"] else "channel"
