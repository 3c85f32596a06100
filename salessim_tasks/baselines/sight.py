"""The eyes of the policy `seeing`: attributes read from a picture's pixels, each picture once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from salessim_tasks.records import Value

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Sight"]

_REMEMBERED = 512


class Sight:
    """What has been seen so far. Pictures are told by identity: the runner hands out the same object each turn."""

    def __init__(self) -> None:
        self._seen: OrderedDict[int, tuple[Image, Mapping[str, Value]]] = OrderedDict()

    def facts(self, category: str, image: Image) -> Mapping[str, Value]:
        """The visual attributes of the product of `category` in `image`; nothing, where nobody knows how to look."""
        from salessim_tasks.seeing import LOOKS, look

        if category not in LOOKS:
            return {}
        if id(image) not in self._seen:
            self._seen[id(image)] = (image, look(category, image))  # holds the image, so that its id stays its own
            while len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
        return self._seen[id(image)][1]
