"""Figures: one a file, a result in and a matplotlib Figure out."""
