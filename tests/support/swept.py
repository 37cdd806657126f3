"""Tests that take too long for every day."""

import os

import pytest

SWEPT = pytest.mark.skipif(os.environ.get("CROSSROADS_SWEEP") != "all", reason="takes long: `make sweep` runs it")
