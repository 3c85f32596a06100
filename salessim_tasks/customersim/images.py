"""Pictures of an imported catalogue."""

from __future__ import annotations

from pathlib import Path

__all__ = ["import_image"]

_SIDE = 512  # pixels, the longer side


def import_image(folder: Path, given: str, target: Path) -> str:
    """Write the picture that the catalogue names by path or address, found in `folder` by that path or by its file
    name, to `target` as PNG of at most 512 x 512 pixels. Returns what is wrong, or nothing."""
    from PIL import Image, UnidentifiedImageError

    if not given:
        return "no picture is named"
    name = given.rsplit("/", 1)[-1]
    source = next((path for path in (folder / given, folder / name) if path.is_file()), None)
    if source is None:
        return f"{name!r} is not in {folder}"
    try:
        with Image.open(source) as image:
            picture = image.convert("RGB")
    except (OSError, UnidentifiedImageError):
        return f"{source} is no picture that can be read"
    picture.thumbnail((_SIDE, _SIDE))
    picture.save(target, "PNG", optimize=True)
    return ""
