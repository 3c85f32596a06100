"""A model's view of an episode: messages for chat models, a plain transcript for base models.

Histories only grow at the end, so that prefix caches hit. There are two exceptions. In a full context the oldest
exchanges after the system prompt go, and `dropped` counts them; and of the pictures only the newest
`Settings.max_images` are shown, `dropped_images` counting those that had to go.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harness_ext.episode import Observation, Settings
from harness_ext.picture_tokens import PictureTokens, image_tokens
from harness_ext.pictures import IMAGE, WITHDRAWN, Picture, content_parts, without_placeholder

if TYPE_CHECKING:
    from lm_eval.api.model import LM

__all__ = ["History", "Prompter"]

_PROBE = "zq-system-probe"
_PIXEL = Picture("probe", b"\x89PNG")  # never decoded


@dataclass(slots=True)
class History:
    """`exchanges` holds (observation, reply) pairs; `observation` waits for its reply."""

    system: str
    observation: Observation
    exchanges: list[tuple[Observation, str]] = field(default_factory=list)
    dropped: int = 0
    dropped_images: int = 0

    def append(self, reply: str, observation: Observation) -> None:
        """Add the reply to the waiting observation, and the next observation."""
        self.exchanges.append((self.observation, reply))
        self.observation = observation

    def drop_oldest(self) -> bool:
        """Forget the oldest exchange; False when there is none left."""
        if not self.exchanges:
            return False
        self.dropped_images += len(self.exchanges[0][0].pictures)
        del self.exchanges[0]
        self.dropped += 1
        return True

    @property
    def observations(self) -> list[Observation]:
        """Every observation, the waiting one last."""
        return [*(observation for observation, _ in self.exchanges), self.observation]

    def limit_pictures(self, most: int) -> None:
        """Withdraw the oldest pictures until there are `most`; text stands in their places."""
        beyond = sum(len(observation.pictures) for observation in self.observations) - most
        if beyond <= 0:
            return
        self.dropped_images += beyond
        for place, (observation, reply) in enumerate(self.exchanges):
            withdrawn, beyond = _withdrawn(observation, beyond)
            self.exchanges[place] = (withdrawn, reply)
        self.observation, _ = _withdrawn(self.observation, beyond)


def _withdrawn(observation: Observation, count: int) -> tuple[Observation, int]:
    """`observation` without its first `count` pictures, and how many of `count` are left to withdraw."""
    here = min(max(0, count), len(observation.pictures))
    text = observation.text.replace(IMAGE, WITHDRAWN, here)
    return Observation(text, observation.pictures[here:]) if here else observation, count - here


class Prompter:
    """Turns histories into prompts for one backend.

    `folds_system`: the system prompt stands at the head of the first user message, for want of a system role.
    """

    def __init__(self, lm: LM, settings: Settings) -> None:
        self._lm = lm
        self._settings = settings
        self.folds_system = settings.chat and not _keeps_system_role(lm)
        # Backends of chat-completions servers pass messages on as they are: each picture goes into its own message.
        # (lm-eval's way would put all of them into the last one.) The others take placeholders and a list.
        self._takes_parts = settings.chat and settings.max_images > 0 and _is_client(lm)
        if settings.max_images and _is_client(lm):
            _refuse_blind(lm, settings)
        if not settings.chat and getattr(lm, "chat_applied", False):
            lm.chat_applied = False  # a local multimodal backend that once was asked in chat leaves placeholders alone
        # What may stand for a picture in a prompt, and must not where there is none.
        local = not _is_client(lm) and getattr(lm, "MULTIMODAL", False)
        self._marks = image_tokens(lm) if local else ()
        self._placeholders = (IMAGE, *self._marks) if local or settings.max_images else ()
        self._tokens = PictureTokens(lm, settings.chat)

    def prompt(self, history: History) -> Any:
        """Return the prompt in the form that the backend's `generate_until` takes."""
        if self._settings.chat:
            return self._lm.apply_chat_template(self.messages(history))
        return self.transcript(history)

    def visuals(self, history: History) -> list[Picture]:
        """Return the pictures that go beside the prompt, in the order of its placeholders."""
        if self._takes_parts or not self._settings.max_images:
            return []
        return [picture for observation in history.observations for picture in observation.pictures]

    def picture_tokens(self, history: History) -> int:
        """Return how many tokens the pictures take besides the prompt; 0 where the backend cannot tell."""
        return self._tokens.count(self.visuals(history))

    def limit_pictures(self, history: History) -> None:
        """Withdraw the oldest pictures of `history` beyond what the task, or a local backend, shows at a time."""
        most = self._settings.max_images
        if not most:  # a task without pictures, which should not pay for them
            return
        of_backend = getattr(self._lm, "max_images", None)
        if not self._takes_parts and of_backend is not None:
            most = min(most, int(of_backend))
        history.limit_pictures(most)

    def stop_strings(self) -> list[str]:
        """Return the strings at which a reply ends besides the model's own end of text."""
        if self._settings.chat:
            return []
        return [f"\n{speaker}:" for speaker in self._settings.speakers]

    def messages(self, history: History) -> list[dict[str, Any]]:
        """Return the history as chat messages; the environment speaks as `user`, the model as `assistant`."""
        replies = [self._plain(reply) for _, reply in history.exchanges]
        system = self._plain(history.system)
        messages: list[dict[str, Any]] = []
        if not self.folds_system:
            messages.append({"role": "system", "content": system})
        for index, observation in enumerate(history.observations):
            folded = self.folds_system and index == 0
            text = f"{system}\n\n{self._shown(observation)}" if folded else self._shown(observation)
            parts = self._takes_parts and observation.pictures
            messages.append({"role": "user", "content": content_parts(text, observation.pictures) if parts else text})
            if index < len(replies):
                messages.append({"role": "assistant", "content": replies[index]})
        return messages

    def transcript(self, history: History) -> str:
        """Return the history as a plain text that the model is to continue."""
        observer, replier = self._settings.speakers
        lines = [self._plain(history.system), ""]
        for observation, reply in history.exchanges:
            lines += [f"{observer}: {self._shown(observation)}", f"{replier}: {self._plain(reply).strip()}"]
        return "\n".join([*lines, f"{observer}: {self._shown(history.observation)}", f"{replier}:"])

    def _plain(self, text: str) -> str:
        """Text with nothing in it that the backend would take for a picture."""
        return without_placeholder(text, self._placeholders)

    def _shown(self, observation: Observation) -> str:
        """The text of `observation`, with a placeholder for each of its pictures and for nothing else."""
        return without_placeholder(observation.text, self._marks if observation.pictures else self._placeholders)


def _keeps_system_role(lm: LM) -> bool:
    """Whether a system message reaches the prompt: templates without that role reject it or leave it out."""
    messages = [{"role": "system", "content": _PROBE}, {"role": "user", "content": "Hello"}]
    try:
        rendered = lm.apply_chat_template(messages)
    except Exception:  # whatever a template raises on a role it does not know
        return False
    return _PROBE in str(rendered)


def _is_client(lm: LM) -> bool:
    """Whether the model sits behind a server."""
    return any(base.__name__ == "TemplateAPI" for base in type(lm).__mro__)


def _refuse_blind(lm: LM, settings: Settings) -> None:
    """Raise ValueError if the pictures would not reach the server."""
    if not settings.chat:
        raise ValueError(
            f"{settings.task} shows pictures: a server takes them in chat messages only; add "
            "--apply_chat_template (and a chat-completions model type)"
        )
    if not _sends_parts(lm):
        raise ValueError(
            f"{settings.task} shows pictures, and {type(lm).__name__} sends none to its server; use "
            "local-chat-completions, openai-chat-completions or litellm"
        )


def _sends_parts(lm: Any) -> bool:
    """Whether the parts of a message's content reach the server as they are. Seen with lm-eval 0.4.13: the backends of
    text completions make one text of the messages, and that of Anthropic's own protocol one text part of the content.
    """
    parts = content_parts(f"{_PROBE}{IMAGE}", [_PIXEL])
    try:
        prompt = lm.apply_chat_template([{"role": "user", "content": parts}])
    except Exception:  # whatever a template raises on content that is no text
        return False
    if isinstance(prompt, str):
        return False
    try:
        payload = lm._create_payload(lm.create_message([prompt]), generate=True, gen_kwargs={}, seed=0, eos="")
    except Exception:  # a backend of its own kind, of which nothing is known
        return True
    return bool(payload.get("messages", [{}])[-1].get("content") == parts)
