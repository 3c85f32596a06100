"""A shopping episode as a `harness_ext` environment: the scripted seller on one side, the model on the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness_ext.episode import Observation, Step
from harness_ext.pictures import Picture, without_placeholder
from salessim_tasks.actions import read_reply
from salessim_tasks.naming import resolve
from salessim_tasks.reasoning import split_reasoning
from salessim_tasks.records import Persona
from salessim_tasks.schemes import Scheme
from salessim_tasks.seller import Seller
from salessim_tasks.seller.records import SellerTurn
from salessim_tasks.store import Store
from salessim_tasks.transcript import Action, Ending, SellerEntry, ShopperEntry, Transcript
from salessim_tasks.version import SUITE_VERSION

__all__ = ["MALFORMED_LIMIT", "ShoppingEpisode", "load_environment", "replay"]

MALFORMED_LIMIT = 3
"""So many turns in a row that hold an action nobody can read end the episode."""

_CORRECTION = (
    "(Note to the customer, not from the salesperson: your last message held an action that could not be read: "
    '{error}. Write add_to_cart("<full product name>") or end_conversation() on a line of its own, or just keep '
    "talking.)"
)


class ShoppingEpisode:
    """One episode of `persona` in `store`; ends by the shopper's action, after `max_turns` shopper turns, or after
    `MALFORMED_LIMIT` unreadable actions in a row. `scheme`: what a seller of that behaviour is up to; `picture` gives
    that of a product, for a seller who shows them."""

    def __init__(
        self,
        store: Store,
        seller: Seller,
        persona: Persona,
        *,
        prompt: str,
        behaviour: str,
        seed: str,
        max_turns: int,
        scheme: Scheme | None = None,
        picture: Callable[[str], Picture] | None = None,
    ) -> None:
        self.system = prompt
        self._store = store
        self._persona = persona
        self._behaviour = behaviour
        self._seed = seed
        self._max_turns = max_turns
        self._picture = picture
        self._conversation = seller.open(seed, behaviour, scheme)
        self._turns: list[SellerEntry | ShopperEntry] = [_entry(self._conversation.opening)]
        self._recommended: list[str] = []
        self._shopper_turns = 0
        self._malformed = 0
        self._ended_by: Ending | None = None

    def open(self) -> Observation:
        """Return the seller's greeting."""
        return self._observed(self._conversation.opening)

    def step(self, reply: str) -> Step:
        """Take a reply: act on it, correct it, or let the seller answer."""
        self._shopper_turns += 1
        read = read_reply(reply)
        turn = ShopperEntry(text=read.speech, raw=reply, reasoning=read.reasoning, format_error=read.format_error)
        if read.action is not None:
            buys = read.action.name == "add_to_cart"
            action = self._resolve(read.action.name, read.action.product if buys else None)
            return self._end("decision", turn.model_copy(update={"action": action}))
        self._malformed = self._malformed + 1 if read.format_error else 0
        if self._malformed >= MALFORMED_LIMIT:
            return self._end("malformed_action", turn)
        if self._shopper_turns >= self._max_turns:
            return self._end("turn_limit", turn)
        if read.format_error:
            correction = _CORRECTION.format(error=read.format_error)
            self._turns.append(turn.model_copy(update={"correction": correction}))
            # The history must show the mistake that the correction names, but no reasoning.
            return Step(split_reasoning(reply)[0].strip(), Observation(correction))
        self._turns.append(turn)
        # A seller who quotes the shopper must not seem to show a picture.
        heard = read.speech if self._picture is None else without_placeholder(read.speech)
        answer = self._conversation.reply(heard)
        self._turns.append(_entry(answer))
        self._recommended += answer.recommended
        return Step(read.speech, self._observed(answer))

    def transcript(self) -> Transcript:
        """Return the episode so far."""
        return Transcript(
            suite_version=SUITE_VERSION,
            category=self._store.schema.category,
            persona=self._persona.id,
            behaviour=self._behaviour,
            seed=self._seed,
            turns=tuple(self._turns),
            ended_by=self._ended_by,
        )

    def record(self) -> dict[str, Any]:
        """Return the transcript as JSON values."""
        return self.transcript().model_dump(mode="json")

    def _observed(self, turn: SellerTurn) -> Observation:
        if self._picture is None:
            return Observation(turn.text)
        return Observation(turn.text, tuple(map(self._picture, turn.images)))

    def _resolve(self, name: Any, product: str | None) -> Action:
        product_id = None if product is None else resolve(product, self._store.products, self._recommended)
        return Action(name=name, product=product, product_id=product_id)

    def _end(self, ended_by: Ending, turn: ShopperEntry) -> Step:
        self._turns.append(turn)
        self._ended_by = ended_by
        return Step(turn.text, None)


def replay(transcript: Transcript, episode: ShoppingEpisode) -> Transcript:
    """Feed a transcript's shopper turns to a new episode of the same scenario and return what came of it.

    The result equals `transcript` as long as seller, data and suite version are the same.
    """
    episode.open()
    for turn in transcript.shopper_turns:
        episode.step(turn.raw)
    return episode.transcript()


def load_environment(**options: Any) -> Any:
    """Return the episodes as an environment of the package verifiers, which must be installed; the options are those of
    `salessim_tasks.verifiers.environment.SalesSimConfig`. verifiers itself finds it by the id `salessim`."""
    from salessim_tasks import verifiers

    return verifiers.load_environment(**options)


def _entry(turn: SellerTurn) -> SellerEntry:
    return SellerEntry(
        text=turn.text,
        recommended=turn.recommended,
        tool_calls=tuple(
            {"name": call.name, "arguments": dict(call.arguments), "results": list(call.results)}
            for call in turn.tool_calls
        ),
        nothing_fits=turn.nothing_fits,
        images=turn.images,
        asks=turn.asks,
        pushed=turn.pushed,
        tactic=turn.tactic,
        omitted=turn.omitted,
        misread=turn.misread,
    )
