"""A vision-language model is trained on what it saw: pictures in the rollout, as tokens and as pixels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trl", reason="trl is not installed (pip install '.[grpo]'; `tox -e grpo` does)")

import torch
from picture_show import PictureShow
from PIL import Image, ImageOps
from vision import SEEING, seeing_model
from whole_pass import told

from grpo.dialogue import Dialogue
from grpo.pictures import PicturedDialogue
from grpo.rollout import Episode, Sampling, open_episode, play
from harness_ext.episode import Settings
from harness_ext.history import History, Prompter
from harness_ext.pictures import IMAGE

SHOWS = (
    (("red", "green"), ("blue",), (), ("white", "black")),
    (("green", "red"), (), ("blue",)),  # the same ids as those of the first one open it, but not the same pictures
    ((), ("blue",)),
    (("red", "green"),),
)


@pytest.fixture(scope="module", params=SEEING)
def checkpoint(request: pytest.FixtureRequest, tiny: Path) -> tuple[Path, Any]:
    return seeing_model(request.param, tiny, tiny.with_name(request.param))


@pytest.fixture
def model(checkpoint: tuple[Path, Any]) -> Any:
    from transformers import AutoModelForImageTextToText

    return AutoModelForImageTextToText.from_pretrained(checkpoint[0]).eval()


def played(model: Any, processor: Any, **options: Any) -> list[Episode]:
    sampling = Sampling(**{"temperature": 0.7, "turn_tokens": 6, "max_images": 8} | options)
    shows = [PictureShow(show) for show in SHOWS]
    dialogue = PicturedDialogue(processor)
    opened = [open_episode(dialogue, show) for show in shows]
    return play(model, dialogue, opened, sampling, torch.Generator().manual_seed(1))


def parted(episode: Episode) -> tuple[list[int], list[int]]:
    """The tokens that the policy sampled, and all others."""
    behind = list(zip(episode.completion_ids, episode.mask, strict=True))
    return [id for id, mine in behind if mine], episode.prompt_ids + [id for id, mine in behind if not mine]


def by_whole_forward(model: Any, processor: Any, episode: Episode, images: list[Image.Image]) -> torch.Tensor:
    """The log-probabilities of the policy's tokens by one forward pass over all of the episode."""
    ids = torch.tensor([episode.prompt_ids + episode.completion_ids])
    seen = dict(processor.image_processor(images, return_tensors="pt"))
    if "image_grid_thw" in seen:
        seen["mm_token_type_ids"] = (ids == processor.image_token_id).int()
    return told(model, episode, 0.7, **seen)[torch.tensor(episode.mask).bool()]


def test_log_probabilities_are_those_of_a_whole_forward_pass_with_the_pictures(
    checkpoint: tuple[Path, Any], model: Any
) -> None:
    for episode, show in zip(played(model, checkpoint[1]), SHOWS, strict=True):
        assert [picture.id for picture in episode.pictures] == [colour for turn in show for colour in turn]
        told = torch.tensor(episode.logprobs)[torch.tensor(episode.mask).bool()]
        images = [picture.image() for picture in episode.pictures]
        assert torch.allclose(told, by_whole_forward(model, checkpoint[1], episode, images), atol=1e-4)
        others = [ImageOps.invert(image) for image in images]
        assert not torch.allclose(told, by_whole_forward(model, checkpoint[1], episode, others), atol=1e-3)


def test_around_the_replies_stands_what_the_processor_makes_of_the_conversation(
    checkpoint: tuple[Path, Any], model: Any
) -> None:
    processor = checkpoint[1]
    end = PicturedDialogue(processor).end_id
    for episode, show in zip(played(model, processor), SHOWS, strict=True):
        environment = PictureShow(show)
        messages: list[dict[str, Any]] = [{"role": "system", "content": environment.system}]
        observation: Any = environment.open()
        while observation is not None:
            head, *tails = observation.text.split(IMAGE)
            content: list[dict[str, Any]] = [{"type": "text", "text": head}]
            for picture, tail in zip(observation.pictures, tails, strict=True):
                content += [{"type": "image", "image": picture.image()}, {"type": "text", "text": tail}]
            messages += [{"role": "user", "content": content}, {"role": "assistant", "content": ""}]
            observation = environment.step("").observation
        ids = processor.apply_chat_template(messages, tokenize=True, return_dict=True)["input_ids"][0]
        *expected, _line_end = [id for id in ids if id != end]  # ends may be sampled
        assert [id for id in parted(episode)[1] if id != end] == expected


def test_no_token_that_stands_for_a_picture_is_sampled(
    checkpoint: tuple[Path, Any], model: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    forward, image = model.forward, checkpoint[1].image_token_id

    def eager(*arguments: Any, **given: Any) -> Any:
        output = forward(*arguments, **given)
        output.logits[..., image] += 5.0
        return output

    monkeypatch.setattr(model, "forward", eager)
    assert all(image not in parted(episode)[0] for episode in played(model, checkpoint[1], turn_tokens=20))


def test_an_episode_that_would_show_too_many_pictures_is_broken_off(checkpoint: tuple[Path, Any], model: Any) -> None:
    episodes = played(model, checkpoint[1], max_images=3)
    assert [episode.broken_off for episode in episodes] == [True, False, False, False]
    assert [len(episode.pictures) for episode in episodes] == [3, 3, 1, 2]


def test_words_that_look_like_a_picture_are_none(checkpoint: tuple[Path, Any]) -> None:
    processor = checkpoint[1]
    dialogue, mark = PicturedDialogue(processor), processor.image_token
    assert processor.image_token_id not in dialogue.opening(f"Say no {mark}.", f"Hello {IMAGE}.")
    assert processor.image_token_id not in dialogue.bridge(f"You said {mark}?")


def test_training_opens_as_evaluation_does(tiny: Path) -> None:
    from lm_eval.models.hf_vlms import HFMultimodalLM

    llava, _ = seeing_model("llava", tiny, tiny.with_name("evaluated"))
    lm = HFMultimodalLM(pretrained=str(llava), dtype="float32", device="cpu", batch_size=1)
    show = PictureShow(SHOWS[0])
    shown = show.open()
    history = History(show.system, shown)
    prompter = Prompter(lm, Settings("cards", {}, chat=True, max_images=8))
    images = [picture.image() for picture in prompter.visuals(history)]
    expected = lm.processor(text=[prompter.prompt(history)], images=images)["input_ids"][0]
    assert PicturedDialogue(lm.processor).opening(show.system, shown.text, shown.pictures) == expected


def test_what_cannot_be_trained_is_refused(
    checkpoint: tuple[Path, Any], tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transformers import AutoTokenizer

    shown, processor = PictureShow(SHOWS[0]).open(), checkpoint[1]
    with pytest.raises(ValueError, match="set max_images"):
        Dialogue(AutoTokenizer.from_pretrained(tiny)).opening("Look.", shown.text, shown.pictures)
    tiles = {"pixel_values": torch.zeros(1, 5, 3, 8, 8), "pixel_attention_mask": torch.zeros(1, 5, 8, 8)}
    monkeypatch.setattr(type(processor.image_processor), "__call__", lambda *_, **__: tiles)
    with pytest.raises(ValueError, match="takes pixel_attention_mask, pixel_values of a picture"):
        PicturedDialogue(processor)
