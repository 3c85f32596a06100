"""The module that the package `verifiers` imports for the environment id `salessim`; see `salessim_tasks.verifiers`."""

from __future__ import annotations

from salessim_tasks.verifiers import SalesSimEnv, SalesSimHarness, SalesSimTaskset, load_environment

__all__ = ["SalesSimEnv", "SalesSimHarness", "SalesSimTaskset", "load_environment"]
