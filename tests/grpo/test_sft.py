"""The warm-up learns what shoppers say, in the very tokens that they will be played in, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from templates import TEMPLATES

pytest.importorskip("trl", reason="trl is not installed (pip install '.[grpo]'; `tox -e grpo` does)")

from grpo.config import Warmup, read_run
from grpo.demonstrations import Demonstration
from grpo.dialogue import Dialogue
from grpo.sft import build_trainer, main, tokenised
from harness_ext.episode import Observation, Step
from salessim_tasks.training_log import read_log

SHOWN = (
    Demonstration(
        {},
        "You shop for a parrot.",
        ("What colour, dear customer?", "We have 2 green ones.\nWhich?", "  A blue one, then? 🦜"),
        ("blue, max £20", "Hm... no. Anything else?\n", 'ok\nadd_to_cart("Parrot - Blue")'),
    ),
    Demonstration({}, "You shop.", ("Yes?",), ("end_conversation()",)),
    Demonstration({}, "You shop for two cats.", ("Good day.", "Cats?"), ("hello", " a pair of them, ideally naïve")),
)


class Told:
    """An environment that says what was heard in a demonstration."""

    def __init__(self, shown: Demonstration) -> None:
        self.system = shown.system
        self.heard = iter(shown.heard)
        self.replies: list[str] = []

    def open(self) -> Observation:
        return Observation(next(self.heard))

    def step(self, reply: str) -> Step:
        self.replies.append(reply)
        said = next(self.heard, None)
        return Step(reply, None if said is None else Observation(said))

    def record(self) -> dict[str, Any]:
        return {}


def words_of(tiny: Path, template: str | None = None) -> Any:
    from transformers import AutoTokenizer

    found = AutoTokenizer.from_pretrained(tiny)
    found.chat_template = template or found.chat_template
    return found


def learned(row: dict[str, list[int]], end: int) -> list[list[int]]:
    """The labelled tokens, split behind each one that ends a reply."""
    runs: list[list[int]] = [[]]
    for label in row["labels"]:
        if label != -100:
            runs[-1].append(label)
            if label == end:
                runs.append([])
    return runs


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: f"{len(shown.said)} turns")
def test_just_the_shoppers_words_are_learned_each_with_its_end(tiny: Path, template: str, shown: Demonstration) -> None:
    words = words_of(tiny, TEMPLATES[template])
    dialogue = Dialogue(words)
    row = tokenised(dialogue, shown)
    assert len(row["labels"]) == len(row["input_ids"])
    assert all(label in (-100, id) for label, id in zip(row["labels"], row["input_ids"], strict=True))
    *replies, rest = learned(row, dialogue.end_id)
    assert rest == []
    assert [words.decode(reply[:-1]) for reply in replies] == list(shown.said)
    assert tokenised(dialogue, shown, everything=True) == {"input_ids": row["input_ids"], "labels": row["input_ids"]}


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: f"{len(shown.said)} turns")
def test_it_is_what_a_rollout_holds_of_the_same_replies(tiny: Path, template: str, shown: Demonstration) -> None:
    from grpo.rollout import Sampling, open_episode, take

    dialogue = Dialogue(words_of(tiny, TEMPLATES[template]))
    episode = open_episode(dialogue, Told(shown))
    for said in shown.said:
        ids = dialogue.reply(said)
        take(episode, dialogue, ids, [-1.0] * len(ids), Sampling())
    row = tokenised(dialogue, shown)
    assert row["input_ids"] == episode.prompt_ids + episode.completion_ids
    assert [label != -100 for label in row["labels"]] == [False] * len(episode.prompt_ids) + list(
        map(bool, episode.mask)
    )
    assert episode.environment.replies == list(shown.said)  # type: ignore[attr-defined]


def warmup(model: Path, output: Path, **given: Any) -> Warmup:
    small = {"categories": ["laptops"], "products": 24, "personas": 4, "max_turns": 20, "total_tokens": 4096}
    short = {"epochs": 3, "batch": 1, "accumulate": 2, "learning_rate": 0.02, "dtype": "float32", "log_every": 1}
    return Warmup.model_validate(
        {"model": str(model), "output": str(output)} | small | short | {"save_every": 3} | given
    )


@pytest.fixture(scope="module")
def trainer(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return build_trainer(warmup(tiny, tmp_path_factory.mktemp("warmup"), personas=2))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("items", [None, 7])
def test_the_loss_and_its_gradient_are_those_of_a_whole_forward(
    tiny: Path, trainer: Any, count: int, items: int | None
) -> None:
    import torch
    from torch.nn.functional import cross_entropy

    rows = [tokenised(Dialogue(words_of(tiny)), shown) for shown in SHOWN[:count]]
    inputs = trainer.data_collator(rows)
    assert bool(inputs["attention_mask"].all()) == (count == 1)

    def gradients(loss: Any) -> list[Any]:
        trainer.model.zero_grad()
        loss.backward()
        return [weight.grad.clone() for weight in trainer.model.parameters()]

    given = None if items is None else torch.tensor(items)
    ours = trainer.compute_loss(trainer.model, inputs, num_items_in_batch=given)
    ours_gradients = gradients(ours)
    logits = trainer.model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits[:, :-1]
    labels = inputs["labels"][:, 1:]
    total = cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100, reduction="sum")
    whole = total / (sum(label != -100 for row in rows for label in row["labels"]) if items is None else items)
    torch.testing.assert_close(ours, whole)
    for mine, plain in zip(ours_gradients, gradients(whole), strict=True):
        torch.testing.assert_close(mine, plain, rtol=1e-4, atol=1e-6)


def file_of(run: Warmup, folder: Path) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "run.yaml").write_text(yaml.safe_dump(run.model_dump(mode="json")), encoding="utf-8")
    return str(folder / "run.yaml")


def test_a_warm_up_learns_is_resumed_to_the_same_run_and_is_loaded(tiny: Path, tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, TrainerCallback

    class Killed(TrainerCallback):
        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            control.should_training_stop = state.global_step == 4  # one step behind the checkpoint

    def told(folder: Path) -> list[tuple[Any, ...]]:
        return [
            tuple(entry[name] for name in ("step", "loss", "grad_norm"))
            for entry in read_log(folder)
            if "loss" in entry
        ]

    main([file_of(warmup(tiny, tmp_path / "whole"), tmp_path / "whole")])
    run = warmup(tiny, tmp_path / "stopped")
    stopped = build_trainer(run)
    stopped.add_callback(Killed())
    stopped.train()
    assert told(tmp_path / "stopped") == told(tmp_path / "whole")[:4]
    main([file_of(run, tmp_path / "stopped"), "--resume"])
    assert told(tmp_path / "stopped") == told(tmp_path / "whole")
    losses = [loss for _, loss, _ in told(tmp_path / "whole")]
    assert len(losses) == 6
    assert losses[-1] < losses[0] - 0.5
    models = [AutoModelForCausalLM.from_pretrained(path) for path in (tiny, tmp_path / "whole", tmp_path / "stopped")]
    before, whole, resumed = ([*model.parameters()] for model in models)
    assert all(torch.equal(a, b) for a, b in zip(whole, resumed, strict=True))
    assert not all(torch.equal(a, b) for a, b in zip(before, whole, strict=True))
    saved = AutoTokenizer.from_pretrained(tmp_path / "whole")
    assert saved.chat_template == words_of(tiny).chat_template


def test_an_adapter_can_be_warmed_up_alone(tiny: Path, tmp_path: Path) -> None:
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    trainer = build_trainer(warmup(tiny, tmp_path, lora_rank=2, personas=2, epochs=1))
    trainer.train()
    trainer.save_model()
    PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(tiny), tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("model: m\n", "output: Field required"),
        ("model: m\noutput: o\nbatch: 0\n", "batch: Input should be greater than or equal to 1"),
        ("model: m\noutput: o\nworld_seeds: 1\n", "world_seeds: Input should be a valid tuple"),
        ("model: m\noutput: o\nsteps: 3\n", "steps: Extra inputs are not permitted"),
        ("- model\n", "the file: Input should be a valid dictionary"),
        ("", "the file: Input should be a valid dictionary"),
    ],
)
def test_a_wrong_file_is_named_with_the_field(
    tmp_path: Path, text: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "warm.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"warm\.yaml: ") as caught:
        read_run(file, Warmup)
    assert message in str(caught.value)
    with pytest.raises(SystemExit):
        main([str(file)])
    assert message in capsys.readouterr().err


def test_too_little_room_for_any_demonstration_is_told(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([file_of(warmup(tiny, tmp_path / "out", total_tokens=100, personas=2), tmp_path)])
    assert "no demonstration has 100 tokens or less; raise total_tokens" in capsys.readouterr().err
