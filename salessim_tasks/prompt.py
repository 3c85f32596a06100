"""The shopper's prompt: the persona in words, the tools and the rules, from a template file.

Only sentences reach the prompt, never the persona's data: a model has to understand what it wants, as people do.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

from salessim_tasks.records import Persona
from salessim_tasks.schema import Schema

__all__ = ["prompt_hash", "shopper_prompt"]

_EXTENDS = re.compile(r'{% extends "(?P<style>\w+)\.jinja" %}')


def shopper_prompt(persona: Persona, schema: Schema, style: str = "default", *, pictures: bool = False) -> str:
    """Return what the model under test is told before the conversation; `pictures`: it will be shown some.

    Raises:
        ValueError: there is no template of that style.
    """
    return _template(style).render(persona=persona, noun=schema.noun, pictures=pictures).strip()


def prompt_hash(style: str = "default") -> str:
    """Return the sha256 of the template and of those that it extends, which is part of every result."""
    sources = [_source(style)]
    while (parent := _EXTENDS.match(sources[-1])) is not None:
        sources.append(_source(parent["style"]))
    return hashlib.sha256("\0".join(sources).encode("utf-8")).hexdigest()


@cache
def _template(style: str) -> Template:
    loader = FunctionLoader(lambda name: _source(name.removesuffix(".jinja")))
    environment = Environment(loader=loader, undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
    return environment.get_template(f"{style}.jinja")


def _source(style: str) -> str:
    folder = files("salessim_tasks") / "prompts"
    try:
        return (folder / f"{style}.jinja").read_text(encoding="utf-8")
    except FileNotFoundError:
        known = sorted(entry.name.removesuffix(".jinja") for entry in folder.iterdir() if entry.name.endswith(".jinja"))
        raise ValueError(f"no prompt style {style!r}; there are: {', '.join(known)}") from None
