"""Which model a backend holds, as far as it tells: a journal must not be continued by another one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness_ext.seeding import digest

if TYPE_CHECKING:
    from lm_eval.api.model import LM

__all__ = ["model_identity"]

# Where lm-eval's backends (and ours) keep a model's name. Not all attributes: some hold secrets.
_NAMES = ("pretrained", "model", "peft", "delta", "policy")


def model_identity(lm: LM) -> dict[str, Any]:
    """Return the backend's class, the names it goes by, and for a local checkpoint what its files look like."""
    names = {name: value for name in _NAMES if isinstance(value := getattr(lm, name, None), str)}
    files = {f"{name}_files": listing for name, value in names.items() if (listing := _files(Path(value)))}
    return {"class": f"{type(lm).__module__}.{type(lm).__qualname__}", **names, **files}


def _files(folder: Path) -> str | None:
    """Names, sizes and times of a checkpoint's files: training it further changes them, reading it does not."""
    if not folder.is_dir():
        return None
    stats = [(file.name, file.stat()) for file in sorted(folder.iterdir()) if file.is_file()]
    return digest([[name, stat.st_size, stat.st_mtime_ns] for name, stat in stats])[:16]
