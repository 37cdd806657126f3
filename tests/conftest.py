"""Tests of all parts: neither what an earlier run kept nor how busy this machine is may help or hurt them."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

# Before NumPy is loaded: several processes test at once, and threads of each would only wait for one another.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from command_line import PAPERS
from hypothesis import settings
from processors import processors

from crossroads.engine.compiled.llvm.kept_code import VARIABLE as CODE
from crossroads.minds.imagining.kept_folder import OFF, VARIABLE

os.environ[VARIABLE] = OFF
if "PYTEST_XDIST_WORKER" not in os.environ:
    # Machine code is kept, for this trial, and papers between commands: hundreds of them would each make both anew.
    for variable, name in ((CODE, "code"), (PAPERS, "papers")):
        os.environ[variable] = tempfile.mkdtemp(prefix=f"crossroads-{name}-")
        atexit.register(shutil.rmtree, os.environ[variable], ignore_errors=True)

settings.register_profile("the same each time", deadline=None, derandomize=True)
settings.register_profile("make fuzz", deadline=None, max_examples=50 * settings.default.max_examples)
settings.load_profile("make fuzz" if "CROSSROADS_FUZZ_SEED" in os.environ else "the same each time")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Use every processor that this process may use, threads of one core too: two tests on one are done sooner."""
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else processors()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Share whole files out, what takes long first, where files are shared out at all."""
    if config.getoption("dist") != "loadfile":
        return None
    from shared_out import LongestFirst

    config.option.loadscopereorder = False
    return LongestFirst(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        from shared_out import begun

        items.sort(key=lambda item: begun(item.nodeid))
