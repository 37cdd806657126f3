"""Sentences as data: patterns with named places, one file a language."""
