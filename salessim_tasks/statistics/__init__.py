"""How sure a figure is: intervals, trials, differences between runs."""
