"""How the report tells runs apart, and that what it counts is what it lists."""

from __future__ import annotations

from pathlib import Path

import pytest
from reported import gave_in, grouped

from salessim_tasks.report.figures import figures_of
from salessim_tasks.report.listing import Listing
from salessim_tasks.report.names import run_names, short_names
from salessim_tasks.samples import Run


def runs_in(*folders: str, model: str = "lab weak") -> list[Run]:
    several = len(folders) > 1
    return [Run(f"{model} ({Path(one)})" if several else model, Path(one), (gave_in(),)) for one in folders]


def test_short_names_drop_what_all_have() -> None:
    assert short_names(["hf small", "hf large v2"]) == ["small", "large v2"]
    assert short_names(["hf small"]) == ["hf small"]
    assert short_names(["hf", "hf large"]) == ["hf", "hf large"]


def test_the_model_comes_first_and_a_folder_only_where_it_tells() -> None:
    names = run_names([*runs_in("out/a/4f", "out/b/4f"), *runs_in("out/c/4f", model="lab firm")])
    assert [name.model for name in names] == ["lab weak", "lab weak", "lab firm"]
    assert [name.name for name in names] == ["lab weak · a", "lab weak · b", "lab firm"]
    assert [name.short for name in names] == ["weak · a", "weak · b", "firm"]


@pytest.mark.parametrize(
    ("folders", "told"),
    [
        (("j/8711/4f", "j/mixed/4f", "p/yes/4f"), ("8711", "mixed", "yes")),
        (("a/x", "b/x"), ("a", "b")),
        (("a/x", "b/x", "b/y"), ("a/x", "b/x", "y")),
        (("a", "a/b"), ("a", "b")),
        (("my runs/one", "my runs/two"), ("one", "two")),
    ],
)
def test_folders_are_told_apart_by_as_little_as_can_be(folders: tuple[str, ...], told: tuple[str, ...]) -> None:
    assert [name.name for name in run_names(runs_in(*folders))] == [f"lab weak · {one}" for one in told]


def test_groups_are_those_of_the_figures() -> None:
    (run, *_) = grouped()
    listed = {(episode.group, episode.behaviour) for episode in run.episodes}
    assert listed == {(row["group"], row["behaviour"]) for row in figures_of([run])["runs"][0]["rows"]}


def test_tactics_count_pushes_and_the_episodes_that_the_list_has() -> None:
    (run, *_) = grouped()
    tactics, listing = figures_of([run])["runs"][0]["tactics"], Listing()
    for episode in run.episodes:
        listing.add(0, episode)
    told = listing.to_dict()
    lists = [told["tables"]["tactics"][number] for number in told["columns"]["tactics"]]
    assert {name: one["estimate"][3] for name, one in tactics.items()} == {"authority": 1, "scarcity": 3}
    assert {name: one["episodes"] for name, one in tactics.items()} == {
        name: sum(name in tactics for tactics in lists) for name in ("authority", "scarcity")
    }
