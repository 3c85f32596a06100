"""A Llama of about a million parameters with random weights, and a tokenizer made for it, both built in code.

The tokenizer is a byte-level BPE of what is said in the toy store, whose tokens may be as long as
what stands between two values or marks of punctuation. A line that stands in every shopper's prompt is one
token: the model has nothing to read in it, and attention over 500 tokens of it would cost more than all else.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from models import write_llama

__all__ = ["write_toy_model"]

_MARKS = ["<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]
_TEMPLATE = (
    "{% for message in messages %}<|{{ message.role }}|>{{ message.content }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
_VALUES = r"\b(?:red|blue|green|black|yellow|grey|clay|glass|lid)\b"
_PUNCTUATION = r'[.,:;!?*"()\n]+ ?'


def write_toy_model(folder: Path, prompts: Sequence[str], said: Sequence[str], seed: int) -> Path:
    """Write the checkpoint, of weights drawn from `seed`, and return its folder.

    Args:
        prompts: shoppers' prompts, of which two at least.
        said: what is said in conversations, which the vocabulary is made of, besides the prompts.
    """
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    lines = [line for line in dict.fromkeys(prompts[0].splitlines(keepends=True)) if all(line in p for p in prompts)]
    plain = Tokenizer(models.BPE())
    plain.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_VALUES), "isolated"),
            pre_tokenizers.Split(Regex(_PUNCTUATION), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    plain.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=1024, special_tokens=_MARKS, initial_alphabet=alphabet, show_progress=False
    )
    texts = [line for prompt in prompts for line in prompt.splitlines(keepends=True) if line not in lines]
    plain.train_from_iterator([*texts, *said], trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=plain, pad_token=_MARKS[0], eos_token=_MARKS[1], chat_template=_TEMPLATE
    )
    tokenizer.add_tokens(lines)
    return write_llama(
        folder,
        tokenizer,
        seed,
        hidden_size=192,
        intermediate_size=512,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=4,
        max_position_embeddings=2048,
        bos_token_id=None,
        initializer_range=0.07,  # about the root of 1 / hidden size: with the usual 0.02 it learns to read far later
        tie_word_embeddings=True,  # what was read can be said at once
    )
