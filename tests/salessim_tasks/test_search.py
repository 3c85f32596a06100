"""Search: BM25 over prose and filters on attributes."""

from __future__ import annotations

import pytest

from salessim_tasks.records import Constraint, Product
from salessim_tasks.search import ProductIndex, TextIndex, words


def product(id: str, description: str, **attributes: float | bool | str | tuple[str, ...]) -> Product:
    return Product(id=id, name=f"Lamp {id}", attributes=attributes, description=description.ljust(40, "."))


LAMPS = (
    product("tall", "A tall lamp for the corner of a quiet reading room", price=40.0, dims=True),
    product("desk", "A desk lamp with a jointed arm, made for drawing and sewing", price=25.0, dims=False),
    product("twin", "A desk lamp with a jointed arm, made for drawing and sewing", price=25.0, bulbs=("warm",)),
)


def test_words_drops_what_carries_no_content_and_reads_plurals_as_singulars() -> None:
    assert words("The lamps AND a Desk's arm, for glass") == ("lamp", "desk", "arm", "glass")


def test_the_text_that_says_it_ranks_first() -> None:
    index = TextIndex(["apples and pears", "a bicycle with a bell", "the bell tower"])
    assert index.best(words("bicycle bells")) == 1
    assert index.best(words("bell"), among=[0, 2]) == 2


def test_a_query_without_a_known_word_finds_nothing() -> None:
    assert TextIndex(["apples and pears"]).best(words("zeppelin")) is None


def test_equal_texts_tie_and_the_first_wins() -> None:
    index = ProductIndex(LAMPS)
    tall, desk, twin = index.scores(words("drawing"))
    assert desk == twin > tall == 0


def test_filters_keep_the_order_of_the_catalogue() -> None:
    cheap = Constraint(attribute="price", op="<=", value=30)
    assert [p.id for p in ProductIndex(LAMPS).matching([cheap])] == ["desk", "twin"]
    assert [p.id for p in ProductIndex(LAMPS).matching([])] == ["tall", "desk", "twin"]


def test_a_record_without_the_attribute_never_meets_a_constraint_on_it() -> None:
    dims = Constraint(attribute="dims", op="==", value=False)
    assert [p.id for p in ProductIndex(LAMPS).matching([dims])] == ["desk"]
    assert [p.id for p in ProductIndex(LAMPS).matching([Constraint(attribute="bulbs", op="in", value=("warm",))])] == [
        "twin"
    ]


def test_products_are_grouped_by_the_constraints_that_they_fail() -> None:
    cheap = Constraint(attribute="price", op="<", value=30)
    dims = Constraint(attribute="dims", op="==", value=True)
    index = ProductIndex(LAMPS)
    groups = {missed: index.members(mask) for mask, missed in index.missing([cheap, dims], most=2)}
    assert groups == {(0,): (0,), (1,): (1, 2)}
    assert [missed for _, missed in index.missing([dims, cheap, dims], most=1)] == [(1,)]


def test_an_index_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="content word"):
        TextIndex(["", "the and of"])
