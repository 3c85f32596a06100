"""Shared fixtures: the fixture distributions of tests/fixtures, and a new interpreter with the start-up hook."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = ROOT / "tests" / "fixtures"

# Before anything imports huggingface_hub or lm_eval: tests load nothing from the network.
os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")
os.environ.pop("LM_EVAL_DISABLE_PLUGINS", None)

RunPython = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def hook_folder(tmp_path: Path) -> Path:
    """A site folder that holds nothing but the start-up hook."""
    folder = tmp_path / "site"
    folder.mkdir()
    shutil.copy(ROOT / "harness_ext" / "_startup.pth", folder / "harness_ext.pth")
    return folder


@pytest.fixture
def run_python(tmp_path: Path, hook_folder: Path) -> RunPython:
    """Run code in a new interpreter, in an empty folder, with the hook and the named fixture distributions.

    `run_python(code, "echo_plugin", NAME="value")`; further keyword arguments are environment variables.
    """
    cwd = tmp_path / "empty"
    cwd.mkdir()

    def run(code: str, *distributions: str, **env: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join(map(str, [ROOT, *(FIXTURES / name for name in distributions)]))
        code = f"import site; site.addsitedir({str(hook_folder)!r})\n" + dedent(code)
        return subprocess.run(
            [sys.executable, "-c", code],
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": path, **env},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run


@pytest.fixture
def fresh_plugins(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Install plugins in this process; the value makes one more distribution folder visible. Undone afterwards."""
    from lm_eval.api.registry import model_registry

    from harness_ext import _native, plugins

    caches = (plugins.task_folders, _native.reads_entry_points)

    def clear() -> None:
        for cache in caches:
            cache.cache_clear()

    def show(folder: Path) -> None:
        monkeypatch.syspath_prepend(folder)
        clear()

    plugins.install()
    registered, models = dict(plugins._models), dict(model_registry.items())
    clear()
    yield show
    plugins._models = registered
    model_registry._objs = models
    clear()


@pytest.fixture(scope="session")
def smollm2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged SmolLM2-135M-Instruct as a checkpoint, for tests that only read it; pytest-xdist's workers share it,
    as it is large."""
    from models import packaged_smollm2

    own = tmp_path_factory.getbasetemp()
    home = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    with FileLock(home / "models.lock"):
        return home / "smollm2" if (home / "smollm2").is_dir() else packaged_smollm2(home)


@pytest.fixture(scope="session")
def tiny(smollm2: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint of a tiny model with random weights and SmolLM2's tokenizer."""
    from models import tiny_model

    return tiny_model(smollm2, tmp_path_factory.mktemp("models") / "tiny")
