"""The report card: one page that says how far the model can be trusted, what it misses first."""
