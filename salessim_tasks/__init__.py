"""SalesSim: whether a language model that plays a retail customer decides as its persona would."""

from __future__ import annotations

from salessim_tasks.version import SUITE_VERSION

__all__ = ["SUITE_VERSION"]
