"""Episodes on lm-eval's own hf backend, with real transformers and a real small language model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import lm_eval
import pytest
from lm_eval.tasks import TaskManager

from harness_ext import plugins
from harness_ext.testing import check_backend
from salessim_tasks.task import ShoppingTask

OPTIONS = {"category": "laptops", "max_turns": 2}


def _hf(folder: Path, **arguments: Any) -> Any:
    from lm_eval.models.huggingface import HFLM

    return HFLM(pretrained=str(folder), dtype="float32", device="cpu", batch_size=4, **arguments)


def test_the_exported_model_is_an_ordinary_checkpoint_that_answers(smollm2: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(smollm2)
    model = AutoModelForCausalLM.from_pretrained(smollm2)
    messages = [{"role": "user", "content": "What is the capital of France?"}]
    inputs = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_tensors="pt", return_dict=True)
    output = model.generate(**inputs, max_new_tokens=12, do_sample=False)
    assert "Paris" in tokenizer.decode(output[0, inputs["input_ids"].shape[1] :])


def test_the_exported_tokenizer_ends_a_turn_as_its_template_does(smollm2: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(smollm2)
    turn = tokenizer.apply_chat_template([{"role": "assistant", "content": "Bye."}], tokenize=False)
    assert turn.rstrip().endswith(tokenizer.eos_token)
    assert tokenizer.eos_token_id == AutoModelForCausalLM.from_pretrained(smollm2).generation_config.eos_token_id


def test_an_export_over_an_existing_folder_is_refused(smollm2: Path) -> None:
    from salessim_tasks.model_export import export_smollm2

    with pytest.raises(ValueError, match="exists already"):
        export_smollm2(smollm2)


def test_the_hf_backend_passes_the_check(smollm2: Path) -> None:
    check_backend(_hf(smollm2))


@pytest.mark.parametrize("chat", [True, False])
def test_a_real_model_plays_real_episodes(smollm2: Path, chat: bool) -> None:
    plugins.install()
    results = lm_eval.simple_evaluate(
        _hf(smollm2),
        tasks=[ShoppingTask({"task": "salessim_laptops", "dataset_kwargs": OPTIONS})],
        task_manager=TaskManager(include_defaults=False),
        apply_chat_template=chat,
        limit=2,
        gen_kwargs="max_gen_toks=24,temperature=0",
    )
    assert results is not None
    for sample in results["samples"]["salessim_laptops"]:
        (episode,) = sample["resps"][0]
        assert episode["error"] is None
        spoken = [turn["raw"] for turn in episode["record"]["turns"] if turn["speaker"] == "shopper"]
        assert spoken
        assert any(text.strip() for text in spoken)
        assert not any("\nSalesperson:" in text or "<|im_end|>" in text for text in spoken)


def test_two_processes_give_the_same_episodes_and_numbers_as_one(tiny: Path, tmp_path: Path) -> None:
    run = (
        *("-m", "harness_ext", "run", "--tasks", "salessim_laptops", "--include_path", str(_tasks())),
        *("--model", "hf", "--model_args", f"pretrained={tiny},dtype=float32", "--device", "cpu"),
        *("--apply_chat_template", "--batch_size", "1", "--limit", "5", "--log_samples", "--output_path"),
    )
    options = ("--gen_kwargs", "temperature=0,max_gen_toks=12", "--metadata", '{"max_turns": 3}')
    _command([sys.executable, *run, "one", *options], tmp_path)
    launch = [sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", "2"]
    fixed = ["--num_machines", "1", "--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0"]
    _command([*launch, *fixed, *run, "two", *options], tmp_path)

    one, two = _read(tmp_path / "one"), _read(tmp_path / "two")
    assert len(one[1]) == len(two[1]) == 5
    assert one == two


def _tasks() -> Path:
    return Path(__file__).resolve().parents[2] / "task_configs"


def _command(command: list[str], cwd: Path) -> None:
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _read(folder: Path) -> tuple[Any, Any]:
    (results,) = folder.glob("**/results_*.json")
    (samples,) = folder.glob("**/samples_*.jsonl")
    episodes = [json.loads(line)["resps"] for line in samples.read_text().splitlines()]
    return json.loads(results.read_text())["results"], episodes
