"""A progress bar of episodes, with the turn and how many are under way."""

from __future__ import annotations

from types import TracebackType

from tqdm import tqdm

__all__ = ["Progress"]


class Progress:
    """Shows `total` episodes; a context manager. Set `TQDM_DISABLE=1` to hide it."""

    def __init__(self, total: int, show: bool = True) -> None:
        self._turn = 0
        # Not shown: passed on; shown: left to tqdm, whose default is $TQDM_DISABLE.
        hidden = {} if show else {"disable": True}
        self._bar: tqdm[None] = tqdm(total=total, unit="episode", desc="episodes", **hidden)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()

    def turn(self, finished: int, live: int) -> None:
        """Count one turn of all live episodes, after which `finished` are over and `live` go on."""
        self._turn += 1
        self._bar.set_postfix(turn=self._turn, live=live, refresh=False)
        self._bar.update(finished)
