from __future__ import annotations

from pathlib import Path

import pytest

from harness_ext.episode import EpisodeResult
from harness_ext.journal import Journal, JournalError


def _result(episode_id: str, error: str | None = None) -> EpisodeResult:
    return EpisodeResult(episode_id, "shop", "anna", 0, error, 0, {"said": "größer\u2028 \ud800"})


def _written(folder: Path) -> Path:
    journal = Journal(folder, "shop", {"model": "a"})
    journal.append([_result("one")])
    journal.append([_result("two"), _result("three")])
    journal.close()
    return journal.path


def test_what_was_appended_is_found_again(tmp_path: Path) -> None:
    _written(tmp_path)
    assert list(Journal(tmp_path, "shop", {"model": "a"}).finished) == ["one", "two", "three"]


def test_a_half_written_last_line_is_dropped_wherever_it_was_cut(tmp_path: Path) -> None:
    path = _written(tmp_path)
    whole = path.read_bytes()
    last_line = whole.rindex(b"\n", 0, -1) + 1
    for cut in range(last_line, len(whole)):
        path.write_bytes(whole[:cut])
        journal = Journal(tmp_path, "shop", {"model": "a"})
        assert list(journal.finished) == ["one", "two"]
        journal.append([_result("three")])
        journal.close()
        assert path.read_bytes() == whole


def test_a_file_cut_within_its_header_starts_anew(tmp_path: Path) -> None:
    path = _written(tmp_path)
    path.write_bytes(path.read_bytes()[:10])
    Journal(tmp_path, "shop", {"model": "b"}).close()
    assert Journal(tmp_path, "shop", {"model": "b"}).finished == {}


def test_a_broken_line_in_the_middle_is_named(tmp_path: Path) -> None:
    path = _written(tmp_path)
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([lines[0], b"{oops", *lines[2:]]))
    with pytest.raises(JournalError, match=r"shop\.rank0\.jsonl:2: not a line of a journal"):
        Journal(tmp_path, "shop", {"model": "a"})


def test_a_resumed_run_may_have_another_number_of_processes(tmp_path: Path) -> None:
    for rank in range(2):
        journal = Journal(tmp_path, "shop", {"model": "a"}, rank=rank)
        journal.append([_result(f"of rank {rank}")])
        journal.close()
    assert set(Journal(tmp_path, "shop", {"model": "a"}).finished) == {"of rank 0", "of rank 1"}


def test_two_processes_cannot_write_the_same_journal(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "shop", {})
    with pytest.raises(JournalError, match="another process"):
        Journal(tmp_path, "shop", {})
    journal.close()
    Journal(tmp_path, "shop", {})


def test_settings_that_came_or_went_are_named(tmp_path: Path) -> None:
    _written(tmp_path)
    with pytest.raises(JournalError, match=r"model was \"a\", is absent; prompt\.chat was absent, is true"):
        Journal(tmp_path, "shop", {"prompt": {"chat": True}})


def test_tasks_have_journals_of_their_own(tmp_path: Path) -> None:
    _written(tmp_path)
    assert Journal(tmp_path, "shop_two", {"model": "b"}).finished == {}
