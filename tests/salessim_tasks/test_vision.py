"""The vision tasks: pictures travel with the products, say what words do not, and decide."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Any

import lm_eval
import pytest
from chat_server import chat_server
from guessing import ScriptedLM
from lm_eval.tasks import TaskManager
from vision import load_llava, pictures_of_call, recorded_calls

from harness_ext.pictures import IMAGE
from harness_ext.runner import run_episodes
from salessim_tasks.baselines import BaselineLM
from salessim_tasks.environment import replay
from salessim_tasks.seller.agent import Conversation
from salessim_tasks.seller.facts import read_cards
from salessim_tasks.seller.records import SellerTurn
from salessim_tasks.sources import StoreSource, open_store, picture_of
from salessim_tasks.store import categories
from salessim_tasks.task import ShoppingTask, make_episode
from salessim_tasks.transcript import SellerEntry, Transcript

GAIN = 0.15  # what the eyes of the `seeing` baseline must be worth, in decision alignment


def _task(category: str, **options: Any) -> ShoppingTask:
    given = {"category": category, "max_images": 12, **options}
    return ShoppingTask({"task": f"salessim_vision_{category}", "dataset_kwargs": given})


@cache
def _played(
    category: str, policy: str, split: str = "test"
) -> list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """(document, result, scores) of each scenario."""
    task = _task(category, split=split)
    task.build_all_requests(apply_chat_template=True)
    requests = list(task.instances or [])
    results = run_episodes(BaselineLM(policy), requests)
    return [(one.doc, result, task.score(one.doc, result)) for one, result in zip(requests, results, strict=True)]


def _alignment(category: str, policy: str) -> float:
    scores = [scores["decision_alignment"] for _, _, scores in _played(category, policy)]
    return float(sum(scores) / len(scores))


@pytest.mark.parametrize("category", categories())
def test_who_sees_decides_better_than_who_does_not(category: str) -> None:
    assert _alignment(category, "seeing") >= _alignment(category, "faithful") + GAIN


@pytest.mark.parametrize("category", categories())
def test_who_sees_finds_an_acceptable_product_where_there_is_one(category: str) -> None:
    shown = [scores["acceptable_shown"] for _, _, scores in _played(category, "seeing")]
    counted = [one for one in shown if one is not None]
    assert sum(counted) >= 0.9 * len(counted)


@pytest.mark.parametrize("category", categories())
def test_no_card_says_what_only_the_picture_shows(category: str) -> None:
    for doc, result, _ in _played(category, "faithful"):
        schema = open_store(StoreSource.of(doc)).schema
        for turn in Transcript.model_validate(result["record"]).turns:
            facts = read_cards(schema, turn.text) if isinstance(turn, SellerEntry) else {}
            assert not {name for told in facts.values() for name in told} & set(schema.visual)


def test_every_product_is_pictured_where_it_is_first_shown() -> None:
    for doc, result, _ in _played("female_clothing", "seeing"):
        schema = open_store(StoreSource.of(doc)).schema
        seen: set[str] = set()
        for turn in Transcript.model_validate(result["record"]).turns:
            if not isinstance(turn, SellerEntry):
                continue
            assert set(turn.recommended) <= seen | set(turn.images)
            assert turn.text.count(IMAGE) == len(turn.images)
            for id, part in zip(turn.images, turn.text.split(IMAGE), strict=False):
                *_, name = read_cards(schema, part)
                assert name == open_store(StoreSource.of(doc)).product(id).name
            seen |= set(turn.images)


def test_a_vision_episode_can_be_replayed() -> None:
    for doc, result, _ in _played("male_clothing", "seeing")[:20]:
        transcript = Transcript.model_validate(result["record"])
        assert replay(transcript, make_episode(doc)) == transcript


def test_the_shopper_is_told_of_the_pictures_in_vision_tasks_only() -> None:
    assert "picture" in make_episode(_task("laptops").scenarios()[0]).system
    assert "picture" not in make_episode(_task("laptops", max_images=0).scenarios()[0]).system


@pytest.mark.parametrize(("given", "expected"), [(0, 0), (12, 4)])
def test_a_backends_max_images_makes_no_vision_task_of_a_text_task(given: int, expected: int) -> None:
    """lm-eval hands tasks the model's arguments as metadata."""
    options = {"category": "laptops", "max_images": given}
    task = ShoppingTask({"task": "laptops", "dataset_kwargs": options, "metadata": {"max_images": 4}})
    assert task.max_images == expected
    assert task.MULTIMODAL is (expected > 0)


def test_a_seller_who_quotes_the_shopper_shows_no_picture_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def parrot(self: Conversation, text: str) -> SellerTurn:
        return SellerTurn(text=f"You said: {text}\n**A**: $5\n{IMAGE}", images=(product,))

    doc = _task("laptops").scenarios()[0]
    product = open_store(StoreSource.of(doc)).products[0].id
    monkeypatch.setattr(Conversation, "reply", parrot)
    episode = make_episode(doc)
    episode.open()
    step = episode.step(f"What is {IMAGE} there?")
    assert step.observation is not None
    assert [picture.id for picture in step.observation.pictures] == [product]


def test_a_backend_without_eyes_is_refused() -> None:
    with pytest.raises(ValueError, match="multimodal"):
        lm_eval.simple_evaluate(
            ScriptedLM(str), tasks=[_task("laptops")], task_manager=TaskManager(include_defaults=False)
        )


# ---------------------------------------------------------------------- real backends
TELLING = ("What do you have?", "What else do you have?", "What else do you have?", "end_conversation()")


def _scripted(requests: list[Any], lm: Any, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Play with `lm`, whose noise is replaced by words that keep the seller showing products."""
    generate = type(lm).generate_until

    def speak(self: Any, asked: list[Any], **options: Any) -> list[str]:
        replies: list[str] = generate(self, asked, **options)
        return [TELLING[min(request.idx, 3)] for request, _ in zip(asked, replies, strict=True)]

    monkeypatch.setattr(type(lm), "generate_until", speak)
    return run_episodes(lm, requests)


def test_a_real_vision_model_gets_each_products_picture_beneath_its_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lm = load_llava(tmp_path)
    calls = recorded_calls(lm, monkeypatch)
    task = _task("female_clothing", split="dev")
    task.build_all_requests(apply_chat_template=True, limit=3)
    for request in task.instances:
        request.settings.gen_kwargs.update(max_gen_toks=4, do_sample=False, temperature=0.0)
    results = _scripted(list(task.instances), lm, monkeypatch)
    assert all(result["error"] is None for result in results)

    source = task.source
    store = open_store(source)
    names = {product.name: product.id for product in store.products}
    arrived = 0
    for text, pixels in (pictured for call in calls for row in pictures_of_call(lm, call) for pictured in row):
        *_, card = read_cards(store.schema, text)
        expected = lm.processor.image_processor(picture_of(source, names[card]).image())["pixel_values"][0]
        assert abs(pixels - expected).max() < 1e-5
        arrived += 1
    told = [t for r in results for t in Transcript.model_validate(r["record"]).turns if isinstance(t, SellerEntry)]
    assert arrived >= sum(len(turn.images) for turn in told) > 3


def test_a_server_gets_each_products_picture_in_the_turn_that_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from lm_eval.models.openai_completions import LocalChatCompletion

    task = _task("male_clothing", split="dev", max_images=4)
    task.build_all_requests(apply_chat_template=True, limit=1)
    with chat_server() as server:
        lm = LocalChatCompletion(base_url=server.endpoint, model="eyes", tokenizer_backend=None, max_retries=1)
        (result,) = _scripted(list(task.instances), lm, monkeypatch)
    assert not server.rejected
    assert result["error"] is None
    turns = [t for t in Transcript.model_validate(result["record"]).turns if isinstance(t, SellerEntry)]
    shown = [id for turn in turns for id in turn.images]
    assert len(shown) > 4
    assert result["dropped_images"] == len(shown) - 4
    parts = [message["content"] for message in server.requests[-1]["messages"] if message["role"] == "user"]
    sent = [
        part["image_url"]["url"]
        for content in parts
        if isinstance(content, list)
        for part in content
        if "image_url" in part
    ]
    expected = [base64.b64encode(picture_of(task.source, id).data).decode() for id in shown[-4:]]
    assert sent == [f"data:image/png;base64,{data}" for data in expected]
    assert len(parts) == len(turns)
