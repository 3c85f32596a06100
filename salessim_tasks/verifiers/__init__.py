"""The episodes as an environment of the package `verifiers` (0.4 and later), for trainers that take theirs from it.

    pip install "salessim[verifiers]"
    vf-eval salessim --env.taskset.category laptops --env.taskset.split dev -n 20 -r 4 --model … --no-push
    env = salessim.load_environment(category="laptops", split="dev")        # the same from Python

`verifiers` finds an environment by the module of its id, and in it by what `__all__` names; that module is `salessim`,
which hands on what is defined here. Its three parts are a `Taskset` (the scenarios, with our scores as reward and
metrics), a `Harness` (the salesperson: what stands between the model's turns) and an `Env` that puts them together.

Contract: prompts, salesperson, limits and scores are those of `salessim_tasks.task`. An episode is a function of its
scenario and the shopper's replies, so that it is scored by playing the replies of the trace again: saved traces can be
scored (`vf-replay`) and interrupted runs continued (`--resume`) with nothing else. The reward is `decision_alignment`,
but 0 for an episode that a limit of `verifiers` broke off. The other scores are metrics; what does not apply is left
out.

The model never sees its own earlier reasoning, as in evaluation. What it said otherwise is kept to the letter, so that
an episode without reasoning is one branch of the trace, that is one sample for a trainer. An episode that the context
cannot hold ends with an error; `--env.agent.max-total-tokens` breaks it off before.
"""

from salessim_tasks.verifiers.environment import SalesSimEnv, SalesSimTaskset, load_environment
from salessim_tasks.verifiers.harness import SalesSimHarness

__all__ = ["SalesSimEnv", "SalesSimHarness", "SalesSimTaskset", "load_environment"]
