"""The shopper's prompt: the persona in words, the tools and the rules, from a template file.

Only sentences reach the prompt, never the persona's data: a model has to understand what it wants, as people do.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from salessim_tasks.records import Persona
from salessim_tasks.schema import Schema

__all__ = ["prompt_hash", "shopper_prompt"]


def shopper_prompt(persona: Persona, schema: Schema, style: str = "default", *, pictures: bool = False) -> str:
    """Return what the model under test is told before the conversation; `pictures`: it will be shown some.

    Raises:
        ValueError: there is no template of that style.
    """
    return _template(style).render(persona=persona, noun=schema.noun, pictures=pictures).strip()


def prompt_hash(style: str = "default") -> str:
    """Return the sha256 of the template, which is part of every result."""
    return hashlib.sha256(_source(style).encode("utf-8")).hexdigest()


@cache
def _template(style: str) -> Template:
    environment = Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
    return environment.from_string(_source(style))


def _source(style: str) -> str:
    folder = files("salessim_tasks") / "prompts"
    try:
        return (folder / f"{style}.jinja").read_text(encoding="utf-8")
    except FileNotFoundError:
        known = sorted(entry.name.removesuffix(".jinja") for entry in folder.iterdir() if entry.name.endswith(".jinja"))
        raise ValueError(f"no prompt style {style!r}; there are: {', '.join(known)}") from None
