"""The report: a folder that shows what runs measured and every transcript behind it."""
