"""Helpers of tests that need a process of its own: what a program tells there, under another environment."""

from __future__ import annotations

import os
import subprocess
import sys

DIGEST = """
import dataclasses
import hashlib

import numpy as np

digest = hashlib.sha256()


def add(value):
    if isinstance(value, np.ndarray) and value.dtype != object:
        digest.update(np.ascontiguousarray(value).tobytes())
    elif isinstance(value, (list, tuple)):
        for item in value:
            add(item)
    elif isinstance(value, dict):
        add(list(value.items()))
    elif dataclasses.is_dataclass(value):
        add([getattr(value, item.name) for item in dataclasses.fields(value)])
    else:
        digest.update(repr(value).encode())
"""
"""The start of a program that makes a digest of blocks of worlds and what hangs on them."""


def start(program: str, **environment: str) -> subprocess.Popen[str]:
    """Start a program in a process of its own."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", program], env=os.environ | environment, text=True, **pipes)


def told(process: subprocess.Popen[str]) -> str:
    """Return what a process has told when it has ended well."""
    said, trouble = process.communicate()
    assert process.returncode == 0, trouble
    return said.strip()
