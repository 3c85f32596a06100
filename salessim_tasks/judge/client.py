"""Asking a chat-completions server, with patience that ends.

A request that fails for a reason that may pass (no connection, silence, status 408, 409, 425, 429 or 5xx) is sent
again `max_retries` times, after waits that double; a server's Retry-After counts if it asks for more. When `_GIVE_UP`
requests in a row have failed for good, the server is taken for gone and asked no more: a judge that is down must not
hold up a finished run for hours.

Source of the protocol: https://platform.openai.com/docs/api-reference/chat/create
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from harness_ext.generation import BackendFailure
from salessim_tasks.judge.config import JudgeConfig

if TYPE_CHECKING:
    import requests

__all__ = ["Client", "JudgeError", "Reply"]

_GIVE_UP = 10
_LONGEST_WAIT = 60.0
_PASSING = frozenset({408, 409, 425, 429})
_LONGEST_MESSAGE = 300


class JudgeError(Exception):
    """The server gave no answer; the message says why, without the key."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The text of an answer (empty if there was none), and the model that the server says it is from."""

    text: str
    model: str


class Client:
    """Puts messages to the judge; may be used by several threads at a time."""

    def __init__(self, config: JudgeConfig) -> None:
        self._config = config
        self._key = config.api_key
        self._local = threading.local()
        self._lock = threading.Lock()
        self._failed = 0
        self._folds_system = False

    def ask(self, messages: Sequence[dict[str, str]], seed: int) -> Reply:
        """Return the judge's answer.

        Raises:
            JudgeError: the server refused, or could not be reached, or has been given up.
        """
        if self._failed >= _GIVE_UP:
            raise JudgeError(f"not asked: {_GIVE_UP} requests in a row had failed")
        try:
            reply = self._ask(messages, seed)
        except JudgeError:
            with self._lock:
                self._failed += 1
            raise
        with self._lock:
            self._failed = 0
        return reply

    def _ask(self, messages: Sequence[dict[str, str]], seed: int) -> Reply:
        for attempt in count():
            message, may_pass, least_wait = self._try(messages, seed)
            if isinstance(message, Reply):
                return message
            if not may_pass or attempt >= self._config.max_retries:
                break
            time.sleep(min(max(self._config.retry_wait * 2**attempt, least_wait), _LONGEST_WAIT))
        raise JudgeError(message)

    def _try(self, messages: Sequence[dict[str, str]], seed: int) -> tuple[Reply | str, bool, float]:
        """Ask once: the reply, or what went wrong, whether that may pass, and how long the server wants to be left."""
        from requests import RequestException

        folds_system = self._folds_system
        try:
            response = self._post(_folded(messages) if folds_system else list(messages), seed)
        except RequestException as error:
            return self._clean(f"{type(error).__name__}: {error}"), True, 0.0
        if response.ok:
            reply = _read(response, self._config.model)
            return reply or self._clean(f"the server's answer is no chat completion: {response.text}"), False, 0.0
        message, status = self._clean(f"status {response.status_code}: {response.text}"), response.status_code
        if status == 400 and not folds_system and BackendFailure(response.text).rejects_system_role:
            self._folds_system = True
            return self._try(messages, seed)
        return message, status in _PASSING or status >= 500, _asked_for(response)

    def _post(self, messages: list[dict[str, str]], seed: int) -> requests.Response:
        config = self._config
        own: dict[str, Any] = {"temperature": config.temperature, "max_tokens": config.max_tokens}
        sent = {name: value for name, value in own.items() if value is not None}
        body = {"model": config.model, "messages": messages, "seed": seed, **sent, **config.extra_body}
        return self._session().post(config.endpoint, json=body, timeout=config.timeout)

    def _session(self) -> requests.Session:
        """One for each thread: requests does not promise that they can be shared."""
        import requests

        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            self._local.session.auth = self._authorise  # goes before a password in ~/.netrc
        session: requests.Session = self._local.session
        return session

    def _authorise(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._key:
            request.headers["Authorization"] = f"Bearer {self._key}"
        return request

    def _clean(self, message: str) -> str:
        if self._key:
            message = message.replace(self._key, "***")
        return " ".join(message.split())[:_LONGEST_MESSAGE]


def _folded(messages: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """One user message of all, for models whose template has no system role."""
    return [{"role": "user", "content": "\n\n".join(message["content"] for message in messages)}]


def _read(response: requests.Response, model: str) -> Reply | None:
    """What the server answered; None if that is no chat completion."""
    try:
        body = response.json()
        text = body["choices"][0]["message"].get("content")
        told = body.get("model")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    return Reply(text if isinstance(text, str) else "", told if told and isinstance(told, str) else model)


def _asked_for(response: requests.Response) -> float:
    """The seconds that Retry-After asks for; 0 if it does not, or gives a date."""
    told = response.headers.get("Retry-After", "").strip()
    return float(told) if told.isdecimal() else 0.0
