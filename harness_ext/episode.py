"""The episode protocol: how a task talks with the model under test over several turns.

An `Environment` is one episode. It opens with an observation, then takes the model's reply and gives the next
observation, until it gives none:

    observation = environment.open()
    while observation is not None:
        step = environment.step(model(environment.system, history, observation))
        observation = step.observation
    environment.record()

It must be deterministic: the same replies give the same observations. It never sees the backend.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Protocol, runtime_checkable

from lm_eval.api.instance import Instance

from harness_ext.pictures import IMAGE, Picture
from harness_ext.seeding import digest

__all__ = ["Environment", "EpisodeRequest", "EpisodeResult", "Observation", "Settings", "Step"]


@dataclass(frozen=True, slots=True)
class Observation:
    """What the model is shown in one turn. `text` has the placeholder `harness_ext.pictures.IMAGE` once for each of
    `pictures`, in that order; without pictures it is plain text.

    Raises:
        ValueError: there are not as many placeholders as pictures.
    """

    text: str
    pictures: tuple[Picture, ...] = ()

    def __post_init__(self) -> None:
        if self.pictures and self.text.count(IMAGE) != len(self.pictures):
            raise ValueError(
                f"an observation with {len(self.pictures)} pictures must have {IMAGE} as often in its text, "
                f"not {self.text.count(IMAGE)} times"
            )


@dataclass(frozen=True, slots=True)
class Step:
    """What a reply leads to.

    `heard` is the reply as it stays in the model's own history (without its reasoning, say);
    `observation` None ends the episode.
    """

    heard: str
    observation: Observation | None


@runtime_checkable
class Environment(Protocol):
    """One episode; `system` is what the model is told before it starts."""

    @property
    def system(self) -> str: ...

    def open(self) -> Observation:
        """Return the opening observation; called once."""
        ...

    def step(self, reply: str) -> Step:
        """Take the model's raw reply to the last observation."""
        ...

    def record(self) -> dict[str, Any]:
        """Return all that is worth keeping of the episode so far, as JSON values."""
        ...


@dataclass(frozen=True, slots=True)
class Settings:
    """What all episodes of a task share.

    `identity`: what an episode's id stands for besides its scenario and trial (task, version, prompt variant).
    `config`: what must be the same for a journal to be continued; names and values are shown to the user.
    `speakers`: who observes and who replies, as written in the transcript for models without a chat template.
    `max_images`: the pictures of an episode that are shown at a time, the newest; 0: there are none.
    """

    task: str
    identity: Mapping[str, Any]
    config: Mapping[str, Any] = field(default_factory=dict)
    gen_kwargs: Mapping[str, Any] = field(default_factory=dict)
    chat: bool = False
    system_instruction: str | None = None
    speakers: tuple[str, str] = ("User", "Assistant")
    max_images: int = 0
    seed: int = 0
    journal: str | None = None


@dataclass
class EpisodeRequest(Instance):
    """An lm-eval request for the episodes of one scenario, one for each of its `repeats`.

    `arguments` is (opening prompt as text, generation arguments), as for `generate_until`.
    """

    scenario: str = ""
    settings: Settings = field(default_factory=lambda: Settings(task="", identity={}))
    make: Callable[[int], Environment] = field(default=lambda trial: _missing(trial), repr=False)

    def episode_id(self, trial: int) -> str:
        """The content hash that names the episode of this scenario and trial."""
        return digest({**self.settings.identity, "scenario": self.scenario, "trial": trial})[:16]


def _missing(trial: int) -> Environment:
    raise TypeError(f"an EpisodeRequest needs `make`, the environment of trial {trial}")


@dataclass(frozen=True, slots=True)
class EpisodeResult:
    """One episode as it reaches the journal, the scorers and the sample log.

    `error` is None, or why the episode could not be brought to its end (an infrastructure error).
    `dropped_turns` counts the oldest turns that had to leave the model's context, `dropped_images` the oldest pictures
    that had to leave its view.
    """

    episode_id: str
    task: str
    scenario: str
    trial: int
    error: str | None
    dropped_turns: int
    record: dict[str, Any]
    dropped_images: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the fields by name; the record is shared, not copied (it may hold a long transcript)."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
