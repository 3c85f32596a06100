"""A chat template in token ids: how an episode opens, and what stands between two turns of the policy.

The policy's turns are trained on as they were sampled, so nothing that is in the context is ever tokenised again. What
the template puts between the end of one reply and the start of the next (the *bridge*: the end of the turn's line, the
seller's message, the head of the next reply) is found for each message by rendering a conversation with and without it.
That takes a template which writes a conversation the same way however it goes on; one that does not, because it takes
reasoning out of earlier turns, say, is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harness_ext.cached_rows import CachedRows
from harness_ext.pictures import Picture

__all__ = ["Dialogue"]

Message = dict[str, str]

_EARLIER: list[Message] = [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Hello to you."}]


class Dialogue:
    """The chat template of `tokenizer`.

    `end_id`: the token that ends a reply. `folds_system`: the template has no system role, so that the system prompt
    stands at the head of the first message, as it does in evaluation. `unsayable`: tokens that no policy may sample.

    Raises:
        ValueError: there is no template, or a reply ends with no token of its own.
    """

    unsayable: Sequence[int] = ()

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        if not self._has_template():
            raise ValueError(f"{tokenizer.name_or_path}: the tokenizer has no chat template; train a chat model")
        self._closed = self._ids(_EARLIER, opens=False)
        special = {*tokenizer.all_special_ids, *tokenizer.added_tokens_decoder}
        ends = [place for place, id in enumerate(self._closed) if id in special]
        if not ends or self._tokenizer.decode(self._closed[ends[-1] + 1 :]).strip():
            raise ValueError(
                f"{tokenizer.name_or_path}: a reply of the chat template ends with no special token, so nobody could "
                "tell where it does"
            )
        self._cut = ends[-1] + 1
        self.end_id: int = self._closed[ends[-1]]
        self.folds_system = not self._has_system_role()

    def opening(self, system: str, observation: str, pictures: Sequence[Picture] = ()) -> list[int]:
        """The ids of the prompt for the first reply; `pictures`: those that the observation shows."""
        messages = [{"role": "system", "content": system}, {"role": "user", "content": observation}]
        if self.folds_system:
            messages = [{"role": "user", "content": f"{system}\n\n{observation}"}]
        return self._ids(messages, opens=True, pictures=pictures)

    def bridge(self, observation: str, pictures: Sequence[Picture] = ()) -> list[int]:
        """The ids from behind the token that ends a reply to where the next one starts.

        Raises:
            ValueError: the template writes the earlier turns otherwise once the conversation goes on.
        """
        after = self._ids([*_EARLIER, {"role": "user", "content": observation}], opens=True, pictures=pictures)
        if after[: self._cut] != self._closed[: self._cut]:
            raise ValueError(
                f"{self._tokenizer.name_or_path}: the chat template writes earlier turns otherwise once a conversation "
                "goes on, so that the model would be trained on what it was not shown; use a template that does not"
            )
        return after[self._cut :]

    def reply(self, text: str) -> list[int]:
        """The ids of a reply that says `text`, the one that ends it last."""
        return [*self._tokenizer.encode(text, add_special_tokens=False), self.end_id]

    def text(self, ids: Sequence[int]) -> str:
        """What a reply of these ids says."""
        said: str = self._tokenizer.decode(list(ids), skip_special_tokens=True)
        return said

    def rows(self, model: Any, count: int) -> CachedRows:
        """`count` empty rows for what `model` plays."""
        return CachedRows(model.config, count, model.device)

    def _has_template(self) -> bool:
        return bool(getattr(self._tokenizer, "chat_template", None))

    def _ids(self, messages: Sequence[Message], *, opens: bool, pictures: Sequence[Picture] = ()) -> list[int]:
        if pictures:
            raise ValueError("the scenarios show pictures, which this model is not shown: set max_images in the run")
        # Without return_dict=False transformers 5 returns a dictionary.
        return list(
            self._tokenizer.apply_chat_template(
                list(messages), tokenize=True, return_dict=False, add_generation_prompt=opens
            )
        )

    def _has_system_role(self) -> bool:
        probe = "zq-system-probe"
        try:
            shown = self._ids([{"role": "system", "content": probe}, _EARLIER[0]], opens=True)
        except Exception:  # whatever a template raises on a role that it does not know
            return False
        return probe in self._tokenizer.decode(shown)
