"""The report of several groups of tasks in a browser: counts are those of their lists, and what is chosen is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import Open, choice, chromium, opening, settled
from reported import grouped

from salessim_tasks.report import write_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    with opening(browser) as open_:
        yield open_


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("groups") / "report"
    write_report(grouped(), folder)
    return folder


_COUNTS = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const href = (element) => element.querySelector("a").getAttribute("href");
  const sum = (text) => text.match(/\\d+/g).reduce((before, count) => before + Number(count), 0);
  return [
    ...all("a.segment").map((link) => [link.getAttribute("href"), link.getAttribute("aria-label")]),
    ...all(".forest .of").map((of) => [href(of.parentElement), of.textContent]),
    ...all(".models tbody tr").map((row) => [href(row), `${sum(row.cells[1].textContent)} episodes`]),
  ];
}"""


def section(page: Page, title: str) -> str:
    return page.locator(".block", has=page.get_by_role("heading", name=title, exact=True)).inner_text()


def listed(page: Page) -> int:
    found = re.match(r"\d+", page.get_by_role("status").inner_text())
    assert found is not None
    return int(found[0])


def test_every_count_equals_the_list_it_opens(report: Path, open_page: Open) -> None:
    page = open_page(report, "#/?setting=every")
    counts = page.evaluate(_COUNTS)
    assert len(counts) > 12
    for href, words in counts:
        page.evaluate("href => { location.hash = href; }", href)
        settled(page, href)
        told = re.search(r"(\d+) episode", words)
        assert told is not None
        assert (href, listed(page)) == (href, int(told[1]))


def test_a_tactic_opens_the_episodes_in_which_it_was_used(report: Path, open_page: Open) -> None:
    page = open_page(report)
    page.locator(".panel", has=page.get_by_role("heading", name="Authority")).get_by_role("link").click()
    settled(page, "#/episodes")
    assert (choice(page, "Tactic").input_value(), listed(page)) == ("authority", 1)
    choice(page, "Tactic").select_option(label="Scarcity")
    assert listed(page) == 3


def test_the_list_filters_by_group_of_tasks(report: Path, open_page: Open) -> None:
    page = open_page(report, "#/episodes")
    choice(page, "Tasks").select_option(label="SalesSim human")
    assert page.get_by_role("status").inner_text() == "2 of 15 episodes"


def test_pushes_are_counted(report: Path, open_page: Open) -> None:
    assert "of 3 pushes in 3 episodes" in section(open_page(report), "What pushing does")


def test_it_opens_on_the_setting_that_most_models_share(report: Path, open_page: Open) -> None:
    page = open_page(report)
    assert choice(page, "Setting").input_value() == "salessim_reasoning/helpful"
    assert page.locator(".models tbody tr").count() == 3


@pytest.mark.parametrize("back", ["back", "reload"])
def test_what_is_chosen_is_there_again(report: Path, open_page: Open, back: str) -> None:
    page = open_page(report)
    choice(page, "Setting").select_option(label="Every setting")
    page.get_by_label("All columns").check()
    page.get_by_role("columnheader", name="Model").get_by_role("button").click()
    rows = page.locator(".models tbody tr").all_inner_texts()
    columns = page.locator(".models thead th").count()
    if back == "back":
        page.locator("a.segment").first.click()
        settled(page, "#/episodes")
        page.go_back()
        settled(page, "#/?")
    else:
        page.reload()
        page.wait_for_selector(".models")
    assert choice(page, "Setting").input_value() == ""
    assert page.get_by_label("All columns").is_checked()
    assert page.locator(".models thead th").count() == columns
    assert page.locator(".models tbody tr").all_inner_texts() == rows
    assert page.get_by_role("columnheader", name="Model").get_attribute("aria-sort") == "ascending"


def test_an_address_of_another_report_opens_the_usual_page(report: Path, open_page: Open) -> None:
    page = open_page(report, "#/?setting=salessim_vision/helpful&columns=few&sort=-elo")
    assert choice(page, "Setting").input_value() == "salessim_reasoning/helpful"
    assert page.locator("th[aria-sort]").inner_text().startswith("Decision alignment")


@pytest.mark.parametrize(
    "query", ["seller=rude", "model=9", "model=x", "result=cause:none", "result=x", "tactic=y", "group=z", "colour=red"]
)
def test_filters_that_do_not_exist_are_ignored(report: Path, open_page: Open, query: str) -> None:
    page = open_page(report, f"#/episodes?{query}")
    assert page.get_by_role("status").inner_text() == "15 episodes"
    assert not page.get_by_role("button", name="Clear filters").is_visible()


def test_sections_say_whether_they_follow_the_setting(report: Path, open_page: Open) -> None:
    page = open_page(report)
    usual, every = "SalesSim reasoning, helpful seller.", "Every setting."
    assert usual in section(page, "By store")
    assert usual in section(page, "How episodes ended")
    assert "whatever is chosen above" in section(page, "What pushing does")
    assert "whatever is chosen above" in section(page, "By what the seller is up to")
    choice(page, "Setting").select_option(label="Every setting")
    assert f"Of one setting: {usual}" in section(page, "By store")
    assert every in section(page, "How episodes ended")
    assert every in section(page, "Why they went wrong")


def test_no_two_links_to_the_same_persona_read_the_same(report: Path, open_page: Open) -> None:
    page = open_page(report, "#/episodes?model=1")
    page.locator("a.row").first.click()
    settled(page, "#/episode/")
    chips = page.locator(".chips").evaluate_all(
        "lists => lists.map((list) => [...list.querySelectorAll('.chip')].map((chip) => chip.textContent))"
    )
    assert "Helpful · SalesSim human" in chips[0]
    assert "Pushy 2" in chips[0]
    assert ["Helpful · trial 1", "Helpful · trial 2"] in chips
    assert all(len(set(texts)) == len(texts) for texts in chips)


def test_trials_are_named_only_where_there_are_several(report: Path, open_page: Open) -> None:
    page = open_page(report, "#/episodes?model=1")
    assert "trial" not in page.locator(".rows").inner_text()
    page.locator("a.row").first.click()
    settled(page, "#/episode/")
    assert "trial" not in page.locator(".lede").inner_text()
    page = open_page(report, "#/episodes?model=2")
    assert "trial 2" in page.locator(".rows").inner_text()


def test_long_names_wrap(report: Path, open_page: Open) -> None:
    page = open_page(report, viewport={"width": 390, "height": 700})
    cut = page.locator(".who").evaluate_all("all => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length")
    assert page.locator(".forest .who").count() > 0
    assert cut == 0


def test_every_column_is_explained_below_the_table(report: Path, open_page: Open) -> None:
    page = open_page(report, "#/?columns=all")
    page.get_by_text("What the columns mean").click()
    heads = [one.strip("▾▴ \n") for one in page.locator(".models thead th").all_inner_texts()]
    assert page.locator(".meanings dt").all_inner_texts() == heads[2:]
    assert "Could detect" in heads


_COLOURS = """() => {
  const canvas = document.createElement("canvas").getContext("2d");
  const of = (name) => {
    canvas.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name);
    return canvas.fillStyle;
  };
  const light = (colour) => colour.match(/[0-9a-f]{2}/g).map((part) => parseInt(part, 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0.05);
  const numbers = [0, 1, 2, 3, 4, 5, 6, 7];
  const sheet = light(of("--sheet"));
  const causes = numbers.map((number) => of(`--cause-${number}`));
  const contrast = causes.map((cause) => Math.max(light(cause), sheet) / Math.min(light(cause), sheet));
  return { causes, models: numbers.map((number) => of(`--tone-${number}`)), contrast: Math.min(...contrast) };
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_causes_have_colours_of_their_own_that_stand_out(report: Path, open_page: Open, scheme: str) -> None:
    page = open_page(report, "#/?setting=every", color_scheme=scheme)
    found = page.evaluate(_COLOURS)
    assert len({*found["causes"], *found["models"]}) == 16
    assert found["contrast"] >= 3
    causes = page.locator(".block", has=page.get_by_role("heading", name="Why they went wrong"))
    assert causes.locator("[class*='tone-']").count() == 0
