"""What an import says of its sources: nothing is mended or left out in silence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Finding", "Findings"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd in a source file, and what became of it. `line` counts from 1."""

    file: str
    line: int
    field: str
    message: str
    fate: Literal["kept", "skipped"]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.message} [{self.fate}]"


@dataclass(slots=True)
class Findings:
    """The findings on one file, in order."""

    file: str
    all: list[Finding] = field(default_factory=list)

    def kept(self, line: int, name: str, message: str) -> None:
        """Note that the record on `line` is used all the same."""
        self.all.append(Finding(self.file, line, name, message, "kept"))

    def skipped(self, line: int, name: str, message: str) -> None:
        """Note that the record on `line` is left out."""
        self.all.append(Finding(self.file, line, name, message, "skipped"))
