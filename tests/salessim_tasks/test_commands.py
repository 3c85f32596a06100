"""The commands as users type them, in processes of their own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from salessim_tasks.store import categories

FAITHFUL = ("--tasks", "salessim_laptops", "--model", "salessim-baseline", "--model_args", "policy=faithful")


def _python(*arguments: str, cwd: Path, status: int = 0, **env: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def _salessim(*arguments: str, cwd: Path, status: int = 0, **env: str) -> str:
    return _python("-m", "salessim_tasks.cli", *arguments, cwd=cwd, status=status, **env)


def _results(folder: Path) -> dict[str, Any]:
    (file,) = folder.glob("**/results_*.json")
    return dict(json.loads(file.read_text()))


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished `salessim run` of yes_man, with its samples."""
    folder = tmp_path_factory.mktemp("run")
    _salessim("run", *FAITHFUL[:-1], "policy=yes_man", "--output_path", "out", "--limit", "12", cwd=folder)
    return folder / "out"


def test_the_stock_command_prints_the_table_of_all_stores(tmp_path: Path) -> None:
    printed = _python(
        *("-m", "lm_eval", "--tasks", "salessim", *FAITHFUL[2:], "--limit", "10", "--output_path", "out"), cwd=tmp_path
    )

    tasks = [f"salessim_{category}" for category in categories()]
    assert len(tasks) == 6
    assert re.search(r"\|salessim +\|", printed)
    assert all(re.search(rf"\| - {task} *\|", printed) for task in tasks)
    results = _results(tmp_path)
    rows = results["results"]
    assert set(rows) == {"salessim", *tasks}
    for table in (*rows.values(), results["groups"]["salessim"]):
        assert table["decision_alignment,none"] >= 0.95
        assert "decision_alignment_stderr,none" in table
        assert table["infrastructure_error,none"] == 0.0
    assert [rows[task]["sample_len"] for task in tasks] == [10] * 6
    assert rows["salessim"]["sample_len"] == 60
    fingerprint = results["configs"]["salessim_laptops"]["metadata"]["fingerprint"]
    assert {"suite_version", "data", "prompt", "code"} <= set(fingerprint)
    assert set(fingerprint["data"]) == {"schema", "products", "personas", "guide"}


def test_run_logs_samples_and_sets_the_journal_of_a_finished_run_aside(results: Path) -> None:
    (journal,) = (results / "journal").iterdir()
    assert journal.name.endswith(".done-1")
    assert len(list(results.glob("**/samples_salessim_laptops_*.jsonl"))) == 1


def test_show_prints_the_episodes_asked_for(results: Path) -> None:
    everything = _salessim("show", str(results), cwd=results)
    assert everything.count("=== salessim_laptops") == 12
    wrong = _salessim("show", str(results), "--outcome", "accepted", cwd=results)
    assert 0 < wrong.count("=== salessim_laptops") < 12
    assert wrong.count("-> correct_reasoning_accepted") == wrong.count("=== salessim_laptops")
    assert "dealbreaker:" in wrong
    assert "add_to_cart(" in wrong
    one = _salessim("show", str(results), "--persona", "test-003", "--task", "Laptop", cwd=results)
    assert one.count("=== salessim_laptops") == 1
    assert "\n1 episode\n" in one


def test_show_says_what_there_is_when_there_is_nothing_to_show(results: Path, tmp_path: Path) -> None:
    printed = _salessim("show", str(results), "--task", "watch", "--outcome", "zzz", cwd=tmp_path, status=1)
    assert "0 episodes" in printed
    assert "--task watch: there is no such task; there are salessim_laptops (12)" in printed
    assert re.search(
        r"--outcome zzz: there is no such outcome; there are .*correct_reasoning_accepted\S+ \(\d+\)", printed
    )
    both = _salessim("show", str(results), "--task", "laptops", "--outcome", "zzz", cwd=tmp_path, status=1)
    assert "--task" not in both
    assert "no samples_*.jsonl here" in _salessim("show", str(tmp_path), cwd=tmp_path, status=2)


def test_show_names_file_and_line_of_what_is_no_sample(tmp_path: Path) -> None:
    (tmp_path / "samples_x.jsonl").write_text('{"doc": 1}\n')
    assert "samples_x.jsonl:1: not a sample" in _salessim("show", "samples_x.jsonl", cwd=tmp_path, status=2)


def test_replay_proves_every_seller_turn_and_finds_a_changed_one(results: Path, tmp_path: Path) -> None:
    assert "12 episodes replayed, 0 differ" in _salessim("replay", str(results), cwd=tmp_path, PYTHONHASHSEED="77")

    (samples,) = results.glob("**/samples_*.jsonl")
    forged = tmp_path / "samples_forged.jsonl"
    lines = samples.read_text().splitlines()
    sample = json.loads(lines[0])
    episode = json.loads(sample["resps"][0][0])
    episode["record"]["turns"][2]["text"] += " Trust me."
    sample["resps"][0][0] = json.dumps(episode)
    forged.write_text("\n".join([json.dumps(sample), *lines[1:]]) + "\n")
    assert "12 episodes replayed, 1 differ" in _salessim("replay", str(forged), cwd=tmp_path, status=1)


def test_data_check_reports_a_healthy_store(tmp_path: Path) -> None:
    printed = _salessim("data", "check", "laptops", cwd=tmp_path)
    assert printed == "laptops: 64 products, 120 personas, 0 problems\n"


def test_metadata_chooses_the_split(tmp_path: Path) -> None:
    _salessim("run", *FAITHFUL, "--metadata", '{"split": "dev"}', "--output_path", "out", cwd=tmp_path)
    assert _results(tmp_path / "out")["n-samples"]["salessim_laptops"]["original"] == 20


def _told(*arguments: str, cwd: Path) -> str:
    """What `salessim run` says of an error of the user's: the last line, and no traceback."""
    printed = _salessim("run", *arguments, "--output_path", "out", cwd=cwd, status=2)
    assert "Traceback" not in printed
    return printed.splitlines()[-1]


def test_a_mistyped_task_is_told_in_a_line_with_those_like_it(tmp_path: Path) -> None:
    assert re.fullmatch(
        r"salessim: --tasks salesim: there is no such task; did you mean one of salessim\b.*\?",
        _told("--tasks", "salesim", *FAITHFUL[2:], cwd=tmp_path),
    )


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        ({"split": "tset"}, "no persona of split 'tset'"),
        ({"prompt_style": "rude"}, "no prompt style 'rude'; there are"),
        ({"judge": {"model": "m"}}, "judge.base_url is missing"),
    ],
)
def test_wrong_options_of_a_task_are_told_in_a_line(tmp_path: Path, metadata: dict[str, Any], told: str) -> None:
    assert told in _told(*FAITHFUL, "--metadata", json.dumps(metadata), cwd=tmp_path)


def test_a_wrong_option_of_the_baseline_is_told_in_a_line(tmp_path: Path) -> None:
    assert "has no option polcy; its only option is policy" in _told(*FAITHFUL[:-1], "polcy=random", cwd=tmp_path)
    assert "policy='': there are echo, faithful" in _told(*FAITHFUL[:-1], "policy=", cwd=tmp_path)


def test_an_error_of_a_backend_keeps_its_traceback(tmp_path: Path) -> None:
    backend = ("--model", "local-completions", "--model_args", "model=x,base_url=http://localhost:9/,num_concurrent=x")
    printed = _salessim("run", *FAITHFUL[:2], *backend, "--output_path", "out", cwd=tmp_path, status=1)
    assert "Traceback" in printed
    assert "ValueError" in printed


def test_a_folder_that_is_a_file_is_told_in_a_line(results: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    printed = _salessim("score", str(results), "--decisions", "--out", "file/x", cwd=tmp_path, status=2)
    assert "Traceback" not in printed
    assert re.search(r"^salessim: .*file", printed, re.MULTILINE)


def test_each_models_scores_have_a_folder_of_its_name(results: Path, tmp_path: Path) -> None:
    (model,) = [folder for folder in results.iterdir() if folder.name != "journal"]
    other = tmp_path / "other"
    other.mkdir()
    for file in model.iterdir():
        (other / file.name).write_text(file.read_text().replace("policy=yes_man", "policy=Yes Man"))
        (other / file.name).write_text(
            (other / file.name).read_text().replace('"policy": "yes_man"', '"policy": "a b"')
        )

    _salessim("score", str(results), str(other), "--decisions", "--out", "scores", cwd=tmp_path)

    assert sorted(folder.name for folder in (tmp_path / "scores").iterdir()) == [
        "salessim-baseline-a-b",
        "salessim-baseline-yes_man",
    ]


def test_repeats_play_every_scenario_several_times(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "task: my_laptops\nclass: !function salessim_tasks.task.ShoppingTask\nrepeats: 3\n"
        "dataset_kwargs: {category: laptops, split: dev}\n"
    )
    _salessim(
        *("run", "--tasks", "my_laptops", "--include_path", str(tmp_path), "--model", "salessim-baseline"),
        *("--model_args", "policy=random", "--output_path", "out", "--limit", "2"),
        cwd=tmp_path,
    )
    (samples,) = (tmp_path / "out").glob("**/samples_my_laptops_*.jsonl")
    trials = [json.loads(line)["resps"][0] for line in samples.read_text().splitlines()]
    assert [len(group) for group in trials] == [3, 3]
    assert len({json.loads(trial)["episode_id"] for group in trials for trial in group}) == 6


def test_a_run_killed_again_and_again_ends_with_the_scores_of_an_undisturbed_one(tmp_path: Path) -> None:
    """kill -9 from within, after so many calls to the model or in the middle of a line of the journal."""
    run = ("--limit", "20", "--output_path")
    _salessim("run", *FAITHFUL, *run, "undisturbed", cwd=tmp_path)
    killer = tmp_path / "killed.py"
    killer.write_text(
        "import os, signal, sys\n"
        "from harness_ext import journal\n"
        "from salessim_tasks.baselines.lm import BaselineLM\n"
        "from salessim_tasks.cli import main\n"
        "calls, tear = int(sys.argv[1]), int(sys.argv[2])\n"
        "play, write = BaselineLM.generate_until, journal.Journal._write\n"
        "def generate_until(self, requests):\n"
        "    global calls\n"
        "    calls -= 1\n"
        "    if calls < 0: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return play(self, requests)\n"
        "def torn(self, data):\n"
        "    if calls == 0 and tear:\n"
        "        self._file.write(data[:-tear]); self._file.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
        "    write(self, data)\n"
        "BaselineLM.generate_until, journal.Journal._write = generate_until, torn\n"
        "main(sys.argv[3:])\n"
    )
    for calls, tear in [(0, 0), (2, 0), (3, 1), (3, 0), (4, 50), (4, 0), (5, 700), (1, 0), (6, 1), (7, 0)]:
        _python(*(str(killer), str(calls), str(tear), "run", *FAITHFUL, *run, "killed"), cwd=tmp_path, status=-9)
    _salessim("run", *FAITHFUL, *run, "killed", cwd=tmp_path)

    assert _results(tmp_path / "killed")["results"] == _results(tmp_path / "undisturbed")["results"]
    (journal,) = (tmp_path / "killed" / "journal").glob("*/salessim_laptops.rank0.jsonl")
    episodes = [json.loads(line)["episode_id"] for line in journal.read_text().splitlines()[1:]]
    assert len(episodes) == len(set(episodes)) == 20


def test_a_journal_of_another_configuration_is_refused(tmp_path: Path) -> None:
    metadata = json.dumps({"journal": str(tmp_path / "journal")})
    _salessim("run", *FAITHFUL, "--limit", "2", "--metadata", metadata, cwd=tmp_path)
    printed = _salessim(
        *("run", *FAITHFUL, "--limit", "2", "--metadata", metadata, "--gen_kwargs", "temperature=0.1"),
        cwd=tmp_path,
        status=2,
    )
    assert "Traceback" not in printed
    assert "belongs to another configuration: generation.temperature was 0.7, is 0.1" in printed
