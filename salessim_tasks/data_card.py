"""`salessim data card`: what the data is, how it was made, what it can bear and what not."""

from __future__ import annotations

from collections.abc import Sequence

from salessim_tasks.prose_checks import MAX_SIMILARITY, most_similar
from salessim_tasks.stats import attribute_table, overview_table, stats_of
from salessim_tasks.store import UNSEEN, Store
from salessim_tasks.version import SUITE_VERSION

__all__ = ["data_card"]

_HEAD = """\
# Data card: the stores of SalesSim

Written by `salessim data card` from the data files; suite version {version}. Licence of the data: CC-BY-4.0.

## What it is
{count} retail stores, each a catalogue, a buying guide, a schema (the trade's attributes and words), a picture of every
product, and personas of shoppers with preferences and dealbreakers. It serves to measure and train language models
that play a *customer*: with the catalogue and the personas' constraints it follows which products each may buy.
`{unseen}` is the unseen store: it is for testing only, never for training or tuning.

## How it was made
- Brands, products, people and prose are invented. They were written by large language models after a written brief,
  checked by programs, and corrected until the checks had nothing to say. No text or picture was taken from anywhere,
  and no real customer's words are in it.
- Ground truth is computed. Each preference and dealbreaker is a sentence with its meaning as data (attribute,
  operator, value) beside it; the acceptable products are those that meet every dealbreaker. `salessim data check`
  proves that the sales agent's understanding reads each sentence as exactly its data.
- Pictures are drawn by the code in `salessim_tasks/pictures/` from the attributes (SVG, rendered by resvg), so that
  they cannot contradict the catalogue. Attributes marked *visual* are to be seen in the picture; in the vision tasks
  they are said nowhere else.
- Personas: no two share a full name or a run of six words of background; the greatest similarity of two backgrounds
  (cosine of TF-IDF vectors, English stop words removed) is {similarity:.2f}, and the bound is {bound}.

## Counts
A persona is an *expert* if it gives a figure of anything but the price, a *novice* if it gives none at all. *Near
misses* are products that break exactly one dealbreaker. A decision *depends on the picture* if some product meets all
that the dealbreakers ask apart from visual attributes, and breaks one for its looks. A *hard* budget is a dealbreaker,
a *soft* one a preference; a persona may have both.

"""

_LIMITS = """\

## Known limits
- English only; prices in US dollars; shops and habits of an online retailer in a rich country.
- The people are inventions of writers, not a sample of anyone's population: age, origin and trade are spread widely on
  purpose, and nothing about a group can be learnt from them.
- A sentence means what the schema's words can say. Wishes outside the attributes (delivery, returns, taste in brands
  that do not exist) are not in the data.
- Drawings are plain illustrations on a pale ground. A model that reads them well may still fail on photographs.
- Labels are strict: a product a cent over a hard budget is not acceptable, as the persona said.
- Whoever trains on `test` personas cannot report on them. Training data comes from the generator
  (`salessim data generate --split train`), which shares no persona, product or prose with these stores.

## Use
Apache-2.0 for the code, CC-BY-4.0 for the data. Cite SalesSim (arXiv 2605.08334) for the benchmark's idea and decision
categories.
"""


def data_card(stores: Sequence[Store]) -> str:
    """The card of the packaged stores as Markdown; what it says of origin and licence holds for no others.

    Raises:
        ValueError: a store has no personas.
    """
    figures = [stats_of(store) for store in stores]
    backgrounds = [persona.background for store in stores for persona in store.personas]
    head = _HEAD.format(
        version=SUITE_VERSION,
        count=len(stores),
        unseen=UNSEEN,
        similarity=most_similar(backgrounds),
        bound=MAX_SIMILARITY,
    )
    tables = [
        f"### {store.schema.category}\n{attribute_table(store, one)}\n"
        for store, one in zip(stores, figures, strict=True)
    ]
    counts = f"{overview_table(figures)}\n\nHow often an attribute occurs in the personas' constraints:\n"
    return head + counts + "\n" + "\n".join(tables) + _LIMITS
