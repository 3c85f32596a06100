"""Single values of the peer's records: prose, prices, features and pictures in whatever shape they come, read with a
note on each departure from the layout."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from harness_ext.pictures import without_placeholder
from salessim_tasks.customersim.findings import Findings

__all__ = ["features", "image", "price", "prose", "shown"]

_AMOUNT = re.compile(
    r"(?:price|now|only|us|usd)?[:\s]*\$?\s*(?P<amount>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)"
    r"\s*(?:usd|us\$|dollars?)?\.?",
    re.IGNORECASE,
)
_DEAREST = 1e6


def prose(fields: Mapping[str, Any], name: str, line: int, findings: Findings) -> str:
    """The field as one paragraph; lists and objects become sentences, and that is reported."""
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        findings.kept(line, name, f"should be a text, not {shown(value)}; it is read as one")
    return _one_line(_spelled(value))


def price(given: Any, line: int, findings: Findings) -> float | None:
    """The price in dollars; None, and a finding, where it is not one plain amount."""
    if isinstance(given, (int, float)) and not isinstance(given, bool) and 0 <= given <= _DEAREST:  # NaN is not
        return float(given)
    found = _AMOUNT.fullmatch(given.strip()) if isinstance(given, str) else None
    if found and (amount := float(found["amount"].replace(",", ""))) <= _DEAREST:
        return amount
    findings.kept(line, "price", f'must be one amount such as "$799.99", not {shown(given)}; the price is unknown')
    return None


def features(given: Any, line: int, findings: Findings) -> tuple[str, ...]:
    """The features, each on one line; what is no list of texts is made one, and that is reported."""
    if given is None or given == "":
        return ()
    entries = given
    if isinstance(given, str):
        findings.kept(line, "features", "should be a list; the text is taken for one feature")
        entries = [given]
    elif isinstance(given, dict):
        findings.kept(line, "features", f"should be a list of texts, not {shown(given)}; each entry is one feature")
        entries = [{key: value} for key, value in given.items()]
    elif not isinstance(given, list):
        findings.kept(line, "features", f"should be a list of texts, not {shown(given)}; left out")
        return ()
    elif odd := next((entry for entry in given if not isinstance(entry, str)), None):
        findings.kept(line, "features", f"should be texts, not {shown(odd)}; read as one")
    spelled = (_one_line(_spelled(entry)) for entry in entries)
    return tuple(feature for feature in spelled if feature)


def image(fields: Mapping[str, Any]) -> str:
    """The path or address of the picture (the first, where there are several); empty if there is none."""
    for value in (fields.get("image"), fields.get("image_url")):
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, dict):
            first = first.get("url")
        if isinstance(first, str) and first.strip():
            return first.strip()
    return ""


def shown(value: Any) -> str:
    """`value` as messages show it."""
    try:
        text = repr(dict(value) if isinstance(value, dict) else value)
    except ValueError:  # a whole number of thousands of digits
        text = "a number out of all bounds"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _spelled(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(_sentence(part) for entry in value if (part := _spelled(entry).strip()))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_spelled(entry)}" for key, entry in value.items())
    return str(value)


def _sentence(text: str) -> str:
    return text if text[-1] in ".!?;:," else f"{text}."


def _one_line(text: str) -> str:
    """`text` without line ends, halves of characters, and what would stand for a picture in a prompt."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return without_placeholder(" ".join(whole.split()))
