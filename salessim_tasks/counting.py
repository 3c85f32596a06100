"""Numbers of things in words."""

from __future__ import annotations

__all__ = ["counted"]


def counted(number: int, noun: str) -> str:
    """Return "1 episode", "3 episodes"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
