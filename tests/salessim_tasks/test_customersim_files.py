"""Our episodes in the peer's layout, and the peer's verdicts from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness_ext.runner import run_episodes
from salessim_tasks.baselines import BaselineLM
from salessim_tasks.cli import main
from salessim_tasks.customersim.exporting import exported_persona, rollout
from salessim_tasks.customersim.scoring import verdict
from salessim_tasks.peer import PeerPersona
from salessim_tasks.records import Persona
from salessim_tasks.samples import LoggedEpisode
from salessim_tasks.sources import StoreSource, open_store
from salessim_tasks.task import ShoppingTask
from salessim_tasks.transcript import Transcript

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
CASES = SHARED / "conformance" / "graders.jsonl"
PEER = SHARED / "official_data" / "laptops"


def _episodes(policy: str) -> list[LoggedEpisode]:
    task = ShoppingTask({"task": "salessim_laptops", "dataset_kwargs": {"category": "laptops", "split": "dev"}})
    task.build_all_requests(apply_chat_template=True)
    requests = list(task.instances or [])
    return [
        LoggedEpisode(
            file=Path("samples.jsonl"),
            task="salessim_laptops",
            episode_id=result["episode_id"],
            trial=0,
            error=None,
            doc=request.doc,
            scores=task.score(request.doc, result),
            transcript=Transcript.model_validate(result["record"]),
        )
        for request, result in zip(requests, run_episodes(BaselineLM(policy), requests), strict=True)
    ]


@pytest.mark.parametrize("policy", ["yes_man", "never_buy", "oracle"])
def test_the_peers_rules_say_of_exported_episodes_what_ours_say(policy: str) -> None:
    """Except where the peer's fuzzy names take a near-duplicate for an acceptable product: never the other way."""
    for episode in _episodes(policy):
        store = open_store(StoreSource.of(episode.doc))
        persona = Persona.model_validate(episode.doc["persona"])
        peer = PeerPersona.model_validate(exported_persona(persona, store.products))
        theirs = verdict(rollout(episode, store), [peer])
        ours = episode.scores["outcome"]
        unfound = ("correct_reasoning_reject_no_recommended_acceptable", "overly_lenient_no_recommended_acceptable")
        assert theirs["outcome_category"] == ours or ours in (*unfound, "chose_wrong_recommended_product")
        assert not theirs["format_error"]
        assert not theirs["premature_tool_call"]


def test_an_exported_rollout_holds_what_the_peers_layout_asks_for() -> None:
    episode = next(one for one in _episodes("oracle") if one.transcript.action and one.transcript.action.product_id)
    store = open_store(StoreSource.of(episode.doc))
    record = rollout(episode, store)
    first, *_, last = record["conversation"]
    assert first["speaker"] == "Salesperson"
    assert first["turn"] == 0
    call = json.loads(last["shopper_action"])
    assert call["name"] == "add_to_cart"
    assert json.loads(call["arguments"])["product"] in {product.name for product in store.products}
    assert record["outcome"] == "accepted"
    assert record["total_turns"] == len(episode.transcript.shopper_turns)


def _run(tmp_path: Path, *arguments: str) -> list[dict[str, Any]]:
    assert main(["score-customersim", *arguments, "--json", str(tmp_path / "verdicts.jsonl")]) == 0
    return [json.loads(line) for line in (tmp_path / "verdicts.jsonl").read_text().splitlines()]


def test_the_command_agrees_with_every_conformance_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not CASES.is_file():
        pytest.skip(f"the peer's cases are not here: no file {CASES}")
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    (tmp_path / "rollouts.jsonl").write_text(
        "".join(json.dumps(case["record"]) + "\n" for case in cases if case["kind"] == "decision")
    )
    files = ("--personas", str(PEER / "personas.jsonl"), "--products", str(PEER / "products.json"))
    decisions = _run(tmp_path, str(tmp_path / "rollouts.jsonl"), *files)
    wanted = [case["expect"] for case in cases if case["kind"] == "decision"]
    assert [{name: one[name] for name in wanted[0]} for one in decisions] == wanted
    (tmp_path / "rollouts.jsonl").write_text(
        "".join(json.dumps(case["record"]) + "\n" for case in cases if case["kind"] == "tool_format")
    )
    formats = _run(tmp_path, str(tmp_path / "rollouts.jsonl"))
    wanted = [case["expect"] for case in cases if case["kind"] == "tool_format"]
    assert [{name: one[name] for name in wanted[0]} for one in formats] == wanted
    assert all(one["decision_alignment"] is None for one in formats)
    assert '"judged": 150' in capsys.readouterr().out


def test_a_rollout_of_an_unknown_persona_is_counted_but_not_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    turns = [{"speaker": "Shopper", "turn": 1, "text": "hi", "shopper_action": ""}]
    record = {"shopper_persona": {"name": "Nobody", "age": 1, "background": ""}, "conversation": turns}
    (tmp_path / "rollouts.jsonl").write_text(json.dumps(record) + "\n")
    (tmp_path / "personas.jsonl").write_text(json.dumps({"name": "A", "age": 2, "persona_background": "b"}) + "\n")
    (one,) = _run(tmp_path, str(tmp_path / "rollouts.jsonl"), "--personas", str(tmp_path / "personas.jsonl"))
    assert one["outcome_category"] is None
    assert "rollouts.jsonl:1: its persona is not in" in capsys.readouterr().out


@pytest.mark.parametrize(("text", "said"), [("{", "must be JSON"), ('{"conversation": 3}', "conversation")])
def test_a_line_that_is_no_rollout_is_named(
    tmp_path: Path, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rollouts.jsonl").write_text(f"\n{text}\n")
    assert main(["score-customersim", str(tmp_path / "rollouts.jsonl")]) == 2
    printed = capsys.readouterr().err
    assert "rollouts.jsonl:2" in printed
    assert said in printed
