"""Data for the page, as scripts: a page opened from a disk may load scripts, but may fetch nothing.

Contract: `data_script(name, value)` is a JavaScript file that puts a JSON value into `SalesSim.data[name]`. It holds no
line of code that depends on the value: the value stands in one string literal, which the page gives to `JSON.parse`.
Whatever a model wrote stays text, in the file and in any HTML that the file would be pasted into.
"""

from __future__ import annotations

import json
import math
from typing import Any

__all__ = ["data_script"]

# Within a JavaScript string literal, `<\u0021--` and `</script>` could still end an inline script, and the two line
# separators end the literal in old engines.
_ESCAPES = str.maketrans(
    {"\\": "\\\\", "'": "\\'", "<": "\\u003c", ">": "\\u003e", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def data_script(name: str, value: Any) -> bytes:
    """The script that assigns `value` (JSON values; NaN and infinities become null) to `SalesSim.data[name]`."""
    literal = json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    script = f'"use strict";\nSalesSim.data["{name}"] = JSON.parse(\'{literal.translate(_ESCAPES)}\');\n'
    return script.encode("utf-8", "backslashreplace")  # half a surrogate pair has no UTF-8, but JavaScript can say it


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, (list, tuple)) else value
