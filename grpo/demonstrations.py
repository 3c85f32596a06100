"""Episodes to warm up on: a shopper that decides as its persona would, in a voice of its own.

It is the scripted baseline `faithful` with people's manners: it opens with one to four wishes and tells the others as
they come up, answers what it is asked if it has a wish on it, asks for what it was not told, says what it does not
like, and takes its time. It buys only what it knows to meet every dealbreaker, and leaves once all is told and nothing
new comes. Only episodes that the benchmark scores as aligned are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from grpo.voices import Trades, Voice
from harness_ext.episode import Observation
from salessim_tasks.actions import Action, render_call
from salessim_tasks.baselines.judgement import Verdict, judge
from salessim_tasks.baselines.view import Wish
from salessim_tasks.environment import ShoppingEpisode
from salessim_tasks.records import Persona, Requirement, Value
from salessim_tasks.scoring import score_episodes
from salessim_tasks.seller.facts import read_cards
from salessim_tasks.sources import StoreSource, open_store
from salessim_tasks.store import Store
from salessim_tasks.task import make_episode
from salessim_tasks.transcript import SellerEntry
from salessim_tasks.worlds.draws import Decks, Draw

__all__ = ["Demonstration", "demonstrations"]

_PATIENCE = 2  # messages of the seller without a new product, after which who has told all leaves
_LEAST = (5, 6, 7, 8, 9, 10)  # turns before a purchase


@dataclass(frozen=True, slots=True)
class Demonstration:
    """An aligned episode: the system prompt, what was heard before each turn, and what was said in it."""

    doc: Mapping[str, Any]
    system: str
    heard: tuple[str, ...]
    said: tuple[str, ...]


def demonstrations(docs: Sequence[Mapping[str, Any]], seed: int) -> Iterator[Demonstration]:
    """One demonstration of every scenario of which one succeeds."""
    trades_of = cache(Trades)
    decks = Decks("demonstrations", seed)
    for doc in docs:
        store = open_store(StoreSource.of(doc))
        voice = Voice(trades_of(store), decks, seed, doc["id"])
        episode = make_episode(doc)
        heard, said = _played(episode, _Shopper(store, Persona.model_validate(doc["persona"]), voice, seed, doc["id"]))
        [score] = score_episodes([(doc, episode.transcript())], language=False)
        if score["decision_alignment"] and score["acceptable_shown"] in (None, 1):
            yield Demonstration(doc, episode.system, heard, said)


def _played(episode: ShoppingEpisode, shopper: _Shopper) -> tuple[tuple[str, ...], tuple[str, ...]]:
    observation: Observation | None = episode.open()
    heard, said = [], []
    while observation is not None:
        last = episode.transcript().turns[-1]
        assert isinstance(last, SellerEntry)
        heard.append(observation.text)
        said.append(shopper.reply(last))
        observation = episode.step(said[-1]).observation
    return tuple(heard), tuple(said)


@dataclass(slots=True)
class _Shopper:
    store: Store
    persona: Persona
    voice: Voice
    seed: int
    id: str
    shown: dict[str, dict[str, Value]] = field(default_factory=dict)
    told: list[Requirement] = field(default_factory=list)
    asked: set[tuple[str, str]] = field(default_factory=set)  # attribute and product
    turns: int = 0
    silent: int = 0
    others: int = 0  # times it asked for others

    def reply(self, heard: SellerEntry) -> str:
        """The next message."""
        draw = Draw("demonstration", self.seed, self.id, self.turns)
        fresh = self._hear(heard.text)
        self.turns += 1
        if self.turns == 1:
            return self._opening(draw)
        best = self._best()
        if best is not None and self._done():
            return self._act(Action("add_to_cart", best), "decided", draw, name=Voice.head(best))
        if best is None and self.silent >= _PATIENCE and not self._untold(hard=True):
            return self._act(Action("end_conversation"), "left", draw)
        return self._question(self._hard()) or self._talk(fresh, heard.asks, draw)

    def _hear(self, text: str) -> list[str]:
        cards = read_cards(self.store.schema, text)
        fresh = [name for name in cards if name not in self.shown]
        for name, facts in cards.items():
            self.shown.setdefault(name, {}).update(facts)
        self.silent = 0 if fresh else self.silent + 1
        return fresh

    def _done(self) -> bool:
        """Whether as many turns were talked as this shopper takes, or there is nothing left to say."""
        return self.others > 0 or self.turns >= Draw("patience", self.seed, self.id).pick(_LEAST)

    def _opening(self, draw: Draw) -> str:
        count = draw.weighted((1, 2, 3, 4), (2, 4, 4, 2))
        wishes = draw.shuffled(self.persona.dealbreakers) + draw.shuffled(self.persona.preferences)
        chosen = draw.shuffled(wishes[: min(count, max(1, len(wishes) - 1))])  # never all that there are
        words = draw.pick((", ", ". ", " and ")).join(self._tell(wish) for wish in chosen)
        return self.voice.line("open", noun=self.voice.noun(), wishes=words)

    def _talk(self, fresh: Sequence[str], asks: str | None, draw: Draw) -> str:
        wish = self._next(asks)
        wrong = next(((name, broken) for name in fresh if (broken := self._broken(name)) is not None), None)
        parts = []
        if wrong is not None and draw.chance(0.6):
            parts.append(self.voice.line("reject", label=self.voice.label(wrong[1])))
        if wish is None:
            asked = None if parts else self._question(self._soft())
            self.others += asked is None
            return asked or " ".join([*parts, self.voice.line("more")])
        said = self._tell(wish)
        best = self._best()
        if not parts and best is not None and draw.chance(0.5):
            return self.voice.line("muse", name=Voice.head(best), wish=said)
        other = self._next(None)
        if other is not None and draw.chance(0.2):
            return " ".join([*parts, self.voice.line("both", wish=said, other=self._tell(other))])
        return " ".join([*parts, self.voice.line("tell", wish=said)])

    def _question(self, wishes: Sequence[Wish]) -> str | None:
        """Ask for what nobody told about a product that may meet `wishes`; each question once."""
        for name, facts in self.shown.items():
            if judge(self._hard(), facts) is Verdict.BREAKS or judge(wishes, facts) is not Verdict.OPEN:
                continue
            wanted = [c.attribute for wish in wishes for c in wish.constraints if c.attribute not in facts]
            new = next((attribute for attribute in wanted if (attribute, name) not in self.asked), None)
            if new is not None:
                self.asked.add((new, name))
                pool = "ask it" if name == list(self.shown)[-1] else "ask"
                return self.voice.line(pool, label=self.voice.label(new), name=Voice.head(name))
        return None

    def _next(self, asks: str | None) -> Requirement | None:
        """The wish to tell next: about what was asked, else a dealbreaker before a preference."""
        untold = self._untold()
        about = [wish for wish in untold if asks in {c.attribute for c in wish.constraints}]
        return next(iter(about or self._untold(hard=True) or untold), None)

    def _untold(self, *, hard: bool = False) -> list[Requirement]:
        wishes = self.persona.dealbreakers if hard else self.persona.dealbreakers + self.persona.preferences
        return [wish for wish in wishes if wish not in self.told]

    def _tell(self, wish: Requirement) -> str:
        self.told.append(wish)
        return self.voice.wish(wish, hard=wish in self.persona.dealbreakers)

    def _hard(self) -> list[Wish]:
        return [Wish(wish.text, wish.constraints, hard=True) for wish in self.persona.dealbreakers]

    def _soft(self) -> list[Wish]:
        return [Wish(wish.text, wish.constraints, hard=False) for wish in self.persona.preferences]

    def _broken(self, name: str) -> str | None:
        """The attribute by which a product breaks a dealbreaker."""
        broken = [w for w in self._hard() if judge([w], self.shown[name]) is Verdict.BREAKS]
        return broken[0].constraints[0].attribute if broken else None

    def _best(self) -> str | None:
        fitting = [name for name, facts in self.shown.items() if judge(self._hard(), facts) is Verdict.FITS]
        met = {name: sum(judge([one], self.shown[name]) is Verdict.FITS for one in self._soft()) for name in fitting}
        return max(fitting, key=lambda name: met[name], default=None)

    def _act(self, action: Action, pool: str, draw: Draw, **words: str) -> str:
        call = render_call(action)
        return f"{self.voice.line(pool, **words)}\n{call}" if draw.chance(0.3) else call
