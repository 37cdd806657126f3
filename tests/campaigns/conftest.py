from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def campaign() -> object:
    """Return the war as it happened, in many drawn worlds, with what each week held."""
    import whole_war

    return whole_war.as_it_happened()
