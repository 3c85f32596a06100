"""A person at the terminal: what is typed, what is read, what is kept."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from salessim_tasks import play
from salessim_tasks.environment import replay
from salessim_tasks.samples import read_runs
from salessim_tasks.store import load_store
from salessim_tasks.task import ShoppingTask, make_episode

STORE = load_store("laptops")
FIRST, SECOND = [persona for persona in STORE.personas if persona.split == "test"][:2]
WISHES = [dealbreaker.text for dealbreaker in FIRST.dealbreakers]

Play = Callable[..., str]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Play:
    """Play with the given lines (an exception is raised where it stands) and options; returns what was printed."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(*lines: str | type[BaseException], status: int = 0, **options: Any) -> str:
        parser = argparse.ArgumentParser()
        play.add_arguments(parser)
        given = [f"--{name.replace('_', '-')}={value}" for name, value in options.items() if value is not True]
        given += [f"--{name.replace('_', '-')}" for name, value in options.items() if value is True]
        printed: list[str] = []
        left: Iterator[str | type[BaseException]] = iter(lines)

        def read(prompt: str) -> str:
            if "you>" not in prompt:
                printed.append(prompt)
            line = next(left, EOFError)
            if isinstance(line, str):
                return line
            raise line

        assert play.play_command(parser.parse_args(given), read=read, write=printed.append) == status
        return "\n".join(printed)

    return run


def test_the_persona_comes_first_and_then_the_seller_of_the_benchmark(terminal: Play) -> None:
    printed = terminal("/quit")
    greeting = make_episode(ShoppingTask({"task": "t"}).test_docs()[0]).open().text
    card, _, talk = printed.partition("  seller  ")
    assert f"You are {FIRST.name}, {FIRST.age}." in card
    words = " ".join(card.split())
    assert all(wish.text in words for wish in (*FIRST.dealbreakers, *FIRST.preferences))
    assert 'add_to_cart("<full product name>")' in card
    assert " ".join(greeting.split()) in " ".join(talk.split())


def test_lines_fit_the_terminal(terminal: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    talk, _, shown = terminal(*WISHES, "/buy 1").partition("/buy 1")
    assert max(map(len, talk.splitlines())) <= 50
    assert shown


def test_a_product_is_bought_by_its_number_and_the_end_is_explained(terminal: Play, tmp_path: Path) -> None:
    printed = terminal(*WISHES, "/buy 1", out=tmp_path)
    (run,) = read_runs([tmp_path])
    (episode,) = run.episodes
    product = STORE.product(episode.transcript.recommended[0])
    assert f"  /buy 1  {product.name}" in printed
    assert episode.transcript.turns[-1].text == ""
    assert episode.transcript.shopper_turns[-1].raw == f'add_to_cart("{product.name}")'
    assert episode.transcript.action is not None
    assert episode.transcript.action.product_id == product.id
    assert "Right: you bought an acceptable product that you were shown." in printed
    assert f"You bought {product.name}." in " ".join(printed.split())
    assert "  meets the dealbreaker: " in printed
    assert "BREAKS" not in printed
    assert "decision alignment: 1" in printed


def test_a_wrong_purchase_is_told_what_it_breaks(terminal: Play) -> None:
    too_dear = max(STORE.products, key=lambda product: float(str(product.attributes["price"])))
    printed = terminal("Hello", f'add_to_cart("{too_dear.name}")', persona=FIRST.id)
    assert "Not right: you bought something that you were never shown." in printed
    broken = next(wish.text for wish in FIRST.dealbreakers if not wish.holds(too_dear))
    assert f"BREAKS the dealbreaker: {broken}" in " ".join(printed.split())


@pytest.mark.parametrize("refusal", ["", "n", "N", "what?"])
def test_a_slip_of_the_pen_is_no_decision(terminal: Play, tmp_path: Path, refusal: str) -> None:
    printed = terminal("Hello", 'add_to_cart("The moon")', refusal, "Hm.", "/leave", out=tmp_path)
    assert "No product goes by the name 'The moon'" in printed
    assert "Send it anyway? (y/N)" in printed
    (run,) = read_runs([tmp_path])
    assert [turn.raw for turn in run.episodes[0].transcript.shopper_turns] == ["Hello", "Hm.", "end_conversation()"]


def test_who_is_sure_buys_what_does_not_exist(terminal: Play) -> None:
    printed = terminal("Hello", 'add_to_cart("The moon")', "y")
    assert "Not right: you bought something that you were never shown." in printed
    assert "No product goes by the name 'The moon'." in printed


def test_a_name_that_means_a_product_is_not_asked_about(terminal: Play) -> None:
    """Even if it is not the whole name, or was never shown: that is a decision."""
    name = STORE.products[0].name.lower()
    assert "Send it anyway?" not in terminal("Hello", f'add_to_cart("{name}")')


def test_commands_are_no_turns(terminal: Play, tmp_path: Path) -> None:
    printed = terminal("/help", "/me", "", "/buy", "/buy 1", "/buy x", "/sing", "Hello", "/leave", out=tmp_path)
    assert printed.count(f"You are {FIRST.name}") == 2
    assert printed.count("Two actions end the conversation") == 2
    assert printed.count("you have not been shown a product yet") == 3
    assert "There is no /sing: there are /buy, /leave, /me, /help and /quit." in printed
    (run,) = read_runs([tmp_path])
    assert [turn.raw for turn in run.episodes[0].transcript.shopper_turns] == ["Hello", "end_conversation()"]


def test_buy_says_which_numbers_there_are(terminal: Play, tmp_path: Path) -> None:
    printed = terminal(*WISHES, "/buy", "/buy x", "/buy 99", "/leave", out=tmp_path)
    (run,) = read_runs([tmp_path])
    shown = len(run.episodes[0].transcript.recommended)
    told = "Write /buy 1," if shown == 1 else f"Write /buy N, with N from 1 to {shown},"
    assert printed.count(told) == 3
    assert "There is no /buy x." in printed
    assert "There is no /buy 99." in printed


def test_an_unreadable_action_is_corrected_like_a_models(terminal: Play) -> None:
    printed = terminal("Hello", "add_to_cart()", "add_to_cart()", "add_to_cart()")
    assert "could not be read" in printed
    assert "Not right: three messages in a row held an action that could not be read." in printed


@pytest.mark.parametrize(("end", "status"), [("/quit", 0), (EOFError, 0), (KeyboardInterrupt, 130)])
def test_whoever_leaves_leaves_no_trace(
    terminal: Play, tmp_path: Path, end: str | type[BaseException], status: int
) -> None:
    printed = terminal("Hello", end, out=tmp_path / "human", status=status)
    assert "nothing was written" in printed
    assert not (tmp_path / "human").exists()


def test_episodes_are_collected_as_a_run_that_replays(terminal: Play, tmp_path: Path) -> None:
    terminal(*WISHES, "/buy 1", out=tmp_path)
    printed = terminal("Hi!", "Bye.", "/leave", out=tmp_path)
    assert f"You are {SECOND.name}" in printed, "the next one who was not played"
    terminal("Hello again, my “friend”\u2028", "/leave", out=tmp_path, persona=FIRST.id)
    (run,) = read_runs([tmp_path])
    assert run.name == "human"
    played = [(episode.persona, episode.trial) for episode in run.episodes]
    assert played == [(FIRST.id, 0), (FIRST.id, 1), (SECOND.id, 0)]
    assert len({episode.episode_id for episode in run.episodes}) == 3
    for episode in run.episodes:
        assert replay(episode.transcript, make_episode(episode.doc)) == episode.transcript
        assert episode.error is None
    assert run.episodes[0].scores["decision_alignment"] == 1.0
    assert run.episodes[0].scores["episode_id"] == run.episodes[0].episode_id


def test_a_seller_who_presses_has_a_task_of_its_own(terminal: Play, tmp_path: Path) -> None:
    terminal("Hello", "/leave", out=tmp_path, behaviour="pushy-2")
    terminal("Hello", "/leave", out=tmp_path)
    (run,) = read_runs([tmp_path])
    assert {(episode.task, episode.behaviour) for episode in run.episodes} == {
        ("salessim_laptops", "helpful"),
        ("salessim_pushy_laptops", "pushy-2"),
    }


def test_bytes_that_are_no_text_can_be_kept(terminal: Play, tmp_path: Path) -> None:
    terminal("caf\udce9", "/leave", out=tmp_path)
    (run,) = read_runs([tmp_path])
    assert run.episodes[0].transcript.shopper_turns[0].raw == "caf?"


def test_show_persona_only_shows(terminal: Play, tmp_path: Path) -> None:
    printed = terminal(persona=SECOND.id, out=tmp_path, show_persona=True)
    assert f"You are {SECOND.name}" in printed
    assert "seller" not in printed


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"persona": "laptops-test-01"}, "did you mean laptops-test-"),
        ({"persona": "???"}, "they go from laptops-test-001 to laptops-test-100"),
        ({"split": "tset"}, "no persona of split 'tset'"),
        ({"behaviour": "rude"}, "rude"),
        ({"category": "laptop"}, "laptop"),
    ],
)
def test_wrong_options_are_named(terminal: Play, options: dict[str, str], told: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the message is what is tested
        terminal(**options)
    assert told in str(error.value)


def test_a_folder_that_cannot_be_is_refused_before_anybody_plays(terminal: Play, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ValueError, match="file: is no folder"):
        terminal(out=tmp_path / "file" / "human")


def test_results_of_a_model_are_not_mixed_with_a_persons(terminal: Play, tmp_path: Path) -> None:
    (tmp_path / "results_2026.json").write_text(json.dumps({"config": {"model": "hf"}}))
    with pytest.raises(ValueError, match=r"results_2026\.json: is of another model"):
        terminal("Hello", "/leave", out=tmp_path)


@pytest.mark.parametrize("line", ["{", "{}", '{"resps": [["1"]], "filtered_resps": [[]], "doc": {"id": "x"}}'])
def test_a_file_that_is_no_collection_is_left_alone(terminal: Play, tmp_path: Path, line: str) -> None:
    file = tmp_path / "samples_salessim_laptops_1.jsonl"
    file.write_text(line + "\n")
    with pytest.raises(ValueError, match=r"samples_salessim_laptops_1\.jsonl:1: must"):
        terminal("Hello", "/leave", out=tmp_path)
    assert file.read_text() == line + "\n"
