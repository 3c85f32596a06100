"""A merged checkpoint says what base model and adapter say together; of a merge that failed nothing is left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("peft", reason="peft is not installed (pip install '.[grpo]'; `tox -e grpo` does)")

from grpo.merge import main, merge

CHAT = [{"role": "user", "content": "Hello, what are you looking for?"}]


@pytest.fixture(scope="module")
def adapter(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An adapter of the tiny model that changes what it says, with a chat template of its own."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM, AutoTokenizer

    folder = tmp_path_factory.mktemp("adapter")
    with torch.random.fork_rng():
        torch.manual_seed(1)
        config = LoraConfig(r=4, lora_alpha=64, target_modules="all-linear", init_lora_weights=False)
        get_peft_model(AutoModelForCausalLM.from_pretrained(tiny), config).save_pretrained(folder)
    tokenizer = AutoTokenizer.from_pretrained(tiny)
    tokenizer.chat_template = "trained with: {{ messages[0].content }}"
    tokenizer.save_pretrained(folder)
    return folder


def said(model: Any, tokenizer: Any) -> list[int]:
    import torch

    ids = torch.tensor([tokenizer.apply_chat_template(CHAT, return_dict=False)])
    words: list[int] = model.generate(ids, do_sample=False, max_new_tokens=24)[0].tolist()
    return words


def test_the_merged_model_says_what_base_and_adapter_say(tiny: Path, adapter: Path, tmp_path: Path) -> None:
    from lm_eval.models.huggingface import HFLM
    from peft import PeftModel
    from transformers import AutoModelForCausalLM, AutoTokenizer

    main([str(adapter), str(tmp_path / "merged")])
    merged = HFLM(pretrained=str(tmp_path / "merged"), device="cpu", dtype="float32")
    tokenizer = AutoTokenizer.from_pretrained(adapter)
    base = AutoModelForCausalLM.from_pretrained(tiny)
    alone = said(base, tokenizer)
    together = said(PeftModel.from_pretrained(base, adapter), tokenizer)
    assert said(merged.model, merged.tokenizer) == together != alone
    assert merged.tokenizer.chat_template.startswith("trained with")
    assert not (tmp_path / "merged" / "adapter_config.json").exists()


def test_weights_keep_the_type_of_the_base_models(tiny: Path, adapter: Path, tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    AutoModelForCausalLM.from_pretrained(tiny, dtype=torch.bfloat16).save_pretrained(tmp_path / "base")
    merge(adapter, tmp_path / "merged", str(tmp_path / "base"))
    assert AutoModelForCausalLM.from_pretrained(tmp_path / "merged", dtype="auto").dtype == torch.bfloat16


def test_what_lies_in_the_output_folder_stays(adapter: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ValueError, match="not an empty folder; name a new one"):
        merge(adapter, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_folder_without_an_adapter_is_named(tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([str(tiny), str(tmp_path / "merged")])
    assert f"{tiny}: no adapter_config.json here" in capsys.readouterr().err


def test_a_base_model_that_is_gone_can_be_named(tiny: Path, adapter: Path, tmp_path: Path) -> None:
    from shutil import copytree

    moved = copytree(adapter, tmp_path / "adapter")
    config = moved / "adapter_config.json"
    config.write_text(config.read_text().replace(str(tiny), "gone"))
    with pytest.raises(ValueError, match="its base model gone cannot be found; say where it is with --base"):
        merge(moved, tmp_path / "merged")
    assert merge(moved, tmp_path / "merged", str(tiny)) == tmp_path / "merged"


def test_an_adapter_of_another_model_is_refused(adapter: Path, tmp_path: Path) -> None:
    from transformers import LlamaConfig, LlamaForCausalLM

    other = LlamaConfig(vocab_size=99, hidden_size=8, intermediate_size=8, num_hidden_layers=2, num_attention_heads=2)
    LlamaForCausalLM(other).save_pretrained(tmp_path / "other")
    with pytest.raises(ValueError, match=r"is no adapter of .*other"):
        merge(adapter, tmp_path / "merged", str(tmp_path / "other"))


def test_nothing_is_left_of_a_merge_that_fails(adapter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from transformers import PreTrainedTokenizerBase

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(PreTrainedTokenizerBase, "save_pretrained", full)
    with pytest.raises(OSError, match="No space left"):
        merge(adapter, tmp_path / "merged")
    assert not list(tmp_path.iterdir())
