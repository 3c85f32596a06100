"""What is left out changes nothing: loss, gradient and entropy are TRL's own, for fewer tokens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trl", reason="trl is not installed (pip install '.[grpo]'; `tox -e grpo` does)")

from grpo.config import Run
from grpo.train import build_trainer

PROMPT, COMPLETION, GROUP = 9, 14, 4


@pytest.fixture(scope="module")
def trainer(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A trainer of an adapter that changes what the model says."""
    import torch

    small = {"categories": ["laptops"], "behaviours": ["helpful"], "products": 24, "personas": 2, "steps": 1}
    run = {"weights": {"decision": 1.0}, "lora_rank": 4, "dtype": "float32", "temperature": 0.7, "group": GROUP}
    output = tmp_path_factory.mktemp("lean")
    built = build_trainer(Run.model_validate({"model": str(tiny), "output": str(output)} | small | run))
    generator = torch.Generator().manual_seed(3)
    for name, weight in built.model.named_parameters():
        if "lora_" in name:
            weight.data = torch.randn(weight.shape, generator=generator) * 0.3
    built.current_gradient_accumulation_steps = 1  # as the training loop sets it
    built.model.train()
    return built


def batch(*, prompts: str = "shared", **given: Any) -> dict[str, Any]:
    """Episodes of several turns, as long as one another or not; of one the policy said nothing."""
    import torch

    generator = torch.Generator().manual_seed(1)
    lengths = torch.tensor([COMPLETION, COMPLETION - 3, COMPLETION, 5])
    prompt_ids = torch.randint(20, 400, (GROUP, PROMPT), generator=generator)
    prompt_mask = torch.ones_like(prompt_ids)
    if prompts == "shared":
        prompt_ids = prompt_ids[:1].repeat(GROUP, 1)
    if prompts == "padded":
        for row, missing in enumerate((0, 2, 5, 1)):
            prompt_ids[row, :missing] = 2
            prompt_mask[row, :missing] = 0
    completion_mask = (torch.arange(COMPLETION)[None] < lengths[:, None]).long()
    completion_ids = torch.randint(20, 400, (GROUP, COMPLETION), generator=generator)
    tool_mask = torch.tensor([[1] * 3 + [0] * 4 + [1] * 2 + [0] * 2 + [1] * 3] * GROUP)
    tool_mask[1, :2] = 0
    return {
        "prompt_ids": prompt_ids,
        "prompt_mask": prompt_mask,
        "completion_ids": completion_ids.masked_fill(completion_mask == 0, 2),
        "completion_mask": completion_mask,
        "tool_mask": tool_mask,
        "advantages": torch.tensor([1.0, -0.5, 0.25, -2.0]),
        "num_items_in_batch": (completion_mask * tool_mask).sum(),
        **given,
    }


def done(trainer: Any, compute_loss: Any, inputs: dict[str, Any]) -> tuple[Any, dict[str, Any], dict[str, Any], int]:
    """The loss, the adapter's gradients, what was logged, and how many tokens were fed."""
    fed: list[int] = []
    embedding = trainer.model.get_input_embeddings()
    hook = embedding.register_forward_pre_hook(lambda _module, given: fed.append(given[0].numel()))
    trainer.model.zero_grad()
    trainer._metrics["train"].clear()
    loss = compute_loss(trainer.model, inputs)
    loss.backward()
    hook.remove()
    gradients = {name: weight.grad.clone() for name, weight in trainer.model.named_parameters() if weight.requires_grad}
    return loss.detach(), gradients, {k: list(v) for k, v in trainer._metrics["train"].items()}, sum(fed)


def compared(trainer: Any, inputs: dict[str, Any]) -> tuple[int, int]:
    """The tokens fed by ours and by TRL's, after they were found to agree."""
    import torch
    from trl import GRPOTrainer

    loss, gradients, logged, fed = done(trainer, trainer._compute_loss, inputs)
    plain = lambda model, given: GRPOTrainer._compute_loss(trainer, model, given)  # noqa: E731
    loss_trl, gradients_trl, logged_trl, fed_trl = done(trainer, plain, inputs)
    torch.testing.assert_close(loss, loss_trl, rtol=1e-5, atol=1e-7)
    assert gradients.keys() == gradients_trl.keys()
    assert any("lora_A" in name for name in gradients)
    for name, gradient in gradients.items():
        expected = gradients_trl[name]
        assert expected.abs().max() > 0
        assert (gradient - expected).norm() <= 1e-4 * expected.norm(), name
    assert logged.keys() == logged_trl.keys()
    for name, values in logged.items():
        assert values == pytest.approx(logged_trl[name], rel=1e-5, nan_ok=True), name
    assert logged["entropy"][0] > 0
    return fed, fed_trl


def test_a_prompt_that_all_share_is_computed_once_for_the_same_gradient(trainer: Any) -> None:
    fed, plain = compared(trainer, batch())
    assert plain == GROUP * (PROMPT + COMPLETION)
    assert fed == PROMPT - 1 + GROUP * COMPLETION  # the last token foretells nothing


@pytest.mark.parametrize("prompts", ["padded", "different"])
def test_prompts_that_differ_are_each_computed(trainer: Any, prompts: str) -> None:
    fed, plain = compared(trainer, batch(prompts=prompts))
    assert (fed, plain) == (GROUP * (PROMPT + COMPLETION - 1), GROUP * (PROMPT + COMPLETION))


def test_what_pads_a_whole_batch_is_not_computed(trainer: Any) -> None:
    row = batch(prompts="padded")
    only = {name: value[1:2] for name, value in row.items() if name != "num_items_in_batch"}
    fed, plain = compared(trainer, {**row, **only})
    assert int(only["prompt_mask"].sum()) == PROMPT - 2
    assert plain == PROMPT + COMPLETION
    assert fed == PROMPT - 2 + 8  # up to the ninth token of the completion, the last that the policy said


def test_what_pads_prompts_that_are_shared_is_not_computed(trainer: Any) -> None:
    inputs = batch()
    inputs["prompt_mask"][:, :3] = 0
    fed, _ = compared(trainer, inputs)
    assert fed == PROMPT - 4 + GROUP * COMPLETION


def test_a_clipped_step_off_the_policy_is_the_same(trainer: Any) -> None:
    import torch

    old = torch.randn((GROUP, COMPLETION), generator=torch.Generator().manual_seed(2)) - 10
    compared(trainer, batch(old_per_token_logps=old))


def test_an_episode_in_which_nothing_was_said_counts_for_nothing(trainer: Any) -> None:
    inputs = batch()
    inputs["tool_mask"][2] = 0
    compared(trainer, inputs)


def test_with_checkpointing_the_prompt_is_not_shared(trainer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trainer.args, "gradient_checkpointing", True)
    fed, _ = compared(trainer, batch())
    assert fed == GROUP * (PROMPT + COMPLETION - 1)


def test_logits_are_computed_where_the_policy_speaks_alone(trainer: Any) -> None:
    head = trainer.model.get_output_embeddings()
    places: list[int] = []
    hook = head.register_forward_hook(lambda _module, _given, output: places.append(output.shape[1]))
    inputs = batch(prompts="different")
    trainer._compute_loss(trainer.model, inputs)
    hook.remove()
    assert places == [int((inputs["completion_mask"] * inputs["tool_mask"]).any(0).sum())]
