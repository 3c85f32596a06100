"""Reads what a marked tool call says, in the notations of the common model families.

    {"name": "f", "arguments": {"k": "v"}}           Hermes, Qwen, Mistral, Llama 3; also in a list, also with
                                                     "parameters", with the arguments as JSON text, or within
                                                     {"type": "function", "function": …}
    f(k="v")                                         call style, Gemma, pythonic Llama
    f{"k": "v"}, f[ARGS]{"k": "v"}, call:f{k:v}      Mistral, DeepSeek, Kimi, gpt-oss, Gemma
    <function=f><parameter=k>v</parameter></function>, <function=f>{"k": "v"}</function>,
    <invoke name="f"><parameter name="k">v</parameter></invoke>
    f<arg_key>k</arg_key><arg_value>v</arg_value>    GLM

It does not know which functions there are. Time is linear in the length of the text.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from typing import Any

__all__ = ["Call", "CallError", "read_arguments", "read_calls", "read_json_call", "read_object"]

_NAME_KEYS = ("name", "function", "tool", "tool_name")
_ARGUMENT_KEYS = ("arguments", "parameters", "args", "kwargs")
_LONGEST_LITERAL = 4_000  # characters of a Python literal that are worth a try
_DECODER = json.JSONDecoder(strict=False)

# No pattern that is searched for begins with a run of spaces: that would take quadratic time.
_FENCE = re.compile(r"```\w*")
_SEPARATORS = re.compile(
    r"<[\uff5c|]tool[\u2581_]sep[\uff5c|]>|<\|tool_call_argument_begin\|>|\[ARGS\]"
    r"|(?:<\|constrain\|>)?(?:json)?<\|message\|>|<\|constrain\|>\w*"
)
_HEAD = re.compile(
    r"(?:function\s+)?(?:print\(\s*)?(?:call:|functions\.|default_api\.)*"
    r"([A-Za-z_][\w-]*)(?:\.call|:\d+)?\s*(?:json\s*(?=\{))?"
)
_XML_HEAD = re.compile(r'<function=\s*"?([\w-]+)"?\s*>|<invoke name="([\w-]+)"\s*>')
_XML_KEY = re.compile(r'\s*(?:name=)?"?([\w-]+)"?\s*>')
_LOOSE = re.compile(r"\{\s*(\w+)\s*:([^{}]*)\}")
_KEY = re.compile(r"\s*(\w+)\s*[=:]\s*")
_DOUBLE, _SINGLE = "\u201c\u201d", "\u2018\u2019"  # curly ones; either may open, either or the straight one may close
_QUOTES = {'"': '"', "'": "'", **dict.fromkeys(_DOUBLE, _DOUBLE + '"'), **dict.fromkeys(_SINGLE, _SINGLE + "'")}
_AFTER_VALUE = re.compile(r"\s*(?:\)|,\s*(?:\)|\w+\s*=))")


class CallError(ValueError):
    """The text is no call that can be read; the message says why, for the person who looks at the transcript."""


@dataclass(frozen=True, slots=True)
class Call:
    """A function's name and its arguments by name; arguments without a name are called "0", "1", …"""

    name: str
    arguments: dict[str, Any]


def read_calls(payload: str) -> tuple[list[Call], str]:
    """The calls in `payload`, and what text follows them.

    Raises:
        CallError: there is none, or it cannot be read.
    """
    text = _SEPARATORS.sub(" ", _FENCE.sub(" ", payload)).replace('<|"|>', '"').strip()
    if text[:1] in ("{", "["):
        try:
            return _json_calls(text)
        except CallError:
            if not _HEAD.match(text[1:].lstrip()):  # [f(k="v")]
                raise
            text = text[1:].lstrip()
    if xml := _XML_HEAD.match(text):
        return [Call(xml[1] or xml[2], _xml_arguments(text[xml.end() :]))], ""
    head = _HEAD.match(text)
    if not head:
        raise CallError("the tool call is empty" if not text else f"the tool call is unreadable: {_excerpt(text)}")
    name, rest = head[1], text[head.end() :]
    if rest.startswith("("):
        arguments, end = read_arguments(rest, 1)
        return [Call(name, arguments)], rest[end:].lstrip(" \t)]")
    if rest.startswith("{"):
        arguments, end = read_object(rest, 0)
        return [Call(name, arguments)], rest[end:]
    if rest.startswith("<arg_key>"):
        return [Call(name, _glm_arguments(rest))], ""
    if rest:
        if name == "function":  # DeepSeek: function<sep>f {…}
            return read_calls(rest)
        raise CallError(f"the tool call is unreadable: {_excerpt(text)}")
    return [Call(name, {})], ""


def read_json_call(value: Any) -> Call:
    """The call that a decoded JSON object is.

    Raises:
        CallError: it is none.
    """
    while isinstance(value, dict) and isinstance(value.get("function"), dict):
        value = value["function"]
    if not isinstance(value, dict):
        raise CallError(f"a tool call must be a JSON object with name and arguments, not a {type(value).__name__}")
    name = next((value[key] for key in _NAME_KEYS if isinstance(value.get(key), str)), None)
    if name is None:
        raise CallError('the tool call has no "name"')
    for key in _ARGUMENT_KEYS:
        if key in value:
            return Call(name, _as_arguments(value[key]))
    return Call(name, {key: item for key, item in value.items() if key not in (*_NAME_KEYS, "type", "id")})


def read_arguments(text: str, start: int) -> tuple[dict[str, Any], int]:
    """The arguments of a call whose opening parenthesis ends at `start`, and where its closing one ends.

    A quotation mark ends a value only where the value can end, so that f(name="a 13.3" screen") is read as meant.
    A value without marks goes to the parenthesis that closes the call.

    Raises:
        CallError: the call is not closed.
    """
    arguments: dict[str, Any] = {}
    position = start
    while True:
        position = _skip_space(text, position)
        if text.startswith(")", position):
            return arguments, position + 1
        key = str(len(arguments))
        if named := _KEY.match(text, position):
            key, position = named[1], named.end()
        value, position = _value(text, position)
        arguments[key] = value
        position = _skip_space(text, position)
        if text.startswith(",", position):
            position += 1


def read_object(text: str, start: int) -> tuple[dict[str, Any], int]:
    """The arguments from the object that begins at `start`, and where it ends.

    Raises:
        CallError: it is neither JSON nor `{key: value}` with a single value.
    """
    try:
        value, end = _DECODER.raw_decode(text, start)
        return _as_arguments(value), end
    except (ValueError, RecursionError):
        loose = _LOOSE.match(text, start)
        if not loose:
            raise CallError(f"the arguments are not valid JSON: {_excerpt(text[start:])}") from None
        return {loose[1]: loose[2].strip().strip("\"'" + _DOUBLE)}, loose.end()


def _value(text: str, start: int) -> tuple[Any, int]:
    if text.startswith("{", start):
        try:
            return _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            raise CallError(f"the arguments are not valid JSON ({error})") from None
    closing = _QUOTES.get(text[start : start + 1])
    return _bare_value(text, start) if closing is None else _quoted_value(text, start + 1, closing)


def _quoted_value(text: str, start: int, closing: str) -> tuple[str, int]:
    escaped = False
    for position in range(start, len(text)):
        character = text[position]
        if character in closing and not escaped and _AFTER_VALUE.match(text, position + 1):
            return _unescape(text[start:position]), position + 1
        escaped = character == "\\" and not escaped
        if character == "\n":
            break
    raise CallError(f"the argument has no closing quotation mark: {_excerpt(text[start:])}")


def _bare_value(text: str, start: int) -> tuple[str, int]:
    depth = 0
    for position in range(start, len(text)):
        character = text[position]
        if depth == 0 and (character == ")" or (character == "," and _AFTER_VALUE.match(text, position))):
            return text[start:position].strip(), position
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "\n":
            break
    raise CallError(f"the call has no closing parenthesis: {_excerpt(text[start:])}")


def _unescape(body: str) -> str:
    try:
        return str(_DECODER.decode(f'"{body}"'))
    except ValueError:  # unescaped quotation marks inside, or '…\'…'
        return re.sub(r"\\([\"'\\])", r"\1", body)


def _json_calls(text: str) -> tuple[list[Call], str]:
    calls: list[Call] = []
    position = 0
    while text[position : position + 1] in ("{", "["):
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            value, position = _python_literal(text, position, error)
        calls += [read_json_call(item) for item in (value if isinstance(value, list) else [value])]
        after = _skip_space(text, position)
        position = _skip_space(text, after + 1) if text[after : after + 1] in (",", ";") else after
    if not calls:
        raise CallError("the tool call is empty")
    return calls, text[position:]


def _python_literal(text: str, start: int, error: Exception) -> tuple[Any, int]:
    """`text` as JSON with curly quotation marks or as a Python literal, for models that write these instead."""
    rest = text[start:]
    if len(rest) <= _LONGEST_LITERAL:
        try:
            return _DECODER.decode(rest.translate({0x201C: '"', 0x201D: '"'})), len(text)
        except (ValueError, RecursionError):
            pass
        if "\\" not in rest:  # odd escapes would warn
            try:
                return ast.literal_eval(rest), len(text)
            except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
                pass
    reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply or a number too long"
    raise CallError(f"the tool call is not valid JSON ({reason}): {_excerpt(rest)}") from None


def _as_arguments(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            decoded = _DECODER.decode(value) if value.strip() else {}
        except (ValueError, RecursionError):
            decoded = value
        value = decoded if isinstance(decoded, dict) else value
    if isinstance(value, dict):
        return value
    values = value if isinstance(value, list) else [] if value is None else [value]
    return {str(index): item for index, item in enumerate(values)}


def _xml_arguments(text: str) -> dict[str, Any]:
    body = text.replace("</function>", "").replace("</invoke>", "").strip()
    if body.startswith("{"):
        return read_object(body, 0)[0]
    arguments: dict[str, Any] = {}
    for part in body.split("<parameter")[1:]:
        key = _XML_KEY.match(part.removeprefix("="))
        if not key:
            raise CallError(f"the tool call has an unreadable parameter: {_excerpt(part)}")
        arguments[key[1]] = part.removeprefix("=")[key.end() :].split("</parameter>")[0].strip()
    return arguments


def _glm_arguments(text: str) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    for part in text.split("<arg_key>")[1:]:
        key, _, value = part.partition("</arg_key>")
        arguments[key.strip()] = value.partition("<arg_value>")[2].partition("</arg_value>")[0].strip()
    return arguments


def _skip_space(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _excerpt(text: str) -> str:
    short = " ".join(text[:80].split())
    return f"{short}…" if len(text) > 80 else short
