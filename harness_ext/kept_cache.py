"""Replies of transformers models that keep the keys and values of an episode's earlier turns.

A turn's prompt is the last one with a reply and an answer behind it, so that computing all of it again is the larger
part of the work. `KeptCache` plays a fixed cohort of episodes and feeds the model only what is new:

- The prompt is made and tokenised as ever. Of the tokens that a row holds, those are kept that the new prompt begins
  with. So nothing depends on whether a reply, decoded and encoded again, gives the tokens that were sampled: the model
  sees just the prompt that it would see without this.
- The sampling, and what ends a reply, is that of lm-eval's own call of transformers' `generate`.

The cohort is as large as lm-eval's batch size, and plays its episodes to their end before the next one starts: the
memory is that of one batch with its keys and values, which the user has chosen.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lm_eval.api.instance import Instance

from harness_ext.generation import BackendFailure, generate

if TYPE_CHECKING:
    from lm_eval.api.model import LM

    from harness_ext.cached_rows import CachedRows

__all__ = ["KeptCache", "cohort_size"]

_log = logging.getLogger(__name__)


def cohort_size(lm: LM) -> int | None:
    """How many episodes a `KeptCache` plays at a time on this backend; None where there can be none.

    There is one for lm-eval's `hf` with a batch size and a decoder of full attention: in a sliding window holes would
    take the place of tokens.
    """
    if "HFLM" not in {base.__name__ for base in type(lm).__mro__}:  # other backends need no torch
        return None
    from lm_eval.models.huggingface import HFLM

    from harness_ext.cached_rows import full_attention

    size = getattr(lm, "batch_size", None)
    usual = (
        isinstance(lm, HFLM)
        and all(getattr(type(lm), name) is getattr(HFLM, name) for name in ("generate_until", "_model_generate"))
        and lm.backend == "causal"
        and not isinstance(lm.think_end_token, int)
    )
    return size if usual and isinstance(size, int) and full_attention(lm.model.config) else None


class KeptCache:
    """The conversations of a cohort, as far as the model has computed them."""

    def __init__(self, lm: Any) -> None:
        self._lm = lm
        self._keys: list[str] = []
        self._rows: CachedRows | None = None

    def replies(self, requests: Sequence[Instance], keys: Sequence[str]) -> list[str | BackendFailure]:
        """Return the reply to each `generate_until` request; `keys` name their episodes, none twice."""
        if not requests:  # of all episodes the context is full
            return []
        arguments = requests[0].args[1]
        if any(request.args[1] != arguments for request in requests):
            return generate(self._lm, requests)
        try:
            return list(self._replies([request.args[0] for request in requests], keys, arguments))
        except Exception as error:  # out of memory, or a model whose cache is another: the plain way tells
            _log.warning("Playing on without kept keys and values: %s: %s", type(error).__name__, error)
            self._rows = None
            return generate(self._lm, requests)

    def _replies(self, prompts: Sequence[str], keys: Sequence[str], arguments: dict[str, Any]) -> list[str]:
        from lm_eval.models.utils import handle_stop_sequences, normalize_gen_kwargs, postprocess_generated_text

        from harness_ext.grouped_attention import grouped_attention

        lm = self._lm
        kwargs: dict[str, Any] = normalize_gen_kwargs(arguments, lm.max_gen_toks)
        until = handle_stop_sequences(kwargs.pop("until", None), eos=lm.tok_decode(lm.eot_token_id, False))
        length = kwargs.pop("max_gen_toks")
        encoded, seen = lm.tok_batch_encode(
            list(prompts), left_truncate_len=lm.max_length - length, truncation=lm.truncation
        )
        rows = self._rows_of(keys)
        wanted = [row[mask.bool()].tolist() for row, mask in zip(encoded, seen, strict=True)]
        kept = rows.keep_common([row[:-1] for row in wanted])  # the last one is fed, to be answered
        ids = rows.grow([row[held:] for row, held in zip(wanted, kept, strict=True)])
        with grouped_attention(lm.model):
            output = lm._model_generate(
                context=ids,
                attention_mask=rows.mask,
                past_key_values=rows.cache,
                max_length=ids.shape[1] + length,
                stop=until,
                **kwargs,
            )
        spoken = [lm.tok_decode(row) for row in rows.take(output).tolist()]
        return [postprocess_generated_text(text, until, lm.think_end_token) for text in spoken]

    def _rows_of(self, keys: Sequence[str]) -> CachedRows:
        """What is held of the episodes `keys`, in their order."""
        from harness_ext.cached_rows import CachedRows

        if self._rows is None or self._rows.mostly_holes or not set(keys) <= set(self._keys):
            self._rows = CachedRows(self._lm.model.config, len(keys), self._lm.device)
        elif list(keys) != self._keys:
            self._rows.select([self._keys.index(key) for key in keys])
        self._keys = list(keys)
        return self._rows
