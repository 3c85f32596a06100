"""Content hashes of the code that decides what happens in an episode and how it is scored."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

__all__ = ["code_hashes"]

_PARTS = {
    "seller": ("seller", "understanding", "search.py", "records.py", "schema.py", "schemes.py"),
    "scorers": (
        *("metrics.py", "decision.py", "naming.py", "scoring.py", "corpus.py", "pressure.py", "contrasts.py"),
        *("attribution.py", "episode_facts.py", "language", "statistics"),
    ),
    "episode": (
        *("environment.py", "actions.py", "call_markup.py", "call_syntax.py", "reasoning.py", "prompt.py"),
        *("sources.py", "store.py", "task.py", "transcript.py", "twins.py"),
    ),
}


@cache
def code_hashes() -> dict[str, str]:
    """Return the sha256 of the source of the seller, the scorers and the episode, by those names."""
    package = Path(__file__).parent
    hashes = {}
    for part, names in _PARTS.items():
        joined = hashlib.sha256()
        for file in sorted(file for name in names for file in _sources(package / name)):
            joined.update(file.relative_to(package).as_posix().encode("utf-8") + b"\0" + file.read_bytes())
        hashes[part] = joined.hexdigest()
    return hashes


def _sources(path: Path) -> list[Path]:
    """The file itself, or the files of the package (code and wording) below it."""
    return [path] if path.is_file() else [file for file in path.rglob("*") if file.suffix in {".py", ".yaml"}]
