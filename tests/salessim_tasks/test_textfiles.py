"""A file is written whole, also where several processes write it at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from salessim_tasks.textfiles import write_whole


def test_two_processes_that_write_the_same_file_do_not_meet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, replace = tmp_path / "world" / "products.jsonl", os.replace

    def late(unfinished: Path, path: Path) -> None:
        monkeypatch.setattr(os, "replace", replace)
        monkeypatch.setattr(os, "getpid", lambda: -1)
        write_whole(file, "other")  # another process, from start to end, just before this one is done
        assert file.read_text(encoding="utf-8") == "other"
        replace(unfinished, path)

    monkeypatch.setattr(os, "replace", late)
    write_whole(file, "whole")
    assert file.read_text(encoding="utf-8") == "whole"
    assert [path.name for path in file.parent.iterdir()] == ["products.jsonl"]
