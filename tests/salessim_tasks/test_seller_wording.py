"""The wording file is complete, and its choice depends on the seed and the turn alone."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from salessim_tasks.seller import wording
from salessim_tasks.seller.wording import Voice, load_wording

WORDING = load_wording()


def test_two_turns_running_never_choose_alike() -> None:
    said = [Voice(WORDING, "seed", turn).say("reactions") for turn in range(20)]
    assert all(one != other for one, other in pairwise(said))


def test_equal_seed_and_turn_choose_alike_and_other_seeds_differ() -> None:
    first = {Voice(WORDING, str(seed), 3).say("nothing") for seed in range(30)}
    assert Voice(WORDING, "7", 3).say("nothing") == Voice(WORDING, "7", 3).say("nothing")
    assert len(first) > 1


def test_what_is_filled_in_is_never_read_as_a_template() -> None:
    assert "{noun}" in Voice(WORDING, "s", 0).say("quote", quote="{noun}")


def test_topics_are_found_as_whole_words() -> None:
    assert WORDING.topic("any chance of a discount?") is not None
    assert WORDING.topic("a robotics student's bottom line") is None


@pytest.mark.parametrize(
    ("line", "complaint"),
    [('  hello: ["Hi."]', "slots.hello"), ('  hello: ["Hi.", "Hi {name}."]', "name"), ("", "slots.hello")],
)
def test_a_wrong_wording_file_is_refused_with_the_slot_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, complaint: str
) -> None:
    source = Path(wording.__file__).with_name("wording.yaml").read_text(encoding="utf-8")
    lines = [line if text.startswith("  hello:") else text for text in source.splitlines()]
    (tmp_path / "wording.yaml").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(wording, "files", lambda package: tmp_path)
    load_wording.cache_clear()
    try:
        with pytest.raises(ValueError, match=complaint):
            load_wording()
    finally:
        load_wording.cache_clear()
