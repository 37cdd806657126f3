"""A decision tree drawn from worlds that were run."""
