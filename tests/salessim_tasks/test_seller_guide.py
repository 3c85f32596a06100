"""The buying guide answers in its own words or not at all."""

from __future__ import annotations

from salessim_tasks.search import words
from salessim_tasks.seller.guide import Guide
from salessim_tasks.store import Section, load_store

GUIDE = Guide(load_store().guide)


def test_a_question_finds_its_section_and_quotes_it() -> None:
    found = GUIDE.look_up(words("Is a touchscreen worth it for drawing?"))
    assert found is not None
    title, quote = found
    assert "Touch" in title
    assert "touchscreen" in quote.lower() or "drawing" in quote.lower()
    assert len(quote) <= 321


def test_what_the_guide_does_not_know_is_not_answered() -> None:
    assert GUIDE.look_up(words("zeppelin")) is None
    assert GUIDE.look_up(()) is None


def test_a_store_without_a_guide_answers_nothing() -> None:
    assert Guide(()).look_up(words("memory")) is None


def test_markup_is_not_quoted() -> None:
    guide = Guide([Section("Care", "# Washing\n- **Wash** this cold, and never with bleach or other strong agents.")])
    found = guide.look_up(words("wash"))
    assert found is not None
    assert "Wash this cold, and never with bleach or other strong agents." in found[1]
    assert "*" not in found[1]
