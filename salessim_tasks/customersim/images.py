"""Pictures of an imported catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

__all__ = ["import_image"]

_SIDE = 512  # pixels, the longer side


def import_image(folder: Path, given: str, target: Path) -> str:
    """Write the picture that the catalogue names by path or address, found in `folder` by that path, the end of it, or
    its file name, to `target` as PNG of at most 512 x 512 pixels on white. Returns what is wrong, or nothing."""
    from PIL import Image, ImageOps

    if not given:
        return "no picture is named"
    source = next((path for path in _places(folder, given) if _is_file(path)), None)
    if source is None:
        name = given.rsplit("/", 1)[-1]
        return f"{name if len(name) <= 80 else f'{name[:77]}...'!r} is not in {folder}"
    try:
        with Image.open(source) as image:
            picture = ImageOps.exif_transpose(image).convert("RGBA")
        picture.thumbnail((_SIDE, _SIDE))
        flat = Image.new("RGB", picture.size, "white")
        flat.paste(picture, mask=picture.getchannel("A"))
    except Exception as error:  # Pillow's readers raise what they like on broken files
        return f"{source} is no picture that can be read ({type(error).__name__})"
    flat.save(target, "PNG", optimize=True)
    return ""


def _places(folder: Path, given: str) -> Iterator[Path]:
    """Where the picture may lie in `folder`: under all of the path, without its first folder, …, under its name."""
    address = given.replace("\\", "/")
    written = (address, unquote(urlsplit(address).path)) if "://" in address else (address, unquote(address))
    for text in dict.fromkeys(written):
        parts = [part for part in PurePosixPath(text).parts if part not in ("/", "..")]
        for start in range(len(parts)):
            yield folder.joinpath(*parts[start:])


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # no name that a file could have
        return False
