"""`salessim score-customersim`: the peer's verdict on each rollout, and the summary.

    salessim score-customersim rollouts.jsonl --personas personas.jsonl --products products.json --json verdicts.jsonl

Decisions need the personas' labels; whether tool calls are well formed can be told without.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from salessim_tasks.peer import (
    PeerPersona,
    load_peer_personas,
    peer_decision,
    peer_format_error,
    peer_premature_tool_call,
)
from salessim_tasks.textfiles import parse_json, read_utf8, write_whole

__all__ = ["add_arguments", "read_rollouts", "score_command", "summary", "verdict"]


def read_rollouts(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line, rollout), the line counted from 1; blank lines are passed over.

    Raises:
        ValueError: a line is no rollout; the message names file, line and field.
    """
    for number, line in enumerate(read_utf8(path).split("\n"), start=1):
        if not line.strip():
            continue
        rollout = parse_json(line, path, number)
        turns = rollout.get("conversation") if isinstance(rollout, dict) else None
        if not isinstance(turns, list) or not all(isinstance(t, dict) and "speaker" in t for t in turns):
            raise ValueError(f"{path}:{number}: conversation: must be the list of turns, each with a speaker")
        yield number, rollout


def verdict(rollout: Mapping[str, Any], personas: Sequence[PeerPersona] | None) -> dict[str, Any]:
    """The verdict on one rollout; the two fields on the decision are None without `personas`, for a persona that is not
    among them, and where an action cannot be read."""
    return _judged(rollout, personas)[0]


def _judged(rollout: Mapping[str, Any], personas: Sequence[PeerPersona] | None) -> tuple[dict[str, Any], str]:
    """The verdict, and why there is none on the decision."""
    aligned, category, reason = None, None, ""
    if personas is not None:
        try:
            aligned, outcome = peer_decision(rollout, personas)
            category = outcome.value
        except ValueError as error:
            reason = str(error)
    found = {
        "decision_alignment": aligned,
        "outcome_category": category,
        "format_error": peer_format_error(rollout),
        "premature_tool_call": peer_premature_tool_call(rollout),
    }
    return found, reason


def summary(verdicts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Shares over the verdicts that say something, how many fell in each category, and how many could not be judged."""
    judged = [one for one in verdicts if one["outcome_category"] is not None]
    categories = Counter(one["outcome_category"] for one in judged)
    return {
        "rollouts": len(verdicts),
        "judged": len(judged),
        "decision_alignment": _share(judged, "decision_alignment"),
        "format_error": _share(verdicts, "format_error"),
        "premature_tool_call": _share(verdicts, "premature_tool_call"),
        "outcomes": dict(sorted(categories.items())),
    }


def _share(verdicts: Sequence[Mapping[str, Any]], name: str) -> float | None:
    return sum(bool(one[name]) for one in verdicts) / len(verdicts) if verdicts else None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("rollouts", type=Path, help="rollouts in the peer's layout, JSON Lines")
    parser.add_argument("--personas", type=Path, help="the peer's personas; without them decisions are not judged")
    parser.add_argument("--products", type=Path, help="the peer's catalogue; labels that it does not hold are reported")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write one verdict a rollout, in order")


def score_command(arguments: argparse.Namespace) -> int:
    """Score and print the summary."""
    for name in ("rollouts", "personas", "products"):
        path = getattr(arguments, name)
        if path is not None and not path.is_file():
            raise ValueError(f"{name} {path}: there is no such file")
    personas = None if arguments.personas is None else load_peer_personas(arguments.personas)
    if personas is not None and arguments.products is not None:
        for unknown in _unknown_labels(personas, arguments.products):
            _note(f"{arguments.personas}: {unknown!r} is not in {arguments.products}; its verdicts stand as given")
    verdicts = []
    for line, rollout in read_rollouts(arguments.rollouts):
        found, reason = _judged(rollout, personas)
        verdicts.append(found)
        if reason:
            _note(f"{arguments.rollouts}:{line}: the decision is not judged: {reason}")
    if arguments.json is not None:
        write_whole(arguments.json, "".join(json.dumps(one) + "\n" for one in verdicts))
    print(json.dumps(summary(verdicts), indent=2))
    return 0


def _note(text: str) -> None:
    """Beside the summary, which is the only thing on standard output."""
    print(f"note: {text}", file=sys.stderr)


def _unknown_labels(personas: Sequence[PeerPersona], products: Path) -> list[str]:
    from salessim_tasks.customersim.findings import Findings
    from salessim_tasks.customersim.layout import read_catalogue

    _, catalogue = read_catalogue(products, Findings(str(products)))
    known = {product.name for product in catalogue}
    labels = (label for persona in personas for label in persona.acceptable_products)
    return [label for label in dict.fromkeys(labels) if " ".join(label.split()) not in known]
