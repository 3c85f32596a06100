"""What `verifiers` loads: the scenarios, and the environment that lets the model under test meet the salesperson."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import verifiers.v1 as vf
from pydantic import BeforeValidator, Field

from salessim_tasks.task import ShoppingTask, make_episode
from salessim_tasks.verifiers.scenario import Scenario, ScenarioConfig, ScenarioData

__all__ = ["SalesSimEnv", "SalesSimTaskset", "load_environment"]

_ID = "salessim"
_Names = Annotated[list[str], BeforeValidator(lambda told: [told] if isinstance(told, str) else told)]


class SalesSimConfig(vf.TasksetConfig):
    """The options of `ShoppingTask`, with its defaults; `category` and `behaviour` are one name or a list. A training
    world, as `salessim data generate --split train` writes it, is a `folder` with the split `train`."""

    category: _Names = Field([ShoppingTask.defaults["category"]], min_length=1)
    split: str = ShoppingTask.defaults["split"]
    behaviour: _Names = Field([ShoppingTask.defaults["behaviour"]], min_length=1)
    max_turns: int = ShoppingTask.defaults["max_turns"]
    prompt_style: str = ShoppingTask.defaults["prompt_style"]
    max_images: int = ShoppingTask.defaults["max_images"]
    folder: str | None = ShoppingTask.defaults["folder"]
    task: ScenarioConfig = ScenarioConfig()


class SalesSimTaskset(vf.Taskset[Scenario, SalesSimConfig]):
    """The scenarios of one category after the other."""

    def load(self) -> Iterator[Scenario]:
        """Yield the scenarios.

        Raises:
            ValueError: an option is none; the message says what would be right.
        """
        options = {name: getattr(self.config, name) for name in ShoppingTask.defaults if hasattr(self.config, name)}
        for category in self.config.category:
            kwargs = {**options, "category": category}
            task = ShoppingTask({"task": f"{_ID}_{category}", "dataset_kwargs": kwargs})
            for scenario in task.scenarios():
                yield Scenario(_data(scenario, task.max_images), self.config.task)


class SalesSimEnvConfig(vf.SingleAgentEnvConfig):
    """The shopper is the agent under test; nothing that it says is run, so that it needs no sandbox."""

    agent: vf.AgentConfig = vf.AgentConfig(runtime=vf.SubprocessConfig())


class SalesSimEnv(vf.SingleAgentEnv, vf.Env[SalesSimEnvConfig]):
    """A shopper in conversation with our salesperson."""


def load_environment(**options: Any) -> SalesSimEnv:
    """The environment with these options of the taskset (see `SalesSimConfig`)."""
    return SalesSimEnv(SalesSimEnvConfig(taskset=SalesSimConfig(id=_ID, **options)))


def _data(scenario: dict[str, Any], max_images: int) -> ScenarioData:
    episode = make_episode(scenario)
    name = f"{scenario['store']['category']}/{scenario['id']}"
    return ScenarioData(
        id=scenario["id"],
        name=name,
        system_prompt=episode.system,
        prompt=episode.open().text,
        scenario=scenario,
        max_images=max_images,
    )
