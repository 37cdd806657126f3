"""What pages tell a reader to type is run in processes of its own, which share the papers that councils have written.

That kept papers change no byte is tested where they are made; here each process would write the same ones anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from crossroads.minds.imagining.kept_folder import VARIABLE


@pytest.fixture(scope="session")
def _papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shared = tmp_path_factory.getbasetemp()
    # Beside the folders of the processes that test, of which each has one.
    return (shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared) / "papers"


@pytest.fixture(autouse=True)
def _share_papers(_papers: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(VARIABLE, str(_papers))
    yield
