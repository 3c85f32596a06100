"""The small views above an open laptop: its lid from behind, and how far its hinge turns."""

from __future__ import annotations

from salessim_tasks.pictures.palette import RGB, dark, hexed, line
from salessim_tasks.pictures.svg import Point, polygon, rect, regular

__all__ = ["folded", "lid_from_behind"]


def lid_from_behind(colour: str, x: float, ground: float, width: float, height: float, corners: int) -> str:
    """The back of the open lid, standing on y = `ground`, with a badge of so many corners in its middle."""
    left, top = x - width / 2, ground - height
    style: dict[str, str | float] = {"stroke": line(colour), "stroke_width": 1.5}
    return (
        rect(left + 6, top + 8, width - 12, height - 8, fill="#1a1a1e")
        + rect(left, top, width, height - 8, rx=6, fill=hexed(RGB[colour]), **style)
        + polygon(regular(x, top + height / 2 - 4, 0.1 * height, corners), fill=line(colour))
        + rect(left - 3, ground - 6, width + 6, 6, rx=2.5, fill=dark(colour), **style)
    )


def folded(colour: str, form: str, x: float, ground: float, width: float, height: float, glow: str) -> str:
    """A 2-in-1 standing like a tent with the screen outside; a clamshell open, from its side.

    Raises:
        KeyError: no such form.
    """
    return {"2-in-1": _tent, "clamshell": _profile}[form](colour, x, ground, width, height, glow)


def _tent(colour: str, x: float, ground: float, width: float, height: float, glow: str) -> str:
    top, half = ground - 0.86 * height, 0.36 * width
    front, back = (-0.1 * width, ground - top), (0.24 * width, 0.9 * (ground - top))
    style: dict[str, str | float] = {"stroke": line(colour), "stroke_width": 1.5, "stroke_linejoin": "round"}

    def panel(slope: Point, u: float, v0: float, v1: float) -> list[Point]:
        """A piece of a panel: u of its half width to either side, from v0 to v1 of its way down."""
        (dx, dy), reach = slope, u * half
        return [(x + s * reach + v * dx, top + v * dy) for s, v in ((-1, v0), (1, v0), (1, v1), (-1, v1))]

    return (
        polygon(panel(back, 1, 0, 1), fill=dark(colour), **style)
        + polygon(panel(front, 1, 0, 1), fill=hexed(RGB[colour]), **style)
        + polygon(panel(front, 0.93, 0.07, 0.94), fill="#0c0c0f")
        + polygon(panel(front, 0.84, 0.15, 0.86), fill=glow)
    )


def _profile(colour: str, x: float, ground: float, width: float, height: float, glow: str) -> str:
    length, lean, thick = 0.7 * width, 0.16 * width, 7.0
    left, hinge = x - 0.5 * width, x - 0.5 * width + length
    style: dict[str, str | float] = {"stroke": line(colour), "stroke_width": 1.5, "stroke_linejoin": "round"}
    top = ground - 0.9 * height
    slab = [(hinge - 4, ground - thick), (hinge + lean - 4, top), (hinge + lean + 2, top), (hinge + 3, ground - thick)]
    screen = [(px - 2.5, y) for px, y in (slab[0], slab[1])]
    return (
        polygon([*screen, slab[1], slab[0]], fill=glow)
        + polygon(slab, fill=hexed(RGB[colour]), **style)
        + rect(left, ground - thick, length + 4, thick, rx=3, fill=hexed(RGB[colour]), **style)
    )
