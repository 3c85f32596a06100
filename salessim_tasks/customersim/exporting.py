"""`salessim export --format customersim RESULTS --out DIR`: our episodes in the peer's layout.

For each category `DIR/<category>/` gets rollouts.jsonl, personas.jsonl and products.json, so that the peer's scripts
can read and grade them, and the pictures of vision episodes. Episodes that ended as infrastructure errors are no
rollouts and are left out.

The peer's rules say of exported episodes what ours say, but where names are matched: the peer takes a near-duplicate of
an acceptable product for one, and what a shopper bought under a name that we find ambiguous for the likeliest. Episodes
that ended in unreadable actions have no category with us; to the peer nothing was bought there.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from harness_ext.pictures import IMAGE
from harness_ext.seeding import digest
from salessim_tasks.reasoning import split_reasoning
from salessim_tasks.records import Persona, Product, Requirement
from salessim_tasks.samples import LoggedEpisode, read_samples
from salessim_tasks.schema import Schema
from salessim_tasks.seller.facts import say
from salessim_tasks.sources import StoreSource, open_store, picture_of
from salessim_tasks.store import Store
from salessim_tasks.textfiles import write_whole
from salessim_tasks.transcript import SellerEntry, ShopperEntry

__all__ = ["add_arguments", "export_command", "exported_persona", "rollout"]

_OUTCOMES = {"add_to_cart": "accepted", "end_conversation": "ended_by_shopper"}


def rollout(episode: LoggedEpisode, store: Store) -> dict[str, Any]:
    """One episode as a record of the peer's rollouts.

    Raises:
        ValueError: it speaks of a product that is not in `store` (any more).
    """
    persona = Persona.model_validate(episode.doc["persona"])
    action = episode.transcript.action
    preferences, dealbreakers = _prose(persona.preferences), _prose(persona.dealbreakers)
    who = {"name": persona.name, "age": persona.age, "background": persona.background}
    return {
        "conversation_id": episode.episode_id,
        "persona_hash": digest([who, preferences, dealbreakers]),
        "shopper_persona": who,
        "shopper_preferences": f"preferences: {preferences}\ndealbreakers: {dealbreakers}",
        "conversation": _turns(episode, store),
        "outcome": "max_turns_reached" if action is None else _OUTCOMES[action.name],
        "total_turns": len(episode.transcript.shopper_turns),
    }


def exported_persona(persona: Persona, products: Sequence[Product]) -> dict[str, Any]:
    """A persona as a record of the peer's; the computed labels become listed ones."""
    return {
        "name": persona.name,
        "age": persona.age,
        "persona_background": persona.background,
        "speaking_style": persona.speaking_style,
        "preferences": _prose(persona.preferences),
        "dealbreakers": _prose(persona.dealbreakers),
        "acceptable_products": [product.name for product in persona.acceptable(products)],
    }


def _turns(episode: LoggedEpisode, store: Store) -> list[dict[str, Any]]:
    turns: list[dict[str, Any]] = []
    number = 0
    for entry in episode.transcript.turns:
        if isinstance(entry, ShopperEntry):
            number += 1
            turns.append(_shopper_turn(entry, number, store))
        else:
            turns.append(_seller_turn(entry, number, store))
    return turns


def _shopper_turn(entry: ShopperEntry, number: int, store: Store) -> dict[str, Any]:
    call = ""
    if entry.action is not None:
        arguments = {}
        if entry.action.name == "add_to_cart":
            id = entry.action.product_id
            arguments = {"product": _known(store, id).name if id is not None else entry.action.product}
        call = json.dumps({"name": entry.action.name, "arguments": json.dumps(arguments, ensure_ascii=False)})
    # An action that could not be read stays in the text, where the peer looks for such; nobody answers it.
    text = split_reasoning(entry.raw)[0].strip() if entry.format_error else entry.text
    return {"speaker": "Shopper", "turn": number, "text": text, "shopper_action": call}


def _seller_turn(entry: SellerEntry, number: int, store: Store) -> dict[str, Any]:
    turn: dict[str, Any] = {"speaker": "Salesperson", "turn": number, "text": _content(entry)}
    if entry.recommended:
        turn["recommended_items"] = [_item(_known(store, id), store.schema) for id in entry.recommended]
    return turn


def _content(entry: SellerEntry) -> str | list[dict[str, Any]]:
    """The text; with pictures, the list of its parts and of theirs, each at its place."""
    if not entry.images:
        return entry.text
    first, *rest = entry.text.split(IMAGE)
    parts: list[dict[str, Any]] = [{"type": "text", "text": first.strip("\n")}]
    for id, text in zip(entry.images, rest, strict=True):
        parts += [
            {"type": "image_url", "image_url": {"url": _picture_path(id)}},
            {"type": "text", "text": text.strip("\n")},
        ]
    return [part for part in parts if part.get("text", IMAGE)]


def _picture_path(id: str) -> str:
    return f"pictures/{id}.png"


def _known(store: Store, id: str) -> Product:
    try:
        return store.product(id)
    except KeyError:
        raise ValueError(
            f"{store.schema.category} has no product {id!r}: the store is not that of the results"
        ) from None


def _item(product: Product, schema: Schema) -> dict[str, Any]:
    content = f"{product.name}\n{'; '.join(_features(product, schema))}"
    return {"page_content": content, "metadata": {"title": product.name}}


def _product(product: Product, schema: Schema) -> dict[str, Any]:
    price = product.attributes.get("price")
    return {
        "name": product.name,
        "description": product.description,
        "features": _features(product, schema),
        "price": f"${price:,.2f}" if isinstance(price, float) else "",
        "image": _picture_path(product.id),
    }


def _features(product: Product, schema: Schema) -> list[str]:
    return [say(schema.attributes[name], value) for name, value in product.attributes.items() if name != "price"]


def _prose(requirements: Iterable[Requirement]) -> str:
    return " ".join(requirement.text for requirement in requirements)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("results", type=Path, help="a samples_*.jsonl file, or the folder given as --output_path")
    parser.add_argument("--format", choices=["customersim"], required=True, help="whose layout to write")
    parser.add_argument("--out", type=Path, required=True, help="a folder; each category gets one of its own in it")


def export_command(arguments: argparse.Namespace) -> int:
    """Write the files of each category and say what was written."""
    by_source: dict[StoreSource, list[LoggedEpisode]] = {}
    failed = 0
    for episode in read_samples(arguments.results):
        if episode.error is not None:
            failed += 1
            continue
        by_source.setdefault(StoreSource.of(episode.doc), []).append(episode)
    folders = _folders(by_source)
    for source, episodes in by_source.items():
        _export(source, episodes, arguments.out / folders[source])
    if failed:
        print(f"{failed} episodes ended as infrastructure errors and are left out")
    return 0 if by_source else 1


def _export(source: StoreSource, episodes: Sequence[LoggedEpisode], folder: Path) -> None:
    store = open_store(source)
    played = {episode.doc["persona"]["id"]: Persona.model_validate(episode.doc["persona"]) for episode in episodes}
    products = [_product(product, store.schema) for product in store.products]
    rollouts = [rollout(episode, store) for episode in episodes]
    write_whole(folder / "rollouts.jsonl", _lines(rollouts))
    write_whole(folder / "personas.jsonl", _lines(exported_persona(p, store.products) for p in played.values()))
    write_whole(folder / "products.json", json.dumps({source.category: products}, ensure_ascii=False, indent=1) + "\n")
    pictured = any(episode.doc.get("pictures") for episode in episodes)
    for product in store.products if pictured else ():
        file = folder / _picture_path(product.id)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(picture_of(source, product.id).data)
    print(f"{folder}: {len(episodes)} rollouts, {len(played)} personas, {len(products)} products")


def _folders(sources: Iterable[StoreSource]) -> dict[StoreSource, str]:
    """A folder name for each source: the category, numbered where several sources share it."""
    names: dict[StoreSource, str] = {}
    for source in sources:
        same = sum(other.category == source.category for other in names)
        names[source] = f"{source.category}-{same + 1}" if same else source.category
    return names


def _lines(records: Iterable[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
