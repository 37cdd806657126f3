"""Scenarios compared world by world."""
