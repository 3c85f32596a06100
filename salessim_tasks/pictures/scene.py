"""What is the same in every picture: the pale background and the soft shadow, and choices that follow from a seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from harness_ext.seeding import seed_of
from salessim_tasks.pictures.svg import SIZE, document, ellipse, linear_gradient, radial_gradient, rect, use

__all__ = ["pick", "scene", "shadow"]

_T = TypeVar("_T")
# Top and bottom of the background: pale and neutral, and always darker than a white thing.
_BACKGROUNDS = (("#eceae6", "#dfdcd7"), ("#e6e9ec", "#d9dde1"), ("#ebe8e9", "#dedadc"), ("#e8eae6", "#dbded8"))


def pick(seed: str, what: str, options: Sequence[_T]) -> _T:
    """The option that `seed` stands for in the matter of `what`. Small things only, never a visual attribute."""
    return options[seed_of("picture", seed, what) % len(options)]


def shadow(x: float, y: float, rx: float, ry: float, opacity: float = 0.28) -> str:
    """A soft shadow on the ground about (x, y)."""
    fade = radial_gradient("shadow", f"#3c3a44 {opacity}", f"#3c3a44 {opacity * 0.45:.3f}", "#3c3a44 0")
    return fade + ellipse(x, y, rx, ry, fill=use("shadow"))


def scene(seed: str, *things: str) -> str:
    """The SVG of a picture: `things` before a background. Each row of the background is of one colour."""
    top, bottom = pick(seed, "background", _BACKGROUNDS)
    background = linear_gradient("background", top, bottom) + rect(0, 0, SIZE, SIZE, fill=use("background"))
    return document(background, *things)
