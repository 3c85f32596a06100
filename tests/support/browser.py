"""Headless Chromium for tests of pages; a test that asks for it is skipped where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["chromium"]

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
