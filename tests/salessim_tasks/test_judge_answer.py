"""Reading a judge's answer: every usual form is read, and nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessim_tasks.judge.answer import AnswerError, read_answer
from salessim_tasks.judge.rubric import load_rubric

REALISM = load_rubric("realism")
PERSONALITY = load_rubric("personality")


@pytest.mark.parametrize(
    "raw",
    [
        '{"reason": "short and blunt", "realism": 4}',
        '```json\n{"reason": "a {brace} in it", "realism": 4}\n```',
        'Here is my verdict:\n\n{"realism": 4, "reason": "x"}\n\nI hope that helps.',
        '<think>It may be {"realism": 1}, or 2.</think>{"realism": 4}',
        'It may be {"realism": 1}.</think>\n{"realism": 4}',
        '{"realism": "4"}',
        '{"realism": 4.0}',
        '{"scores": {"realism": 4}}',
        'The shopper wrote {"speaker": "shopper"}, so {"realism": 4}',
        '{"realism": 4} To repeat: {"realism": 4}',
        '{"reason": "two\nlines", "realism": 4}',
        'The form {"realism": <1 to 5>} filled in is {"realism": 4}',
    ],
)
def test_the_usual_forms_are_read(raw: str) -> None:
    assert read_answer(raw, REALISM) == {"realism": 4}


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("", "empty"),
        ("<think>Four, I would say.", "empty"),
        ("I would give it a 4.", "no JSON object with realism"),
        ('{"reason": "cut off", "real', "no JSON object"),
        ('{"rating": 4}', "no JSON object with realism"),
        ('{"realism": 6}', "from 1 to 5, not 6"),
        ('{"realism": 0}', "from 1 to 5, not 0"),
        ('{"realism": 3.5}', "whole number"),
        ('{"realism": null}', "whole number"),
        ('{"realism": true}', "whole number"),
        ('{"realism": [4]}', "whole number"),
        ('{"realism": NaN}', "whole number"),
        ('{"realism": 4, "realism": 5}', "no JSON object"),
        ('{"realism": 2} or rather {"realism": 5}', "2 different answers"),
        ('{"realism": ' + "9" * 5000 + "}", "JSON object|whole number"),
        ("{" * 40_000, "no JSON object"),
        ('{"realism":' * 20_000, "no JSON object"),
    ],
)
def test_what_cannot_be_read_for_certain_is_no_answer(raw: str, why: str) -> None:
    with pytest.raises(AnswerError, match=why):
        read_answer(raw, REALISM)


def test_an_answer_must_have_every_field() -> None:
    traits = '"openness": 1, "conscientiousness": 2, "extraversion": 3, "agreeableness": 4'
    with pytest.raises(AnswerError, match="neuroticism"):
        read_answer("{" + traits + "}", PERSONALITY)
    assert read_answer("{" + traits + ', "neuroticism": 5}', PERSONALITY)["neuroticism"] == 5


@given(st.text(alphabet='{}[]":,truefalsnm123456 </think>`\n', max_size=80))
def test_no_text_breaks_the_reader(raw: str) -> None:
    try:
        answer = read_answer(raw, REALISM)
    except AnswerError:
        return
    assert 1 <= answer["realism"] <= 5
