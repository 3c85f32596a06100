"""`salessim compare`: what it pairs, when it says that models differ, and what it warns of."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from logged import logged, run_of

from salessim_tasks.samples import LoggedEpisode, Run
from salessim_tasks.statistics.comparison import Comparison, Difference, add_arguments, compare, compare_command


def model(name: str, right: Callable[[int], bool], n: int = 60, **given: Any) -> Run:
    return run_of(name, [logged(f"p{k}", aligned=float(right(k)), **given) for k in range(n)])


def primary(found: Comparison) -> Difference:
    assert found.scores[0].name == "decision_alignment"
    return found.scores[0]


def test_a_better_model_is_called_so_and_a_worse_one_the_other_way_round() -> None:
    good, bad = model("good", lambda k: k % 6 > 0), model("bad", lambda k: k % 2 > 0)

    forth, back = primary(compare(bad, good)), primary(compare(good, bad))

    assert (forth.verdict, back.verdict) == ("B is better", "B is worse")
    assert forth.difference.value == pytest.approx(forth.b.value - forth.a.value) == -back.difference.value
    assert forth.difference.low > 0


def test_pairing_shows_what_two_separate_intervals_would_not() -> None:
    found = primary(compare(model("a", lambda k: k < 30), model("b", lambda k: k < 38)))

    assert found.verdict == "B is better"
    assert found.a.high > found.b.low


def test_where_nothing_is_shown_it_says_what_could_have_been() -> None:
    found = primary(compare(model("a", lambda k: k % 2 > 0), model("b", lambda k: k % 2 == 0)))

    assert found.verdict.startswith("no difference shown (±0.")
    assert found.detectable > found.difference.high
    alone = primary(compare(model("a", bool, 1), model("b", lambda k: not k, 1)))
    assert alone.verdict == "no telling: too few personas"


def test_a_score_without_a_better_side_is_higher_or_lower() -> None:
    talkative = model("a", bool, scores={"acceptable_shown": 1.0, "words": 9.0, "echo": 0.5, "only_a": 1.0})
    terse = model("b", bool, scores={"acceptable_shown": 0.0, "words": 9.0, "echo": 0.0})

    found = {row.name: row for row in compare(talkative, terse).scores}

    assert list(found) == ["decision_alignment", "acceptable_shown", "words", "echo"]
    assert found["acceptable_shown"].verdict == "B is lower"
    assert found["words"].verdict == "the same in every pair"


def test_no_difference_in_any_pair_is_the_same_and_not_just_none_shown() -> None:
    """Also of a score that differs between episodes, and whose interval has a width."""
    one, other = model("a", lambda k: k % 2 > 0), model("b", lambda k: k % 2 > 0)

    found = primary(compare(one, other))
    swapped = primary(compare(one, model("b", lambda k: k % 2 == 0)))

    assert found.verdict == "the same in every pair"
    assert 0 < found.difference.high < found.detectable
    assert swapped.difference.value == 0
    assert swapped.verdict.startswith("no difference shown")
    assert primary(compare(model("a", bool, 1), model("b", bool, 1))).verdict == "the same in every pair"


def test_too_many_turns_at_the_limit_are_worse() -> None:
    found = compare(model("a", bool, scores={"turn_limit": 0.0}), model("b", bool, scores={"turn_limit": 1.0}))

    assert found.scores[1].verdict == "B is worse"


def test_episodes_are_paired_by_task_scenario_and_trial() -> None:
    a = run_of("a", [logged("p", trial=0), logged("p", trial=1), logged("p", task="other"), logged("q")])
    b = run_of("b", [logged("q", aligned=0.0), logged("p", trial=1), logged("p", trial=2)])

    found = compare(a, b)

    assert (found.pairs, found.scenarios, found.personas) == (2, 2, 2)
    assert found.tasks == ()


def test_trials_of_a_persona_are_one_cluster() -> None:
    def thrice(name: str, right: Callable[[int], bool]) -> Run:
        return run_of(name, [one for trial in range(3) for one in model(name, right, trial=trial).episodes])

    once = primary(compare(model("a", lambda k: k < 20), model("b", lambda k: k % 3 > 0)))
    found = primary(compare(thrice("a", lambda k: k < 20), thrice("b", lambda k: k % 3 > 0)))

    assert (found.difference.n, found.difference.clusters) == (180, 60)
    assert (found.difference.low, found.difference.high) == pytest.approx((once.difference.low, once.difference.high))


def test_each_task_has_a_row_where_there_are_several() -> None:
    def both(name: str, store: str) -> list[LoggedEpisode]:
        return [*model(name, bool).episodes, *model(name, bool, task=f"salessim_{store}", category=store).episodes]

    found = compare(run_of("a", both("a", "plants")), run_of("b", both("b", "plants")))

    assert [row.name for row in found.tasks] == ["salessim_laptops (helpful)", "salessim_plants (helpful)"]
    assert [row.difference.n for row in found.tasks] == [60, 60]


def test_two_prompt_styles_are_compared_scenario_by_scenario() -> None:
    plain = model("a", lambda k: k % 2 > 0, doc={"prompt_style": "default"})
    human = model("a", bool, task="salessim_human_laptops", doc={"prompt_style": "human"})

    found = compare(plain, human)

    assert found.pairs == 60
    assert any("prompt_style differs: A has default; B has human" in warning for warning in found.warnings)
    assert (found.a, found.b) == ("a (salessim_laptops)", "a (salessim_human_laptops)")


def test_failed_episodes_are_left_out_and_told() -> None:
    whole, broken = model("a", bool), model("b", bool)
    broken = replace(broken, episodes=(*broken.episodes[:50], *(logged(f"p{k}", error="x") for k in range(50, 60))))

    found = compare(whole, broken)

    assert found.pairs == 50
    assert "10 episodes of B ended in an infrastructure error and are left out" in found.warnings


def test_a_run_that_failed_throughout_is_named() -> None:
    failed = run_of("broken", [logged(f"p{k}", error="x") for k in range(3)])

    with pytest.raises(
        ValueError, match="broken: none of its 3 episodes has a score; 3 ended in an infrastructure error"
    ):
        compare(model("a", bool), failed)


def test_what_else_differs_is_warned_of() -> None:
    a = model("a", bool, doc={"seed": "1"})
    b = model("b", bool, 50, doc={"seed": "2", "persona": {"id": "p", "split": "dev"}})
    newer = replace(
        b,
        episodes=tuple(
            replace(one, transcript=one.transcript.model_copy(update={"suite_version": "2"})) for one in b.episodes
        ),
    )

    told = " | ".join(compare(a, newer).warnings)

    assert "suite_version differs: A has 1; B has 2" in told
    assert "split differs: A has test; B has dev" in told
    assert "50 in both, 10 in A alone, 0 in B alone" in told
    assert "`seed` of 50 of 50 scenarios differs" in told


def test_runs_with_nothing_in_common_are_refused() -> None:
    other = run_of("b", [logged(f"q{k}") for k in range(20)])

    with pytest.raises(ValueError, match="a and b have no scored scenario in common"):
        compare(model("a", bool), other)


def test_a_scenario_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="p0/helpful, trial 0 is there twice"):
        compare(model("a", bool), run_of("b", [logged("p0"), logged("p0")]))


def write_run(folder: Path, right: Callable[[int], bool], fingerprint: str | None) -> Path:
    """The two files that lm-eval leaves, with thirty episodes; without a fingerprint those of a person."""
    episodes = [logged(f"p{k}", aligned=float(right(k)), task="t") for k in range(30)]
    samples = [
        {
            "doc": one.doc,
            "resps": [[json.dumps(_response(one))]],
            "filtered_resps": [[json.dumps(one.scores)]],
        }
        for one in episodes
    ]
    folder.mkdir(parents=True)
    (folder / "samples_t_2026-01-01.jsonl").write_text("".join(json.dumps(sample) + "\n" for sample in samples))
    config = {"t": {"metadata": {"fingerprint": {"data": {"personas": fingerprint}, "prompt": "x"}}}}
    results: dict[str, Any] = {"config": {"model": "human"}}
    if fingerprint is not None:
        results = {"config": {"model": "hf", "model_args": {"pretrained": folder.name}}, "configs": config}
    (folder / "results_2026-01-01.json").write_text(json.dumps(results))
    return folder


def _response(episode: LoggedEpisode) -> dict[str, Any]:
    fields = {name: getattr(episode, name) for name in ("episode_id", "task", "trial", "error")}
    return {**fields, "record": episode.transcript.model_dump(mode="json")}


def command(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return compare_command(parser.parse_args(words))


def test_the_command_prints_the_verdict_writes_the_figures_and_warns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a = write_run(tmp_path / "one", lambda k: k % 3 == 0, "old")
    b = write_run(tmp_path / "two", lambda k: k % 10 > 0, "new")

    status = command(str(a), str(b), "--json", str(tmp_path / "out" / "figures.json"))

    printed = capsys.readouterr()
    assert status == 0
    assert "A: hf one\nB: hf two\n30 pairs" in printed.out
    assert "Decision alignment: B is better, by 0.567 [" in printed.out
    assert "fingerprints differ: data.personas;" in printed.err
    assert max(map(len, printed.out.splitlines())) <= 100
    figures = json.loads((tmp_path / "out" / "figures.json").read_text())
    assert figures["scores"]["decision_alignment"]["difference"]["value"] == pytest.approx(17 / 30)
    assert figures["scores"]["decision_alignment"]["verdict"] == "B is better"


def test_the_same_fingerprints_are_no_cause_for_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a = write_run(tmp_path / "one", bool, "same")
    b = write_run(tmp_path / "two", bool, "same")

    assert command(str(a), str(b)) == 0
    assert capsys.readouterr().err == ""


def test_people_have_no_fingerprint_and_need_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    person, a = write_run(tmp_path / "human", bool, None), write_run(tmp_path / "one", bool, "x")

    assert command(str(person), str(a)) == 0
    assert capsys.readouterr().err == ""

    (a / "results_2026-01-01.json").unlink()
    assert command(str(person), str(a)) == 0
    assert capsys.readouterr().err.count("B has no results_*.json of the same time") == 1


def test_the_same_files_are_no_comparison(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_run(tmp_path / "one", bool, "x")

    assert command(str(folder), str(folder / "samples_t_2026-01-01.jsonl")) == 0
    assert "A and B are the same files, so nothing can differ" in capsys.readouterr().err


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "samples_t_1.jsonl"
    empty.touch()

    with pytest.raises(ValueError, match=r"samples_t_1\.jsonl: holds no samples"):
        command(str(empty), str(empty))


def test_results_of_several_models_are_refused(tmp_path: Path) -> None:
    a = write_run(tmp_path / "all" / "one", bool, "x")
    write_run(tmp_path / "all" / "two", bool, "x")

    with pytest.raises(ValueError, match=r"holds the results of 2 models; give one of .*one, .*two"):
        command(str(tmp_path / "all"), str(a))
