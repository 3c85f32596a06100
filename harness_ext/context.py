"""Fitting a history into the model's context.

Where the backend tells its context length and can count tokens, the oldest exchanges after the system prompt go
until the prompt and the longest reply fit together. Left to itself lm-eval cuts from the left, persona first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from harness_ext.history import History, Prompter

if TYPE_CHECKING:
    from lm_eval.api.model import LM

__all__ = ["ContextFullError", "fit"]


class ContextFullError(ValueError):
    """The system prompt and the last observation alone do not fit the context."""


def fit(lm: LM, prompter: Prompter, history: History, arguments: Mapping[str, Any]) -> Any:
    """Return the prompt for `history`, after dropping as many of its oldest exchanges as must go.

    Raises:
        ContextFullError: nothing is left to drop.
    """
    prompt = prompter.prompt(history)
    room = _room(lm, arguments)
    if room is None or not isinstance(prompt, str):
        return prompt
    while not _fits(lm, prompt, room - prompter.picture_tokens(history)):
        if not history.drop_oldest():
            raise ContextFullError(
                f"the prompt of {len(prompt)} characters does not fit the {room} tokens that the context leaves "
                f"beside a reply of {arguments['max_gen_toks']} tokens"
            )
        prompt = prompter.prompt(history)
    return prompt


def _room(lm: LM, arguments: Mapping[str, Any]) -> int | None:
    """Tokens the prompt may have; None where the backend does not tell or cannot count."""
    length = getattr(lm, "max_length", None)
    if not isinstance(length, int) or getattr(lm, "tokenizer", None) is None or not hasattr(lm, "tok_encode"):
        return None
    return max(0, length - int(arguments["max_gen_toks"]))


def _fits(lm: Any, prompt: str, room: int) -> bool:
    # No tokenizer gives more tokens than bytes (and a few special ones), so most prompts need no counting.
    if len(prompt.encode("utf-8", "replace")) + 8 <= room:
        return True
    return len(lm.tok_encode(prompt)) <= room
