from __future__ import annotations

import pytest


@pytest.fixture
def parameters_of_one_world() -> object:
    import wartime

    return wartime.parameters()
