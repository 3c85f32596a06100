"""The peer's files (arXiv 2605.08334, v2: CustomerSim): its data in, its verdicts, our episodes out.

`salessim import-customersim` makes a store and a task of a catalogue and personas; `salessim score-customersim` gives
the peer's verdicts on rollouts; `salessim export --format customersim` writes our episodes in the peer's layout.
"""
