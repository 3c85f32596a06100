"""What the user says about the judge: `--metadata '{"judge": {"base_url": …, "model": …}}'`.

The configuration stands in results and logs, so it never holds a key: `api_key_env` names the environment variable
that does. The variable's value is sent as a bearer token to `base_url`; where it is not set, none is sent.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit, urlunsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, ValidationError, field_validator

from salessim_tasks.judge.rubric import SHIPPED, load_rubrics

__all__ = ["JudgeConfig", "read_config"]

_CHAT = "/chat/completions"
_OURS = ("messages", "model", "seed", "n", "stream")


def _base_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise ValueError(f"is no address: {error}") from None
    if parts.username or parts.password:
        raise ValueError("must not hold a user name or password, for it is logged; use judge.api_key_env")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be the address of a server, such as http://localhost:8000/v1")
    path = parts.path.rstrip("/")
    if not path:
        raise ValueError("must be the root of the API, which mostly ends in /v1, or end in /chat/completions")
    if path.endswith("/completions") and not path.endswith(_CHAT):
        raise ValueError("must be the root of the API, or end in /chat/completions; a judge is asked by chat messages")
    return url


class JudgeConfig(BaseModel):
    """Which model judges, how often, by what. `read_config` makes one of the user's values with errors to the point.

    `base_url`: of a chat-completions server, the root (`…/v1`) or the full `…/chat/completions`. `votes`: so many
    opinions on each rubric. `rubrics`: names of those that are shipped, or YAML files of one's own. `concurrency`:
    requests at a time. `timeout`: seconds that the server may stay silent. `temperature`, `max_tokens`: None sends
    none. `max_retries`: of a request that failed, after `retry_wait` seconds, then twice as many, and so on.
    `extra_body`: further fields of the request, for servers that want some.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    base_url: Annotated[str, AfterValidator(_base_url)]
    model: str = Field(min_length=1)
    votes: int = Field(default=2, ge=2, le=100)
    rubrics: tuple[str, ...] = Field(default=SHIPPED, min_length=1)
    concurrency: int = Field(default=8, ge=1, le=1024)
    timeout: float = Field(default=120.0, gt=0, allow_inf_nan=False)
    max_tokens: int | None = Field(default=1024, ge=1)
    temperature: float | None = Field(default=0.7, gt=0, le=2)
    api_key_env: str = "OPENAI_API_KEY"
    max_retries: int = Field(default=3, ge=0, le=20)
    retry_wait: float = Field(default=1.0, ge=0, allow_inf_nan=False)
    extra_body: dict[str, JsonValue] = Field(default_factory=dict)

    @field_validator("api_key_env")
    @classmethod
    def _is_a_name(cls, name: str) -> str:
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,63}", name):
            raise ValueError("must be the name of an environment variable, such as OPENAI_API_KEY, not the key itself")
        return name

    @field_validator("rubrics")
    @classmethod
    def _readable(cls, rubrics: tuple[str, ...]) -> tuple[str, ...]:
        load_rubrics(rubrics)
        return rubrics

    @field_validator("extra_body")
    @classmethod
    def _not_ours(cls, body: dict[str, JsonValue]) -> dict[str, JsonValue]:
        if taken := sorted(set(body) & set(_OURS)):
            raise ValueError(f"must not hold {', '.join(taken)}: the judge sets that itself")
        return body

    @property
    def endpoint(self) -> str:
        """The full address that is asked."""
        parts = urlsplit(self.base_url)
        path = parts.path.rstrip("/")
        return urlunsplit(parts._replace(path=path if path.endswith(_CHAT) else path + _CHAT))

    @property
    def api_key(self) -> str | None:
        """The key, from the environment; None if there is none."""
        return os.environ.get(self.api_key_env, "").strip() or None


_WORDINGS = {
    "missing": "is missing",
    "greater_than": "must be above {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
    "tuple_type": "must be a list",
    "too_short": "must not be empty",
    "string_too_short": "must not be empty",
}
_BARE = ("missing", "too_short", "string_too_short")  # findings that need no word on what was given


def read_config(given: Any) -> JudgeConfig:
    """Make a configuration of what the user gave.

    Raises:
        ValueError: something is wrong with it; the message names the field and says what would be right, and never
            repeats what may be a key.
    """
    if not isinstance(given, Mapping):
        raise ValueError(f'judge must be a JSON object such as {{"base_url": …, "model": …}}, not {given!r}')
    if given.keys() & {"api_key", "key", "token"}:
        raise ValueError(
            "judge.api_key: a configuration is logged, so a key does not belong there; put the key into an environment "
            "variable and name that by judge.api_key_env"
        )
    try:
        config = JudgeConfig.model_validate(dict(given))
    except ValidationError as error:
        raise ValueError("; ".join(_finding(item) for item in error.errors(include_url=False))) from None
    if "api_key_env" in config.model_fields_set and config.api_key is None:
        raise ValueError("judge.api_key_env: no environment variable of that name is set; set it, or leave this out")
    return config


def _finding(item: Mapping[str, Any]) -> str:
    field = ".".join(["judge", *map(str, item["loc"])])
    kind, context = item["type"], item.get("ctx", {})
    if kind == "value_error":
        return f"{field} {context['error']}"
    if kind == "extra_forbidden":
        return f"{field} is no option; there are {', '.join(JudgeConfig.model_fields)}"
    wording = _WORDINGS.get(kind)
    if wording is None:
        return f"{field}: {item['msg'][:1].lower()}{item['msg'][1:]}"
    shown = "" if kind in _BARE else f", not {item['input']!r}"
    why = ": at 0 all votes would be the same one" if field == "judge.temperature" and kind == "greater_than" else ""
    return f"{field} {wording.format(**context)}{shown}{why}"
