"""Imagination: the same forward step of the war, run on what a nation believes."""
