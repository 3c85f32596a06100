"""Whether the options of a task are what they can be, with errors that say what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

__all__ = ["check_options"]

_CLOSE = 0.85  # of difflib's ratio: "behavior", "maxturns"


def check_options(
    task: str, options: Mapping[str, Any], metadata: Mapping[str, Any], whole_numbers: Mapping[str, int]
) -> None:
    """Check the `options` that a task has, as `metadata` (that of `--metadata`) overrides them.

    lm-eval puts the model's arguments among the metadata, so an unknown name there is no error unless it is nearly that
    of an option.

    Args:
        whole_numbers: the options that are whole numbers, with their least values.

    Raises:
        ValueError: the message names the task and the option.
    """
    for name in sorted(set(metadata) - set(options)):
        if meant := get_close_matches(name, options, n=1, cutoff=_CLOSE):
            raise ValueError(f"task {task}: there is no option {name!r}; did you mean {meant[0]!r}?")
    given = {name: metadata.get(name, value) for name, value in options.items()}
    for name, least in whole_numbers.items():
        value = given[name]
        if not str(value).isdecimal() or int(value) < least:
            raise ValueError(f"task {task}: {name} must be a whole number of at least {least}, not {value!r}")
    if not isinstance(given["language"], bool):
        raise ValueError(f"task {task}: language must be true or false, not {given['language']!r}")
    told = given["behaviour"]
    if not told or not (
        isinstance(told, str) or (isinstance(told, list) and all(isinstance(one, str) for one in told))
    ):
        raise ValueError(f"task {task}: behaviour must be the name of a seller's behaviour or a list, not {told!r}")
