"""Reasoning is cut out of a reply, in every form that the common model families write it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salessim_tasks.reasoning import join_pieces, split_reasoning


@pytest.mark.parametrize(
    "raw",
    [
        "<think>secret</think>Hello",
        "<THINK>secret</Think>\nHello",
        "<thinking>secret</thinking> Hello",
        "<reasoning>secret</reasoning>Hello",
        "<reflection>secret</reflection>Hello",
        "<seed:think>secret</seed:think>Hello",
        "[THINK]secret[/THINK]Hello",
        "◁think▷secret◁/think▷Hello",
        "<|begin_of_thought|>secret<|end_of_thought|>Hello",
        "<|START_THINKING|>secret<|END_THINKING|>Hello",
        "<|channel|>analysis<|message|>secret<|end|><|start|>assistant<|channel|>final<|message|>Hello<|return|>",
        "<|channel|>analysis<|message|>secret<|channel|>final<|message|>Hello",
        "<|channel>thought\nsecret<channel|>Hello",
        "secret</think>Hello",
        "Hello <think>secret",
        "Hello\n[THINK]\nsecret",
    ],
)
def test_one_block(raw: str) -> None:
    assert split_reasoning(raw) == ("Hello", "secret")


def test_gpt_oss_without_its_special_tokens() -> None:
    assert split_reasoning("analysisThey want a price.assistantfinalHow much?") == ("How much?", "They want a price.")
    assert split_reasoning("analysis paralysis, that is me") == ("analysis paralysis, that is me", "")


def test_several_blocks_keep_their_order() -> None:
    speech, reasoning = split_reasoning("<think>a</think>One <reasoning>b</reasoning> two.\n<think>c</think>\nThree")
    assert speech == "One two.\nThree"
    assert reasoning == "a b c"


def test_nested_blocks_end_with_the_outermost() -> None:
    assert split_reasoning("<think>a<think>b</think>c</think>d") == ("d", "a b c")
    assert split_reasoning("<think>a<reasoning>b</think>d") == ("d", "a b")


def test_a_closing_of_another_kind_closes_nothing() -> None:
    assert split_reasoning("<think>a</reasoning>b") == ("", "a b")


def test_a_lone_closing_hides_all_before_it_even_earlier_speech() -> None:
    assert split_reasoning("Hi <think>a</think> there </think> bye") == ("bye", "Hi a there")


@pytest.mark.parametrize("raw", ["I think so.", "Is it < 900? <b>yes</b>", "[1, 2]", "Well<|end|>", "a <thinker> b"])
def test_ordinary_text_is_all_speech(raw: str) -> None:
    speech, reasoning = split_reasoning(raw)
    assert speech == raw.removesuffix("<|end|>")
    assert reasoning == ""


TAGS = ["<think>", "</think>", "<reasoning>", "</REASONING>", "[THINK]", "[/THINK]", "<|channel|>analysis", "<|end|>"]


@settings(deadline=None)
@given(st.lists(st.sampled_from([*TAGS, "0", " ", "\n", "<", "think", ">", "</", "<th", "ink>", "[", "THINK]"])))
def test_no_tag_is_left_and_no_word_is_lost(parts: list[str]) -> None:
    raw = "".join(parts)
    speech, reasoning = split_reasoning(raw)
    assert not any(tag.lower() in text.lower() for tag in TAGS for text in (speech, reasoning))
    assert (speech + reasoning).count("0") == raw.count("0")
    assert split_reasoning(speech) == (speech, "")


@pytest.mark.parametrize("unit", ["<think>", "</think>", "<think></reasoning>", "<", "[THINK", "<|channel|>analysis"])
def test_long_replies_are_read(unit: str) -> None:
    speech, _ = split_reasoning(unit * (200_000 // len(unit)) + "</think></think>")
    assert "think>" not in speech


def test_pieces_are_joined_by_a_line_break_only_where_a_cut_touched_one() -> None:
    assert join_pieces(["a ", " b\n", "", "c"]) == "a b\nc"
    assert join_pieces(["", " \n", "a"]) == "a"
