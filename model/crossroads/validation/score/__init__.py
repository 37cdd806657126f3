"""A run scored against reference series."""
