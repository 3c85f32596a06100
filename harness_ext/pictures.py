"""Pictures in an episode: what the model is shown besides words, and how many of them stay in its view.

In the text of an observation each picture stands as `IMAGE`, the placeholder of lm-eval's multimodal backends, in
the order of `Observation.pictures`. Only the newest `max_images` of a history are shown; where an older one stood,
the text says so.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["IMAGE", "WITHDRAWN", "Picture", "content_parts", "without_placeholder"]

IMAGE = "<image>"
WITHDRAWN = "(a picture that is no longer in view)"

_MEDIA_TYPES = {b"\x89PNG": "image/png", b"RIFF": "image/webp", b"\xff\xd8\xff": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture (PNG, WebP or JPEG). `id` names it in records, which do not hold the bytes."""

    id: str
    data: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        """The MIME type. Raises ValueError if the bytes are of no known format."""
        for start, media_type in _MEDIA_TYPES.items():
            if self.data.startswith(start):
                return media_type
        raise ValueError(f"picture {self.id!r} is no PNG, WebP or JPEG")

    def image(self) -> Image:
        """The picture as Pillow's RGB image, shared between calls: not to be changed."""
        return _decoded(self)


@lru_cache(maxsize=256)
def _decoded(picture: Picture) -> Image:
    from PIL import Image

    with Image.open(BytesIO(picture.data)) as image:
        return image.convert("RGB")


def without_placeholder(text: str) -> str:
    """`text` without the placeholder: what a model writes must not be taken for a picture."""
    return text.replace(IMAGE, "< image >")


def content_parts(text: str, pictures: Iterable[Picture]) -> list[dict[str, Any]]:
    """A message's content as the parts of the chat-completions protocol: `text` cut at the placeholders, with the
    pictures between as data URLs.

    Source: https://platform.openai.com/docs/guides/images-vision
    """
    first, *rest = text.split(IMAGE)
    parts = [_text(first)]
    for picture, words in zip(pictures, rest, strict=True):
        parts += [{"type": "image_url", "image_url": {"url": _url(picture)}}, _text(words)]
    return [part for part in parts if part.get("text", "picture").strip()]


def _text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


@lru_cache(maxsize=256)
def _url(picture: Picture) -> str:
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode('ascii')}"
