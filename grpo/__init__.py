"""UserGRPO: training shoppers on the episodes, and with the rewards, of the benchmark. It lands in a later version."""
