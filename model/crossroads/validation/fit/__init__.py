"""Calibration: an ensemble of parameter sets that all fit the war of 1941-42."""
