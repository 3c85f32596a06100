"""The parts that pictures are built of."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from salessim_tasks.pictures.render import LIMIT, render
from salessim_tasks.pictures.scene import pick, scene
from salessim_tasks.pictures.svg import circle, digits, document, group, mirrored, rect, regular


def pixel(svg: str, x: int, y: int) -> tuple[int, ...]:
    with Image.open(io.BytesIO(render(svg))) as picture:
        value = picture.convert("RGB").getpixel((x, y))
    assert isinstance(value, tuple)
    return value


def test_numbers_are_written_with_at_most_two_decimals() -> None:
    assert rect(1 / 3, -0.001, 2.0, 10) == '<rect x="0.33" y="0" width="2" height="10"/>'


def test_mirrored_things_lie_on_both_sides() -> None:
    svg = document(rect(0, 0, 512, 512, fill="#fff"), mirrored(rect(100, 100, 20, 20, fill="#f00")))
    assert pixel(svg, 110, 110) == pixel(svg, 402, 110) == (255, 0, 0)
    assert pixel(svg, 256, 110) == (255, 255, 255)


def test_every_figure_is_drawn_otherwise() -> None:
    drawn = {render(document(digits(figure, 256, 100, 200, stroke="#000"))) for figure in "0123456789:.+-"}
    assert len(drawn) == 14


def test_letters_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot draw 'x'"):
        digits("4x4", 0, 0, 10)


def test_a_star_has_twice_the_corners_of_a_polygon() -> None:
    assert [len(regular(0, 0, 10, 5)), len(regular(0, 0, 10, 5, inner=0.4))] == [5, 10]


def test_a_rich_picture_is_reduced_until_it_is_small_enough() -> None:
    dots = [
        circle(7 * x, 7 * y, 3 + x * y % 3 / 2, fill=f"#{x * 3:02x}{y * 3:02x}90") for x in range(74) for y in range(74)
    ]
    png = render(document(rect(0, 0, 512, 512, fill="#fff"), group(*dots[::3])))
    assert len(png) <= LIMIT


def test_a_picture_that_stays_too_large_is_refused() -> None:
    dots = [
        circle(4 * x, 4 * y, 1 + x * y % 7 / 4, fill=f"#{x * y * 77 % 4096:03x}")
        for x in range(128)
        for y in range(128)
    ]
    with pytest.raises(ValueError, match="draw less detail"):
        render(document(*dots))


def test_svg_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match=r"."):
        render("<svg")


def test_the_seed_chooses_among_all_options_and_always_the_same() -> None:
    chosen = [pick(f"product-{number}", "tint", "abc") for number in range(40)]
    assert set(chosen) == set("abc")
    assert chosen == [pick(f"product-{number}", "tint", "abc") for number in range(40)]


def test_each_row_of_the_background_is_of_one_colour() -> None:
    svg = scene("a")
    assert pixel(svg, 0, 300) == pixel(svg, 400, 300)
