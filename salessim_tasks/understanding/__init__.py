"""Understanding of free text: what a shopper asks for, in the terms of a store's schema."""

from __future__ import annotations

from salessim_tasks.understanding.reader import Understanding
from salessim_tasks.understanding.reading import Act, Comparative, Reading, Reference

__all__ = ["Act", "Comparative", "Reading", "Reference", "Understanding"]
