"""A local chat-completions server that validates each request with the openai package's own types.

    with chat_server(lambda request, number: '{"realism": 4}') as server: …

The function gets the request's body and how many valid requests came before it; it returns the answer's text, or
(status, body) to answer otherwise, or None to hang up.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from openai.types.chat import ChatCompletion
from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming
from pydantic import TypeAdapter, ValidationError

__all__ = ["Answer", "ChatServer", "Speaker", "chat_server", "completion"]

_REQUEST: TypeAdapter[Any] = TypeAdapter(CompletionCreateParamsNonStreaming)

Answer = str | tuple[int, dict[str, Any]] | None
Speaker = Callable[[dict[str, Any], int], Answer]


class ChatServer(ThreadingHTTPServer):
    """`requests`: the bodies of the valid requests; `rejected`: what was wrong with the others; `keys`: what the
    Authorization headers said, in the same order as `requests`; `asked`: every request that came, valid or not."""

    def __init__(self, speaker: Speaker, retry_after: str | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.speaker = speaker
        self.retry_after = retry_after
        self.lock = threading.Lock()
        self.asked = 0
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.rejected: list[str] = []

    @property
    def url(self) -> str:
        """The root of the API."""
        return f"http://127.0.0.1:{self.server_port}/v1"

    @property
    def endpoint(self) -> str:
        """The one address that answers."""
        return f"{self.url}/chat/completions"


class _Handler(BaseHTTPRequestHandler):
    server: ChatServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.asked += 1
        try:
            if self.path != "/v1/chat/completions":
                raise ValueError(f"no such path: {self.path}")
            _REQUEST.validate_python(body)
        except ValueError as error:
            self.server.rejected.append(str(error))
            self._send(404 if not isinstance(error, ValidationError) else 400, {"error": {"message": str(error)}})
            return
        with self.server.lock:
            number = len(self.server.requests)
            self.server.requests.append(body)
            self.server.keys.append(self.headers.get("Authorization"))
            answer = self.server.speaker(body, number)
        if answer is None:
            return
        if isinstance(answer, str):
            answer = (200, completion(answer))
        self._send(*answer)

    def _send(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if self.server.retry_after and status != 200:
            self.send_header("Retry-After", self.server.retry_after)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent."""


def completion(text: str | None, model: str = "model-of-the-server") -> dict[str, Any]:
    """A chat completion that holds `text`."""
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    body = {"id": "1", "object": "chat.completion", "created": 0, "model": model, "choices": [choice]}
    return ChatCompletion.model_validate(body).model_dump(mode="json")


@contextmanager
def chat_server(speaker: Speaker = lambda *_: "I see.", retry_after: str | None = None) -> Iterator[ChatServer]:
    """A running server; `retry_after` is the header that comes with every refusal."""
    server = ChatServer(speaker, retry_after)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
