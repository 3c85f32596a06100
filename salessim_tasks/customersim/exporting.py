"""`salessim export --format customersim RESULTS --out DIR`: our episodes in the peer's layout.

For each category `DIR/<category>/` gets rollouts.jsonl, personas.jsonl and products.json, so that the peer's scripts
can read and grade them. Episodes that ended as infrastructure errors are no rollouts and are left out.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from harness_ext.pictures import IMAGE
from harness_ext.seeding import digest
from salessim_tasks.records import Persona, Product, Requirement
from salessim_tasks.samples import LoggedEpisode, read_samples
from salessim_tasks.schema import Schema
from salessim_tasks.seller.facts import say
from salessim_tasks.sources import StoreSource, open_store
from salessim_tasks.store import Store
from salessim_tasks.transcript import SellerEntry, ShopperEntry

__all__ = ["add_arguments", "export_command", "exported_persona", "rollout"]

_OUTCOMES = {"add_to_cart": "accepted", "end_conversation": "ended_by_shopper"}


def rollout(episode: LoggedEpisode, store: Store) -> dict[str, Any]:
    """One episode as a record of the peer's rollouts."""
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
            arguments = {"product": store.product(id).name if id is not None else entry.action.product}
        call = json.dumps({"name": entry.action.name, "arguments": json.dumps(arguments, ensure_ascii=False)})
    return {"speaker": "Shopper", "turn": number, "text": entry.text, "shopper_action": call}


def _seller_turn(entry: SellerEntry, number: int, store: Store) -> dict[str, Any]:
    text = "\n".join(line for line in entry.text.splitlines() if line != IMAGE)
    turn: dict[str, Any] = {"speaker": "Salesperson", "turn": number, "text": text}
    if entry.recommended:
        turn["recommended_items"] = [_item(store.product(id), store.schema) for id in entry.recommended]
    return turn


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
        "image": f"pictures/{product.id}.png",
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
        store = open_store(source)
        folder = arguments.out / folders[source]
        folder.mkdir(parents=True, exist_ok=True)
        played = {episode.doc["persona"]["id"]: Persona.model_validate(episode.doc["persona"]) for episode in episodes}
        products = [_product(product, store.schema) for product in store.products]
        _write(folder / "rollouts.jsonl", _lines(rollout(episode, store) for episode in episodes))
        _write(folder / "personas.jsonl", _lines(exported_persona(p, store.products) for p in played.values()))
        _write(folder / "products.json", json.dumps({source.category: products}, ensure_ascii=False, indent=1) + "\n")
        print(f"{folder}: {len(episodes)} rollouts, {len(played)} personas, {len(products)} products")
    if failed:
        print(f"{failed} episodes ended as infrastructure errors and are left out")
    return 0 if by_source else 1


def _folders(sources: Iterable[StoreSource]) -> dict[StoreSource, str]:
    """A folder name for each source: the category, numbered where several sources share it."""
    names: dict[StoreSource, str] = {}
    for source in sources:
        same = sum(other.category == source.category for other in names)
        names[source] = f"{source.category}-{same + 1}" if same else source.category
    return names


def _lines(records: Iterable[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _write(file: Path, text: str) -> None:
    unfinished = file.with_name(f"{file.name}.tmp")
    unfinished.write_text(text, encoding="utf-8")
    os.replace(unfinished, file)
