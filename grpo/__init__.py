"""UserGRPO: training shoppers on the episodes, and with the rewards, of the benchmark.

So far the episodes themselves: `grpo.rollout` plays them token by token. The trainer lands in a later version.
"""
