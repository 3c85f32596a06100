"""Pictures in episodes: each arrives at its place in its turn, on real backends."""

from __future__ import annotations

import base64
import itertools
from typing import Any

import pytest
from chat_server import chat_server
from guessing import ScriptedLM
from models import packaged_smollm2
from picture_show import card, show_requests
from vision import IMAGE_TOKENS, tiny_llava

from harness_ext.episode import Observation, Settings
from harness_ext.history import History, Prompter
from harness_ext.pictures import IMAGE, WITHDRAWN, Picture
from harness_ext.runner import run_episodes
from harness_ext.testing import check_backend

SHOW = (("red", "green"), ("blue",), ("white", "black"))


class Eyes(ScriptedLM):
    """A scripted backend that takes pictures the way lm-eval's multimodal ones do."""

    MULTIMODAL = True


def _history() -> History:
    history = History("Look.", Observation(f"First: {IMAGE} and {IMAGE}", (card("red"), card("green"))))
    history.append("Nice.", Observation("No picture."))
    history.append("Well?", Observation(f"Last: {IMAGE}", (card("blue"),)))
    return history


def test_as_many_placeholders_as_pictures() -> None:
    with pytest.raises(ValueError, match="with 1 pictures must have <image>"):
        Observation("Look at this!", (card("red"),))


def test_only_the_newest_pictures_stay_in_view_and_the_text_says_so() -> None:
    history = _history()
    history.limit_pictures(2)
    assert [observation.text for observation in history.observations] == [
        f"First: {WITHDRAWN} and {IMAGE}",
        "No picture.",
        f"Last: {IMAGE}",
    ]
    assert [picture.id for observation in history.observations for picture in observation.pictures] == ["green", "blue"]
    history.limit_pictures(2)
    assert history.dropped_images == 1


def test_the_record_says_how_many_pictures_were_withdrawn() -> None:
    results = run_episodes(Eyes(lambda _: "Fine."), show_requests([SHOW, SHOW[1:2]], max_images=2))
    assert [result["dropped_images"] for result in results] == [3, 0]


def test_a_backend_that_shows_fewer_pictures_gets_the_newest() -> None:
    lm = Eyes(lambda _: "Fine.")
    lm.max_images = 1
    run_episodes(lm, show_requests([SHOW]))
    assert [len(call[0].args[2]["visual"]) for call in lm.calls] == [1, 1, 1]
    assert lm.calls[-1][0].args[2]["visual"][0].getpixel((0, 0)) == (0, 0, 0)


def test_what_a_model_writes_is_not_taken_for_a_picture() -> None:
    lm = Eyes(lambda _: f"I see {IMAGE} here.")
    run_episodes(lm, show_requests([SHOW]))
    for (request,) in lm.calls:
        assert request.args[0].count(IMAGE) == len(request.args[2]["visual"])


def test_turns_without_a_picture_go_to_the_backend_apart() -> None:
    lm = Eyes(lambda _: "Fine.")
    run_episodes(lm, show_requests([((), ("red",)), (("blue",),)]))
    assert [[len(request.args) for request in call] for call in lm.calls] == [[2], [3], [3]]


def test_bytes_that_are_no_picture_are_named() -> None:
    with pytest.raises(ValueError, match="'shirt-1' is no PNG, WebP or JPEG"):
        Picture("shirt-1", b"GIF89a").media_type  # noqa: B018


# ---------------------------------------------------------------------- hf-multimodal
@pytest.fixture(scope="module")
def llava(tmp_path_factory: pytest.TempPathFactory) -> Any:
    pytest.importorskip("torch")
    from lm_eval.models.hf_vlms import HFMultimodalLM

    folder = tmp_path_factory.mktemp("models")
    tiny = tiny_llava(packaged_smollm2(folder), folder / "llava")
    return HFMultimodalLM(pretrained=str(tiny), dtype="float32", device="cpu", batch_size=2)


@pytest.fixture
def inputs(llava: Any, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What reaches the model's `generate`, call by call."""
    seen: list[dict[str, Any]] = []
    generate = llava.model.generate

    def record(**arguments: Any) -> Any:
        seen.append(arguments)
        return generate(**arguments)

    monkeypatch.setattr(llava.model, "generate", record)
    return seen


def _arrived(llava: Any, call: dict[str, Any]) -> list[list[tuple[str, str]]]:
    """For each row of a call the (line before the picture, colour by its pixels), in order."""
    colours = {colour: llava.processor.image_processor(card(colour).image())["pixel_values"][0] for colour in _COLOURS}
    pixels = iter(call.get("pixel_values", ()))
    rows = []
    for ids in call["input_ids"].tolist():
        row, text = [], []
        for is_image, run in itertools.groupby(ids, key=lambda token: token == llava.image_token_id):
            tokens = list(run)
            if not is_image:
                text = tokens
                continue
            assert len(tokens) == IMAGE_TOKENS
            line = llava.tokenizer.decode(text).strip().splitlines()[-1]
            picture = next(pixels).numpy()
            row.append((line, next(name for name, values in colours.items() if abs(values - picture).max() < 1e-5)))
        rows.append(row)
    assert next(pixels, None) is None
    return rows


_COLOURS = ("red", "green", "blue", "white", "black")


def test_every_picture_reaches_the_model_at_its_place_in_its_turn(llava: Any, inputs: list[dict[str, Any]]) -> None:
    results = run_episodes(llava, show_requests([SHOW, (("black",), (), ("red",)), ((), ("blue", "white"))]))
    assert all(result["error"] is None for result in results)
    rows = sorted(row for call in inputs for row in _arrived(llava, call))
    shows = (("red", "green"), ("red", "green", "blue"), ("red", "green", "blue", "white", "black"))
    others = (("black",), ("black",), ("black", "red"), (), ("blue", "white"))
    assert rows == sorted([(f"This card is {c}:", c) for c in colours] for colours in (*shows, *others))


def test_the_multimodal_backend_passes_the_check(llava: Any) -> None:
    check_backend(llava, chat=(True,), max_gen_toks=4, exact=False, pictures=True)


def test_pictures_count_as_tokens_when_the_context_is_full(llava: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(llava), "max_length", 190)
    (result,) = run_episodes(llava, show_requests([[("red",) * 4, ("blue",) * 4, ("green",)]]))
    assert result["error"] is None
    assert result["dropped_turns"] >= 1


def test_without_a_chat_template_pictures_stand_in_the_transcript(llava: Any, inputs: list[dict[str, Any]]) -> None:
    monkey = llava.chat_applied
    llava.chat_applied = False
    run_episodes(llava, show_requests([SHOW], chat=False))
    llava.chat_applied = monkey
    assert [colour for _, colour in _arrived(llava, inputs[-1])[0]] == ["red", "green", "blue", "white", "black"]


# ---------------------------------------------------------------------- chat completions
def _client(url: str, **arguments: Any) -> Any:
    from lm_eval.models.openai_completions import LocalChatCompletion

    return LocalChatCompletion(base_url=url, model="eyes", tokenizer_backend=None, max_retries=1, **arguments)


def test_a_server_gets_each_picture_in_the_message_of_its_turn() -> None:
    with chat_server() as server:
        (result,) = run_episodes(_client(server.url), show_requests([SHOW], max_images=4))
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


def test_a_server_needs_chat_messages_for_pictures() -> None:
    with pytest.raises(ValueError, match="--apply_chat_template"):
        Prompter(_client("http://127.0.0.1:9/v1"), Settings(task="cards", identity={}, max_images=2))
