"""Parts of small schemas for trades that the package does not have."""

from __future__ import annotations

from salessim_tasks.schema import Number, Range, Unit

__all__ = ["number"]


def number(label: str, say: str, unit: Unit, ask: str = "") -> Number:
    """An attribute in figures, of which less is better; `ask`: how the seller asks for it, if it does."""
    return Number(
        type="number",
        label=label,
        keywords=(label,),
        say=say,
        units=(unit,),
        minimum=1,
        maximum=500,
        bare="<=",
        about=Range(high=1.1),
        better="less",
        ask=(ask,) if ask else (),
    )
