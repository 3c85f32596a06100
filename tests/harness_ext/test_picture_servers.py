"""Pictures in episodes behind servers: each travels in the message of its turn, or the run is refused at once."""

from __future__ import annotations

import base64
import importlib
from typing import Any

import pytest
from chat_server import chat_server
from picture_show import card, show_requests

from harness_ext.episode import Settings
from harness_ext.history import Prompter
from harness_ext.pictures import WITHDRAWN
from harness_ext.runner import run_episodes

SHOW = (("red", "green"), ("blue",), ("white", "black"))
_COLOURS = ("red", "green", "blue", "white", "black")


def _client(url: str, **arguments: Any) -> Any:
    from lm_eval.models.openai_completions import LocalChatCompletion

    return LocalChatCompletion(base_url=url, model="eyes", tokenizer_backend=None, max_retries=1, **arguments)


def test_a_server_gets_each_picture_in_the_message_of_its_turn() -> None:
    with chat_server() as server:
        (result,) = run_episodes(_client(server.endpoint), show_requests([SHOW], max_images=4))
    assert not server.rejected
    assert result["error"] is None
    system, first, _, second, _, last = server.requests[-1]["messages"]
    assert system == {"role": "system", "content": "You look at cards."}
    assert [_kinds(message) for message in (first, second, last)] == [
        ["Turn 0.\nThis card is red:\n" + WITHDRAWN + "\nThis card is green:\n", "green", "\nWell?"],
        ["Turn 1.\nThis card is blue:\n", "blue", "\nWell?"],
        ["Turn 2.\nThis card is white:\n", "white", "\nThis card is black:\n", "black", "\nWell?"],
    ]
    assert result["dropped_images"] == 1


def _kinds(message: dict[str, Any]) -> list[str]:
    """Texts as they are, pictures by the colour of their bytes."""
    by_url = {f"data:image/png;base64,{base64.b64encode(card(c).data).decode()}": c for c in _COLOURS}
    return [part.get("text") or by_url[part["image_url"]["url"]] for part in message["content"]]


@pytest.mark.parametrize("backend", ["anthropic_llms.AnthropicChat", "openai_completions.LocalCompletionsAPI"])
def test_a_backend_that_sends_no_picture_to_its_server_is_refused(backend: str) -> None:
    module, name = backend.split(".")
    kind = getattr(importlib.import_module(f"lm_eval.models.{module}"), name)
    lm = kind(base_url="http://127.0.0.1:9/v1", model="eyes", tokenizer_backend=None)
    with pytest.raises(ValueError, match=f"cards shows pictures, and {name} sends none"):
        Prompter(lm, Settings(task="cards", identity={}, chat=True, max_images=2))
    Prompter(lm, Settings(task="cards", identity={}, chat=True))


def test_a_server_needs_chat_messages_for_pictures() -> None:
    with pytest.raises(ValueError, match="--apply_chat_template"):
        Prompter(_client("http://127.0.0.1:9/v1"), Settings(task="cards", identity={}, max_images=2))
