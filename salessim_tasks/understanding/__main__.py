"""`python -m salessim_tasks.understanding "under $900, no pink"`: what the sales agent makes of a text, as JSON."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from salessim_tasks.schema import load_schema
from salessim_tasks.understanding import Reading, Understanding

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m salessim_tasks.understanding", description=__doc__)
    parser.add_argument("text", help="what the shopper says; - reads it from standard input")
    parser.add_argument("--category", default="laptops", help="the store (default: %(default)s)")
    options = parser.parse_args(arguments)
    try:
        schema = load_schema(options.category)
    except ValueError as error:
        parser.error(str(error))
    text = sys.stdin.read() if options.text == "-" else options.text
    print(json.dumps(_plain(Understanding(schema).read(text)), ensure_ascii=False, indent=2))
    return 0


def _plain(reading: Reading) -> dict[str, Any]:
    values = {field.name: getattr(reading, field.name) for field in dataclasses.fields(reading)}
    return {name: _json(value) for name, value in values.items()}


def _json(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, frozenset):
        return sorted(value)
    return [_json(item) for item in value] if isinstance(value, tuple) else value


if __name__ == "__main__":
    raise SystemExit(main())
