"""The start-up hook: puts `harness_ext.pth` at the root of site-packages, also for an editable install.

Everything else about the distribution is in setup.cfg. The file travels inside the wheel, so it is listed in
RECORD and uninstalling removes it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from setuptools import Command, setup
from setuptools.command.build import build

SOURCE = "harness_ext/_startup.pth"
TARGET = "harness_ext.pth"


class BuildStartupHook(Command):
    """A build step (setuptools' `SubCommand` protocol) that copies one file."""

    description = "copy the start-up hook to the root of the wheel"
    user_options: ClassVar[list[tuple[str, str | None, str]]] = []

    def initialize_options(self) -> None:
        self.editable_mode = False  # setuptools sets it for `pip install -e`
        self.build_lib: str | None = None

    def finalize_options(self) -> None:
        self.set_undefined_options("build_py", ("build_lib", "build_lib"))

    def target(self) -> str:
        # An editable wheel leaves build_lib out; what is in the install folder does go into it.
        root = self.get_finalized_command("install").install_lib if self.editable_mode else self.build_lib
        return str(Path(str(root), TARGET))

    def run(self) -> None:
        self.mkpath(str(Path(self.target()).parent))
        self.copy_file(SOURCE, self.target())

    def get_source_files(self) -> list[str]:
        return [SOURCE]

    def get_outputs(self) -> list[str]:
        return [self.target()]

    def get_output_mapping(self) -> dict[str, str]:
        return {}  # the copy stands for itself; nothing is to be looked up in the source tree


class Build(build):
    """The usual build, and the hook."""

    sub_commands: ClassVar[list[tuple[str, Any]]] = [*build.sub_commands, ("build_startup_hook", None)]


setup(cmdclass={"build": Build, "build_startup_hook": BuildStartupHook})
