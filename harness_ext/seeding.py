"""Seeds and ids from content, by sha256: no global random state, the same on every machine and run."""

from __future__ import annotations

import hashlib
import json
from typing import Any

__all__ = ["digest", "seed_of"]


def digest(value: Any) -> str:
    """Return the sha256 (64 hex digits) of a JSON value in canonical form."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def seed_of(*parts: Any) -> int:
    """Return a seed in [0, 2**31) that depends on `parts` (JSON values) alone."""
    return int(digest(list(parts))[:8], 16) & 0x7FFFFFFF
