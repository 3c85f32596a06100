"""The report's files: what is in them, that they are the same each time, and that they take nobody's folder."""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from reported import HOSTILE, PERSONA, buys, episode_of, gave_in, near_miss, runs_of, says, seller

from salessim_tasks.attribution import CauseName
from salessim_tasks.report import add_arguments, report_command, write_report
from salessim_tasks.report.causes import cause_words, reason
from salessim_tasks.report.folder import MARKER
from salessim_tasks.report.script import data_script
from salessim_tasks.report.wording import plain
from salessim_tasks.samples import LoggedEpisode, Run
from salessim_tasks.store import load_store


def read(out: Path, name: str) -> Any:
    """The value in a data file, undoing what a JavaScript engine undoes of a string literal."""
    text = (out / "data" / f"{name}.js").read_text(encoding="utf-8")
    literal = re.fullmatch(r'"use strict";\nSalesSim\.data\["[^"]+"\] = JSON\.parse\(\'(.*)\'\);\n', text)
    assert literal is not None
    simple = re.sub(r"\\(u[0-9a-f]{4}|.)", lambda m: chr(int(m[1][1:], 16)) if len(m[1]) > 1 else m[1], literal[1])
    return json.loads(simple)


def report_of(out: Path, *episodes: LoggedEpisode) -> Path:
    write_report([Run("a model", Path("x"), episodes)], out)
    return out


def everything(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_same_runs_give_the_same_bytes_in_whatever_order_they_were_logged(tmp_path: Path) -> None:
    runs = runs_of()
    write_report(runs, tmp_path / "one")
    write_report([replace(run, episodes=run.episodes[::-1]) for run in runs], tmp_path / "two")
    figures = "data/figures.js"  # its settings follow the order of the log
    one, two = everything(tmp_path / "one"), everything(tmp_path / "two")
    assert {name: data for name, data in one.items() if name != figures} == {
        name: data for name, data in two.items() if name != figures
    }
    write_report(runs, tmp_path / "two")
    assert one == everything(tmp_path / "two")


def test_an_earlier_report_is_replaced_whole(tmp_path: Path) -> None:
    out = tmp_path / "report"
    write_report(runs_of(), out)
    (out / "data" / "chunk-0099.js").write_text("left over")
    report_of(out, gave_in())
    assert not (out / "data" / "chunk-0099.js").exists()
    assert json.loads((out / MARKER).read_text())["episodes"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_folder_that_is_no_report_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(ValueError, match="is not empty and no report"):
        report_of(tmp_path, gave_in())
    assert everything(tmp_path) == {"thesis.tex": b"mine"}


def test_an_empty_folder_is_taken_and_a_file_is_not(tmp_path: Path) -> None:
    report_of(tmp_path / "new" / "report", gave_in())
    (tmp_path / "empty").mkdir()
    assert (report_of(tmp_path / "empty", gave_in()) / "index.html").is_file()
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match="is a file"):
        report_of(tmp_path / "file", gave_in())


def test_what_fails_half_way_leaves_the_earlier_report(tmp_path: Path) -> None:
    out = report_of(tmp_path / "report", gave_in())
    before = everything(out)
    broken = replace(gave_in(), doc={**gave_in().doc, "prompt_style": {1, 2}})  # no JSON value
    with pytest.raises(TypeError):
        report_of(out, broken)
    assert everything(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_no_episodes_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no episodes"):
        write_report([Run("a model", Path("x"), ())], tmp_path / "report")


def test_text_of_a_model_stays_text() -> None:
    script = data_script("x", {"text": HOSTILE, "figure": float("nan")})
    code = script.decode("utf-8")
    literal = code[code.index("('") + 2 : code.rindex("')")]
    assert not re.search(r"[<>\u2028\x00-\x1f]", literal)
    assert not re.search(r"(?<!\\)(\\\\)*'", literal)


def test_transcripts_come_in_files_of_at_most_a_hundred(tmp_path: Path) -> None:
    out = report_of(tmp_path / "report", *(replace(gave_in(), trial=n, episode_id=f"{n:016}") for n in range(205)))
    starts = read(out, "episodes")["starts"]
    sizes = [len(read(out, f"chunk-{n:04}")) for n in range(len(starts))]
    assert starts == [0, 100, 200]
    assert sizes == [100, 100, 5]


def test_long_thoughts_make_smaller_files(tmp_path: Path) -> None:
    turn = says("Hm.", reasoning="why " * 100_000, raw=f"<think>{'why ' * 100_000}</think>Hm.")
    episodes = [replace(episode_of([seller(), turn]), episode_id=f"{n:016}", trial=n) for n in range(8)]
    out = report_of(tmp_path / "report", *episodes)
    assert len(read(out, "episodes")["starts"]) > 1
    assert max(file.stat().st_size for file in (out / "data").iterdir()) < 2_000_000


def test_marks_say_what_each_shown_product_meets(tmp_path: Path) -> None:
    out = report_of(tmp_path / "report", gave_in())
    shelf, product = read(out, "store-laptops"), load_store("laptops").product(near_miss())
    hard, soft = shelf["marks"][0][product.id].split("|")
    assert hard == "".join("01"[one.holds(product)] for one in PERSONA.dealbreakers)
    assert soft == "".join("01"[one.holds(product)] for one in PERSONA.preferences)
    assert hard.count("0") == 1


def test_pictures_of_shown_products_are_there_once(tmp_path: Path) -> None:
    out = report_of(tmp_path / "report", gave_in(), replace(gave_in(), trial=1, episode_id="b"))
    shown = set(gave_in().transcript.recommended)
    assert {file.stem for file in (out / "pictures" / "laptops").iterdir()} == shown
    products = read(out, "store-laptops")["products"]
    assert all((out / products[one]["picture"]).is_file() for one in shown)


def test_a_store_that_is_not_here_costs_names_and_marks_only(tmp_path: Path) -> None:
    away = {"category": "laptops", "folder": str(tmp_path / "nowhere")}
    out = report_of(tmp_path / "report", episode_of([seller("x-1"), buys("x-1", "The X1")], doc={"store": away}))
    shelf = read(out, "store-laptops")
    assert (shelf["products"], shelf["marks"]) == ({}, [{}])
    assert read(out, "chunk-0000")[0]["turns"][1]["action"]["product"] == "The X1"
    assert not (out / "pictures").exists()


def test_stores_of_one_category_do_not_mix(tmp_path: Path) -> None:
    world = {"category": "laptops", "world": {"seed": 5, "products": 8, "personas": 2}}
    out = report_of(tmp_path / "report", gave_in(), episode_of([seller()], behaviour="omitting", doc={"store": world}))
    keys = [record["shelf"] for record in read(out, "chunk-0000")]
    assert len(set(keys)) == 2
    assert all((out / "data" / f"store-{key}.js").is_file() for key in keys)


def test_sentences_without_constraints_are_neither_met_nor_broken(tmp_path: Path) -> None:
    prose = {**PERSONA.model_dump(mode="json"), "dealbreakers": [{"text": "It must be nice.", "constraints": []}]}
    out = report_of(tmp_path / "report", episode_of([seller(near_miss())], doc={"persona": prose}))
    assert read(out, "store-laptops")["marks"][0][near_miss()].startswith("-|")


@pytest.mark.parametrize("scores", [{}, {"outcome": "odd"}, {"decision_alignment": 1.0}])
def test_scores_may_be_missing(tmp_path: Path, scores: dict[str, Any]) -> None:
    out = report_of(tmp_path / "report", replace(gave_in(), scores=scores))
    assert read(out, "episodes")["columns"]["aligned"] == [1 if scores.get("decision_alignment") else -1]


def test_failed_episodes_are_listed_and_count_for_nothing(tmp_path: Path) -> None:
    failed = replace(episode_of([seller()], trial=1), error="timeout", scores={"infrastructure_error": 1.0})
    out = report_of(tmp_path / "report", episode_of([seller(), buys(near_miss())]), failed)
    figures, listing = read(out, "figures"), read(out, "episodes")
    assert figures["runs"][0]["rows"][0]["episodes"] == 1
    assert listing["columns"]["aligned"] == [1, -1]
    assert "infrastructure_error" in listing["tables"]["outcome"]


def test_ids_are_unique_and_tell_runs_apart(tmp_path: Path) -> None:
    run = Run("a model", Path("x"), (gave_in(), gave_in()))
    write_report([run, replace(run, name="b model")], tmp_path / "report")
    ids = read(tmp_path / "report", "episodes")["columns"]["ids"]
    assert len(set(ids)) == 4
    assert {id.split("-")[0] for id in ids} == {"1", "2"}


def test_figures_have_intervals_and_only_columns_that_were_measured(tmp_path: Path) -> None:
    write_report(runs_of(), tmp_path / "report")
    figures = read(tmp_path / "report", "figures")
    (pushed,) = [row for row in figures["runs"][0]["rows"] if row["behaviour"] == "pushy-2"]
    value, low, high, n = pushed["values"]["decision_alignment"]
    assert (value, low, n) == (0, 0, 3)
    assert 0 < high < 1
    assert pushed["causes"] == {"gave_in": 3}
    columns = {column["name"] for column in figures["columns"]}
    assert {"decision_alignment", "num_turns"} <= columns
    assert "complete_sentences" not in columns
    assert figures["human"]["num_turns"] == pytest.approx([10.19, 4.82], abs=0.01)


def test_every_cause_has_words_of_its_own() -> None:
    assert [cause for cause in CauseName if cause_words(cause.value) == plain(cause.value)] == [
        CauseName.RAN_OUT_OF_TURNS
    ]


def test_a_reason_names_what_was_broken_and_how() -> None:
    told = reason(gave_in().scores)
    assert told is not None
    assert PERSONA.dealbreakers[0].text.rstrip(".") in told
    assert "twice" in told or "2 times" in told
    assert "scarcity" in told


@pytest.mark.parametrize("detail", [None, "by accident", {}, {"dealbreakers": 3, "tactics": None, "errors": ["x"]}])
@pytest.mark.parametrize("cause", [*CauseName, "of_a_later_version"])
def test_odd_details_leave_a_sentence(cause: str, detail: Any) -> None:
    assert (reason({"cause": {"cause": str(cause), "turn": 1, "detail": detail}}) or "").startswith(cause_words(cause))


def test_the_command_reads_logs_and_says_where_the_report_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sample = {
        "doc": gave_in().doc,
        "resps": [[json.dumps(_logged(gave_in()))]],
        "filtered_resps": [[json.dumps(gave_in().scores)]],
    }
    (tmp_path / "samples_salessim_laptops_1.jsonl").write_text(json.dumps(sample) + "\n")
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    status = report_command(parser.parse_args([str(tmp_path), "--out", str(tmp_path / "report")]))
    assert status == 0
    assert capsys.readouterr().out == f"1 episode of 1 run: open {tmp_path / 'report' / 'index.html'}\n"
    assert read(tmp_path / "report", "episodes")["columns"]["ids"] == [f"1-{gave_in().episode_id}"]


def _logged(episode: LoggedEpisode) -> dict[str, Any]:
    return {
        "task": episode.task,
        "episode_id": episode.episode_id,
        "trial": episode.trial,
        "error": episode.error,
        "record": episode.transcript.model_dump(mode="json"),
    }
