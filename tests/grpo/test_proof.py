"""The recipe works: UserGRPO makes shoppers decide better for people that they have not met, and lm-eval says so, too.

Four minutes of computing a seed on a quiet core, half of them the warm-up. What is asked for is well below what was
seen (`_MARGIN`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

pytest.importorskip("trl", reason="trl is not installed (pip install '.[grpo]'; `tox -e grpo` does)")

from toy_run import BATCH, MAX_TURNS, PERSONAS, TURN_TOKENS, decision_alignment, reward, warm_up
from toy_store import CATEGORY

from salessim_tasks.training_log import read_log

_SEEDS = (1, 2, 3)
_MARGIN = 0.1  # seen: 0.733 to 0.900, 0.533 to 0.950 and 0.900 to 1.000; the first two while this was tuned
_DECISION, _SHOWN = "eval/decision_alignment", "eval/acceptable_shown"


@dataclass(frozen=True)
class Proof:
    """The scores of an evaluation before and after UserGRPO."""

    folder: Path
    trainer: Any
    before: dict[str, float | None]
    after: dict[str, float | None]

    def gain(self, name: str) -> float:
        before, after = self.before[name], self.after[name]
        assert before is not None
        assert after is not None
        return after - before


@pytest.fixture(scope="module")
def proofs(tmp_path_factory: pytest.TempPathFactory) -> list[Proof]:
    return [_proof(tmp_path_factory.mktemp("proof"), seed) for seed in _SEEDS]


def _proof(folder: Path, seed: int) -> Proof:
    warm = warm_up(folder, seed)
    trainer = reward(warm, folder / "store", folder / "rewarded", seed)
    scores = [entry for entry in read_log(folder / "rewarded") if _DECISION in entry]
    return Proof(folder, trainer, scores[0], scores[-1])


def test_decisions_for_unseen_personas_get_better(proofs: list[Proof]) -> None:
    gains = [proof.gain(_DECISION) for proof in proofs]
    assert min(gains) > 0, proofs
    assert fmean(gains) >= _MARGIN, proofs
    # Who leaves before anything is shown decides right, too, and that is not what was to be learned.
    assert fmean(proof.gain(_SHOWN) for proof in proofs) > -0.1, proofs


def test_lm_eval_finds_the_saved_adapter_as_good_as_it_was_in_memory(proofs: list[Proof], tmp_path: Path) -> None:
    proof = proofs[0]
    options = {"category": CATEGORY, "folder": str(proof.folder / "store"), "split": "dev", "max_turns": MAX_TURNS}
    (tmp_path / "unseen.yaml").write_text(
        f"task: unseen\nclass: !function salessim_tasks.task.ShoppingTask\ndataset_kwargs: {json.dumps(options)}\n",
        encoding="utf-8",
    )
    adapted = f"pretrained={proof.folder / 'warm'},peft={proof.folder / 'rewarded'},dtype=float32"
    command = (
        *(sys.executable, "-m", "harness_ext", "run", "--model", "hf", "--model_args", adapted, "--device", "cpu"),
        *("--include_path", str(tmp_path), "--tasks", "unseen", "--apply_chat_template", "--batch_size", str(BATCH)),
        *("--limit", str(PERSONAS), "--gen_kwargs", f"max_gen_toks={TURN_TOKENS},temperature=0"),
        *("--output_path", str(tmp_path / "results")),
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    [results] = (tmp_path / "results").glob("**/results_*.json")
    row = json.loads(results.read_text(encoding="utf-8"))["results"]["unseen"]
    in_memory = decision_alignment(proof.trainer.model, proof.trainer.processing_class, proof.folder / "store")
    assert row["decision_alignment,none"] == pytest.approx(in_memory)
