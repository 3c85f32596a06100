"""Episodes to warm up on: a shopper that decides as its persona would, in a voice of its own.

It is the scripted baseline `faithful` with people's manners and a plan that a small model can learn: it opens with a
dealbreaker or two, tells the others one after another in the persona's order, and says now and then what it thinks of
what it is shown. Then it buys what it knows to meet every dealbreaker, rather of what it was shown last, or asks about
it first; asks for what it was not told; and leaves where it hears that nothing fits, or sees nothing new. Preferences
it asks about: the seller takes a wish for a condition, and who tells all of them hears that nothing fits. It talks less
long than people do. Only episodes that the benchmark scores as aligned are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
_CURIOUS = 0.3  # of the turns in which it could buy, it asks about a preference


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
    last: list[str] = field(default_factory=list)  # what the last message that showed anything showed
    told: list[Requirement] = field(default_factory=list)
    asked: set[tuple[str, str]] = field(default_factory=set)  # attribute and product
    turns: int = 0
    silent: int = 0

    def reply(self, heard: SellerEntry) -> str:
        """The next message."""
        draw = Draw("demonstration", self.seed, self.id, self.turns)
        fresh = self._hear(heard)
        self.turns += 1
        if self.turns == 1:
            return self._opening(draw)
        if self._untold(hard=True):
            return self._tell_next(fresh, draw)
        best = self._best()
        if best is None:
            return self._search(draw)
        asked = self._question(self._liked(), [best]) if draw.chance(_CURIOUS) else None
        return asked or self._act(Action("add_to_cart", best), "decided", draw, name=Voice.head(best))

    def _hear(self, heard: SellerEntry) -> list[str]:
        cards = read_cards(self.store.schema, heard.text)
        self.last = list(cards) or self.last
        fresh = [name for name in cards if name not in self.shown]
        for name, facts in cards.items():
            self.shown.setdefault(name, {}).update(facts)
        self.silent = _PATIENCE if heard.nothing_fits else 0 if fresh else self.silent + 1
        return fresh

    def _opening(self, draw: Draw) -> str:
        wishes = self.persona.dealbreakers + self.persona.preferences
        chosen = wishes[: min(draw.weighted((1, 2), (3, 1)), max(1, len(wishes) - 1))]  # never all that there are
        words = draw.pick((", ", ". ", " and ")).join(self._tell(wish) for wish in chosen)
        return self.voice.line("open", noun=self.voice.noun(), wishes=words)

    def _tell_next(self, fresh: Sequence[str], draw: Draw) -> str:
        """Tell the next dealbreaker, sometimes with another one, or with what one thinks of what was shown."""
        said = self._tell(self._untold(hard=True)[0])
        wrong = next((broken for name in fresh if (broken := self._broken(name)) is not None), None)
        if wrong is not None and draw.chance(0.3):
            return f"{self.voice.line('reject', label=self.voice.label(wrong))} {self.voice.line('tell', wish=said)}"
        if self._untold(hard=True) and draw.chance(0.2):
            return self.voice.line("both", wish=said, other=self._tell(self._untold(hard=True)[0]))
        if wrong is None and fresh and draw.chance(0.3):
            return self.voice.line("muse", name=Voice.head(fresh[0]), wish=said)
        return self.voice.line("tell", wish=said)

    def _search(self, draw: Draw) -> str:
        """Ask on as long as something may fit that it has not seen, or does not know enough of; else leave."""
        if self.silent >= _PATIENCE:
            return self._act(Action("end_conversation"), "left", draw)
        asked = self._question(self._hard(), self.shown)
        wishes = [] if asked or self.shown else self._untold()
        return asked or (self.voice.line("tell", wish=self._tell(wishes[0])) if wishes else self.voice.line("more"))

    def _question(self, wishes: Sequence[Wish], names: Iterable[str]) -> str | None:
        """Ask for what nobody told about one of these products that may meet `wishes`; each question once."""
        for name in names:
            facts = self.shown[name]
            if judge(self._hard(), facts) is Verdict.BREAKS or judge(wishes, facts) is not Verdict.OPEN:
                continue
            wanted = [c.attribute for wish in wishes for c in wish.constraints if c.attribute not in facts]
            new = next((attribute for attribute in wanted if (attribute, name) not in self.asked), None)
            if new is not None:
                self.asked.add((new, name))
                pool = "ask it" if name == self.last[-1] else "ask"
                return self.voice.line(pool, label=self.voice.label(new), name=Voice.head(name))
        return None

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

    def _liked(self) -> list[Wish]:
        """Preferences to ask about: who asks for a touchscreen seems to want one."""
        return [wish for wish in self._soft() if all(c.value is not False for c in wish.constraints)]

    def _broken(self, name: str) -> str | None:
        """The attribute by which a product breaks a dealbreaker."""
        broken = [w for w in self._hard() if judge([w], self.shown[name]) is Verdict.BREAKS]
        return broken[0].constraints[0].attribute if broken else None

    def _best(self) -> str | None:
        fitting = [name for name, facts in self.shown.items() if judge(self._hard(), facts) is Verdict.FITS]
        met = {name: sum(judge([one], self.shown[name]) is Verdict.FITS for one in self._soft()) for name in fitting}
        return max(fitting, key=lambda name: (name in self.last, met[name]), default=None)

    def _act(self, action: Action, pool: str, draw: Draw, **words: str) -> str:
        call = render_call(action)
        return f"{self.voice.line(pool, **words)}\n{call}" if draw.chance(0.2) else call
