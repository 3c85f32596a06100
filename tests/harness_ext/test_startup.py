"""The start-up hook: free until lm_eval is used, and unable to disturb Python."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from harness_ext import _startup

RunPython = Callable[..., "subprocess.CompletedProcess[str]"]
ROOT = Path(__file__).resolve().parents[2]


def _bare_start(hook_folder: Path, code: str, python_path: Path) -> subprocess.CompletedProcess[str]:
    """Execute the hook in an interpreter without site-packages, where nothing else has been imported."""
    return subprocess.run(
        [sys.executable, "-S", "-c", f"import site, sys\nFOLDER = {str(hook_folder)!r}\n{code}"],
        env={**os.environ, "PYTHONPATH": str(python_path)},
        cwd=hook_folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_start_up_loads_nothing_but_the_hook(hook_folder: Path) -> None:
    code = "before = set(sys.modules); site.addsitedir(FOLDER); print(*sorted(set(sys.modules) - before))"
    done = _bare_start(hook_folder, code, ROOT)
    new = [name for name in done.stdout.split() if not name.startswith("encodings")]
    assert new == ["harness_ext", "harness_ext._startup"], done.stderr


@pytest.mark.parametrize(
    "leftover",
    [None, {"__init__.py": ""}, {"__init__.py": "", "_startup.py": "def register(:"}],
    ids=["removed", "half removed", "damaged"],
)
def test_python_starts_silently_when_the_package_is_gone(
    tmp_path: Path, hook_folder: Path, leftover: dict[str, str] | None
) -> None:
    for name, text in (leftover or {}).items():
        (tmp_path / "rest" / "harness_ext").mkdir(parents=True, exist_ok=True)
        (tmp_path / "rest" / "harness_ext" / name).write_text(text)
    done = _bare_start(hook_folder, "site.addsitedir(FOLDER); print('started')", tmp_path / "rest")
    assert (done.returncode, done.stdout, done.stderr) == (0, "started\n", "")


def test_the_hook_is_one_line_that_site_executes() -> None:
    lines = (ROOT / "harness_ext" / "_startup.pth").read_text().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("import ")


def test_importing_tasks_installs_the_plugins(run_python: RunPython) -> None:
    done = run_python(
        """
        import sys
        assert not {"lm_eval", "yaml", "harness_ext.plugins"} & set(sys.modules)
        import lm_eval.tasks
        from lm_eval.api.model import LM
        from lm_eval.api.registry import get_model
        print(callable(LM.run_episodes), get_model("fixture-echo").__name__, get_model("dummy").__name__)
        """,
        "echo_plugin",
    )
    assert done.stdout.split() == ["True", "EchoLM", "DummyLM"], done.stderr


def test_model_plugins_are_found_without_importing_tasks(run_python: RunPython) -> None:
    done = run_python(
        """
        import sys
        from lm_eval.api.registry import get_model
        print(get_model("fixture-echo").__name__, "lm_eval.tasks" in sys.modules)
        """,
        "echo_plugin",
    )
    assert done.stdout.split() == ["EchoLM", "False"], done.stderr


@pytest.mark.parametrize(("value", "works"), [("1", False), ("true", False), ("0", True), ("", True)])
def test_the_environment_variable_turns_plugins_off(monkeypatch: pytest.MonkeyPatch, value: str, works: bool) -> None:
    monkeypatch.setenv("LM_EVAL_DISABLE_PLUGINS", value)
    monkeypatch.setattr(sys, "meta_path", [f for f in sys.meta_path if type(f).__module__ != _startup.__name__])
    _startup.register()
    _startup.register()
    assert [type(finder).__module__ for finder in sys.meta_path].count(_startup.__name__) == works


def test_plugins_that_are_turned_off_leave_lm_eval_as_it_is(run_python: RunPython) -> None:
    done = run_python(
        """
        import lm_eval.tasks, lm_eval.models, harness_ext
        from lm_eval.api.model import LM
        from lm_eval.api.registry import model_registry
        harness_ext.install()
        with harness_ext.only_plugins():
            pass
        wrapped = hasattr(lm_eval.tasks.TaskManager.__init__, "__wrapped__")
        print(hasattr(LM, "run_episodes"), wrapped, "fixture-echo" in model_registry)
        """,
        "echo_plugin",
        LM_EVAL_DISABLE_PLUGINS="1",
    )
    assert done.stdout.split() == ["False", "False", "False"], done.stderr


def test_an_error_while_installing_is_a_warning_and_lm_eval_works(run_python: RunPython) -> None:
    done = run_python(
        """
        import sys
        sys.modules["harness_ext._native"] = None  # as if the package were damaged
        from lm_eval.tasks import TaskManager
        print(TaskManager(include_defaults=False).all_tasks)
        """
    )
    assert done.stdout == "[]\n", done.stderr
    assert "lm_eval runs without plugins" in done.stderr


def test_two_watchers_of_the_same_module_do_not_call_each_other_forever(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other:
        busy = False

        def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:
            if self.busy:
                return None
            self.busy = True
            try:
                return importlib.util.find_spec(name)
            finally:
                self.busy = False

    name = next(iter(_startup._WATCHED))
    monkeypatch.delitem(sys.modules, name, raising=False)
    for order in ([_startup._Finder(), Other()], [Other(), _startup._Finder()]):
        monkeypatch.setattr(sys, "meta_path", [*order, *sys.meta_path])
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.name == name
