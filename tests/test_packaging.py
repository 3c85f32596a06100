"""The distribution's metadata: every package is shipped, and the core stays light."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def metadata() -> ConfigParser:
    """The parsed setup.cfg."""
    parser = ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def test_every_package_of_the_source_tree_is_shipped(metadata: ConfigParser) -> None:
    inits = (path for top in ("harness_ext", "salessim_tasks", "grpo") for path in (ROOT / top).rglob("__init__.py"))
    packages = {".".join(path.parent.relative_to(ROOT).parts) for path in inits}
    assert set(metadata["options"]["packages"].split()) == packages | {"salessim_tasks.task_configs"}


def test_every_module_outside_the_packages_is_shipped(metadata: ConfigParser) -> None:
    modules = {path.stem for path in ROOT.glob("*.py")} - {"setup"}
    assert set(metadata["options"]["py_modules"].split()) == modules


def test_no_module_is_outside_a_package() -> None:
    for top in ("harness_ext", "salessim_tasks", "grpo", "task_configs"):
        for module in (ROOT / top).rglob("*.py"):
            assert (module.parent / "__init__.py").exists(), f"{module} would not be shipped"


def test_the_core_installs_without_torch(metadata: ConfigParser) -> None:
    requirements = metadata["options"]["install_requires"].split()
    assert not [name for name in requirements if name.startswith(("torch", "transformers", "vllm"))]
