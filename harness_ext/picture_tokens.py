"""How many tokens pictures take in a local backend's context, by the backend's own processor.

A placeholder is a token or two in the prompt; the processor makes hundreds of it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from harness_ext.pictures import IMAGE, Picture

if TYPE_CHECKING:
    from lm_eval.api.model import LM

__all__ = ["PictureTokens", "image_tokens"]

_log = logging.getLogger(__name__)
_RESIZING = ("image_width", "image_height", "image_max_side")  # what lm-eval resizes pictures to, before the processor


def image_tokens(lm: Any) -> tuple[str, ...]:
    """The texts by which a local backend's prompts mark a picture, besides lm-eval's placeholder."""
    processor = getattr(lm, "processor", None)
    marks = (getattr(owner, name, None) for owner in (lm, processor) for name in ("image_token", "boi_token"))
    return tuple(dict.fromkeys(mark for mark in marks if isinstance(mark, str) and mark.strip() and mark != IMAGE))


class PictureTokens:
    """Counts for one backend; `chat`: its prompts are made by the chat template."""

    def __init__(self, lm: LM, chat: bool) -> None:
        self._lm: Any = lm
        self._chat = chat
        self._by_size: dict[tuple[int, int], int] = {}

    def count(self, pictures: Iterable[Picture]) -> int:
        """Tokens that `pictures` take besides their placeholders; 0 where the backend cannot tell."""
        if getattr(self._lm, "processor", None) is None:
            return 0
        return sum(self._of(picture) for picture in pictures)

    def _of(self, picture: Picture) -> int:
        size = picture.image().size
        if size not in self._by_size:
            try:
                self._by_size[size] = self._measured(picture)
            except Exception as error:  # processors raise what they like
                _log.warning("Cannot tell how much of the context a picture takes: %s: %s", type(error).__name__, error)
                self._by_size[size] = 0
        return self._by_size[size]

    def _measured(self, picture: Picture) -> int:
        from lm_eval.models.utils import resize_image

        lm, image = self._lm, picture.image()
        if any(getattr(lm, name, None) for name in _RESIZING):
            image = resize_image(image, *(getattr(lm, name, None) for name in _RESIZING))
        # Through the template: some processors want more around the placeholder than the token that they repeat.
        message = [{"role": "user", "content": IMAGE}]
        text = lm.apply_chat_template(message) if self._chat else getattr(lm, "image_token", IMAGE)
        encoded = lm.processor(text=[text], images=[image])["input_ids"][0]
        return max(0, len(encoded) - len(lm.tok_encode(text)))
