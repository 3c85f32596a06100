from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salessim_tasks.language import diversity
from salessim_tasks.language.diversity import distinct_n, mtld, self_bleu, words

TEXTS = st.lists(
    st.sampled_from(["red", "blue", "shoe", "no", "don't", "Please", "under", "$90", "ok.", ","]), max_size=12
)


def test_words_are_lower_case_and_keep_their_apostrophes() -> None:
    assert words("I don’t want RED, 15.6-inch… ok?") == ["i", "don’t", "want", "red", "15", "6", "inch", "ok"]


def test_distinct_n_is_the_share_of_different_n_grams() -> None:
    texts = ["red red shoe", "red shoe"]
    assert distinct_n(texts, 1) == 2 / 5
    assert distinct_n(texts, 2) == 2 / 3  # "red red", "red shoe", and "red shoe" again; none across the texts
    assert distinct_n(texts, 3) == 1
    assert math.isnan(distinct_n(texts, 4))
    with pytest.raises(ValueError, match="at least 1"):
        distinct_n(texts, 0)


def test_mtld_of_a_text_worked_out_by_hand() -> None:
    # Forwards "a b a" has a ratio of 2/3: one factor. The rest, "c", has a ratio of 1: no part of a factor. Backwards
    # "c a b a" has a ratio of 3/4: (1 - 0.75) / (1 - 0.72) of a factor.
    assert mtld("a b a c".split()) == pytest.approx((4 / 1 + 4 / (0.25 / 0.28)) / 2)


def test_mtld_where_no_word_comes_twice_is_the_length() -> None:
    assert mtld(["a", "b", "c"]) == 3
    assert math.isnan(mtld([]))


@given(st.lists(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=200))
@settings(max_examples=50, deadline=None)
def test_mtld_agrees_with_the_package_lexicalrichness(letters: list[str]) -> None:
    lexicalrichness = pytest.importorskip("lexicalrichness", reason="lexicalrichness is not installed")
    tokens = [letter * 3 for letter in letters]
    theirs = lexicalrichness.LexicalRichness(" ".join(tokens)).mtld(threshold=0.72)
    assert mtld(tokens) == pytest.approx(theirs)


@given(st.lists(TEXTS, min_size=2, max_size=6))
@settings(max_examples=60, deadline=None)
def test_self_bleu_is_the_mean_of_sentence_bleu_against_the_others(conversations: list[list[str]]) -> None:
    from sacrebleu import sentence_bleu

    texts = [" ".join(turns) for turns in conversations if turns]
    if len(texts) < 2:
        assert math.isnan(self_bleu(conversations))
        return
    scores = [sentence_bleu(text, [*texts[:n], *texts[n + 1 :]]).score for n, text in enumerate(texts)]
    assert self_bleu(conversations) == pytest.approx(sum(scores) / len(scores))


def test_self_bleu_tells_who_repeat_one_another_from_who_do_not() -> None:
    same = [["I am looking for a laptop under $500"]] * 3
    different = [["I am looking for a laptop"], ["anything red that fits me"], ["which one has more memory ?"]]
    assert self_bleu(same) == pytest.approx(100)
    assert self_bleu(different) < 5


def test_self_bleu_of_too_many_conversations_looks_at_the_same_ones_in_any_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    conversations = [[f"one laptop for {n} people please", f"or {n * n}"] for n in range(9)]
    everything = self_bleu(conversations)
    monkeypatch.setattr(diversity, "MOST_CONVERSATIONS", 4)
    some = self_bleu(conversations)
    assert some == self_bleu(conversations[::-1])
    assert some != everything
