"""Finds the tool calls that a reply marks as such: tags, special tokens and fences of the common model families.

It knows where a call stands, not what it says (`salessim_tasks.call_syntax` reads it). Time is linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from salessim_tasks.reasoning import join_pieces

__all__ = ["Block", "cut_blocks", "drop_empty_fences", "scrub"]

_NAMES = r"(?:tool_calls?|function_calls?|tool_code|minimax:tool_call)"
_BAR = r"[\uff5c|]"  # DeepSeek's bar and low line are wide ones
_LINE = r"[\u2581_]"
_DEEPSEEK = rf"<{_BAR}tool{_LINE}calls?(?:{_LINE}section)?{_LINE}"

_OPEN_TAG = rf"<{_NAMES}>|<\|{_NAMES}\|?>"
_CLOSE_TAG = rf"</{_NAMES}>|<\|/{_NAMES}\|>|</?{_NAMES}\|>|tool_call\|>"
_HARMONY = r"<\|channel\|>commentary to="

# Opening: what ends it. A look-ahead leaves the next opening to be found; the end of the text always ends a block.
_FAMILIES = {
    "tag": (_OPEN_TAG, rf"{_CLOSE_TAG}|(?={_OPEN_TAG})"),
    "deepseek": (rf"{_DEEPSEEK}begin{_BAR}>", rf"{_DEEPSEEK}end{_BAR}>|(?={_DEEPSEEK}begin{_BAR}>)"),
    "mistral": (r"\[TOOL_CALLS\]", r"(?=\[TOOL_CALLS\])|</s>"),
    "llama": (r"<\|python_tag\|>", r"<\|eo[mt]_id\|>|(?=<\|python_tag\|>)"),
    "function": (r"(?=<function=)", r"</function>"),
    "invoke": (r"(?=<invoke name=)", r"</invoke>"),
    "fence": (r"```tool_(?:code|calls?)\b", r"```"),
    "harmony": (_HARMONY, rf"<\|call\|>|<\|end\|>|<\|return\|>|(?={_HARMONY})"),
}
_OPEN = re.compile("|".join(f"(?P<{name}>{opening})" for name, (opening, _) in _FAMILIES.items()), re.IGNORECASE)
_CLOSE = {name: re.compile(closing, re.IGNORECASE) for name, (_, closing) in _FAMILIES.items()}
_UNBOUNDED = ("mistral", "llama")  # these have no closing token: prose may follow the call
_STRAY = re.compile(
    "|".join(
        (
            _OPEN_TAG,
            _CLOSE_TAG,
            rf"{_DEEPSEEK}(?:begin|end){_BAR}>",
            rf"<{_BAR}tool{_LINE}sep{_BAR}>",
            r"<\|tool_call_argument_begin\|>",
            r"\[TOOL_CALLS\]|\[ARGS\]|<\|python_tag\|>|<\|call\|>",
            r"<function=|</function>|<parameter=|</parameter>|<invoke|</invoke>",
            r"</?arg_(?:key|value)>",
        )
    ),
    re.IGNORECASE,
)
_END_OF_TURN = re.compile(
    r"<\|channel\|>commentary|<\|im_(?:end|start)\|>|<\|eo[mt]_id\|>|<\|end_?of_?text\|>"
    r"|<\|(?:end|return|message|start|channel)\|>|<\uff5cend\u2581of\u2581sentence\uff5c>|<(?:start|end)_of_turn>|</?s>|<eos>",
    re.IGNORECASE,
)
_EMPTY_FENCE = re.compile(r"```\w*\s*```")


@dataclass(frozen=True, slots=True)
class Block:
    """The inside of one marked call. `unbounded`: prose may follow the call in it."""

    payload: str
    unbounded: bool


def cut_blocks(text: str) -> list[str | Block]:
    """`text` as the marked calls in it and the text around them, in order."""
    parts: list[str | Block] = []
    end = 0
    while opening := _OPEN.search(text, end):
        parts.append(text[end : opening.start()])
        family = str(opening.lastgroup)
        # A look-ahead opening has no length: the payload begins with what it saw.
        closing = _CLOSE[family].search(text, opening.end())
        stop, end = closing.span() if closing else (len(text), len(text))
        payload = text[opening.end() : stop]
        is_nested = closing is not None and stop == end and not payload.strip()  # an opening right in another
        if not is_nested:
            parts.append(Block(payload, family in _UNBOUNDED))
    parts.append(text[end:])
    return parts


def scrub(text: str) -> tuple[str, bool]:
    """`text` without stray tool-call tokens and tokens that end a turn; whether there were stray ones."""
    pieces = _STRAY.split(join_pieces(_END_OF_TURN.split(text)))
    return join_pieces(pieces), len(pieces) > 1


def drop_empty_fences(text: str) -> str:
    """`text` without the Markdown fences that held nothing but a call."""
    return join_pieces(_EMPTY_FENCE.split(text))
