"""Whether two stores have anything in common that a model could remember."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from salessim_tasks.prose_checks import words_of
from salessim_tasks.store import Store

__all__ = ["overlap"]

_RUN = 8  # words in a row that no two texts may share
_LONG = 10  # words; a requirement of more is somebody's own sentence


def overlap(train: Store, test: Store) -> list[str]:
    """What `train` shares with `test`, one sentence each; empty if nothing.

    Looked at are the ids and names of personas and products, the makers, the sentences of requirements longer than
    ten words, and every run of eight words in backgrounds and descriptions.
    """
    found: list[str] = []
    told: tuple[tuple[str, Callable[[Store], Iterable[str]]], ...] = (
        ("persona id", lambda store: (persona.id for persona in store.personas)),
        ("persona name", lambda store: (persona.name for persona in store.personas)),
        ("product id", lambda store: (product.id for product in store.products)),
        ("product name", lambda store: (product.name for product in store.products)),
        ("brand", _brands),
        ("requirement", _requirements),
    )
    for what, read in told:
        both = {text.casefold() for text in read(train)} & {text.casefold() for text in read(test)}
        found += [f"both have the {what} {text!r}" for text in sorted(both)]
    return found + _shared_prose(train, test)


def _brands(store: Store) -> Iterable[str]:
    yield from (str(product.attributes["brand"]) for product in store.products if "brand" in product.attributes)
    yield from getattr(store.schema.attributes.get("brand"), "values", ())


def _requirements(store: Store) -> Iterable[str]:
    for persona in store.personas:
        for requirement in (*persona.preferences, *persona.dealbreakers):
            words = words_of(requirement.text)
            if len(words) > _LONG:
                yield " ".join(words)


def _shared_prose(train: Store, test: Store) -> list[str]:
    """One finding for each text of `train` that has a run of words of a text of `test`."""
    known: dict[tuple[str, ...], str] = {}
    for owner, text in _texts(test):
        for run in _runs(text):
            known.setdefault(run, owner)
    found = []
    for owner, text in _texts(train):
        shared = next((run for run in _runs(text) if run in known), None)
        if shared is not None:
            found.append(f"{owner} and {known[shared]} share {' '.join(shared)!r}")
    return found


def _texts(store: Store) -> Iterable[tuple[str, str]]:
    yield from ((persona.id, persona.background) for persona in store.personas)
    yield from ((product.id, product.description) for product in store.products)


def _runs(text: str) -> list[tuple[str, ...]]:
    words = words_of(text)
    return [tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]
