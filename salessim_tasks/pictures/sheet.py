"""Contact sheets: all pictures of a store at a glance, with the product ids beneath."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from salessim_tasks.textfiles import write_whole

__all__ = ["contact_sheet"]

_COLUMNS, _THUMB, _LABEL, _GAP = 8, 150, 26, 6
_QUALITY = 82  # keeps a sheet of sixty pictures below 400 KB


def contact_sheet(pictures: Mapping[str, bytes], file: Path) -> Path:
    """Write the pictures (PNG by product id) in rows of eight to one JPEG; return its path."""
    width, height = _THUMB + _GAP, _THUMB + _LABEL
    rows = -(-len(pictures) // _COLUMNS)
    sheet = Image.new("RGB", (_COLUMNS * width + _GAP, rows * height + _GAP), "white")
    labels = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(9)
    for index, (product_id, png) in enumerate(pictures.items()):
        left, top = _GAP + index % _COLUMNS * width, _GAP + index // _COLUMNS * height
        with Image.open(io.BytesIO(png)) as picture:
            sheet.paste(picture.convert("RGB").resize((_THUMB, _THUMB), Image.Resampling.LANCZOS), (left, top))
        for line in range(2):
            labels.text((left, top + _THUMB + 1 + 11 * line), product_id[28 * line :][:28], fill="black", font=font)
    encoded = io.BytesIO()
    sheet.save(encoded, "JPEG", quality=_QUALITY, optimize=True)
    write_whole(file, encoded.getvalue())
    return file
