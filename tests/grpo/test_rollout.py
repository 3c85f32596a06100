"""What a policy is trained on is what it sampled: the same tokens and probabilities, and nothing of the seller."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from templates import TEMPLATES
from whole_pass import told

from harness_ext.episode import Observation, Step


class Parrots:
    """Answers every reply by a line of its own, `turns` times."""

    def __init__(self, turns: int, system: str = "You shop for a parrot.") -> None:
        self.system = system
        self.left = turns
        self.heard: list[str] = []
        self.said = ["What colour, dear customer?"]

    def open(self) -> Observation:
        return Observation(self.said[0])

    def step(self, reply: str) -> Step:
        self.heard.append(reply)
        self.left -= 1
        if not self.left:
            return Step(reply, None)
        self.said.append(f"We have {self.left} green {'and blue ' * (self.left % 3)}ones.\nWhich?")
        return Step(reply, Observation(self.said[-1]))

    def record(self) -> dict[str, Any]:
        return {"heard": self.heard}


@pytest.fixture(scope="module")
def model(tiny: Path) -> Any:
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(tiny).eval()


def tokenizer(tiny: Path, template: str | None) -> Any:
    from transformers import AutoTokenizer

    found = AutoTokenizer.from_pretrained(tiny)
    found.chat_template = template or found.chat_template
    return found


def play(model: Any, words: Any, turns: Sequence[int], *, seed: int = 1, **options: Any) -> list[Any]:
    import torch

    from grpo.dialogue import Dialogue
    from grpo.rollout import Sampling, open_episode
    from grpo.rollout import play as rollout

    sampling = Sampling(**{"turn_tokens": 6, "temperature": 1.3} | options)
    generator = torch.Generator().manual_seed(seed)
    dialogue = Dialogue(words)
    opened = [open_episode(dialogue, Parrots(number)) for number in turns]
    return rollout(model, dialogue, opened, sampling, generator)


def spoken(episode: Any) -> list[list[int]]:
    """The runs of tokens that the policy sampled."""
    runs: list[list[int]] = []
    before = 0
    for id, mine in zip(episode.completion_ids, episode.mask, strict=True):
        if mine and not before:
            runs.append([])
        if mine:
            runs[-1].append(id)
        before = mine
    return runs


@pytest.mark.parametrize("template", TEMPLATES)
def test_its_turns_stand_between_what_the_template_writes(tiny: Path, model: Any, template: str) -> None:
    words = tokenizer(tiny, TEMPLATES[template])
    for episode in play(model, words, [3, 1, 4, 2]):
        environment = episode.environment
        turns = spoken(episode)
        assert [words.decode(turn, skip_special_tokens=True) for turn in turns] == environment.heard
        # With a stand-in for each reply the template writes what the policy was shown, but for those replies.
        messages = [{"role": "system", "content": environment.system}, {"role": "user", "content": environment.said[0]}]
        if template == "no system role":
            messages = [{"role": "user", "content": f"{environment.system}\n\n{environment.said[0]}"}]
        for said in environment.said[1:]:
            messages += [{"role": "assistant", "content": "@@"}, {"role": "user", "content": said}]
        shown = words.apply_chat_template(messages, tokenize=False, add_generation_prompt=True).split("@@")
        held = words.decode(episode.prompt_ids + episode.completion_ids)
        for text, turn in zip(shown, turns, strict=True):
            place = held.index(text.strip())
            assert not held[:place].strip()
            held = held[place + len(text.strip()) :]
            said = words.decode(turn).removesuffix(words.decode([episode.completion_ids[-1]]))
            assert held.lstrip().startswith(said.strip())
            held = held.lstrip().removeprefix(said.strip())


def test_the_probabilities_are_those_of_a_whole_pass(tiny: Path, model: Any) -> None:
    import torch

    episodes = play(model, tokenizer(tiny, None), [4, 2, 5, 1, 3], temperature=0.7)
    for episode in episodes:
        assert len(episode.completion_ids) == len(episode.mask) == len(episode.logprobs)
        mask = torch.tensor(episode.mask).bool()
        assert torch.allclose(torch.tensor(episode.logprobs)[mask], told(model, episode, 0.7)[mask], atol=1e-4)
        assert not torch.tensor(episode.logprobs)[~mask].any()
    assert [episode.turns for episode in episodes] == [4, 2, 5, 1, 3]


def test_every_reply_ends_and_an_end_that_is_ours_is_not_trained_on(
    tiny: Path, model: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = tokenizer(tiny, None)
    end = words.convert_tokens_to_ids("<|im_end|>")
    forward = model.forward

    def terse(*arguments: Any, **given: Any) -> Any:
        output = forward(*arguments, **given)
        output.logits[..., end] += 10.0  # so that about every fourth token ends a reply
        return output

    monkeypatch.setattr(model, "forward", terse)
    kinds = set()
    for episode in play(model, words, [4] * 10):
        turns = spoken(episode)
        assert len(turns) == 4
        assert episode.completion_ids[-1] == end
        for turn in turns:
            assert end not in turn[:-1]
            kinds.add((turn[-1] == end, len(turn) == 6))
        assert episode.mask[-1] == (turns[-1][-1] == end)
    assert {(True, False), (False, True)} <= kinds


def test_the_same_seed_plays_the_same(tiny: Path, model: Any) -> None:
    words = tokenizer(tiny, None)
    first, again, other = (play(model, words, [2, 3], seed=seed) for seed in (1, 1, 2))
    assert [episode.completion_ids for episode in first] == [episode.completion_ids for episode in again]
    assert [episode.completion_ids for episode in first] != [episode.completion_ids for episode in other]


def test_a_group_shares_the_work_on_its_prompt(tiny: Path, model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    fed: list[tuple[int, int]] = []
    forward = model.forward

    def watched(*arguments: Any, **given: Any) -> Any:
        fed.append(tuple(given["input_ids"].shape))
        return forward(*arguments, **given)

    monkeypatch.setattr(model, "forward", watched)
    episodes = play(model, tokenizer(tiny, None), [2] * 8)
    assert fed[0] == (1, len(episodes[0].prompt_ids) - 1)
    assert len({tuple(episode.completion_ids) for episode in episodes}) == 8
    assert fed[1] == (8, 1)


def test_an_episode_that_would_outgrow_its_room_is_broken_off(tiny: Path, model: Any) -> None:
    words = tokenizer(tiny, None)
    (whole,) = play(model, words, [6])
    (cut,) = play(model, words, [6], total_tokens=whole.tokens - 20)
    assert (whole.broken_off, cut.broken_off) == (False, True)
    assert cut.tokens <= whole.tokens - 20
    assert cut.completion_ids == whole.completion_ids[: len(cut.completion_ids)]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}", "ends with no special token"),
        (
            "{% for m in messages %}<|im_start|>{{ m.role }}\n{% if m.role == 'assistant' and loop.last %}(thinks) "
            "{% endif %}{{ m.content }}<|im_end|>\n{% endfor %}",
            "writes earlier turns otherwise",
        ),
    ],
)
def test_a_template_that_cannot_be_trained_with_is_refused(tiny: Path, model: Any, template: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        play(model, tokenizer(tiny, template), [2])


def test_real_episodes_are_played_to_their_scores(tiny: Path, model: Any) -> None:
    from grpo.dialogue import Dialogue
    from grpo.rollout import Sampling, open_episode
    from grpo.rollout import play as rollout
    from salessim_tasks.scoring import score_episodes
    from salessim_tasks.task import ShoppingTask
    from salessim_tasks.transcript import Transcript

    task = ShoppingTask({"task": "train", "dataset_kwargs": {"category": "laptops", "max_turns": 2}})
    docs = task.scenarios()[:2]
    dialogue = Dialogue(tokenizer(tiny, None))
    opened = [open_episode(dialogue, task.environment(doc, 0)) for doc in docs]
    episodes = rollout(model, dialogue, opened, Sampling(turn_tokens=5))
    played = [
        (doc, Transcript.model_validate(one.environment.record())) for doc, one in zip(docs, episodes, strict=True)
    ]
    for (_, transcript), score in zip(played, score_episodes(played, language=False), strict=True):
        assert len(transcript.shopper_turns) == 2
        assert score["turn_limit"] == 1.0
