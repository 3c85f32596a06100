from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from salessim_tasks.language.diversity import distinct_n, mtld, self_bleu, words
from salessim_tasks.language.human import corpus_distance
from salessim_tasks.language.redundancy import redundancy, summary

pytest.importorskip("evaluate", reason="evaluate is not installed")

ROOT = Path(__file__).resolve().parents[2]
CONVERSATIONS = [
    ["Hi, a red shoe for running?", "No, too heavy.", "Under $90?", "ok"],
    ["Something red, please.", "That is too heavy for me."],
    ["I want a shoe under $90.", "No.", "Bye then."],
]
TURNS = [turn for turns in CONVERSATIONS for turn in turns]


def _modules() -> Any:
    from salessim_tasks.language import modules

    return modules


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Redundancy", summary(redundancy(CONVERSATIONS))),
        ("Distinct", {"distinct_1": distinct_n(TURNS, 1), "distinct_2": distinct_n(TURNS, 2)}),
        ("Mtld", {"mtld": mtld([word for turn in TURNS for word in words(turn)])}),
        ("SelfBleu", {"self_bleu": self_bleu(CONVERSATIONS)}),
    ],
)
def test_a_module_gives_what_the_plain_function_gives(name: str, expected: dict[str, float]) -> None:
    module = getattr(_modules(), name)()
    assert module.compute(predictions=CONVERSATIONS) == pytest.approx(expected, nan_ok=True)
    for conversation in CONVERSATIONS:
        module.add_batch(predictions=[conversation])
    assert module.compute() == pytest.approx(expected, nan_ok=True)


def test_human_distance_takes_the_scores_of_the_episodes_beside_the_conversations() -> None:
    criteria = [3, 1, None]
    module = _modules().HumanDistance()
    result = module.compute(predictions=CONVERSATIONS, criteria_first_turn=criteria, num_turns=[5, 3, 4])
    episodes = [{"criteria_first_turn": c, "num_turns": n} for c, n in zip(criteria, (5, 3, 4), strict=True)]
    expected = corpus_distance(episodes, CONVERSATIONS)
    assert result["human_distance"] == pytest.approx(expected.value)
    assert result["deviations"] == pytest.approx({name: d.z for name, d in expected.deviations.items()})
    assert result["left_out"] == ["complete_sentences"]
    with pytest.raises(ValueError, match="complete_sentences must have one value for each of the 3"):
        module.compute(predictions=CONVERSATIONS, complete_sentences=[0.5])


def test_without_num_turns_the_turns_are_counted() -> None:
    modules = _modules()
    counted = modules.HumanDistance().compute(predictions=CONVERSATIONS)
    given = modules.HumanDistance().compute(predictions=CONVERSATIONS, num_turns=[4, 2, 3])
    assert counted == given


def test_a_conversation_that_is_one_text_is_refused() -> None:
    with pytest.raises(ValueError, match="expected a list"):
        _modules().Distinct().compute(predictions=["a red shoe", "no"])


def test_the_modules_load_without_the_hub_and_leave_the_home_alone(tmp_path: Path) -> None:
    code = f"""
        import json, socket

        def refuse(*_):
            raise AssertionError("no network")

        socket.socket.connect = socket.getaddrinfo = refuse
        from salessim_tasks.language import modules

        results = {{}}
        for name in modules.__all__:
            module = getattr(modules, name)()
            module.add_batch(predictions={CONVERSATIONS[:2]!r})
            module.add(prediction={CONVERSATIONS[2]!r})
            results |= module.compute()
        print(json.dumps(results))
    """
    ours = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    home = {"HOME": str(tmp_path), "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", dedent(code)]
    ran = subprocess.run(command, env=ours | home, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    results = json.loads(ran.stdout.splitlines()[-1])
    assert results["self_bleu"] == pytest.approx(self_bleu(CONVERSATIONS))
    assert results["redundancy"] == pytest.approx(summary(redundancy(CONVERSATIONS))["redundancy"])
    assert not [path for path in tmp_path.rglob("*") if path.is_file() or path.name == "metrics"]
