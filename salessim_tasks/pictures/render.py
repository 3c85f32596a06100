"""From SVG text to the bytes of a PNG.

Contract: 512 by 512 pixels, opaque, at most `LIMIT` bytes, no fonts of the machine, no metadata, and the same
bytes whenever the SVG and the versions of resvg_py and Pillow are the same.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from salessim_tasks.pictures.svg import SIZE

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["LIMIT", "render"]

LIMIT = 40_000  # bytes
_COLOURS = (256, 128, 64)


def render(svg: str) -> bytes:
    """The picture of `svg` as a PNG.

    Raises:
        ValueError: the SVG cannot be read, or the picture is too rich to fit into `LIMIT`.
    """
    import resvg_py  # here, and Pillow below: who only reads pictures needs no renderer
    from PIL import Image

    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=SIZE, height=SIZE, skip_system_fonts=True))
    if len(png) <= LIMIT:
        return png
    image = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in _COLOURS:
        png = _compact(image.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE))
        if len(png) <= LIMIT:
            return png
    raise ValueError(
        f"the picture takes {len(png)} bytes even with {_COLOURS[-1]} colours, not {LIMIT}: draw less detail"
    )


def _compact(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
