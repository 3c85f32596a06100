"""Our episodes in the peer's layout, and the peer's verdicts from the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness_ext.pictures import IMAGE
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
from salessim_tasks.transcript import SellerEntry, Transcript

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
CASES = SHARED / "conformance" / "graders.jsonl"
PEER = SHARED / "official_data" / "laptops"


def _episodes(policy: str) -> list[LoggedEpisode]:
    task = ShoppingTask({"task": "salessim_laptops", "dataset_kwargs": {"category": "laptops", "split": "dev"}})
    return _logged(task, BaselineLM(policy))


def _logged(task: ShoppingTask, lm: BaselineLM, limit: int | None = None) -> list[LoggedEpisode]:
    task.build_all_requests(apply_chat_template=True, limit=limit)
    requests = list(task.instances or [])
    return [
        LoggedEpisode(
            file=Path("samples.jsonl"),
            task=task.task_name,
            episode_id=result["episode_id"],
            trial=0,
            error=None,
            doc=request.doc,
            scores=task.score(request.doc, result),
            transcript=Transcript.model_validate(result["record"]),
        )
        for request, result in zip(requests, run_episodes(lm, requests), strict=True)
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


class Stumbling(BaselineLM):
    """A faithful shopper whose second reply is an action that cannot be read."""

    def generate_until(self, requests: list[Any]) -> list[str]:
        replies = super().generate_until(requests)
        torn = '<think>Now or never.</think>That is it. <tool_call>{"name": "add_to_cart", "argum'
        return [torn if request.idx == 1 else reply for request, reply in zip(requests, replies, strict=True)]


def test_an_action_that_cannot_be_read_stays_in_the_exported_text_and_reasoning_does_not() -> None:
    task = ShoppingTask({"task": "salessim_laptops", "dataset_kwargs": {"category": "laptops", "split": "dev"}})
    episode = _logged(task, Stumbling("faithful"), limit=1)[0]
    record = rollout(episode, open_store(StoreSource.of(episode.doc)))
    texts = [turn["text"] for turn in record["conversation"] if turn["speaker"] == "Shopper"]
    assert texts[1] == 'That is it. <tool_call>{"name": "add_to_cart", "argum'
    assert verdict(record, None)["format_error"]
    assert episode.scores["tool_format_error"]


def test_pictures_are_exported_at_their_places_and_as_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"category": "female_clothing", "split": "dev", "max_images": 6}
    task = ShoppingTask({"task": "salessim_vision_female_clothing", "dataset_kwargs": options})
    episodes = _logged(task, BaselineLM("faithful"), limit=1)
    monkeypatch.setattr("salessim_tasks.customersim.exporting.read_samples", lambda path: iter(episodes))
    assert main(["export", "--format", "customersim", str(tmp_path), "--out", str(tmp_path / "out")]) == 0
    folder = tmp_path / "out" / "female_clothing"
    (record,) = [json.loads(line) for line in (folder / "rollouts.jsonl").read_text(encoding="utf-8").splitlines()]
    told = [turn for turn in episodes[0].transcript.turns if isinstance(turn, SellerEntry)]
    sellers = [turn for turn in record["conversation"] if turn["speaker"] == "Salesperson"]
    for ours, theirs in zip(told, sellers, strict=True):
        parts = theirs["text"] if ours.images else [{"type": "text", "text": theirs["text"]}]
        pictures = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
        assert pictures == [f"pictures/{id}.png" for id in ours.images]
        assert all((folder / picture).read_bytes().startswith(b"\x89PNG") for picture in pictures)
        assert IMAGE not in json.dumps(theirs)
    assert any(turn.images for turn in told)


def test_results_of_another_store_are_refused(tmp_path: Path) -> None:
    episode = next(one for one in _episodes("oracle") if one.transcript.recommended)
    with pytest.raises(ValueError, match=r"laptops has no product .*: the store is not that of the results"):
        rollout(episode, replace(open_store(StoreSource.of(episode.doc)), products=()))


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


def test_rollouts_of_both_kinds_may_stand_in_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not CASES.is_file():
        pytest.skip(f"the peer's cases are not here: no file {CASES}")
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    (tmp_path / "rollouts.jsonl").write_text("".join(json.dumps(case["record"]) + "\n" for case in cases))
    verdicts = _run(tmp_path, str(tmp_path / "rollouts.jsonl"), "--personas", str(PEER / "personas.jsonl"))
    assert [{name: one[name] for name in case["expect"]} for one, case in zip(verdicts, cases, strict=True)] == [
        case["expect"] for case in cases
    ]
    assert json.loads(capsys.readouterr().out)["judged"] == 150


def test_a_rollout_of_an_unknown_persona_is_counted_but_not_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    turns = [{"speaker": "Shopper", "turn": 1, "text": "hi", "shopper_action": ""}]
    record = {"shopper_persona": {"name": "Nobody", "age": 1, "background": ""}, "conversation": turns}
    (tmp_path / "rollouts.jsonl").write_text(json.dumps(record) + "\n")
    (tmp_path / "personas.jsonl").write_text(json.dumps({"name": "A", "age": 2, "persona_background": "b"}) + "\n")
    (one,) = _run(tmp_path, str(tmp_path / "rollouts.jsonl"), "--personas", str(tmp_path / "personas.jsonl"))
    assert one["outcome_category"] is None
    printed = capsys.readouterr()
    assert "rollouts.jsonl:1: the decision is not judged: shopper_persona: Nobody, 1" in printed.err
    assert json.loads(printed.out)["rollouts"] == 1


OTHER_SHAPES: dict[str, dict[str, Any]] = {
    "an action as an object": {"shopper_action": {"name": "add_to_cart", "arguments": {"product": "Arc Lamp"}}},
    "text in parts, of which one is none": {
        "text": [{"type": "text", "text": "ok"}, "yes", None, {"type": "image_url"}]
    },
    "no text": {"text": None},
    "a text that is a number": {"text": 5},
}
SELLERS: dict[str, dict[str, Any]] = {
    "a title": {"recommended_items": [{"metadata": {"title": "Arc Lamp"}}]},
    "the first line of its content": {"recommended_items": [{"page_content": "Arc Lamp\nPrice: $1", "metadata": None}]},
    "odd items beside it": {"recommended_items": [None, 3, {}, {"metadata": "x", "page_content": None}, "Arc Lamp"]},
}


@pytest.mark.parametrize("shopper", OTHER_SHAPES)
@pytest.mark.parametrize("seller", SELLERS)
def test_records_in_other_shapes_are_judged_by_what_they_say(tmp_path: Path, shopper: str, seller: str) -> None:
    buys = {"shopper_action": json.dumps({"name": "add_to_cart", "arguments": '{"product": "Arc Lamp"}'})}
    turns = [
        {"speaker": "Shopper", "turn": 1, "text": "hi", "shopper_action": None},
        {"speaker": "Salesperson", "turn": 1, "text": "Here.", **SELLERS[seller]},
        {"speaker": "Salesperson", "turn": 1, "recommended_items": None},
        {"speaker": "Shopper", "turn": 2, "text": "This one.", **buys, **OTHER_SHAPES[shopper]},
    ]
    who = {"name": "Ann", "age": 30, "background": "Reads  much."}
    (tmp_path / "rollouts.jsonl").write_text(json.dumps({"shopper_persona": who, "conversation": turns}) + "\n")
    persona = {
        "name": "Ann",
        "age": 30,
        "persona_background": "Reads much.",
        "acceptable_products": [{"name": "Arc Lamp"}],
    }
    (tmp_path / "personas.jsonl").write_text(json.dumps({**persona, "age": 31, "acceptable_products": None}))
    with (tmp_path / "personas.jsonl").open("a") as lines:
        lines.write("\n" + json.dumps(persona))
    (one,) = _run(tmp_path, str(tmp_path / "rollouts.jsonl"), "--personas", str(tmp_path / "personas.jsonl"))
    assert one["outcome_category"] == "correct_reasoning_accepted_recommended_product_acceptable"
    assert one == {**one, "decision_alignment": True, "format_error": False, "premature_tool_call": False}


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (None, "the record names none"),
        ({"name": "Ann"}, "may be any of 2 personas"),
        ({"name": "Ann", "age": 31, "background": "Reads much."}, "shopper_action"),
    ],
)
def test_what_cannot_be_judged_leaves_the_other_verdicts(
    tmp_path: Path, who: Any, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    acts = {"speaker": "Shopper", "turn": 1, "text": "add_to_cart(", "shopper_action": "buy it!"}
    record = {"shopper_persona": who, "conversation": [acts, {**acts, "turn": 2}]}
    (tmp_path / "rollouts.jsonl").write_text(json.dumps(record) + "\n" + json.dumps(record) + "\n")
    persona = {"name": "Ann", "age": 31, "persona_background": "Reads much.", "acceptable_products": ["A"]}
    lines = [json.dumps(persona), json.dumps({**persona, "age": 30, "acceptable_products": [2]})]
    (tmp_path / "personas.jsonl").write_text("\ufeff" + "\r\n".join(lines), encoding="utf-8")
    verdicts = _run(tmp_path, str(tmp_path / "rollouts.jsonl"), "--personas", str(tmp_path / "personas.jsonl"))
    nothing = {"decision_alignment": None, "outcome_category": None}
    assert verdicts == [{**nothing, "format_error": True, "premature_tool_call": True}] * 2
    assert said in capsys.readouterr().err


def test_verdicts_are_written_where_no_folder_was(tmp_path: Path) -> None:
    (tmp_path / "rollouts.jsonl").write_text('{"conversation": []}\n')
    assert (
        main(["score-customersim", str(tmp_path / "rollouts.jsonl"), "--json", str(tmp_path / "new" / "v.jsonl")]) == 0
    )
    assert (tmp_path / "new" / "v.jsonl").read_text().count("\n") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "must be JSON"), ('{"conversation": 3}', "conversation"), ("[" * 100_000, "nested too deeply")],
)
def test_a_line_that_is_no_rollout_is_named(
    tmp_path: Path, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rollouts.jsonl").write_text(f"\n{text}\n")
    assert main(["score-customersim", str(tmp_path / "rollouts.jsonl")]) == 2
    printed = capsys.readouterr().err
    assert "rollouts.jsonl:2" in printed
    assert said in printed
