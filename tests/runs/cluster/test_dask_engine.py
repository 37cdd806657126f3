"""The engine for many machines: the same bytes as every other, whoever dies on the way, and one message where it ends.

Scheduler and workers are processes of their own that speak over TCP, as they would on several machines.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import made_up
import numpy as np
import pytest
from dask_cluster import Cluster

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="ends processes of its own")

from crossroads.errors import InputError  # noqa: E402
from crossroads.runs.cluster import dask_engine  # noqa: E402
from crossroads.runs.cluster.dask_engine import connected  # noqa: E402
from crossroads.runs.design import carry_out, make_parts  # noqa: E402


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    (tmp_path / "cluster").mkdir()
    made = Cluster(tmp_path / "cluster")
    yield made
    made.end()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed")
    carry_out(made_up.design(measure=made_up.slow), folder)
    return folder


def same_files(one: Path, other: Path) -> None:
    """Check that two folders hold the same parts, byte by byte."""
    names = made_up.names(other)
    assert made_up.names(one) == names and len(names) > 10
    assert [name for name in names if (one / name).read_bytes() != (other / name).read_bytes()] == []


def _carried(folder: Path, cluster: Cluster) -> None:
    folder.mkdir(exist_ok=True)
    make_parts(made_up.design(measure=made_up.slow), folder, engine=connected(cluster.address))


def test_a_worker_that_is_killed_loses_nothing(cluster: Cluster, undisturbed: Path, tmp_path: Path) -> None:
    doomed, _ = cluster.worker(), cluster.worker()
    out = tmp_path / "out"

    def kill() -> None:
        while len(list(out.glob("*.part"))) < 4:
            time.sleep(0.02)
        doomed.send_signal(signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    _carried(out, cluster)
    killer.join()
    assert doomed.wait() == -signal.SIGKILL
    same_files(out, undisturbed)


def test_workers_that_see_no_shared_disk_send_what_they_find(
    cluster: Cluster, undisturbed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.worker()

    @contextlib.contextmanager
    def elsewhere(orders: Any) -> Iterator[Any]:
        yield dask_engine._Home(Path("/nowhere/at/all"), "word", dask_engine.code_hash())

    monkeypatch.setattr(dask_engine, "_home", elsewhere)
    _carried(tmp_path / "out", cluster)
    same_files(tmp_path / "out", undisturbed)


def test_a_lost_scheduler_is_told_and_the_work_goes_on_elsewhere(
    cluster: Cluster, undisturbed: Path, tmp_path: Path
) -> None:
    cluster.worker()
    out = tmp_path / "out"

    def kill() -> None:
        while len(list(out.glob("*.part"))) < 3:
            time.sleep(0.02)
        cluster.end()

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(InputError, match=r"dask: the scheduler at tcp://.* cannot be reached, or was lost. Finished"):
        _carried(out, cluster)
    killer.join()
    held = len(list(out.glob("*.part")))
    assert 3 <= held < len(list(undisturbed.glob("*.part")))
    carry_out(made_up.design(measure=made_up.slow), out)
    same_files(out, undisturbed)


def test_a_worker_of_another_version_is_refused(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.worker()
    monkeypatch.setattr(dask_engine, "code_hash", lambda: "another")
    with pytest.raises(
        InputError, match=r"another version of the program than this machine: .*install the same on all"
    ):
        _carried(tmp_path / "out", cluster)


def test_a_machine_of_its_own_mends_what_dies(tmp_path: Path) -> None:
    measure = made_up.ends_its_worker_once(tmp_path / "mark")
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    found = carry_out(made_up.design(measure=measure), tmp_path / "one", engine=connected(), workers=2)
    assert (tmp_path / "mark").exists()
    plain = carry_out(made_up.design(), tmp_path / "two")
    for cell, arrays in plain.items():
        for name, value in arrays.items():
            np.testing.assert_array_equal(found[cell][name], value)
    assert made_up.names(tmp_path / "one") == made_up.names(tmp_path / "two")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("tcp://127.0.0.1:1", "the scheduler at tcp://127.0.0.1:1 cannot be reached"),
        ("nonsense://x", "scheduler: found 'nonsense://x'"),
    ],
)
def test_a_scheduler_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, words: str
) -> None:
    monkeypatch.setattr(dask_engine, "SECONDS", 1)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with pytest.raises(InputError) as refused:
        carry_out(made_up.design(), tmp_path, engine=connected(address))
    assert words in str(refused.value)


def test_without_dask_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="'dask', which is not installed; pip install 'crossroads-1941\\[dask\\]'"):
        connected()
