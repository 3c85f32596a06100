"""The salesperson as a harness of `verifiers`: what stands between the turns of the model."""

from __future__ import annotations

from typing import Any

import verifiers.v1 as vf
from openai import AsyncOpenAI, BadRequestError

from harness_ext.history import History
from harness_ext.pictures import content_parts
from salessim_tasks.task import make_episode
from salessim_tasks.verifiers.scenario import ScenarioData

__all__ = ["SalesSimHarness"]


class SalesSimHarness(vf.Harness[vf.HarnessConfig]):
    """Plays an episode in this process: every reply of the model goes to the salesperson, whose answer is the next
    message."""

    APPENDS_SYSTEM_PROMPT = True
    EXECUTES_CODE = False
    NEEDS_CONTAINER = False

    async def launch(
        self,
        ctx: Any,
        trace: Any,
        runtime: Any,
        endpoint: str,
        secret: str,
        mcp_urls: dict[str, str],
        data: ScenarioData,
    ) -> vf.ProgramResult:
        """Play until the episode ends, or `verifiers` lets the model say no more."""
        episode = make_episode(data.scenario)
        history = History(data.system_prompt or episode.system, episode.open())
        async with AsyncOpenAI(base_url=endpoint, api_key=secret, timeout=None) as client:
            while True:
                try:
                    completion = await client.chat.completions.create(model=ctx.model, messages=_messages(history))
                except BadRequestError:
                    if trace.stop_condition is None:
                        raise
                    break
                reply = completion.choices[0].message.content or ""
                step = episode.step(reply)
                if step.observation is None:
                    break
                history.append(reply if reply.strip() == step.heard else step.heard, step.observation)
                history.limit_pictures(data.max_images)
        return vf.ProgramResult(exit_code=0, stdout="", stderr="")


def _messages(history: History) -> list[Any]:
    """The history as chat messages, pictures between the words that they stand among."""
    replies = [reply for _, reply in history.exchanges]
    messages: list[Any] = [{"role": "system", "content": history.system}]
    for place, observation in enumerate(history.observations):
        pictures = observation.pictures
        content = content_parts(observation.text, pictures) if pictures else observation.text
        messages.append({"role": "user", "content": content})
        messages += [{"role": "assistant", "content": reply} for reply in replies[place : place + 1]]
    return messages
