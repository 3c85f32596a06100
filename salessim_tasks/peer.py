"""The verdicts of the peer's scripts (arXiv 2605.08334) on rollouts in the peer's record layout.

The contract: for every record `peer_decision`, `peer_format_error` and `peer_premature_tool_call` say what the peer's
own scripts say, so that published numbers and ours compare. Our own episodes do not pass through here.

A record is a JSON object: `shopper_persona` (`name`, `age`, `background`) and `conversation`, a list of turns with
`speaker` ("Salesperson" or "Shopper"), `text` (a string, or a list of parts of which those of type "text" count),
`shopper_action` (shopper; "" or a call `{"name", "arguments"}`, as JSON or an object, and so its arguments) and
`recommended_items` (seller). Nothing else is read: not the persona's hash, not `outcome`. What a record lacks, or has
in another shape, says nothing.

The rules, inferred from DESIGN ("Decision alignment") and the verdicts in the conformance cases:

- The persona is the one of the same name, age and background (spaces aside; of what the record tells, and then only
  if that leaves no doubt); its acceptable products are those listed with it.
- Premature is an episode with a single shopper turn, however it ended, or with an action in the first.
- Bought is the `product`, or `product_name`, of the last `add_to_cart`.
- The seller names a product as an entry of `recommended_items` (a string, an object with `metadata.title`, else the
  first line of its `page_content`), as `**bold**` text, or as an entry of a numbered list: what follows digits and a
  full stop, to the end of the line. The number may stand anywhere, so `HP - 17.3" Laptop` in running text also names
  `3" Laptop`, which can still be near enough to a product.
- A named product is acceptable if its name `matches` that of an acceptable product (so a near-duplicate of one is).
- The bought product is acceptable if its name `matches` an acceptable one, and recommended if it `matches` a named one
  or stands, in any case, word for word in a seller's text. Both are asked apart: a purchase of "HP" can be acceptable
  for one product and recommended for another. Products mentioned in running text alone do not count as named.
- What follows from these facts is `salessim_tasks.decision.outcome_of`.
- A format error is a turn, of either side, whose text has tool-call markup or a bare call of one of the two tools.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from salessim_tasks.decision import Facts, Outcome, Purchase, outcome_of
from salessim_tasks.naming import matches
from salessim_tasks.textfiles import read_utf8

__all__ = [
    "PeerPersona",
    "UnknownPersonaError",
    "load_peer_personas",
    "peer_decision",
    "peer_format_error",
    "peer_premature_tool_call",
]

Record = Mapping[str, Any]
_Turn = Mapping[str, Any]

_FIELDS = {"name": "name", "age": "age", "background": "persona_background"}  # in records, in the personas' file
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_NUMBERED = re.compile(r"\d+\.\s*(.+)")
_MARKUP = re.compile(r"<[/|]?tool_call|tool_call\|>", re.IGNORECASE)
_BARE_CALL = re.compile(r"\b(?:add_to_cart|end_conversation)\s*\(", re.IGNORECASE)


class UnknownPersonaError(ValueError):
    """A rollout's persona is not among those whose labels are known."""


def _names_of(products: Any) -> tuple[str, ...]:
    """The peer lists products by name or as objects with one; no list is an empty one."""
    listed = products if isinstance(products, (list, tuple)) else [products]
    names = (product.get("name") if isinstance(product, dict) else product for product in listed)
    return tuple(str(name) for name in names if name)


def _text_of(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


class PeerPersona(BaseModel):
    """What is needed of a line of the peer's `personas.jsonl`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: Annotated[str, BeforeValidator(_text_of)]
    age: int | float | str | None
    persona_background: Annotated[str, BeforeValidator(_text_of)] = ""
    acceptable_products: Annotated[tuple[str, ...], BeforeValidator(_names_of)] = ()


def load_peer_personas(path: Path) -> tuple[PeerPersona, ...]:
    """Read the peer's `personas.jsonl`.

    Raises:
        ValueError: a line is no persona; names file, line and field.
    """
    personas = []
    for number, line in enumerate(read_utf8(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            personas.append(PeerPersona.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"])) or "the line"
            raise ValueError(f"{path}, line {number}: {field}: {first['msg']}") from None
    return tuple(personas)


def peer_decision(record: Record, personas: Iterable[PeerPersona]) -> tuple[bool, Outcome]:
    """Return whether the decision of `record` is aligned, and its outcome.

    Raises:
        UnknownPersonaError: the record names no persona, or none that is among `personas`.
        ValueError: an action cannot be read.
    """
    acceptable = _persona(record, personas).acceptable_products
    turns = _turns(record, "Shopper")
    actions = [action for turn in turns if (action := _action(turn)) is not None]
    bought = [product for name, product in actions if name == "add_to_cart"]
    named = _named(record)
    outcome = outcome_of(
        Facts(
            premature=len(turns) <= 1 or _acts(turns[0]),
            purchase=_purchase(bought[-1], named, acceptable, record) if bought else None,
            acceptable_exists=bool(acceptable),
            acceptable_recommended=any(_matches_any(name, acceptable) for name in named),
        )
    )
    return outcome.aligned, outcome


def peer_format_error(record: Record) -> bool:
    """Whether a turn of the conversation holds an action in its text."""
    texts = [_text(turn) for turn in record["conversation"]]
    return any(_MARKUP.search(text) or _BARE_CALL.search(text) for text in texts)


def peer_premature_tool_call(record: Record) -> bool:
    """Whether the first shopper turn acts."""
    turns = _turns(record, "Shopper")
    return bool(turns) and _acts(turns[0])


def _persona(record: Record, personas: Iterable[PeerPersona]) -> PeerPersona:
    who = record.get("shopper_persona")
    given = {"background": who.get("persona_background"), **who} if isinstance(who, dict) else {}
    told = {field: given[field] for field in _FIELDS if given.get(field) is not None}
    if not told:
        raise UnknownPersonaError("shopper_persona: the record names none")
    found = [persona for persona in personas if _is(persona, told)]
    if not found:
        raise UnknownPersonaError(
            f"shopper_persona: {told.get('name')}, {told.get('age')}, with this background is not among the personas"
        )
    if len(told) < len(_FIELDS) and len({persona.acceptable_products for persona in found}) > 1:
        raise UnknownPersonaError(f"shopper_persona: {told.get('name')} may be any of {len(found)} personas")
    return next((one for one in found if one.persona_background == told.get("background")), found[0])


def _is(persona: PeerPersona, told: Mapping[str, Any]) -> bool:
    return all(
        " ".join(str(getattr(persona, _FIELDS[field])).split()) == " ".join(str(value).split())
        for field, value in told.items()
    )


def _purchase(product: str, named: Sequence[str], acceptable: Sequence[str], record: Record) -> Purchase:
    texts = [_text(turn).lower() for turn in _turns(record, "Salesperson")]
    quoted = bool(product) and any(product.lower() in text for text in texts)
    return Purchase(recommended=quoted or _matches_any(product, named), acceptable=_matches_any(product, acceptable))


def _named(record: Record) -> list[str]:
    """The names that the seller gave as recommendations, in their order."""
    names: list[str] = []
    for turn in _turns(record, "Salesperson"):
        text = _text(turn)
        items = turn.get("recommended_items")
        names += [name for item in (items if isinstance(items, list) else ()) if (name := _item_name(item))]
        names += _BOLD.findall(text) + _NUMBERED.findall(text)
    return names


def _item_name(item: Any) -> str:
    if isinstance(item, str):
        return item
    if not isinstance(item, dict):
        return ""
    metadata = item.get("metadata")
    title = metadata.get("title") if isinstance(metadata, dict) else None
    return str(title or str(item.get("page_content") or "").partition("\n")[0])


def _matches_any(name: str, candidates: Iterable[str]) -> bool:
    return any(matches(name, candidate) for candidate in candidates)


def _turns(record: Record, speaker: str) -> list[_Turn]:
    return [turn for turn in record["conversation"] if turn.get("speaker") == speaker]


def _text(turn: _Turn) -> str:
    text = turn.get("text")
    if isinstance(text, str):
        return text
    parts = text if isinstance(text, list) else [text]
    said = (part.get("text") if isinstance(part, dict) and part.get("type") == "text" else part for part in parts)
    return "\n".join(one for one in said if isinstance(one, str))


def _acts(turn: _Turn) -> bool:
    return bool(turn.get("shopper_action"))


def _action(turn: _Turn) -> tuple[str, str] | None:
    """The tool and the product ("" if none) of a turn, None if it does not act."""
    if not _acts(turn):
        return None
    try:
        call = turn["shopper_action"]
        if isinstance(call, str):
            call = json.loads(call)
        arguments = call.get("arguments") or {}
        if isinstance(arguments, str):
            arguments = json.loads(arguments)
        return str(call["name"]), str(arguments.get("product") or arguments.get("product_name") or "")
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        where = f"turn {turn.get('turn')}, shopper_action"
        raise ValueError(f"{where}: {turn['shopper_action']!r} is no call with a name and arguments") from error
