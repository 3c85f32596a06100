"""Prove the wheel: build it, install it into an empty environment, do the main job from an empty folder, uninstall.

    python tools/check_wheel.py

The source tree is copied first, so nothing is left in it and no stale `build/` gets into the wheel. Exits with
an AssertionError that says what is wrong; prints each command it runs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("setup.cfg", "setup.py", "salessim.py", "pyproject.toml", "LICENSE", "README.md")
PACKAGES = ("harness_ext", "salessim_tasks", "grpo", "task_configs")
BIN = "Scripts" if os.name == "nt" else "bin"


def run(*command: str | Path, cwd: Path, **env: str) -> str:
    """Run a command outside the source tree and return what it printed; its errors go to our terminal."""
    print("+", *command, *(f"[{name}={value}]" for name, value in env.items()), flush=True)
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "LM_EVAL_DISABLE_PLUGINS")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**clean, "HF_HUB_OFFLINE": "1", **env},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"exit status {done.returncode}; it printed:\n{done.stdout}")
    return done.stdout


def copy_sources(to: Path) -> Path:
    """Copy what goes into the wheel, without caches."""
    to.mkdir()
    for name in SOURCES:
        shutil.copy(ROOT / name, to)
    for name in PACKAGES:
        shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    return to


def files(folder: Path) -> set[Path]:
    """Every file below a folder, but for the byte code that Python writes as it runs."""
    return {path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}


def check_main_job(bin_folder: Path, cwd: Path) -> None:
    """The commands that README promises, from a folder with nothing in it."""
    listed = run(bin_folder / "lm_eval", "ls", "tasks", cwd=cwd)
    assert "|salessim " in listed, "`lm_eval ls tasks` does not list salessim"
    hidden = run(bin_folder / "lm_eval", "ls", "tasks", cwd=cwd, LM_EVAL_DISABLE_PLUGINS="1")
    assert "salessim" not in hidden, "LM_EVAL_DISABLE_PLUGINS=1 does not hide salessim"
    job = ("--tasks", "salessim", "--model", "salessim-baseline", "--model_args", "policy=faithful", "--limit", "5")
    for command in ((bin_folder / "lm_eval", *job), (bin_folder / "salessim", "run", *job)):
        table = run(*command, cwd=cwd)
        assert "|salessim" in table, f"the table does not show salessim:\n{table}"
        assert "decision_alignment" in table, f"the table does not show decision_alignment:\n{table}"


def main() -> None:
    """Build, install, use, uninstall."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        source, cwd, env = copy_sources(work / "source"), work / "empty", work / "env"
        cwd.mkdir()
        pip = (sys.executable, "-m", "pip")
        run(*pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", work, source, cwd=work)
        (wheel,) = work.glob("*.whl")
        venv.create(env, with_pip=True)
        python = env / BIN / "python"
        run(python, "-m", "pip", "install", "--quiet", wheel, cwd=work)
        for heavy in ("torch", "transformers"):
            missing = f"import importlib.util as u; assert u.find_spec({heavy!r}) is None"
            run(python, "-c", missing, cwd=cwd)
        check_main_job(env / BIN, cwd)
        run(python, "-m", "pip", "uninstall", "--quiet", "--yes", "salessim", cwd=cwd)
        ours = ("salessim", "harness_ext", "grpo", "task_configs")
        rest = {path for path in files(env) if any(part.startswith(ours) for part in path.relative_to(env).parts)}
        assert not rest, f"uninstalling leaves {sorted(map(str, rest))}"
        run(python, "-c", "import lm_eval.tasks", cwd=cwd)
    print("the wheel is fine")


if __name__ == "__main__":
    main()
