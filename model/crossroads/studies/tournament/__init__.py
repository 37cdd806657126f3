"""Deciders at each other's seats."""
