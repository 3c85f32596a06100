"""A model's view of an episode: messages for chat models, a plain transcript for base models.

Histories only grow at the end, so that prefix caches hit. The one exception is a full context: then the oldest
exchanges after the system prompt go, and `dropped` counts them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harness_ext.episode import Settings

if TYPE_CHECKING:
    from lm_eval.api.model import LM

__all__ = ["History", "Prompter"]

_PROBE = "zq-system-probe"


@dataclass(slots=True)
class History:
    """`exchanges` holds (observation, reply) pairs; `observation` waits for its reply."""

    system: str
    observation: str
    exchanges: list[tuple[str, str]] = field(default_factory=list)
    dropped: int = 0

    def append(self, reply: str, observation: str) -> None:
        """Add the reply to the waiting observation, and the next observation."""
        self.exchanges.append((self.observation, reply))
        self.observation = observation

    def drop_oldest(self) -> bool:
        """Forget the oldest exchange; False when there is none left."""
        if not self.exchanges:
            return False
        del self.exchanges[0]
        self.dropped += 1
        return True


class Prompter:
    """Turns histories into prompts for one backend.

    `folds_system`: the system prompt stands at the head of the first user message, for want of a system role.
    """

    def __init__(self, lm: LM, settings: Settings) -> None:
        self._lm = lm
        self._settings = settings
        self.folds_system = settings.chat and not _keeps_system_role(lm)

    def prompt(self, history: History) -> Any:
        """Return the prompt in the form that the backend's `generate_until` takes."""
        if self._settings.chat:
            return self._lm.apply_chat_template(self.messages(history))
        return self.transcript(history)

    def stop_strings(self) -> list[str]:
        """Return the strings at which a reply ends besides the model's own end of text."""
        if self._settings.chat:
            return []
        return [f"\n{speaker}:" for speaker in self._settings.speakers]

    def messages(self, history: History) -> list[dict[str, str]]:
        """Return the history as chat messages; the environment speaks as `user`, the model as `assistant`."""
        observations = [observation for observation, _ in history.exchanges] + [history.observation]
        replies = [reply for _, reply in history.exchanges]
        messages = [] if self.folds_system else [{"role": "system", "content": history.system}]
        if self.folds_system:
            observations[0] = f"{history.system}\n\n{observations[0]}"
        for index, observation in enumerate(observations):
            messages.append({"role": "user", "content": observation})
            if index < len(replies):
                messages.append({"role": "assistant", "content": replies[index]})
        return messages

    def transcript(self, history: History) -> str:
        """Return the history as a plain text that the model is to continue."""
        observer, replier = self._settings.speakers
        lines = [history.system, ""]
        for observation, reply in history.exchanges:
            lines += [f"{observer}: {observation}", f"{replier}: {reply.strip()}"]
        return "\n".join([*lines, f"{observer}: {history.observation}", f"{replier}:"])


def _keeps_system_role(lm: LM) -> bool:
    """Whether a system message reaches the prompt: templates without that role reject it or leave it out."""
    messages = [{"role": "system", "content": _PROBE}, {"role": "user", "content": "Hello"}]
    try:
        rendered = lm.apply_chat_template(messages)
    except Exception:  # whatever a template raises on a role it does not know
        return False
    return _PROBE in str(rendered)
