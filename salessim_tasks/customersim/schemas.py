"""The schema of an imported catalogue: that of our store of the same trade, with the catalogue's own brands.

A trade that we do not have gets a price, a brand and the products' prose.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from salessim_tasks.schema import Choice, Noun, Number, Range, Schema, Unit, load_schema
from salessim_tasks.store import categories

__all__ = ["brands_of", "category_name", "imported_schema"]

_BRAND = "brand"
_LONGEST_NAME = 60
_SHORTEST_PRODUCT = 3  # parts of "HP - 14 inch laptop - Silver"
_PACKAGING = ("box_colour", "box_shape")  # catalogues picture the thing itself, and its colour is not the box's
_OTHER_WORDS = {
    **dict.fromkeys(("women", "womens", "woman", "womans", "ladies"), "female"),
    **dict.fromkeys(("men", "mens", "man", "mans", "gentlemens"), "male"),
    **dict.fromkeys(("clothes", "apparel", "fashion", "garment"), "clothing"),
    **dict.fromkeys(("notebook", "notebooks"), "laptop"),
}


def category_name(given: str) -> str:
    """`given` as the name of a folder and task: lower case, words joined by underscores.

    Raises:
        ValueError: nothing is left of it, or too much.
    """
    plain = unicodedata.normalize("NFKD", re.sub(r"['’]", "", given)).encode("ascii", "ignore").decode("ascii")
    name = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")
    if not 0 < len(name) <= _LONGEST_NAME:
        wanted = f"it needs Latin letters or digits, {_LONGEST_NAME} at most"
        raise ValueError(f"the catalogue's key {given[:80]!r} is no category's name; {wanted}")
    return name


def brands_of(names: Sequence[str], category: str) -> dict[str, str]:
    """The brand of each product that tells it at the head of its name: "HP - 14 inch laptop - Silver".

    A head before a single dash counts where other products share it: it may as well be the thing itself. So does a
    known brand at the head of a name without dashes.
    """
    heads = {name: name.partition(" - ")[0].strip() for name in names if " - " in name}
    shared = Counter(heads.values())
    things = _words_for_things(category)
    brands = {
        name: head
        for name, head in heads.items()
        if 0 < len(head.split()) <= 3
        and (shared[head] > 1 or name.count(" - ") + 1 >= _SHORTEST_PRODUCT)
        and things.isdisjoint(re.findall(r"\w+", head.lower()))
    }
    known = sorted(set(brands.values()), key=lambda brand: (-len(brand), brand))
    for name in names:
        brand = next((brand for brand in known if name.lower().startswith(f"{brand.lower()} ")), None)
        if name not in brands and brand is not None:
            brands[name] = brand
    return brands


def imported_schema(category: str, brands: Mapping[str, str], told: str) -> Schema:
    """The schema for a catalogue of products with these brands (by product name); `told` is all that it says. All
    records may be partial, and nothing is visual: what the pictures show is in the prose, too."""
    base = _base(category)
    attributes = {
        name: attribute.model_copy(update={"visual": False})
        for name, attribute in base.attributes.items()
        if name not in _PACKAGING
    }
    if isinstance(brand := attributes.get(_BRAND), Choice):
        values: dict[str, tuple[str, ...]] = dict.fromkeys(brands.values(), ())
        attributes[_BRAND] = brand.model_copy(update={"values": values, "families": {}, "phrases": ()})
    if isinstance(price := attributes.get("price"), Number):
        attributes["price"] = price.model_copy(update={"minimum": 1.0, "maximum": 1e6, "say": "${value:,.2f}"})
    return base.model_copy(
        update={
            "category": category,
            "version": "imported",
            "attributes": attributes,
            "ask_order": tuple(name for name in base.ask_order if name not in _PACKAGING),
            # Our stores do not carry real brands and systems; this one may.
            "not_carried": tuple(name for name in base.not_carried if not _mentions(told, name)),
            "partial": True,
        }
    )


def _base(category: str) -> Schema:
    known = {_bare(own): own for own in categories()}
    return load_schema(known[_bare(category)]) if _bare(category) in known else _plain(category)


def _mentions(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}", text, re.IGNORECASE) is not None


def _words_for_things(category: str) -> set[str]:
    """What the trade calls its wares, and what they are like, besides colours: none of it is a brand."""
    schema = _base(category)
    noun = (schema.noun.one, schema.noun.many, *schema.noun.synonyms)
    values = (
        word
        for name, attribute in schema.attributes.items()
        if isinstance(attribute, Choice) and name != _BRAND
        for value in attribute.values
        for word in (value, *attribute.values[value])
    )
    return {word for phrase in (*noun, *values) for word in re.findall(r"\w+", phrase.lower()) if len(word) > 2}


def _bare(category: str) -> str:
    """One form for smart_watch, smartwatch and Smart Watches, and for women's clothes and female_clothing."""
    words = [_OTHER_WORDS.get(word, word) for word in category.lower().split("_")]
    joined = re.sub(r"[^a-z]", "", "".join(_OTHER_WORDS.get(word.rstrip("s"), word) for word in words))
    return re.sub(r"(?:es|s)$", "", joined)


def _plain(category: str) -> Schema:
    words = category.replace("_", " ")
    price = Number(
        type="number",
        label="price",
        say="${value:,.2f}",
        units=(Unit(words=("$",), before=True), Unit(words=("$", "dollars", "dollar", "bucks"))),
        minimum=1,
        maximum=1e6,
        bare="<=",
        about=Range(high=1.1),
        keywords=("price", "budget", "cost", "costs", "spend", "spending", "pay"),
        less=("cheaper", "less expensive", "too expensive"),
        more=("more expensive",),
        better="less",
        ask=("What budget do you have in mind?",),
    )
    brand = Choice(type="choice", label="brand", keywords=("brand", "make"), values={})
    return Schema(
        category=category,
        noun=Noun(one="product", many=words),
        version="imported",
        headline=("price", "brand"),
        ask_order=("price", "brand"),
        attributes={"price": price, _BRAND: brand},
    )
