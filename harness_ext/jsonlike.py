"""A mapping for lm-eval's sample log, which writes `str()` of every response."""

from __future__ import annotations

import json
from collections import UserDict
from typing import Any

__all__ = ["Json"]


class Json(UserDict[str, Any]):
    """A mapping whose `str()` is JSON.

    No dict: lm_eval.utils.hash_dict_images copies those, for backends with the attribute MULTIMODAL.
    """

    def __str__(self) -> str:
        return json.dumps(self.data, ensure_ascii=False)
