"""A shrunk model is the head of the whole one: its first layers, its first tokens, and every text still."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from models import tiny_model

pytest.importorskip("transformers", reason="transformers is not installed (pip install '.[hf]')")
pytest.importorskip("torch", reason="torch is not installed (pip install '.[hf]')")

from grpo.shrink import main, shrink

LAYERS, SIZE = 3, 2000
CHAT = [{"role": "user", "content": "Hello?"}, {"role": "assistant", "content": "A red one, max £20."}]
TEXTS = [
    "",
    " ",
    "Grüße, naïve café",
    "12345.67 %",
    "👩‍👧 🦜\t\n\n  x",
    "日本語 Ω≈ç√",
    "<|im_start|>user\nhi<|im_end|>",
    "\x00\x7f\ufeff",
]


@pytest.fixture(scope="module", params=[True, False], ids=["tied", "untied"])
def large(request: pytest.FixtureRequest, tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model(tiny, tmp_path_factory.mktemp("large"), num_hidden_layers=4, tie_word_embeddings=request.param)


@pytest.fixture(scope="module")
def small(large: Path) -> Path:
    main([str(large), str(large / "small"), "--layers", str(LAYERS), "--vocabulary", str(SIZE)])
    return large / "small"


def tokenizer(folder: Path) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(folder)


def model(folder: Path) -> Any:
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(folder).eval()


def assert_lossless(words: Any, text: str, size: int) -> None:
    ids = words.encode(text, add_special_tokens=False)
    assert all(id < size for id in ids)
    assert words.decode(ids, clean_up_tokenization_spaces=False) == text


def assert_as_good(words: Any, everything: Any, text: str) -> None:
    """SmolLM2's own tokenizer lacks bytes of rare signs."""
    told = [one.decode(one.encode(text), clean_up_tokenization_spaces=False) for one in (words, everything)]
    assert told[0] == told[1]


def test_every_text_is_still_told(small: Path) -> None:
    words = tokenizer(small)
    for text in TEXTS:
        assert_lossless(words, text, SIZE)

    everything = tokenizer(small.parent)

    @settings(max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.text(max_size=40))
    def holds(text: str) -> None:
        assert_as_good(words, everything, text)

    holds()


def test_the_smallest_vocabulary_that_is_taken_tells_every_text(large: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="name at least") as caught:
        shrink(str(large), tmp_path / "out", LAYERS, 10)
    least = int(str(caught.value).split("name at least ")[1].split(",")[0])
    words, tokenizer_of_all = tokenizer(shrink(str(large), tmp_path / "out", LAYERS, least)), tokenizer(large)
    for text in [*TEXTS, *map(chr, range(256)), *map(chr, range(0x2000, 0xD000, 501))]:
        assert_as_good(words, tokenizer_of_all, text)


def test_ids_and_the_chat_template_are_the_whole_ones(large: Path, small: Path) -> None:
    before, after = tokenizer(large), tokenizer(small)
    assert len(after) == SIZE == model(small).config.vocab_size
    assert after.chat_template == before.chat_template
    assert after.get_vocab() == {word: id for word, id in before.get_vocab().items() if id < SIZE}
    assert (after.eos_token_id, after.pad_token_id) == (before.eos_token_id, before.pad_token_id)
    text = after.apply_chat_template(CHAT, tokenize=False)
    assert text == before.apply_chat_template(CHAT, tokenize=False)
    assert after.decode(after.apply_chat_template(CHAT, return_dict=False)) == text


def test_logits_are_those_of_the_whole_model_cut_by_hand(large: Path, small: Path) -> None:
    import torch

    before, after = model(large), model(small)
    ids = torch.arange(5, 45)[None] * 31
    with torch.no_grad():
        before.model.layers = before.model.layers[:LAYERS]
        hidden = before.model(input_ids=ids, use_cache=False).last_hidden_state  # the final norm is in
        expected = hidden @ before.lm_head.weight[:SIZE].T
        torch.testing.assert_close(after(ids).logits, expected)
    assert after.config.num_hidden_layers == len(after.model.layers) == LAYERS
    assert after.config.tie_word_embeddings == before.config.tie_word_embeddings


@pytest.mark.parametrize(
    ("layers", "size", "message"),
    [
        (1, SIZE, "--layers 1: the model has 4; name at least 2"),
        (5, SIZE, "--layers 5: the model has 4"),
        (LAYERS, 100, "--vocabulary 100: name at least"),
        (LAYERS, 99999, "--vocabulary 99999: name at least .* no more than the 49152"),
    ],
)
def test_what_cannot_be_cut_is_told_and_nothing_is_written(
    large: Path, tmp_path: Path, layers: int, size: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        shrink(str(large), tmp_path / "out", layers, size)
    assert not list(tmp_path.iterdir())


def test_what_is_there_stays(large: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(SystemExit):
        main([str(large), str(tmp_path), "--layers", str(LAYERS), "--vocabulary", str(SIZE)])
    assert f"{tmp_path} exists already; name a new folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_another_kind_of_model_is_refused(tiny: Path, tmp_path: Path) -> None:
    from transformers import GPT2Config, GPT2LMHeadModel

    GPT2LMHeadModel(GPT2Config(vocab_size=300, n_embd=4, n_layer=2, n_head=1)).save_pretrained(tmp_path / "gpt2")
    tokenizer(tiny).save_pretrained(tmp_path / "gpt2")
    with pytest.raises(ValueError, match=r"gpt2: this kind of model has no model\.layers"):
        shrink(str(tmp_path / "gpt2"), tmp_path / "out", 2, SIZE)


def test_nothing_is_left_of_a_cut_that_fails(large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from transformers import PreTrainedTokenizerBase

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(PreTrainedTokenizerBase, "save_pretrained", full)
    with pytest.raises(OSError, match="No space left"):
        shrink(str(large), tmp_path / "out", LAYERS, SIZE)
    assert not list(tmp_path.iterdir())
