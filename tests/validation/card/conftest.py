"""A report card of a few worlds and one dial, made once for the folder."""

from __future__ import annotations

import pytest

from crossroads.validation.card.card import Card, make_card
from crossroads.validation.card.verdict import TURNED

WORLDS = 24


@pytest.fixture(scope="session")
def card() -> Card:
    return make_card(WORLDS, 1941, workers=1, dials=TURNED[:1])
