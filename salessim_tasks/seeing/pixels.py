"""What every reader of pictures needs: pixels from PNG bytes, what stands before the background, names of colours.

Contract: images are uint8 arrays of shape (512, 512, 3), masks bool arrays of shape (512, 512), rows first. Nothing
here knows how pictures are drawn: the table of colours says what people call which RGB value.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import UnidentifiedImageError

__all__ = ["SIZE", "Image", "Mask", "colour_name", "decode", "distance", "dominant", "foreground", "lab", "runs"]

SIZE = 512
Image = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

# A typical RGB value for each name of a colour.
_NAMED: Mapping[str, tuple[int, int, int]] = {
    "black": (30, 30, 32),
    "white": (250, 250, 250),
    "grey": (126, 128, 134),
    "silver": (198, 202, 208),
    "beige": (220, 196, 156),
    "brown": (112, 70, 40),
    "terracotta": (198, 98, 62),
    "red": (210, 32, 40),
    "burgundy": (110, 16, 46),
    "pink": (245, 146, 182),
    "rose gold": (222, 158, 138),
    "gold": (208, 166, 60),
    "orange": (243, 124, 26),
    "yellow": (250, 214, 48),
    "green": (42, 140, 70),
    "blue": (40, 106, 214),
    "navy": (26, 38, 102),
    "purple": (122, 58, 172),
}


def decode(picture: bytes | PillowImage.Image) -> Image:
    """The pixels of a picture, given as the bytes of a file or as one that Pillow has opened.

    Raises:
        ValueError: the bytes are no picture that can be read, or it is not one of 512 by 512 pixels.
    """
    if isinstance(picture, PillowImage.Image):
        pixels = np.asarray(picture.convert("RGB"))
    else:
        try:
            with PillowImage.open(io.BytesIO(picture)) as opened:
                pixels = np.asarray(opened.convert("RGB"))
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise ValueError(f"these {len(picture)} bytes are not a PNG that can be read ({error})") from None
    if pixels.shape != (SIZE, SIZE, 3):
        raise ValueError(f"a picture must be {SIZE}x{SIZE} pixels, not {pixels.shape[1]}x{pixels.shape[0]}")
    return pixels


def lab(pixels: Image | Floats) -> Floats:
    """Colours in CIE Lab (D65), where distance means difference to the eye; the last axis is R, G, B from 0 to 255."""
    values = np.asarray(pixels, dtype=np.float64) / 255
    linear = np.where(values > 0.04045, ((values + 0.055) / 1.055) ** 2.4, values / 12.92)
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = linear @ matrix.T / np.array([0.9505, 1.0, 1.089])
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def distance(pixels: Image | Floats, colour: Image | Floats | tuple[int, int, int]) -> Floats:
    """How far each pixel is from `colour`, to the eye: 2 is hardly seen, 20 is another shade, 50 another colour."""
    difference = lab(pixels) - lab(np.asarray(colour, dtype=np.float64))
    return np.asarray(np.sqrt((difference**2).sum(axis=-1)))


def foreground(image: Image, tolerance: int = 12) -> Mask:
    """Where the picture differs from its background, which is of one colour along each row (that of its left edge).

    A soft shadow differs little; a higher `tolerance` (in steps of 255) leaves more of it out.
    """
    difference = np.abs(image.astype(np.int16) - image[:, :1].astype(np.int16))
    return np.asarray(difference.max(axis=2) > tolerance)


def colour_name(colour: Floats | Image, among: Iterable[str]) -> str:
    """The name out of `among` that is nearest to `colour`, an RGB triple."""
    names = tuple(among)
    return names[int(np.argmin([float(distance(colour, _NAMED[name])) for name in names]))]


def dominant(pixels: Image, among: Iterable[str], share: float = 0.4) -> str | None:
    """The name out of `among` that most of `pixels` (shape (n, 3)) go by; None if fewer than `share` agree."""
    names = tuple(among)
    if not len(pixels) or not names:
        return None
    points = lab(pixels)
    table = lab(np.array([_NAMED[name] for name in names], dtype=np.float64))
    nearest = np.sqrt(((points[:, None, :] - table[None]) ** 2).sum(axis=2)).argmin(axis=1)
    counts = np.bincount(nearest, minlength=len(names))
    return names[int(counts.argmax())] if counts.max() >= share * len(pixels) else None


def runs(line: Mask, shortest: int = 1) -> list[tuple[int, int]]:
    """The stretches of a row or column of a mask that are True, as (start, end) with the end excluded."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], line, [False])).astype(np.int8)))
    pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(start, end) for start, end in pairs if end - start >= shortest]
