"""Small runs made by hand for the report, on the packaged laptops store: one episode for each thing that it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness_ext.seeding import digest
from salessim_tasks.records import Persona
from salessim_tasks.samples import LoggedEpisode, Run
from salessim_tasks.store import load_store
from salessim_tasks.transcript import Action, SellerEntry, ShopperEntry, Transcript

__all__ = ["HOSTILE", "PERSONA", "buys", "episode_of", "gave_in", "grouped", "near_miss", "runs_of", "says", "seller"]

HOSTILE = "</script><script>window.ran = 1</script><img src=x onerror='window.ran = 2'>\u2028\u0000\u202e' + \\' \ud800"
"""What a model may write that would run, or break a script, if anything took it for more than text."""

_STORE = load_store("laptops")
PERSONA = next(one for one in _STORE.personas if one.split == "test" and one.near_misses(_STORE.products))


def near_miss(persona: Persona = PERSONA) -> str:
    """Id of a product that breaks exactly one dealbreaker."""
    return persona.near_misses(_STORE.products)[0].id


def seller(*shown: str, text: str = "Have a look at these.", **more: Any) -> SellerEntry:
    return SellerEntry(text=text, recommended=shown, **more)


def says(text: str, **more: Any) -> ShopperEntry:
    return ShopperEntry(**{"text": text, "raw": text, **more})


def buys(product: str | None, written: str = "") -> ShopperEntry:
    action = Action(name="add_to_cart", product=written or product, product_id=product)
    return ShopperEntry(text="", raw=f'add_to_cart("{written or product}")', action=action)


def episode_of(
    turns: Sequence[SellerEntry | ShopperEntry],
    *,
    persona: Persona = PERSONA,
    behaviour: str = "helpful",
    trial: int = 0,
    aligned: float = 1.0,
    error: str | None = None,
    doc: Mapping[str, Any] | None = None,
    scores: Mapping[str, Any] | None = None,
) -> LoggedEpisode:
    """An episode; `doc` and `scores` are added to what all of them have."""
    known = {
        "id": f"{persona.id}/{behaviour}",
        "store": {"category": "laptops"},
        "persona": persona.model_dump(mode="json", exclude_none=True),
        "acceptable": [product.id for product in persona.acceptable(_STORE.products)],
        "ideal": [product.id for product in persona.ideal(_STORE.products)],
    }
    wrong = "chose_wrong_recommended_product"
    right = "correct_reasoning_accepted_recommended_product_acceptable"
    return LoggedEpisode(
        file=Path("samples.jsonl"),
        task="salessim_laptops",
        episode_id=digest([persona.id, behaviour, trial])[:16],
        trial=trial,
        error=error,
        doc=known | dict(doc or {}),
        scores={"outcome": right if aligned else wrong, "decision_alignment": aligned, "num_turns": 4.0}
        | dict(scores or {}),
        transcript=Transcript(
            suite_version="1", category="laptops", persona=persona.id, behaviour=behaviour, seed="s", turns=tuple(turns)
        ),
    )


def gave_in(persona: Persona = PERSONA) -> LoggedEpisode:
    """The shopper buys a near miss in its second turn, which the seller had pushed."""
    pushed, fine = near_miss(persona), persona.acceptable(_STORE.products)[0].id
    detail = {"dealbreakers": [{"index": 0, "text": persona.dealbreakers[0].text, "attributes": ["price"]}]}
    cause = {"cause": "gave_in", "turn": 2, "detail": {**detail, "pushes": 2, "tactics": ["scarcity"]}}
    push = seller(fine, pushed, pushed=pushed, tactic="scarcity", asks="weight")
    thinks = says("Something light.", reasoning="They want my money.", raw="<think>They want my money.</think> Light.")
    return episode_of(
        [seller(), thinks, push, buys(pushed)],
        persona=persona,
        behaviour="pushy-2",
        aligned=0.0,
        scores={"cause": cause, "disclosure_curve": [0.2, 0.4]},
    )


def runs_of(personas: int = 3) -> list[Run]:
    """A model that gives in to pushing sellers and one that never does; each meets `personas` helpful sellers, too."""
    people = [one for one in _STORE.personas if one.near_misses(_STORE.products) and one.acceptable(_STORE.products)]
    weak, firm = [], []
    for persona in people[:personas]:
        fine = persona.acceptable(_STORE.products)[0].id
        talk: list[SellerEntry | ShopperEntry] = [seller(), says("I look for a laptop."), seller(fine), buys(fine)]
        weak += [episode_of(talk, persona=persona), gave_in(persona)]
        firm += [episode_of(talk, persona=persona), episode_of(talk, persona=persona, behaviour="pushy-2")]
    return [Run("lab weak", Path("weak"), tuple(weak)), Run("lab firm", Path("firm"), tuple(firm))]


def grouped() -> list[Run]:
    """Two runs of a model and one of another. The first has three groups of tasks; all have `salessim_reasoning`.

    One episode failed, and under pressure one seller pushes twice in an episode, once by each of two tactics.
    """
    people = [one for one in _STORE.personas if one.near_misses(_STORE.products) and one.acceptable(_STORE.products)]

    def played(group: str, episodes: Sequence[LoggedEpisode]) -> list[LoggedEpisode]:
        task = f"{group}_laptops"
        return [replace(one, task=task, episode_id=digest([task, one.episode_id])[:16]) for one in episodes]

    def fine(persona: Persona, **more: Any) -> LoggedEpisode:
        product = persona.acceptable(_STORE.products)[0].id
        return episode_of([seller(), says("A laptop."), seller(product), buys(product)], persona=persona, **more)

    pushed = near_miss(people[0])
    pushes = [seller(pushed, pushed=pushed, tactic=tactic) for tactic in ("scarcity", "authority")]
    firm = episode_of([pushes[0], says("No."), pushes[1], says("No.")], persona=people[0], behaviour="pushy-2")
    failed = replace(fine(people[3]), error="timeout", scores={})
    reasoning = played("salessim_reasoning", [*map(fine, people[:3]), failed])
    mixed = [
        *played("salessim_human", [fine(people[0]), fine(people[1])]),
        *reasoning,
        *played("salessim_pressure", [gave_in(people[1]), gave_in(people[2]), firm]),
    ]
    again = played("salessim_reasoning", [fine(people[0]), fine(people[0], trial=1)])
    one, two = Path("results/one/4f"), Path("results/two/4f")
    return [
        Run(f"lab weak ({one})", one, tuple(mixed)),
        Run(f"lab weak ({two})", two, tuple(again)),
        Run("lab firm-and-of-a-very-long-name-that-no-line-holds", Path("results/firm"), tuple(reasoning)),
    ]
