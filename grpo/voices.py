"""How the shoppers of the warm-up talk: one voice an episode, and no two that say a thing alike.

A voice words what a demonstration does (`grpo.demonstrations`): it says a wish mostly as the persona does, often
without the "I" or "it" that it starts with, else in passing ("under $900", "no touchscreen") or as a sentence of one of
the generator's registers, drops capitals and stops where its owner would, and picks its other lines from
`data/voices.yaml`. A wording of a wish is used only if the sales agent takes it to mean what the wish means: the same
products must meet it. A small model learns to repeat sooner than to reword: where it rewords, it makes up figures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Any

import yaml

from salessim_tasks.records import Requirement
from salessim_tasks.store import Store
from salessim_tasks.understanding import Understanding
from salessim_tasks.worlds.draws import Decks, Draw
from salessim_tasks.worlds.grammar import Writer
from salessim_tasks.worlds.sentences import REGISTERS, Phraser
from salessim_tasks.worlds.trade import load_trade
from salessim_tasks.worlds.wants import Want, mask_of, wants

__all__ = ["Trades", "Voice"]

_TRIES = 6
_HEAD = 3  # words of a product's name by which people call it
_SUBJECT = re.compile(r"^(?:I|it|we|she|he|they|this)(?:'(?:d|ll|ve))? +(?=\w+ \w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Speaker:
    age: int
    register: str
    gift: bool = False


class Trades:
    """What can be wished for in a store, and how its trade says so."""

    def __init__(self, store: Store) -> None:
        trade = load_trade(store.schema.category)
        self.store = store
        self.understanding = Understanding(store.schema, store.products)
        self.phraser = Phraser(store.schema, trade, store.products, Decks("voices"), self.understanding)
        found = wants(store.schema, trade, store.products)
        self._wants = {want.constraints: want for each in found.values() for want in each}

    def want(self, wish: Requirement) -> Want | None:
        """What `wish` was made of."""
        return self._wants.get(wish.constraints)

    def means(self, text: str, wish: Requirement) -> bool:
        """Whether the sales agent takes `text` to mean `wish`."""
        heard = self.understanding.requirements(text)
        same = mask_of(heard, self.store.products) == mask_of(wish.constraints, self.store.products)
        return bool(heard) and same and {c.attribute for c in heard} == {c.attribute for c in wish.constraints}


class Voice:
    """A way of talking, drawn from `key`: how often in the persona's words, in passing, in sentences, in lower case,
    with a stop at the end."""

    def __init__(self, trades: Trades, decks: Decks, *key: Any) -> None:
        self._trades = trades
        self._draw = Draw("voice", *key)
        self._writer = Writer(_material()["lines"], decks)
        self._speaker = _Speaker(20 + self._draw.below(60), self._draw.pick(REGISTERS))
        self._own = self._draw.pick((0.6, 0.8, 1.0))
        self._passing = self._draw.pick((0.5, 0.75, 0.95))
        self._lower = self._draw.chance(0.5)
        self._stops = self._draw.chance(0.4)

    def line(self, pool: str, **words: str) -> str:
        """A line of `pool` with `words` in its slots."""
        text = self._writer.line(pool).text
        said = self._writer.write(text, self._draw, {name: partial(str, word) for name, word in words.items()})
        return self._typed(said)

    def wish(self, wish: Requirement, *, hard: bool) -> str:
        """`wish`, in words that the sales agent takes to mean it."""
        want = self._trades.want(wish)
        own = self._owners(wish)
        if want is None or self._draw.chance(self._own):
            return own
        for _ in range(_TRIES):
            if self._draw.chance(self._passing):
                text = self._in_passing(want, hard)
            else:
                found = self._trades.phraser.say(want, self._speaker, self._draw, hard=hard, reasons=False)
                text = "" if found is None else found.text.rstrip(".")
            if text and self._trades.means(text, wish):
                return text
        return own

    def label(self, attribute: str) -> str:
        return self._trades.store.schema.attributes[attribute].label

    def noun(self) -> str:
        noun = self._trades.store.schema.noun
        return self._draw.pick((noun.one, noun.one, *noun.synonyms[:2]))

    @staticmethod
    def head(name: str) -> str:
        """What people call a product."""
        return " ".join(name.split(" - ")[0].split()[:_HEAD])

    def _owners(self, wish: Requirement) -> str:
        """`wish` as its owner says it, or says it in a hurry."""
        text = wish.text.rstrip(".")
        short = _SUBJECT.sub("", text)
        return short if self._draw.chance(0.7) and self._trades.means(short, wish) else text

    def _in_passing(self, want: Want, hard: bool) -> str:
        manner = ("hard" if hard else "soft") + (" ban" if want.banned else "")
        figure = want.figure
        if want.attribute == "price" and figure is not None:
            line = self._draw.pick(_material()["budget"][manner])
            return self._writer.write(line, self._draw, {"v": lambda: self._draw.pick(figure.texts)})
        if not want.forms:
            return ""
        grammar, wording = self._draw.pick(want.forms)
        subject, _, rest = wording.rpartition(" | ")
        if figure is not None:
            rest = rest.replace("{q}", figure.say(self._draw)).replace("{v}", figure.texts[0])
        line = self._draw.pick(_material()[manner][grammar])
        said = self._writer.write(line, self._draw, {grammar: lambda: rest})
        return f"{subject} {said}" if subject else said

    def _typed(self, text: str) -> str:
        text = text.lower().replace("'", "") if self._lower else text[:1].upper() + text[1:]
        return text if self._stops or text[-1:] == "?" else text.rstrip(".")


@cache
def _material() -> Mapping[str, Any]:
    read = yaml.safe_load((files("grpo") / "data" / "voices.yaml").read_text(encoding="utf-8"))
    manners = ("hard", "soft", "hard ban", "soft ban", "budget")
    lines: dict[str, Sequence[str]] = {name: tuple(pool) for name, pool in read.items() if name not in manners}
    return {"lines": lines, **{name: read[name] for name in manners}}
