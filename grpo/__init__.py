"""UserGRPO: training shoppers on the episodes, and with the rewards, of the benchmark.

`grpo.rollout` plays episodes token by token, `grpo.rewards` rewards them, `grpo.train` hands both to TRL's trainer. The
supervised warm-up and measured recipes land in a later version.
"""
