"""A scenario as a task of `verifiers`, which scores an episode by playing the replies of its trace again."""

from __future__ import annotations

from typing import Any

import verifiers.v1 as vf

from salessim_tasks.scoring import score_episodes
from salessim_tasks.task import make_episode
from salessim_tasks.transcript import Transcript

__all__ = ["Scenario", "ScenarioConfig", "ScenarioData"]

_REWARD = "decision_alignment"


class ScenarioData(vf.TaskData):
    """What a trace keeps of its scenario. `max_images`: how many pictures stay in view; 0: a text episode."""

    scenario: dict[str, Any]
    max_images: int = 0


class ScenarioConfig(vf.TaskConfig):
    """`language`: whether to measure how the shopper talks, too."""

    language: bool = True


class Scenario(vf.Task[ScenarioData, vf.State, ScenarioConfig]):
    """One persona that meets one salesperson."""

    @property
    def key(self) -> str:
        return str(self.data.name)

    async def finalize(self, trace: Any, runtime: Any) -> None:
        """Keep the transcript in the layout of our records, beside the messages."""
        trace.info["transcript"] = _played(self.data, trace).model_dump(mode="json")

    @vf.reward  # type: ignore[untyped-decorator]  # types are checked without the package
    async def decision_alignment(self, trace: Any) -> float:
        transcript = _played(self.data, trace)
        if transcript.ended_by is None:
            return 0.0
        (score,) = score_episodes([(self.data.scenario, transcript)], language=False)
        return float(score[_REWARD])

    @vf.metric  # type: ignore[untyped-decorator]
    async def scores(self, trace: Any) -> dict[str, float]:
        transcript = _played(self.data, trace)
        if transcript.ended_by is None:  # broken off: as if its turns had run out, as scorers want an end
            transcript = transcript.model_copy(update={"ended_by": "turn_limit"})
        (score,) = score_episodes([(self.data.scenario, transcript)], language=self.config.language)
        return {name: value for name, value in score.items() if isinstance(value, float) and name != _REWARD}


def _played(data: ScenarioData, trace: Any) -> Transcript:
    """The episode that a trace's replies make; `ended_by` is None if it was broken off."""
    episode = make_episode(data.scenario)
    episode.open()
    for message in trace.assistant_messages:
        episode.step(message.content or "")
    return episode.transcript()
