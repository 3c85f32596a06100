"""What the report says of a store: the products that were shown, with pictures, and who met or broke what.

Contract: one `Shelf` for each store that the logs name. Of a store that is not on this machine, or has changed since,
nothing is known but the ids in the logs: such products have no name, picture or marks, and the report goes on.

`marks(persona, product)` is a string such as `"101|01-"`: the persona's dealbreakers, then its preferences, in order;
`1` met, `0` broken, `-` unknown (a sentence without constraints, or an attribute that the product has not got).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from salessim_tasks.records import Product, Requirement
from salessim_tasks.seller.facts import say
from salessim_tasks.sources import StoreSource, open_store, picture_of
from salessim_tasks.store import Store

__all__ = ["Shelf", "safe_name"]

_SUFFIXES = {"image/png": "png", "image/webp": "webp", "image/jpeg": "jpg"}


class Shelf:
    """A store in the report. `key` names its file; personas and products are gathered while episodes are read."""

    def __init__(self, key: str, source: Mapping[str, Any]) -> None:
        self.key = key
        self._source, self._store = _opened(source)
        self._category = str(source.get("category", key))
        self._personas: dict[str, tuple[int, dict[str, Any]]] = {}
        self._requirements: list[tuple[tuple[Requirement | None, ...], tuple[Requirement | None, ...]]] = []
        self._marks: list[dict[str, str]] = []
        self._named: set[str] = set()
        self._pictured: set[str] = set()

    def persona(self, doc: Mapping[str, Any]) -> int:
        """The number of a persona (a scenario's `persona`) on this shelf; the same one is kept once."""
        content = json.dumps(doc, sort_keys=True)
        if content not in self._personas:
            kinds = [[_requirement(one) for one in doc.get(kind) or ()] for kind in ("dealbreakers", "preferences")]
            self._personas[content] = (len(self._personas), dict(doc))
            self._requirements.append((tuple(kinds[0]), tuple(kinds[1])))
            self._marks.append({})
        return self._personas[content][0]

    def show(self, persona: int, product_id: str) -> None:
        """Note that `persona` was shown (or bought) a product: the report has its picture and its marks."""
        self.name(product_id)
        product = self._product(product_id)
        if product is not None:
            self._pictured.add(product_id)
            if product_id not in self._marks[persona]:
                dealbreakers, preferences = self._requirements[persona]
                self._marks[persona][product_id] = f"{_marked(dealbreakers, product)}|{_marked(preferences, product)}"

    def name(self, product_id: str) -> None:
        """Note that the report speaks of a product."""
        if self._product(product_id) is not None:
            self._named.add(product_id)

    def marks(self, persona: int, product_id: str) -> str | None:
        """Which requirements of a persona a product that it was shown meets; None if nobody can say."""
        return self._marks[persona].get(product_id)

    def pictures(self) -> dict[str, tuple[str, bytes]]:
        """Path (relative to the report) and bytes of each shown product's picture; without those that have none."""
        found = ((one, self._picture(one)) for one in sorted(self._pictured))
        return {one: picture for one, picture in found if picture is not None}

    def to_dict(self) -> dict[str, Any]:
        """The shelf as JSON values: labels of attributes, products by id, personas and marks by number."""
        paths = {product_id: path for product_id, (path, _) in self.pictures().items()}
        return {
            "category": self._category,
            "labels": {} if self._store is None else {n: a.label for n, a in self._store.schema.attributes.items()},
            "products": {one: self._card(one, paths.get(one)) for one in sorted(self._named)},
            "personas": [_person(doc) for _, doc in self._personas.values()],
            "marks": [dict(sorted(marks.items())) for marks in self._marks],
        }

    def _card(self, product_id: str, picture: str | None) -> dict[str, Any]:
        product = self._product(product_id)
        assert product is not None
        assert self._store is not None
        schema = self._store.schema
        said = {n: say(schema.attributes[n], value) for n, value in product.attributes.items()}
        headline = [name for name in schema.headline if name in said]
        return {"name": product.name, "headline": headline, "said": said, "picture": picture}

    def _picture(self, product_id: str) -> tuple[str, bytes] | None:
        assert self._source is not None
        try:
            picture = picture_of(self._source, product_id)
            return f"pictures/{self.key}/{product_id}.{_SUFFIXES[picture.media_type]}", picture.data
        except (ValueError, OSError):
            return None

    def _product(self, product_id: str) -> Product | None:
        try:
            return None if self._store is None else self._store.product(product_id)
        except KeyError:
            return None


def safe_name(text: str) -> str:
    """`text` as a file name that no system minds."""
    return re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-") or "store"


def _opened(source: Mapping[str, Any]) -> tuple[StoreSource | None, Store | None]:
    try:
        known = StoreSource.model_validate(source)
        return known, open_store(known)
    except (ValueError, OSError):  # pydantic's and the store's own errors are ValueErrors
        return None, None


def _requirement(record: Mapping[str, Any]) -> Requirement | None:
    try:
        return Requirement.model_validate(record)
    except ValidationError:
        return None


def _marked(requirements: tuple[Requirement | None, ...], product: Product) -> str:
    return "".join(_mark(requirement, product) for requirement in requirements)


def _mark(requirement: Requirement | None, product: Product) -> str:
    if requirement is None or not requirement.constraints:
        return "-"
    try:
        return "1" if requirement.holds(product) else "0"
    except (KeyError, TypeError, ValueError):  # the store has changed since, or a product read out of prose
        return "-"


def _person(doc: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: doc.get(name) for name in ("id", "name", "age", "background", "speaking_style")}
    return told | {kind: [_wish(one) for one in doc.get(kind) or ()] for kind in ("dealbreakers", "preferences")}


def _wish(record: Mapping[str, Any]) -> dict[str, Any]:
    constraints = record.get("constraints") or ()
    about = dict.fromkeys(str(one.get("attribute")) for one in constraints)
    return {"text": str(record.get("text", "")), "about": list(about)}
