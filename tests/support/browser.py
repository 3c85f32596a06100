"""Headless Chromium for tests of pages, and of the report's; a test that asks for it is skipped where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

__all__ = ["Open", "choice", "chromium", "opening", "settled"]

Open = Callable[..., "Page"]

_NAMES = ("chromium", "google-chrome", "chromium-browser")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser: that of the environment variable CHROMIUM, one on the PATH, or playwright's own."""
    sync_api: Any = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install '.[test]')")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    with sync_api.sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except sync_api.Error as error:
            pytest.skip(f"no chromium that starts (set CHROMIUM to one): {str(error).splitlines()[0]}")
        yield browser
        browser.close()


@contextmanager
def opening(browser: Browser) -> Iterator[Open]:
    """Opens pages of a report. A script's error, or anything asked of the network, fails the test."""
    contexts, wrong = [], []

    def open_(folder: Path, place: str = "#/", **options: Any) -> Page:
        context = browser.new_context(**options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: None if request.url.startswith("file:") else wrong.append(request.url))
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.goto((folder / "index.html").as_uri() + place)
        page.wait_for_selector("main[data-page]:not([aria-busy])")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []


def settled(page: Page, place: str) -> None:
    """Waits until that page is drawn: the address changes first, and the page before is not busy until then."""
    page.wait_for_selector(f'main[data-address^="{place}"]:not([aria-busy])')


def choice(page: Page, name: str) -> Locator:
    """The select of that name."""
    return page.get_by_role("combobox", name=name, exact=True)
