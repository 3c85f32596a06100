"""How long the report takes to write and to open, and how large it is.

    python benchmarks/report.py RESULTS… [--episodes 5000] [--out DIR]

Logged episodes are taken again, as further trials, until there are as many as asked for. Opening is measured in
headless Chromium (playwright; the environment variable CHROMIUM, or `chromium` on the PATH), from a folder on disk, in
a new browser context each time; without playwright only writing is measured.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from statistics import median

from salessim_tasks.report import write_report
from salessim_tasks.samples import LoggedEpisode, Run, read_runs

_ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path, nargs="+")
    parser.add_argument("--episodes", type=int, default=5000)
    parser.add_argument("--out", type=Path, help="keep the report here")
    arguments = parser.parse_args()
    runs = _multiplied(read_runs(arguments.results), arguments.episodes)
    with tempfile.TemporaryDirectory() as folder:
        out = arguments.out or Path(folder) / "report"
        started = time.perf_counter()
        write_report(runs, out)
        print(f"{sum(len(run.episodes) for run in runs)} episodes of {len(runs)} runs")
        print(f"written in {time.perf_counter() - started:.1f} s")
        _sizes(out)
        _opening(out)


def _multiplied(runs: Sequence[Run], wanted: int) -> list[Run]:
    """`runs` with `wanted` episodes in all, shared evenly."""
    shares = [wanted // len(runs) + (number < wanted % len(runs)) for number in range(len(runs))]
    return [
        replace(run, episodes=tuple(islice(_endless(run.episodes), share)))
        for run, share in zip(runs, shares, strict=True)
    ]


def _endless(episodes: Sequence[LoggedEpisode]) -> Iterator[LoggedEpisode]:
    for again in count():
        for one in episodes:
            yield replace(one, trial=one.trial + 100 * again, episode_id=f"{one.episode_id}{again or ''}")


def _sizes(out: Path) -> None:
    sizes = {str(file.relative_to(out)): file.stat().st_size for file in out.rglob("*") if file.is_file()}
    for part in ("data/chunk", "data/store", "data/episodes", "data/figures", "assets", "pictures"):
        told = [size for name, size in sizes.items() if name.startswith(part)]
        if told:
            print(f"{part}: {sum(told) / 1e6:.2f} MB in {len(told)} files, the largest {max(told) / 1e6:.2f} MB")
    print(f"in all {sum(sizes.values()) / 1e6:.1f} MB")


def _opening(out: Path) -> None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        print("no playwright: opening not measured")
        return
    page = (out / "index.html").absolute().as_uri()
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])

        def opened(place: str, until: str, then: str | None = None) -> float:
            """Milliseconds until `until` is drawn; with `then`, until that is, after a click on the former."""
            context = browser.new_context()
            tab = context.new_page()
            started = time.perf_counter()
            tab.goto(page + place)
            tab.wait_for_selector(until)
            if then is not None:
                link = tab.locator(until).nth(20)
                started = time.perf_counter()
                link.click()
                tab.wait_for_selector(then)
            taken = 1000 * (time.perf_counter() - started)
            context.close()
            return taken

        for what, told in {
            "the table of models": ("#/", ".models"),
            "the list of episodes": ("#/episodes", "a.row"),
            "a transcript, from the list": ("#/episodes", "a.row", ".turns"),
        }.items():
            print(f"{what}: {median(opened(*told) for _ in range(_ROUNDS)):.0f} ms")
        browser.close()


if __name__ == "__main__":
    main()
