"""`python -m harness_ext …` is `lm_eval …` with plugins, also where the start-up hook is not installed."""

from __future__ import annotations

from lm_eval.__main__ import cli_evaluate

from harness_ext import plugins


def main() -> None:
    """Install the plugins, then hand the command line to lm_eval unchanged."""
    plugins.install()
    cli_evaluate()


if __name__ == "__main__":
    main()
