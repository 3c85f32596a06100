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
from weakref import WeakValueDictionary

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


# Decoded pictures are large (768 KiB at 512 x 512), and a turn of many episodes holds many of them at once: each exists
# once while any request holds it, however many different ones there are; the latest are kept for the next turn.
_in_use: WeakValueDictionary[Picture, Image] = WeakValueDictionary()


@lru_cache(maxsize=256)
def _decoded(picture: Picture) -> Image:
    from PIL import Image

    if (shared := _in_use.get(picture)) is not None:
        return shared
    with Image.open(BytesIO(picture.data)) as image:
        _in_use[picture] = decoded = image.convert("RGB")
    return decoded


def without_placeholder(text: str, tokens: Iterable[str] = (IMAGE,)) -> str:
    """`text` without the placeholder (or other `tokens` that stand for pictures): what a model writes, or others quote,
    must not be taken for a picture."""
    for token in tokens:
        text = text.replace(token, f"{token[:1]} {token[1:-1]} {token[-1:]}")
    return text


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
