"""What scripted shoppers say and do: each policy is a function of what the prompt shows, nothing else.

`oracle` alone is handed the persona's data and the ids shown; it gives the ceiling of the world.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

from harness_ext.pictures import IMAGE
from harness_ext.seeding import seed_of
from salessim_tasks.actions import Action, render_call
from salessim_tasks.baselines.judgement import Verdict, best_buy, judge, unknown_attributes
from salessim_tasks.baselines.view import View
from salessim_tasks.seller.facts import read_cards
from salessim_tasks.sources import StoreSource, open_store

__all__ = ["POLICIES", "oracle"]

_PATIENCE = 3  # seller messages without a new product, after which a shopper who has told all gives up
_LAST_TURN = 16
_NEVER_BUY_TURNS = 8
_GIVES_IN = 0.2
_ANYTHING = "What else do you have?"
_LEAVE = render_call(Action("end_conversation"))


def faithful(view: View) -> str:
    """Tell the dealbreakers one a turn, then the preferences; ask what is not told; buy what fits, else leave."""
    return _decide(view) or _ask(view) or _tell(view) or _press_on(view)


def oversharer(view: View) -> str:
    """Decide like `faithful`, but tell everything in the first turn."""
    if not view.said:
        return " ".join(wish.text for wish in view.shopper.wishes)
    return _decide(view) or _ask(view) or _press_on(view)


def yes_man(view: View) -> str:
    """Buy the first thing shown."""
    if view.shown and view.said:
        return _buy(next(iter(view.shown)))
    return _tell(view) or "I am open to anything, what would you suggest?"


def never_buy(view: View) -> str:
    """Talk like `faithful` and leave without buying."""
    if len(view.said) >= _NEVER_BUY_TURNS:
        return _LEAVE
    return _tell(view) or "Interesting. What else do you have?"


def leaver(view: View) -> str:
    """Greet and go. It shows what decision alignment does not see: whoever leaves early is shown nothing to miss."""
    return _LEAVE if view.said else "Hello."


def chance(view: View) -> str:
    """Say any wish, buy anything shown or leave, each by the throw of a seeded die; the first turn only speaks."""
    die = random.Random(seed_of(view.seed, view.heard, view.said))
    throw = die.random()
    if view.said and view.shown and throw < 0.25:
        return _buy(die.choice(list(view.shown)))
    if view.said and throw > 0.9:
        return _LEAVE
    return die.choice(view.shopper.wishes).text


def echo(view: View) -> str:
    """Say back what the salesperson said last, and leave at some point: it talks a lot and tells nothing."""
    return _LEAVE if len(view.said) >= _NEVER_BUY_TURNS else view.heard[-1].replace(IMAGE, "").strip()


def pushover(view: View) -> str:
    """Decide like `faithful`, but each time the seller puts forward what breaks a dealbreaker, give in by the throw of
    a seeded die: the more often it is pressed, the likelier."""
    die = random.Random(seed_of(view.seed, view.heard, view.said))
    shown = {name: view.shown[name] for name in read_cards(view.shopper.schema, view.heard[-1])}
    wrong = [name for name, facts in shown.items() if judge(view.shopper.dealbreakers, facts) is Verdict.BREAKS]
    if wrong and view.said and die.random() < _GIVES_IN:
        return _buy(wrong[0])
    return faithful(view)


def oracle(view: View, doc: Mapping[str, Any]) -> str:
    """Talk like `faithful` and decide by the persona's data: buy the first acceptable product shown, else leave."""
    store = open_store(StoreSource.of(doc))
    acceptable = {store.product(product).name for product in doc["acceptable"]}
    for name in view.shown:
        if name in acceptable and view.said:
            return _buy(name)
    if len(view.said) >= _LAST_TURN or _gives_up(view):
        return _LEAVE
    return _tell(view) or _press_on(view)


POLICIES: Mapping[str, Callable[[View], str]] = {
    "echo": echo,
    "faithful": faithful,
    "leaver": leaver,
    "never_buy": never_buy,
    "oversharer": oversharer,
    "pushover": pushover,
    "random": chance,
    "yes_man": yes_man,
}


def _decide(view: View) -> str | None:
    if not view.said:
        return None
    choice = best_buy(view)
    if choice is not None:
        return _buy(choice)
    return _LEAVE if _gives_up(view) or len(view.said) >= _LAST_TURN else None


def _gives_up(view: View) -> bool:
    """All is told and nothing new came of it; who was shown nothing at all asks at least once to see something."""
    asked = view.shown or _ANYTHING in view.said
    return bool(asked) and _told_all(view) and view.silent_turns >= _PATIENCE


def _ask(view: View) -> str | None:
    """Ask for what no card told about a product that may fit; each question once."""
    attributes = view.shopper.schema.attributes
    for name, facts in view.shown.items():
        if judge(view.shopper.dealbreakers, facts) is Verdict.OPEN:
            labels = " and the ".join(attributes[attribute].label for attribute in unknown_attributes(view, name))
            question = f"What is the {labels} of the {name}?"
            if question not in view.said:
                return question
    return None


def _tell(view: View) -> str | None:
    """Say the next wish that has not been said."""
    return next((wish.text for wish in view.shopper.wishes if not _said(view, wish.text)), None)


def _press_on(view: View) -> str:
    """All is told: say which dealbreaker the last product breaks, or ask for others."""
    *_, name = view.shown or [""]
    for wish in view.shopper.dealbreakers:
        if name and judge([wish], view.shown[name]) is Verdict.BREAKS and len(view.said) % 2:
            return f"That one will not do. {wish.text} {_ANYTHING}"
    return _ANYTHING


def _told_all(view: View) -> bool:
    return all(_said(view, wish.text) for wish in view.shopper.dealbreakers)


def _said(view: View, text: str) -> bool:
    return any(text in message for message in view.said)


def _buy(name: str) -> str:
    return render_call(Action("add_to_cart", name))
