"""The report as people meet it: opened from a disk in a real browser, by mouse, by keyboard and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import Open, choice, chromium, opening, settled
from reported import HOSTILE, buys, episode_of, gave_in, near_miss, runs_of, says, seller

from salessim_tasks.report import write_report
from salessim_tasks.samples import Run
from salessim_tasks.transcript import SellerEntry, ShopperEntry

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_BAD = HOSTILE.replace("\ud800", "")  # no log holds half a character: it would be no transcript


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 personas by two models, so that the list has pages; the first episode by id is `gave_in()`."""
    folder = tmp_path_factory.mktemp("pages") / "report"
    write_report(runs_of(40), folder)
    return folder


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report in which every text that somebody else wrote is hostile."""
    persona = {**gave_in().doc["persona"], "name": _BAD, "background": _BAD, "dealbreakers": [{"text": _BAD}]}
    turns: list[SellerEntry | ShopperEntry] = [
        seller(text=_BAD, tool_calls=[{"name": _BAD, "arguments": {_BAD: _BAD}, "results": [_BAD]}], asks=_BAD),
        says(_BAD, reasoning=_BAD, raw=_BAD + "!", format_error=_BAD, correction=_BAD),
        seller("../../" + _BAD, near_miss(), pushed=_BAD, tactic=_BAD, omitted=(_BAD,), misread=_BAD),
        buys(None, _BAD),
    ]
    cause = {"cause": _BAD, "turn": 2, "detail": _BAD}
    scores = {"outcome": _BAD, "cause": cause, "disclosure_curve": _BAD, _BAD: 0.5}
    episode = episode_of(turns, aligned=0.0, doc={"persona": persona, "prompt_style": _BAD}, scores=scores)
    odd = replace(
        episode, task=_BAD, episode_id=_BAD, transcript=episode.transcript.model_copy(update={"persona": _BAD})
    )
    folder = tmp_path_factory.mktemp("hostile") / "report"
    write_report([Run(_BAD, Path("x"), (odd,)), Run("tame", Path("y"), (gave_in(),))], folder)
    return folder


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    with opening(browser) as open_:
        yield open_


def names(page: Page) -> list[str]:
    return page.locator(".models tbody th").all_inner_texts()


def test_the_table_sorts_and_says_so(report: Path, open_page: Open) -> None:
    page = open_page(report)
    choice(page, "Setting").select_option("salessim/pushy-2")
    head = page.get_by_role("columnheader", name="Decision alignment")
    assert names(page) == ["lab firm", "lab weak"]
    assert head.get_attribute("aria-sort") == "descending"
    head.get_by_role("button").press("Enter")
    assert names(page) == ["lab weak", "lab firm"]
    assert head.get_attribute("aria-sort") == "ascending"
    assert page.locator("th[aria-sort]").count() == 1
    assert head.get_by_role("button").evaluate("button => button === document.activeElement")


def test_intervals_and_people_are_drawn(report: Path, open_page: Open) -> None:
    page = open_page(report)
    cells = page.locator(".models tbody tr").first.locator("td")
    assert cells.locator(".strip .whisker").count() > 0
    turns = page.locator(".models tbody tr").first.locator("td:has(.human-band)")
    assert turns.locator(".human-mean").count() == turns.count() > 0
    assert "10.2" in page.locator(".models tfoot").inner_text()
    assert page.locator(".dose circle").count() == 4  # two models, two sellers


def test_a_bar_leads_to_its_episodes(report: Path, open_page: Open) -> None:
    page = open_page(report)
    choice(page, "Setting").select_option("")
    page.get_by_role("link", name="Gave in to the seller's push: 40 episodes").click()
    settled(page, "#/episodes")
    assert page.get_by_role("status").inner_text() == "40 of 160 episodes"
    assert choice(page, "Outcome or cause").input_value() == "cause:gave_in"


def test_filters_meet_in_the_list(report: Path, open_page: Open) -> None:
    page = open_page(report, "#/episodes")
    status = page.get_by_role("status")
    assert status.inner_text() == "160 episodes"
    assert page.locator("a.row").count() == 50
    choice(page, "Model").select_option(label="weak")
    choice(page, "Seller").select_option(label="Pushy 2")
    assert status.inner_text() == "40 of 160 episodes"
    name = choice(page, "Persona").locator("option").nth(3).inner_text().partition(" (")[0]
    page.get_by_label("Find a persona").fill(name.upper())
    assert status.inner_text() == "1 of 160 episodes"
    page.reload()
    page.wait_for_selector("a.row")
    assert page.locator("a.row").count() == 1
    page.get_by_role("button", name="Clear filters").click()
    assert status.inner_text() == "160 episodes"


def test_the_keyboard_walks_from_list_to_episode_and_back(report: Path, open_page: Open) -> None:
    page = open_page(report, "#/episodes?page=2&model=1")
    focused = "document.activeElement.dataset.id"
    page.keyboard.press("j")
    first = page.evaluate(focused)
    page.keyboard.press("ArrowDown")
    second = page.evaluate(focused)
    assert first != second
    page.keyboard.press("k")
    assert page.evaluate(focused) == first
    page.keyboard.press("Enter")
    settled(page, f"#/episode/{first}")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    page.keyboard.press("j")
    settled(page, f"#/episode/{second}")
    page.keyboard.press("Escape")
    settled(page, "#/episodes?model=1")
    assert page.evaluate(focused) == second


def test_an_episode_shows_pictures_marks_and_where_it_failed(report: Path, open_page: Open) -> None:
    page = open_page(report, f"#/episode/1-{gave_in().episode_id}")
    card = page.locator(".card", has=page.get_by_text("pushed", exact=True))
    image = card.locator("img")
    image.scroll_into_view_if_needed()
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=image.element_handle())
    persona = gave_in().doc["persona"]
    wishes = [one["text"] for kind in ("dealbreakers", "preferences") for one in persona[kind]]
    assert card.locator(".wish bdi").all_inner_texts() == wishes
    hard = card.locator("h5 + .wishes")
    assert hard.get_by_role("img", name="broken").count() == 1
    assert hard.get_by_role("img", name="met").count() == len(persona["dealbreakers"]) - 1
    failing = page.locator(".turn.failing")
    assert failing.count() == 1
    assert "Gave in to the seller's push" in failing.inner_text()
    assert "Buys" in failing.inner_text()
    thought = page.get_by_text("They want my money.", exact=True)
    assert not thought.is_visible()
    page.get_by_text("Reasoning (").click()
    assert thought.is_visible()
    assert "pushes one, by scarcity" in page.locator(".turn.seller").nth(1).inner_text()
    assert "has told 20 %" in page.locator(".turn.shopper").first.inner_text()


def test_links_need_not_name_the_run_and_may_lead_nowhere(report: Path, open_page: Open) -> None:
    assert open_page(report, f"#/episode/{gave_in().episode_id}").locator(".turns").count() == 1
    assert "no episode nonsense" in open_page(report, "#/episode/nonsense").locator("main").inner_text()


@pytest.mark.parametrize("place", ["#/", "#/episodes", "#/episode/1-"])
def test_hostile_text_is_only_text(hostile: Path, open_page: Open, place: str) -> None:
    page = open_page(hostile)
    if place.endswith("1-"):
        page.evaluate("SalesSim.load('episodes')")
        place += page.evaluate("encodeURIComponent(SalesSim.data.episodes.columns.ids[0].slice(2))")
        page.evaluate("place => { location.hash = place; }", place)
        page.wait_for_selector(".turns")
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert page.locator(".bubble").first.inner_text().startswith("</script><script>window.ran = 1</script><img")
        assert page.locator("img:not([src^='pictures/'])").count() == 0
    else:
        page = open_page(hostile, place)
    page.wait_for_timeout(50)  # for an error handler that should not exist
    assert page.evaluate("window.ran === undefined")


@pytest.mark.parametrize(
    "place", ["#/", "#/?setting=every&columns=all", "#/episodes", f"#/episode/1-{gave_in().episode_id}"]
)
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_do_not_scroll_sideways(report: Path, hostile: Path, open_page: Open, place: str, width: int) -> None:
    for folder in (report, hostile):
        page = open_page(
            folder, place.replace("1-", "2-") if folder == hostile else place, viewport={"width": width, "height": 700}
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width


_CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d");
  const light = (name) => {
    canvas.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name);
    const parts = canvas.fillStyle.match(/[0-9a-f]{2}/g).map((part) => parseInt(part, 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const pairs = [["ink", "page"], ["ink", "shopper"], ["soft", "page"], ["soft", "wash"],
    ["accent", "page"], ["good", "good-wash"], ["bad", "bad-wash"], ["warn-ink", "warn"]];
  return pairs.map(([ink, paper]) => {
    const [a, b] = [light(`--${ink}`), light(`--${paper}`)].sort((x, y) => y - x);
    return [`${ink} on ${paper}`, (a + 0.05) / (b + 0.05)];
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_in_both_schemes(report: Path, open_page: Open, scheme: str) -> None:
    page = open_page(report, color_scheme=scheme)
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0] < 128")
    assert dark == (scheme == "dark")
    assert [pair for pair in page.evaluate(_CONTRAST) if pair[1] < 4.5] == []
