"""Task and model plugins: found, overridden, skipped; without indexing lm_eval's own 14,000 files."""

from __future__ import annotations

import inspect
import logging
import subprocess
import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from lm_eval.api.model import LM
from lm_eval.api.registry import get_model, model_registry
from lm_eval.tasks import TaskManager, manager

from harness_ext import _native, plugins

RunPython = Callable[..., "subprocess.CompletedProcess[str]"]
Show = Callable[[Path], None]
FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
OVERRIDES = "overrides existing task"


def _task(folder: Path, name: str) -> Path:
    """Write a task file that can be indexed into a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yaml").write_text(f"task: {name}\noutput_type: generate_until\n")
    return folder


def _distribution(folder: Path, name: str, entry_points: str, code: str = "") -> Path:
    """Write an installed distribution with one module into a folder that can go on sys.path."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(entry_points)
    (folder / f"{name}.py").write_text(code)
    return folder


@pytest.fixture
def defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put one task in the place of lm_eval's own."""
    folder = _task(tmp_path / "defaults", "builtin")
    monkeypatch.setattr(manager, "__file__", str(folder / "manager.py"))
    return folder


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> pytest.LogCaptureFixture:
    """The log, also of lm_eval, which stops propagating its records once it has set up logging."""
    monkeypatch.setattr(logging.getLogger("lm_eval"), "propagate", True)
    caplog.set_level(logging.WARNING)
    return caplog


def _path_of(tasks: Any, name: str) -> Path:
    return Path(tasks.task_index[name].yaml_path).parent


def test_plugin_tasks_are_listed_with_lm_evals_own(fresh_plugins: Show, defaults: Path) -> None:
    fresh_plugins(FIXTURES / "echo_plugin")
    assert {"builtin", "fixture_echo"} <= set(TaskManager().all_tasks)


def test_include_path_wins_over_a_plugin_and_a_plugin_over_the_defaults(
    fresh_plugins: Show, defaults: Path, tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    fresh_plugins(FIXTURES / "echo_plugin")
    _task(defaults, "fixture_echo")
    assert _path_of(TaskManager(), "fixture_echo").name == "tasks"
    assert log.text.count(OVERRIDES) == 1
    mine = _task(tmp_path / "mine", "fixture_echo")
    for given in (str(mine), mine, [mine]):
        tasks = TaskManager(include_path=given)
        assert _path_of(tasks, "fixture_echo") == mine
        assert tasks.include_path is given


def test_plugins_count_as_defaults(fresh_plugins: Show, defaults: Path, tmp_path: Path) -> None:
    fresh_plugins(FIXTURES / "echo_plugin")
    mine = _task(tmp_path / "mine", "mine")
    assert TaskManager(include_path=mine, include_defaults=False).all_tasks == ["mine"]


def test_only_plugins_leaves_out_lm_evals_own_tasks(fresh_plugins: Show, defaults: Path, tmp_path: Path) -> None:
    fresh_plugins(FIXTURES / "echo_plugin")
    mine = _task(tmp_path / "mine", "mine")
    with plugins.only_plugins():
        found = set(TaskManager(include_path=[str(mine)]).all_tasks)
    assert {"fixture_echo", "mine"} <= found
    assert "builtin" not in found
    assert "builtin" in TaskManager().all_tasks


@pytest.mark.parametrize("given", ["echo_plugin/echo_plugin/tasks", "echo_plugin"])
def test_no_warning_when_the_user_includes_the_plugins_own_folder(
    fresh_plugins: Show, defaults: Path, log: pytest.LogCaptureFixture, given: str
) -> None:
    fresh_plugins(FIXTURES / "echo_plugin")
    assert "fixture_echo" in TaskManager(include_path=FIXTURES / given).all_tasks
    assert OVERRIDES not in log.text


def test_subclasses_and_the_signature_of_the_task_manager_are_kept(fresh_plugins: Show, defaults: Path) -> None:
    class Mine(TaskManager):
        def __init__(self, extra: str, **kwargs: Any) -> None:
            self.extra = extra
            super().__init__(**kwargs)

    fresh_plugins(FIXTURES / "echo_plugin")
    assert "fixture_echo" in Mine("x", metadata={"a": 1}).all_tasks
    assert list(inspect.signature(TaskManager).parameters) == [
        "verbosity",
        "include_path",
        "include_defaults",
        "metadata",
    ]
    with pytest.raises(TypeError, match="no_such"):
        TaskManager(no_such=1)


def test_a_second_install_changes_nothing(fresh_plugins: Show, log: pytest.LogCaptureFixture) -> None:
    fresh_plugins(FIXTURES / "echo_plugin")
    plugins.install()
    before = TaskManager.__init__, LM.run_episodes, dict(model_registry.items())
    plugins.install()
    assert before == (TaskManager.__init__, LM.run_episodes, dict(model_registry.items()))
    assert "Skipped" not in log.text


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("paths:FOLDER", "FOLDER = {folder!r}"),
        ("paths:FOLDERS", "import pathlib\nFOLDERS = [pathlib.Path({folder!r})]"),
        ("paths:folders", "def folders():\n    return [{folder!r}]"),
    ],
)
def test_an_entry_point_may_name_an_attribute(
    fresh_plugins: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, code: str
) -> None:
    monkeypatch.delitem(sys.modules, "paths", raising=False)
    folder = _task(tmp_path / "elsewhere", "fixture_elsewhere")
    entry_points = f"[lm_eval.tasks]\nelsewhere = {value}\n"
    fresh_plugins(_distribution(tmp_path / "site", "paths", entry_points, code.format(folder=str(folder))))
    with plugins.only_plugins():
        assert "fixture_elsewhere" in TaskManager().all_tasks


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("no_such_package.tasks", "no_such_package"),
        ("wrong", "names no folder of task files"),
        ("wrong:missing", "missing"),
        ("wrong:NOWHERE", "names no folder of task files"),
        ("wrong:leave", "SystemExit"),
        ("not a module", "not of the form"),
    ],
)
def test_an_entry_point_that_leads_nowhere_costs_one_warning(
    fresh_plugins: Show, tmp_path: Path, log: pytest.LogCaptureFixture, value: str, reason: str
) -> None:
    code = "import sys\nNOWHERE = '/no/such/folder'\ndef leave():\n    sys.exit(3)\n"
    fresh_plugins(_distribution(tmp_path, "wrong", f"[lm_eval.tasks]\nlost = {value}\n", code))
    with plugins.only_plugins():
        TaskManager()
        TaskManager()
    (message,) = [record.getMessage() for record in log.records if "Skipped" in record.getMessage()]
    assert "'lost'" in message
    assert "from wrong" in message
    assert reason in message


def test_lm_evals_own_model_names_are_not_replaced(
    fresh_plugins: Show, tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    own = get_model("dummy")
    entry_points = "[lm_eval.models]\ndummy = taken:Mine\nfixture-no-class = taken\n"
    fresh_plugins(_distribution(tmp_path, "taken", entry_points))
    plugins.install()
    assert get_model("dummy") is own
    assert "lm_eval already has a model of that name" in log.text
    assert "names no class" in log.text
    assert "taken" not in sys.modules


def test_a_function_that_cannot_be_imported_costs_only_its_task(fresh_plugins: Show) -> None:
    fresh_plugins(FIXTURES / "echo_plugin")
    with plugins.only_plugins():
        tasks = TaskManager()
    assert len(tasks.load("fixture_echo")["tasks"]) == 1
    with pytest.raises(ImportError, match="no_such_module"):
        tasks.load("fixture_unusable")


def test_a_model_keeps_a_run_episodes_of_its_own(fresh_plugins: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    def better(self: Any, requests: Any) -> str:
        return "better"

    monkeypatch.setattr(LM, "run_episodes", better)
    plugins.install()
    assert LM.run_episodes is better


@pytest.mark.parametrize("statement", ['GROUP = "lm_eval.tasks"', 'GROUPS = ("lm_eval.models", "lm_eval.tasks")'])
def test_an_lm_eval_that_reads_the_entry_points_itself_is_left_alone(
    fresh_plugins: Show, defaults: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    fresh_plugins(FIXTURES / "echo_plugin")
    assert "fixture_echo" in TaskManager().all_tasks
    file = tmp_path / "upstream.py"
    file.write_text(f"{statement}\ndef find():\n    import importlib.metadata as md\n    return md.entry_points()\n")
    spec = spec_from_file_location("lm_eval.upstream", file)
    assert spec is not None
    monkeypatch.setitem(sys.modules, "lm_eval.upstream", module_from_spec(spec))
    _native.reads_entry_points.cache_clear()
    assert TaskManager().all_tasks == ["builtin"]
    with plugins.only_plugins():
        assert "fixture_echo" in TaskManager().all_tasks


def test_a_run_with_a_broken_plugin_gives_one_warning_and_the_results(run_python: RunPython) -> None:
    done = run_python(
        """
        from harness_ext import only_plugins
        from lm_eval import simple_evaluate
        from lm_eval.tasks import TaskManager
        with only_plugins():
            TaskManager()
            results = simple_evaluate(model="fixture-echo", tasks=["fixture_echo"], bootstrap_iters=0)
        print("score", results["results"]["fixture_echo"]["exact_match,none"])
        """,
        "broken_plugin",
        "echo_plugin",
    )
    assert done.stdout.splitlines()[-1:] == ["score 1.0"], done.stderr
    (warning,) = [line for line in done.stderr.splitlines() if "broken" in line]
    assert all(part in warning for part in ("Skipped plugin 'broken'", "broken-plugin", "RuntimeError"))


def test_the_module_is_lm_evals_command_without_the_hook(run_python: RunPython, defaults: Path) -> None:
    done = run_python(
        f"""
        import runpy, sys
        sys.meta_path[:] = [f for f in sys.meta_path if type(f).__module__ != "harness_ext._startup"]
        import lm_eval.tasks.manager
        assert not hasattr(lm_eval.tasks.TaskManager.__init__, "__wrapped__")
        lm_eval.tasks.manager.__file__ = {str(defaults / "manager.py")!r}
        sys.argv = ["lm_eval", "ls", "tasks"]
        runpy.run_module("harness_ext", run_name="__main__")
        """,
        "echo_plugin",
    )
    assert "|fixture_echo " in done.stdout, done.stderr
    assert "|builtin " in done.stdout
