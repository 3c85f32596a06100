"""Demonstrations are episodes of the benchmark, decided right and told as people talk, each in a voice of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from configparser import ConfigParser
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from grpo.demonstrations import Demonstration, demonstrations
from grpo.scenarios import training_scenarios
from grpo.voices import Trades, Voice
from salessim_tasks.language.disclosure import disclosure
from salessim_tasks.language.human import HUMAN
from salessim_tasks.language.redundancy import LATER_TURNS, redundancy, summary
from salessim_tasks.records import Persona, Requirement
from salessim_tasks.scoring import score_episodes
from salessim_tasks.sources import StoreSource, open_store
from salessim_tasks.store import categories
from salessim_tasks.task import make_episode
from salessim_tasks.transcript import Transcript
from salessim_tasks.worlds.draws import Decks

ROOT = Path(__file__).parents[2]
VOICES = ROOT / "grpo" / "data" / "voices.yaml"

SLOTS = {
    "open": {"noun", "wishes"},
    "tell": {"wish"},
    "both": {"wish", "other"},
    "reject": {"label"},
    "ask": {"label", "name"},
    "ask it": {"label", "name"},
    "more": set(),
    "muse": {"wish", "name"},
    "decided": {"name"},
    "left": set(),
}
"""What may stand in the lines of a pool."""

Corpus = list[tuple[Demonstration, Transcript, dict[str, Any]]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("worlds")


@pytest.fixture(scope="module")
def docs(folder: Path) -> list[dict[str, Any]]:
    return training_scenarios(folder, ["laptops"], ["helpful"], seed=1, products=96, personas=24, max_turns=20)


@pytest.fixture(scope="module")
def corpus(docs: list[dict[str, Any]]) -> Corpus:
    """The demonstrations of a world, what becomes of each in the benchmark, and its scores."""
    shown = list(demonstrations(docs, 1))
    transcripts = [replayed(one) for one in shown]
    scores = score_episodes([(one.doc, transcript) for one, transcript in zip(shown, transcripts, strict=True)])
    return list(zip(shown, transcripts, scores, strict=True))


def replayed(shown: Demonstration) -> Transcript:
    episode = make_episode(shown.doc)
    observation: Any = episode.open()
    for heard, said in zip(shown.heard, shown.said, strict=True):
        assert observation.text == heard
        observation = episode.step(said).observation
    assert observation is None
    assert episode.system == shown.system
    return episode.transcript()


def test_every_one_is_an_aligned_episode_of_the_benchmark(corpus: Corpus, docs: list[dict[str, Any]]) -> None:
    assert len(corpus) >= 0.8 * len(docs)
    for _, transcript, scores in corpus:
        assert scores["decision_alignment"] == 1
        assert scores["tool_format_error"] == 0
        assert transcript.ended_by == "decision"


def test_both_ends_occur_and_whoever_leaves_was_shown_nothing_acceptable(corpus: Corpus) -> None:
    ends = [transcript.action.name for _, transcript, _ in corpus if transcript.action is not None]
    assert len(ends) == len(corpus)
    assert min(ends.count("add_to_cart"), ends.count("end_conversation")) >= len(corpus) / 8
    assert all(scores["acceptable_shown"] in (None, 1) for _, _, scores in corpus)


def test_the_same_seed_gives_the_same_bytes_and_another_one_other_words(docs: list[dict[str, Any]]) -> None:
    first, again, other = (list(demonstrations(docs[:4], seed)) for seed in (1, 1, 2))
    assert first == again
    assert not {text for one in first for text in one.said[:1]} & {text for one in other for text in one.said[:1]}


def test_no_two_are_more_alike_than_people_are(corpus: Corpus) -> None:
    alike = summary(redundancy([transcript.speech for _, transcript, _ in corpus]))
    for measure in ("redundancy", "redundancy_first_turn", *(f"redundancy_turn_{turn}" for turn in LATER_TURNS)):
        assert alike[measure] < HUMAN[measure].mean + HUMAN[measure].sd, measure


@pytest.mark.parametrize("measure", ["criteria_first_turn", "complete_sentences"])
def test_they_talk_within_a_standard_deviation_of_people(corpus: Corpus, measure: str) -> None:
    values = [scores[measure] for _, _, scores in corpus]
    assert abs(sum(values) / len(values) - HUMAN[measure].mean) < HUMAN[measure].sd


def test_nobody_says_what_is_not_the_personas_or_the_sellers_words(corpus: Corpus) -> None:
    for _, transcript, scores in corpus:
        assert scores["persona_drift"] in (None, 0), transcript.speech
        assert scores["echo"] == 0, transcript.speech


def test_not_even_who_has_few_wishes_says_all_at_once(folder: Path) -> None:
    docs = training_scenarios(folder / "small", ["laptops"], ["helpful"], seed=1, products=24, personas=24)
    few = sorted(docs, key=lambda doc: len(personal(doc)))[:4]
    assert max(len(personal(doc)) for doc in few) <= 4
    for seed in range(8):
        for shown in demonstrations(few, seed):
            persona, store = Persona.model_validate(shown.doc["persona"]), open_store(StoreSource.of(shown.doc))
            told = disclosure(persona, store, replayed(shown))
            assert told.curve[0] < 1, shown.said[0]


def personal(doc: dict[str, Any]) -> list[Any]:
    return [*doc["persona"]["dealbreakers"], *doc["persona"]["preferences"]]


@cache
def trades(category: str) -> Trades:
    return Trades(open_store(StoreSource(category=category)))


def voices(known: Trades, count: int) -> list[Voice]:
    return [Voice(known, Decks("test", number), "test", number) for number in range(count)]


@pytest.mark.parametrize("category", ["laptops", "female_clothing"])
def test_the_sales_agent_takes_a_wish_to_mean_what_it_means_in_every_voice(category: str) -> None:
    known = trades(category)
    ways: list[int] = []
    for persona in known.store.personas[::4]:
        for hard, wishes in ((True, persona.dealbreakers), (False, persona.preferences)):
            for wish in wishes:
                said = [voice.wish(wish, hard=hard) for voice in voices(known, 12)]
                assert all(known.means(text, wish) for text in said), (said, wish.text)
                ways.append(len(set(said)))
    assert sum(ways) / len(ways) > 2.5


def test_another_wish_is_not_taken_for_the_same() -> None:
    known = trades("laptops")
    wishes = [wish for persona in known.store.personas[:6] for wish in (*persona.dealbreakers, *persona.preferences)]
    different = [(a, b) for a in wishes for b in wishes if a.constraints != b.constraints]
    confused = [pair for pair in different if known.means(pair[0].text, pair[1])]
    assert len(confused) < len(different) / 100
    assert not known.means("hello", wishes[0])


@pytest.mark.parametrize("category", categories())
def test_whatever_can_be_wished_for_is_worded_without_a_slot_left(category: str) -> None:
    known = trades(category)
    personas: Sequence[Persona] = known.store.personas
    wishes: dict[Any, Requirement] = {
        wish.constraints: wish for one in personas for wish in (*one.dealbreakers, *one.preferences)
    }
    for number, wish in enumerate(list(wishes.values())[:80]):
        for hard in (True, False):
            said = Voice(known, Decks("test"), number).wish(wish, hard=hard)
            assert not re.search(r"[\[\]{}|]", said), said


def test_the_lines_are_shipped_with_the_package() -> None:
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    patterns = setup["options.package_data"]["*"].split()
    assert VOICES in {file for pattern in patterns for file in (ROOT / "grpo").glob(pattern)}


def test_every_slot_of_every_line_is_one_that_is_filled() -> None:
    lines = yaml.safe_load(VOICES.read_text(encoding="utf-8"))
    budget = lines.pop("budget")
    for manner in ("hard", "soft", "hard ban", "soft ban"):
        for grammar, pool in lines.pop(manner).items():
            assert all(slots(line) == {grammar} for line in pool), (manner, grammar)
    assert all(slots(line) == {"v"} for pool in budget.values() for line in pool)
    assert set(lines) == set(SLOTS)
    for name, pool in lines.items():
        assert all(slots(line) <= SLOTS[name] for line in pool), name
        assert all(line.count("[") == line.count("]") for line in pool), name
    # What a persona wishes must not get lost in a line about something else.
    assert all("wishes" in slots(line) for line in lines["open"])
    assert all("wish" in slots(line) for pool in ("tell", "both", "muse") for line in lines[pool])


def slots(line: str) -> set[str]:
    return set(re.findall(r"\{([^{}]*)\}", line))
