"""The optional judge: another model's opinion on finished episodes, beside the deterministic scores.

Each rubric is put to the judge `votes` times. Vote v of rubric r on episode e is asked with the seed

    seed_of(e, r, v), the first 31 bits of a sha256

and once more, with the seed seed_of(e, r, v, "again"), if its answer cannot be read. What cannot be read then, or was
not answered, is an invalid vote: it is recorded with its error and counts for nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from harness_ext.seeding import seed_of
from salessim_tasks.judge.answer import AnswerError, read_answer
from salessim_tasks.judge.client import Client, JudgeError
from salessim_tasks.judge.config import JudgeConfig
from salessim_tasks.judge.judgement import Judgement, Verdict, judgement_of
from salessim_tasks.judge.prompt import PROMPT_HASH, judge_messages
from salessim_tasks.judge.rubric import Rubric, load_rubrics
from salessim_tasks.records import Persona
from salessim_tasks.transcript import Transcript

__all__ = ["judge_episodes", "judge_fingerprint"]

_log = logging.getLogger(__name__)

_TELLING = ("base_url", "model", "votes", "temperature", "max_tokens", "extra_body")


def judge_episodes(config: JudgeConfig, episodes: Sequence[tuple[str, Persona, Transcript]]) -> list[Judgement]:
    """Judge (episode id, persona, transcript) each; the judgements come in the same order.

    Never fails for the server's sake: a score without a valid vote is None, and a warning tells how many votes are
    lost and why. An episode in which the shopper says nothing is not judged, its scores are None.
    """
    rubrics = load_rubrics(config.rubrics)
    jobs = [
        (place, rubric, vote)
        for place, (_, _, transcript) in enumerate(episodes)
        if transcript.speaking_turns
        for rubric in rubrics
        for vote in range(config.votes)
    ]
    _log.info("%s judges %d episodes: %d votes", config.model, len(episodes), len(jobs))
    client = Client(config)

    def ask(job: tuple[int, Rubric, int]) -> Verdict:
        place, rubric, vote = job
        return _vote(client, config, rubric, vote, episodes[place])

    verdicts: list[list[Verdict]] = [[] for _ in episodes]
    pool = ThreadPoolExecutor(max_workers=config.concurrency, thread_name_prefix="judge")
    try:
        for (place, _, _), verdict in zip(jobs, pool.map(ask, jobs), strict=True):
            verdicts[place].append(verdict)
    finally:
        pool.shutdown(cancel_futures=True)  # if the user interrupts, only what is under way is waited for
    _warn([verdict for of_episode in verdicts for verdict in of_episode])
    return [judgement_of(rubrics, of_episode) for of_episode in verdicts]


def judge_fingerprint(config: JudgeConfig) -> dict[str, Any]:
    """Return what a judgement depends on, as JSON values: who judges, how often and how, and the sha256 of each rubric
    and of the prompt. How fast it goes, and how patiently, is not in it."""
    rubrics = {rubric.name: rubric.sha256 for rubric in load_rubrics(config.rubrics)}
    told = config.model_dump(mode="json", include=set(_TELLING))
    return {**told, "rubrics": rubrics, "prompt": PROMPT_HASH}


def _vote(
    client: Client, config: JudgeConfig, rubric: Rubric, vote: int, episode: tuple[str, Persona, Transcript]
) -> Verdict:
    episode_id, persona, transcript = episode
    messages = judge_messages(rubric, persona, transcript)
    verdict = Verdict(rubric=rubric.name, vote=vote, scale=rubric.scale, model=config.model, seed=0)
    unreadable: tuple[str, ...] = ()
    for again in ((), ("again",)):
        seed = seed_of(episode_id, rubric.name, vote, *again)
        try:
            reply = client.ask(messages, seed)
        except JudgeError as error:
            lost = {"seed": seed, "raw": None, "unreadable": unreadable, "error": str(error)}
            return verdict.model_copy(update=lost)
        asked = {"seed": seed, "model": reply.model, "raw": reply.text, "unreadable": unreadable}
        verdict = verdict.model_copy(update=asked)
        try:
            return verdict.model_copy(update={"parsed": read_answer(reply.text, rubric), "error": None})
        except AnswerError as error:
            verdict = verdict.model_copy(update={"error": str(error)})
            unreadable = (reply.text,)
    return verdict


def _warn(verdicts: Sequence[Verdict]) -> None:
    errors = [verdict.error for verdict in verdicts if verdict.error is not None]
    if not errors:
        return
    told = "all" if len(errors) == len(verdicts) else "some"
    _log.warning(
        "the judge gave no valid vote in %d of %d cases (%s): the first error is %s. Scores without a valid vote are "
        "None; everything else of the run is untouched",
        *(len(errors), len(verdicts), told, errors[0]),
    )
