"""Two processes train one run: each plays scenarios of its own, they share what they learn, one logs and saves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

pytest.importorskip("trl", reason="trl is not installed (pip install '.[grpo]'; `tox -e grpo` does)")

ROOT = Path(__file__).parents[2]
STEPS, GROUP = 2, 2
WEIGHTS = {"decision": 1.0, "turns": 0.5, "sentences": 0.5, "own_voice": 0.5}

Ranks = tuple[str, list[dict[str, Any]], Path]


def torchrun(*arguments: str) -> subprocess.CompletedProcess[str]:
    local = {"GLOO_SOCKET_IFNAME": "lo"} if sys.platform == "linux" else {}
    return subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2", *arguments],
        env={**os.environ, **local, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def run_file(tiny: Path, folder: Path, **given: Any) -> Path:
    small = {"categories": ["laptops"], "behaviours": ["helpful"], "products": 24, "personas": 6, "max_turns": 2}
    short = {"turn_tokens": 5, "group": GROUP, "groups": 4, "steps": STEPS, "lora_rank": 2, "save_every": STEPS}
    run = {"model": str(tiny), "output": str(folder / "out"), "weights": WEIGHTS, **small, **short, **given}
    file = folder / "run.yaml"
    file.write_text(yaml.safe_dump(run), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def ranks(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Ranks:
    """What the two processes printed, what each told (tests/support/told_by_ranks.py), and the run's folder."""
    folder = tmp_path_factory.mktemp("ranks")
    done = torchrun(str(ROOT / "tests/support/told_by_ranks.py"), str(folder), str(run_file(tiny, folder)))
    assert done.returncode == 0, done.stderr[-4000:]
    told = [json.loads((folder / f"{rank}.json").read_text(encoding="utf-8")) for rank in (0, 1)]
    return done.stdout, told, folder / "out"


def test_each_plays_whole_groups_of_its_own_scenarios(ranks: Ranks) -> None:
    first, second = ranks[1]
    assert len(first["played"]) == len(second["played"]) == STEPS
    for step in range(STEPS):
        shares = [first["played"][step], second["played"][step]]
        for share in shares:
            assert [share.count(number) for number in share] == [GROUP] * 2 * GROUP
        assert not set(shares[0]) & set(shares[1])
    assert not set(first["said"]) & set(second["said"])


def test_they_end_with_the_same_weights(ranks: Ranks) -> None:
    first, second = ranks[1]
    assert first["weights"] == second["weights"] != first["began"]


def test_one_saves_and_logs_for_all(ranks: Ranks) -> None:
    printed, (first, second), output = ranks
    assert (first["saves"] > 0, second["saves"]) == (True, 0)
    assert (output / "adapter_model.safetensors").is_file()
    assert sum(line.startswith("step ") for line in printed.splitlines()) == STEPS
    for step in range(STEPS):
        for name, value in first["shortcuts"][step].items():
            both = (value + second["shortcuts"][step][name]) / 2
            assert first["log"][step][f"shortcuts/{name}"] == pytest.approx(both)
    for entry in first["log"]:
        assert {f"groups/{name}no_signal" for name in ("", *(f"{reward}/" for reward in WEIGHTS))} <= set(entry)


def test_the_time_of_a_step_is_split(ranks: Ranks) -> None:
    for entry in ranks[1][0]["log"]:
        generation, seller, rewards, training = (
            entry[f"time/{name}"] for name in ("generation", "seller", "rewards", "training")
        )
        assert min(generation, seller, rewards, training) > 0
        share = (seller + rewards) / (generation + seller + rewards + training)
        assert entry["time/seller_and_rewards_share"] == pytest.approx(share)


def test_a_warm_up_takes_the_same_first_step_as_by_one_process(tiny: Path, tmp_path: Path) -> None:
    from grpo.sft import main

    small = {"categories": ["laptops"], "products": 24, "personas": 4, "total_tokens": 4096, "batch": 1, "log_every": 1}
    first = []
    for name, accumulate in (("one", 2), ("two", 1)):
        output, file = tmp_path / name, tmp_path / f"{name}.yaml"
        run = {"model": str(tiny), "output": str(output), "accumulate": accumulate, "dtype": "float32", **small}
        file.write_text(yaml.safe_dump(run), encoding="utf-8")
        if name == "one":
            main([str(file)])
        else:
            done = torchrun("-m", "grpo.sft", str(file))
            assert done.returncode == 0, done.stderr[-4000:]
        first.append(json.loads((output / "log.jsonl").read_text(encoding="utf-8").splitlines()[0]))
    one, two = first
    assert two["loss"] == pytest.approx(one["loss"], rel=1e-4)
    assert two["grad_norm"] == pytest.approx(one["grad_norm"], rel=1e-3)


def test_groups_that_cannot_be_dealt_out_are_refused(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from grpo.train import main

    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(SystemExit):
        main([str(run_file(tiny, tmp_path, groups=3))])
    assert "groups: 3 scenarios a step cannot be dealt out to 2 processes" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("kind", "stage", "sharded"),
    [("MULTI_GPU", 0, False), ("FSDP", 0, True), ("DEEPSPEED", 2, False), ("DEEPSPEED", 3, True)],
)
def test_weights_that_are_dealt_out_are_refused(kind: str, stage: int, sharded: bool) -> None:
    from accelerate.utils import DistributedType

    from grpo.ranks import refuse_unplayable

    state = SimpleNamespace(deepspeed_plugin=SimpleNamespace(zero_stage=stage))
    accelerator = SimpleNamespace(distributed_type=DistributedType(kind), state=state)
    with pytest.raises(ValueError, match="use `generation: vllm`") if sharded else nullcontext():
        refuse_unplayable(model_of(["full_attention"]), accelerator)


def test_a_window_is_refused() -> None:
    from accelerate.utils import DistributedType

    from grpo.ranks import refuse_unplayable

    alone = SimpleNamespace(distributed_type=DistributedType("NO"))
    refuse_unplayable(model_of(["full_attention"]), alone)
    with pytest.raises(ValueError, match="full attention only"):
        refuse_unplayable(model_of(["full_attention", "sliding_attention"]), alone)


def model_of(kinds: list[str]) -> Any:
    from transformers import LlamaConfig

    config = LlamaConfig()
    config.layer_types = kinds
    return SimpleNamespace(config=config, name_or_path="a model")


CONFIGS = sorted((ROOT / "grpo" / "configs" / "accelerate").glob("*.yaml"))


@pytest.mark.parametrize("file", CONFIGS, ids=lambda file: file.stem)
def test_the_shipped_configurations_are_accelerates(file: Path) -> None:
    from accelerate.commands.config.config_args import load_config_from_file
    from accelerate.commands.launch import launch_command_parser

    config = load_config_from_file(str(file))
    assert config.num_processes == 8
    options = {action.dest for action in launch_command_parser()._actions}
    for plugin in (config.fsdp_config, config.deepspeed_config):
        assert set(plugin or {}) <= options, "accelerate launch leaves out, without a word, what it does not know"
    head = file.read_text(encoding="utf-8").partition("compute_environment")[0]
    assert "NOT RUN" in head
    assert f"accelerate launch --config_file grpo/configs/accelerate/{file.name} -m grpo.train" in head
