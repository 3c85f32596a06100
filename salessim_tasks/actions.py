"""What a shopper's reply says and does: its speech, its reasoning, and the action it takes, if any.

A shopper acts by calling a tool, `add_to_cart(product)` or `end_conversation()`. The prompt teaches the bare call
(`render_call`); the notations that models were trained on are read as well:

- marked calls in the forms that `call_markup` finds and `call_syntax` reads, anywhere in the reply;
- a JSON object that is a call, anywhere in the reply, and in a Markdown fence;
- a bare call on a line of its own, or at the end of the reply.

The tool's argument is `product`; where there is exactly one text argument, it is the product whatever its name.
Whatever else looks like an action is a format error and no action: markup that cannot be read, an unknown tool, a
missing product, a call in the middle of a sentence, a tool's name without a call, two different actions. The same
action twice is one. An action within reasoning is none.

`read_reply` is our reader; how the peer's records are read is the matter of `salessim_tasks.peer`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from salessim_tasks.call_markup import Block, cut_blocks, drop_empty_fences, scrub
from salessim_tasks.call_syntax import Call, CallError, read_arguments, read_calls, read_json_call, read_object
from salessim_tasks.reasoning import join_pieces, split_reasoning

__all__ = ["TOOLS", "Action", "Reply", "read_reply", "render_call"]

ToolName = Literal["add_to_cart", "end_conversation"]

TOOLS: Final[tuple[dict[str, Any], ...]] = (
    {
        "type": "function",
        "function": {
            "name": "add_to_cart",
            "description": "Buy a product. This ends the conversation.",
            "parameters": {
                "type": "object",
                "properties": {
                    "product": {"type": "string", "description": "The full name of the product, as the seller gave it."}
                },
                "required": ["product"],
                "additionalProperties": False,
            },
        },
    },
    {
        "type": "function",
        "function": {
            "name": "end_conversation",
            "description": "Leave the store without buying anything. This ends the conversation.",
            "parameters": {"type": "object", "properties": {}, "additionalProperties": False},
        },
    },
)

_MOST_CALLS = 8  # calls without markup that are looked at in one reply; keeps the time linear
_TOOL = r"(?:add_to_cart|end_conversation)"
_NAME = rf"\b{_TOOL}\b"
_MENTION = re.compile(_NAME, re.IGNORECASE)
_GLUED = re.compile(rf"{_TOOL}\(", re.IGNORECASE)  # as in "cartadd_to_cart("
_BARE = re.compile(rf"({_NAME})\s*([({{])", re.IGNORECASE)
_BARE_REST = re.compile(rf"({_NAME})[\s({{]*[({{]", re.IGNORECASE)
_JSON = re.compile(r'(?:\[\s*)?\{\s*"(?:name|function|tool|tool_name|type|arguments|parameters)"\s*:')
_BEFORE = re.compile(r"[\s`*_>\-•\d.\[]*(?:print\(|call:|functions\.|default_api\.)*")
_AFTER = re.compile(r"[ \t`*_)\].!;]*")


@dataclass(frozen=True, slots=True)
class Action:
    """A decision. `product`: the name as the shopper wrote it, "" for `end_conversation`."""

    name: ToolName
    product: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply, read. `speech` is free of markup; at most one of `action` and `format_error` is not None."""

    speech: str
    reasoning: str
    action: Action | None
    format_error: str | None


def render_call(action: Action) -> str:
    """The form that the prompt teaches; `read_reply` reads it back."""
    argument = json.dumps(action.product, ensure_ascii=False) if action.name == "add_to_cart" else ""
    return f"{action.name}({argument})"


def read_reply(raw: str) -> Reply:
    """Read a model's raw reply. Never raises; time is linear in its length."""
    said, reasoning = split_reasoning(raw)
    found = _Found()
    pieces = [_read_block(part, found) if isinstance(part, Block) else part for part in cut_blocks(said)]
    text, had_stray = scrub(join_pieces(pieces))
    text = drop_empty_fences(_cut_bare(_cut_json(text, found), found))
    speech = _BARE_REST.sub(r"\1 ", text).strip()
    action, error = _conclude(found)
    if action is None and error is None:
        if had_stray:
            error = "there is tool-call markup without a call that can be read"
        elif mention := _MENTION.search(speech) or _GLUED.search(speech):
            error = f"{mention[0]} is mentioned, not called"
    return Reply(speech, reasoning, action, error)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found so far. `inline`: the calls in the middle of a sentence."""

    actions: list[Action] = field(default_factory=list)
    inline: list[Action] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def add(self, call: Call, *, inline: bool = False) -> None:
        try:
            (self.inline if inline else self.actions).append(_action(call))
        except CallError as error:
            self.errors.append(str(error))


def _conclude(found: _Found) -> tuple[Action | None, str | None]:
    if found.errors:
        return None, found.errors[0]
    different = list(dict.fromkeys(found.actions + found.inline))
    if different and not found.actions:
        return None, f"{render_call(different[0])} stands in the middle of a sentence, not on a line of its own"
    if len(different) > 1:
        return None, f"the reply takes {len(different)} different actions: {', '.join(map(render_call, different[:3]))}"
    return (different[0] if different else None), None


def _action(call: Call) -> Action:
    name = call.name.lower().removeprefix("functions.")
    if name == "end_conversation":
        return Action("end_conversation")
    if name != "add_to_cart":
        raise CallError(f"unknown tool {call.name[:40]!r}: there are add_to_cart and end_conversation")
    arguments = call.arguments
    if len(arguments) == 1 and isinstance(only := next(iter(arguments.values())), dict):  # f({"product": "X"})
        arguments = only
    texts = [value for value in arguments.values() if isinstance(value, str)]
    product = arguments.get("product", texts[0] if len(texts) == 1 else None)
    if isinstance(product, str) and re.fullmatch(r"\s*<[^<>]*>\s*", product):
        raise CallError(f"{product.strip()} is a placeholder, not the name of a product")
    if not isinstance(product, str) or not product.strip():
        raise CallError('add_to_cart lacks its product: add_to_cart("<product name>")')
    return Action("add_to_cart", product.strip())


def _read_block(block: Block, found: _Found) -> str:
    """Add the calls of `block`; returns the speech that follows them in it."""
    rest = block.payload
    for _ in range(_MOST_CALLS):
        try:
            calls, rest = read_calls(rest)
        except CallError as error:
            found.errors.append(str(error))
            return ""
        for call in calls:
            found.add(call)
        if not rest.strip() or (block.unbounded and not _MENTION.search(rest)):
            return rest
    return rest


def _cut_json(text: str, found: _Found) -> str:
    """Add the calls that stand as JSON in `text`; returns `text` without them."""
    pieces: list[str] = []
    end = position = 0
    for _ in range(_MOST_CALLS):
        opening = _JSON.search(text, position)
        if not opening:
            break
        try:
            value, stop = json.JSONDecoder(strict=False).raw_decode(text, opening.start())
        except (ValueError, RecursionError):
            position = opening.end()
            if not _MENTION.search(text[position : position + 80]):
                continue
            found.errors.append("there is a tool call in JSON that is not valid")
            stop = text.rfind("}") + 1
            stop = stop if stop > position else len(text)
        else:
            position = stop
            calls = [call for item in (value if isinstance(value, list) else [value]) if (call := _json_call(item))]
            if not calls:
                continue
            for call in calls:
                found.add(call)
        pieces.append(text[end : opening.start()])
        end = position = stop
    return join_pieces([*pieces, text[end:]])


def _json_call(value: Any) -> Call | None:
    """The call that `value` is, None if it is some other JSON."""
    try:
        call = read_json_call(value)
    except CallError:
        return None
    has_arguments = isinstance(value, dict) and ("arguments" in value or "parameters" in value)
    return call if has_arguments or _MENTION.fullmatch(call.name) else None


def _cut_bare(text: str, found: _Found) -> str:
    """Add the bare calls in `text`; returns `text` without them."""
    pieces: list[str] = []
    end = 0
    for _ in range(_MOST_CALLS):
        opening = _BARE.search(text, end)
        if not opening:
            break
        line = max(text.rfind("\n", end, opening.start()) + 1, end)
        try:
            if opening[2] == "(":
                arguments, stop = read_arguments(text, opening.end())
            else:
                arguments, stop = read_object(text, opening.end() - 1)
        except CallError as error:
            found.errors.append(str(error))
            pieces.append(text[end : opening.start()])
            newline = text.find("\n", opening.end())
            end = newline if newline >= 0 else len(text)
            continue
        start = line if _BEFORE.fullmatch(text, line, opening.start()) else opening.start()
        after = _AFTER.match(text, stop)
        follows = after.end() if after else stop
        alone = start == line and text[follows : follows + 1] in ("", "\n")
        clean = alone or not text[follows:].strip()
        found.add(Call(opening[1], arguments), inline=not clean)
        pieces.append(text[end:start].rstrip("`*_[ \t") if clean else text[end:start])
        end = follows if clean else stop
    return join_pieces([*pieces, text[end:]])
