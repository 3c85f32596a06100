"""`salessim play`: a person plays the shopper in the terminal, against the same seller and for the same scores.

Episodes can be collected in a folder (`--out`), as a run of the model "human" (`salessim_tasks.human_run`). Whoever
leaves with `/quit`, end of input or Ctrl-C leaves no trace.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import shutil
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from harness_ext.episode import EpisodeRequest, EpisodeResult
from salessim_tasks.actions import Action, read_reply, render_call
from salessim_tasks.decision import Outcome
from salessim_tasks.environment import ShoppingEpisode
from salessim_tasks.human_run import HumanRun
from salessim_tasks.naming import resolve
from salessim_tasks.records import Persona, Product
from salessim_tasks.sources import StoreSource, open_store
from salessim_tasks.store import Store
from salessim_tasks.task import ShoppingTask
from salessim_tasks.transcript import Transcript

__all__ = ["add_arguments", "play_command"]

Read = Callable[[str], str]
Write = Callable[[str], None]

_PROMPT = "     you> "
_SURE = "     Send it anyway? (y/N) "
_INDENT = 10
_WIDTHS = (40, 100)

_HELP = (
    "Just write what you would say. Two actions end the conversation; write one of them on a line of its own:",
    '  add_to_cart("<full product name>")   buys the product;   /buy 2 is short for the second one shown',
    "  end_conversation()   leaves without buying;   /leave is short for it",
    "Besides: /me shows who you are, /help this text, /quit abandons the conversation, and nothing is counted.",
)

_OUTCOMES = {
    Outcome.PREMATURE.value: "you ended in your very first turn, before there was anything to decide.",
    Outcome.LENIENT.value: "you bought, although nothing that you were shown was acceptable.",
    Outcome.HALLUCINATION.value: "you bought something that you were never shown.",
    Outcome.WRONG_CHOICE.value: "you bought what is not acceptable, although something acceptable had been shown.",
    Outcome.ACCEPTED.value: "you bought an acceptable product that you were shown.",
    Outcome.REJECTED.value: "you did not buy, and nothing that you were shown was acceptable.",
    Outcome.MISSED.value: "you did not buy, although something acceptable had been shown.",
    "malformed_action": "three messages in a row held an action that could not be read.",
}


class _AbandonedError(Exception):
    """The person leaves."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `play`."""
    parser.add_argument("--persona", help="whom to play, by id; else the first that --out does not have yet")
    parser.add_argument("--category", default="laptops", help="the store (laptops)")
    parser.add_argument("--behaviour", default="helpful", help="how the seller behaves (helpful)")
    parser.add_argument("--split", default="test", help="whose personas (test)")
    parser.add_argument("--out", type=Path, help="a folder that collects the episodes, as a run of the model 'human'")
    parser.add_argument("--show-persona", action="store_true", help="only show whom you would play")


def play_command(arguments: argparse.Namespace, *, read: Read = input, write: Write = print) -> int:
    """Let a person play one episode; 0, or 130 after Ctrl-C.

    Raises:
        ValueError: there is no such store, behaviour or persona, or `--out` holds something else.
    """
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - gives `input` a line that can be edited
    try:
        return _play(arguments, read, write)
    except (_AbandonedError, EOFError):
        write("\nAbandoned: nothing is counted, and nothing was written.")
        return 0
    except KeyboardInterrupt:
        write("\nInterrupted: nothing is counted, and nothing was written.")
        return 130


def _play(arguments: argparse.Namespace, read: Read, write: Write) -> int:
    kind = arguments.behaviour.split("-")[0]
    name = "_".join(["salessim", *([] if kind == "helpful" else [kind]), arguments.category])
    options = {"category": arguments.category, "split": arguments.split, "behaviour": arguments.behaviour}
    task = ShoppingTask({"task": name, "dataset_kwargs": options})
    docs: Sequence[Mapping[str, Any]] = task.test_docs()
    kept = None if arguments.out is None else HumanRun(arguments.out, name)
    index = _choose(docs, arguments.persona, {} if kept is None else kept.trials)
    persona = Persona.model_validate(docs[index]["persona"])
    _show(write, _card(persona))
    if arguments.show_persona:
        return 0
    _show(write, ("", *_HELP, ""))
    task.build_all_requests(samples=[index])
    request: EpisodeRequest = task.instances[0]
    trial = 0 if kept is None else kept.trials[str(docs[index]["id"])]
    episode = request.make(trial)
    assert isinstance(episode, ShoppingEpisode)
    store = open_store(StoreSource.of(docs[index]))
    _converse(episode, store, persona, read, write)
    result = EpisodeResult(
        episode_id=request.episode_id(trial),
        task=name,
        scenario=request.scenario,
        trial=trial,
        error=None,
        dropped_turns=0,
        record=episode.record(),
    )
    request.resps = [result.to_dict()]
    task.apply_filters()
    scores = dict(request.filtered_resps["none"][0])
    _show(write, _report(docs[index], persona, store, episode.transcript(), scores))
    if kept is not None:
        kept.add(index, docs[index], result, scores)
        write(f"\nKept in {kept.file}")
    return 0


def _choose(docs: Sequence[Mapping[str, Any]], persona: str | None, played: Mapping[str, int]) -> int:
    """The number of the scenario to play."""
    if persona is None:
        return next((number for number, doc in enumerate(docs) if not played.get(doc["id"])), 0)
    ids = [doc["persona"]["id"] for doc in docs]
    if persona not in ids:
        like = difflib.get_close_matches(persona, ids, n=1)
        hint = f"did you mean {like[0]}?" if like else f"they go from {ids[0]} to {ids[-1]}"
        raise ValueError(f"--persona {persona}: there is no such persona in this store and split; {hint}")
    return ids.index(persona)


# ---------------------------------------------------------------------------------------------------- the conversation
def _converse(episode: ShoppingEpisode, store: Store, persona: Persona, read: Read, write: Write) -> None:
    observation = episode.open()
    write(_speech(observation.text))
    shown: tuple[str, ...] = ()
    while True:
        step = episode.step(_message(shown, store, persona, read, write))
        if step.observation is None:
            return
        write("")
        write(_speech(step.observation.text))
        before, shown = shown, episode.transcript().recommended
        for number, product in enumerate(shown, start=1):
            if product not in before:
                write(f"{'/buy ' + str(number):>8}  {store.product(product).name}")


def _message(shown: Sequence[str], store: Store, persona: Persona, read: Read, write: Write) -> str:
    """The next message to the seller; commands to us are carried out, and are none."""
    while True:
        line = _line(read, _PROMPT)
        command, _, argument = line.partition(" ")
        match command:
            case "/quit":
                raise _AbandonedError
            case "/me":
                _show(write, _card(persona))
            case "/help":
                _show(write, _HELP)
            case "/leave":
                return render_call(Action("end_conversation"))
            case "/buy" if argument.strip().isdecimal() and 1 <= int(argument) <= len(shown):
                return render_call(Action("add_to_cart", store.product(shown[int(argument) - 1]).name))
            case "/buy":
                _show(write, [_how_to_buy(argument.strip(), len(shown))])
            case _ if line.startswith("/"):
                write(f"There is no {command}: there are /buy, /leave, /me, /help and /quit.")
            case _ if line and _meant(line, shown, store, read, write):
                return line


def _line(read: Read, prompt: str) -> str:
    # A terminal may hand over bytes that are no UTF-8 as surrogates, which no file could hold.
    return read(prompt).encode("utf-8", "replace").decode("utf-8").strip()


def _how_to_buy(number: str, shown: int) -> str:
    if not shown:
        return "There is nothing to /buy: you have not been shown a product yet."
    told = "/buy 1, for the one product" if shown == 1 else f"/buy N, with N from 1 to {shown}, for one of the products"
    return (f"There is no /buy {number}. " if number else "") + f"Write {told} that you have been shown."


def _meant(line: str, shown: Sequence[str], store: Store, read: Read, write: Write) -> bool:
    """Whether to send `line`: a slip of the pen in a product's name is no decision, so the person is asked first."""
    action = read_reply(line).action
    if action is None or action.name != "add_to_cart" or resolve(action.product, store.products, shown):
        return True
    _show(
        write, [f"No product goes by the name {action.product!r}; with it, you would buy something that is not there."]
    )
    return _line(read, _SURE).lower() in ("y", "yes")


# ----------------------------------------------------------------------------------------------- what the person reads
def _card(persona: Persona) -> Iterator[str]:
    yield f"You are {persona.name}, {persona.age}."
    yield from (text for text in (persona.background,) if text)
    if persona.speaking_style:
        yield f"You talk like this: {persona.speaking_style}"
    yield "What you will not accept (never buy what breaks one of these):"
    yield from (f"  - {dealbreaker.text}" for dealbreaker in persona.dealbreakers)
    if persona.preferences:
        yield "What you would like (wishes, you may give them up):"
        yield from (f"  - {preference.text}" for preference in persona.preferences)


def _report(
    doc: Mapping[str, Any], persona: Persona, store: Store, transcript: Transcript, scores: Mapping[str, Any]
) -> Iterator[str]:
    """How it ended and why, in words, and the scores."""
    yield ""
    if transcript.ended_by == "turn_limit":
        yield f"You have used all {doc['max_turns']} of your turns, which counts as not buying."
    right = "Right" if scores["decision_alignment"] == 1 else "Not right"
    yield f"{right}: {_OUTCOMES.get(scores['outcome'], scores['outcome'])}"
    if cause := scores.get("cause"):
        yield f"Cause: {cause['cause'].replace('_', ' ')} (your turn {cause['turn']})."
    action = transcript.action
    if action is not None and action.product is not None:
        if action.product_id is None:
            yield f"No product goes by the name {action.product!r}."
        else:
            yield from _why(persona, store.product(action.product_id))
    fitting = [store.product(product).name for product in transcript.recommended if product in doc["acceptable"]]
    of_store = f"{len(doc['acceptable']) or 'nothing'} in the whole store"
    yield f"Acceptable among what you were shown ({of_store}):" + ("" if fitting else " nothing.")
    yield from (f"  - {name}" for name in fitting)
    yield "Scores:"
    hidden = {outcome.value for outcome in Outcome} | {"trial", "infrastructure_error"}
    for name, value in scores.items():
        if isinstance(value, (int, float)) and name not in hidden:
            yield f"  {name.replace('_', ' ')}: {round(value, 3):g}"


def _why(persona: Persona, product: Product) -> Iterator[str]:
    """What the bought product is to the persona; nothing where the meaning of its sentences is not known."""
    yield f"You bought {product.name}."
    for kind, wishes, words in (
        ("dealbreaker", persona.dealbreakers, ("meets", "BREAKS")),
        ("wish", persona.preferences, ("meets", "misses")),
    ):
        for wish in wishes:
            if wish.constraints:
                yield f"  {words[0] if wish.holds(product) else words[1]} the {kind}: {wish.text}"


def _width() -> int:
    return min(max(shutil.get_terminal_size().columns, _WIDTHS[0]), _WIDTHS[1])


def _show(write: Write, lines: Sequence[str] | Iterator[str]) -> None:
    """Write lines, wrapped; what goes on keeps clear of an indented line's start."""
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()))
        write(textwrap.fill(line, _width(), subsequent_indent=indent + "  " if indent else "") if line else "")


def _speech(text: str) -> str:
    pad = " " * _INDENT
    lines = [line for part in text.splitlines() for line in textwrap.wrap(part, _width() - _INDENT) or [""]]
    return "  seller  " + f"\n{pad}".join(lines)
