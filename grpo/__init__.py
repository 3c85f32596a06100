"""UserGRPO: training shoppers on the episodes, and with the rewards, of the benchmark.

`grpo.sft` warms a chat model up on demonstrations. `grpo.rollout` plays episodes token by token, `grpo.rewards` rewards
them, `grpo.train` hands both to TRL's trainer. docs/usergrpo.md tells why, and what came of it.
"""
