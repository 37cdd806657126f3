"""Scenarios: small TOML files, checked and read into a setup; nothing is run."""
