"""The suite's version. A change that moves scores (data, seller, prompt, scorers) raises it."""

from __future__ import annotations

__all__ = ["SUITE_VERSION"]

SUITE_VERSION = "0.3.0"
