"""Pictures in episodes: each arrives at its place in its turn, on real backends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from guessing import ScriptedLM
from picture_show import card, show_requests
from vision import load_llava, pictures_of_call, recorded_calls

from harness_ext.episode import Observation, Settings
from harness_ext.history import History, Prompter
from harness_ext.journal import JournalError
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


def test_quoted_placeholders_and_a_models_own_image_tokens_are_no_pictures() -> None:
    lm = Eyes(lambda _: "I see <|pic|> here.")
    lm.image_token = "<|pic|>"
    history = History(f"Look. {IMAGE}", Observation(f"You wrote {IMAGE} and <|pic|>."))
    history.append("So <|pic|>", Observation(f"Here is one: {IMAGE} <|pic|>", (card("red"),)))
    for chat in (False, True):
        prompt = Prompter(lm, Settings(task="cards", identity={}, chat=chat, max_images=2)).prompt(history)
        assert prompt.count(IMAGE) == 1
        assert "<|pic|>" not in prompt


def test_a_text_task_on_a_multimodal_backend_has_no_placeholders() -> None:
    lm = Eyes(lambda _: f"I see {IMAGE} here.")
    run_episodes(lm, show_requests([((), (), ())], max_images=0))
    assert not any(IMAGE in request.args[0] for call in lm.calls for request in call)


def test_a_backend_that_shows_no_picture_at_all_gets_none() -> None:
    lm = Eyes(lambda _: "Fine.")
    lm.max_images = 0
    (result,) = run_episodes(lm, show_requests([SHOW]))
    assert all(len(call[0].args) == 2 for call in lm.calls)
    assert result["dropped_images"] == 5


def test_pictures_that_leave_with_their_turn_count_once() -> None:
    history = _history()
    history.limit_pictures(2)
    assert history.drop_oldest()
    assert history.dropped_images == 2


def test_each_picture_in_use_is_decoded_once_however_many_there_are() -> None:
    pictures = [Picture(str(number), card("red").data) for number in range(300)]
    images = [picture.image() for picture in pictures]
    assert all(picture.image() is image for picture, image in zip(pictures, images, strict=True))


def test_a_journal_is_not_continued_with_fewer_pictures_in_view(tmp_path: Path) -> None:
    lm = Eyes(lambda _: "Fine.")
    (first,) = run_episodes(lm, show_requests([SHOW], journal=str(tmp_path)))
    assert run_episodes(lm, show_requests([SHOW], journal=str(tmp_path))) == [first]
    with pytest.raises(JournalError, match=r"pictures\.max_images was 8, is 4"):
        run_episodes(lm, show_requests([SHOW], journal=str(tmp_path), max_images=4))
    lm.max_images = 1
    with pytest.raises(JournalError, match=r"pictures\.backend\.max_images was null, is 1"):
        run_episodes(lm, show_requests([SHOW], journal=str(tmp_path)))


class Begins:
    """A processor that wants a mark of its own before the token that it repeats, as the template writes it."""

    image_token = "<soft>"
    boi_token = "<start>"

    def __call__(self, text: list[str], images: list[Any]) -> dict[str, list[list[int]]]:
        if text[0].count(self.boi_token) != len(images):
            raise ValueError(f"{text[0].count(self.boi_token)} marks for {len(images)} images")
        return {"input_ids": [[0] * (len(text[0]) + 100 * len(images))]}


def test_what_pictures_take_of_the_context_is_told_by_the_processor_through_the_template() -> None:
    class Counting(Eyes):
        processor, tokenizer, image_token, max_length = Begins(), object(), "<soft>", 1000

        def tok_encode(self, text: str) -> list[int]:
            return [0] * len(text)

        def apply_chat_template(self, chat_history: list[dict[str, str]], add_generation_prompt: bool = True) -> str:
            return "".join(message["content"] for message in chat_history).replace(IMAGE, "<start>")

    lm = Counting(lambda _: "Fine.")
    (result,) = run_episodes(lm, show_requests([[("red",) * 4, ("blue",) * 4, ("green",)]], max_images=9))
    assert result["error"] is None
    assert result["dropped_turns"] == 1
    assert result["dropped_images"] == 4


def test_a_processor_that_cannot_tell_ends_no_run(caplog: pytest.LogCaptureFixture) -> None:
    lm = Eyes(lambda _: "Fine.")
    lm.processor, lm.tokenizer, lm.max_length = Begins(), object(), 1000
    lm.tok_encode = lambda text: [0] * len(text)
    (result,) = run_episodes(lm, show_requests([SHOW], chat=False))
    assert result["error"] is None
    assert "Cannot tell how much of the context a picture takes: ValueError: 0 marks" in caplog.text


def test_a_backend_that_gives_pictures_to_the_wrong_request_is_found() -> None:
    class Crossed(Eyes):
        def generate_until(self, requests: list[Any]) -> list[str]:
            seen = [request.args[2]["visual"] if len(request.args) > 2 else [] for request in requests][::-1]
            return [str([image.getpixel((0, 0)) for image in images]) for images in seen]

    with pytest.raises(AssertionError, match="with pictures: greedy replies differ"):
        check_backend(Crossed(str), pictures=True)


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
    return load_llava(tmp_path_factory.mktemp("models"))


@pytest.fixture
def inputs(llava: Any, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    return recorded_calls(llava, monkeypatch)


def _arrived(llava: Any, call: dict[str, Any]) -> list[list[tuple[str, str]]]:
    """For each row of a call the (line before the picture, colour by its pixels), in order."""
    colours = {colour: llava.processor.image_processor(card(colour).image())["pixel_values"][0] for colour in _COLOURS}
    return [
        [
            (
                text.strip().splitlines()[-1],
                next(name for name, values in colours.items() if abs(values - pixels).max() < 1e-5),
            )
            for text, pixels in row
        ]
        for row in pictures_of_call(llava, call)
    ]


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
    llava.chat_applied = True  # as after a run with the template, which leaves the placeholders to it
    run_episodes(llava, show_requests([SHOW], chat=False))
    assert not llava.chat_applied
    assert [colour for _, colour in _arrived(llava, inputs[-1])[0]] == ["red", "green", "blue", "white", "black"]
