from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from crossroads.validation.battles.check import BattleCheck, validate
from crossroads.validation.battles.fit import Fit, load_fit
from crossroads.validation.battles.table import reference_battles

REFERENCE = Path(__file__).parents[3] / "model/crossroads/evidence/reference"


@pytest.fixture(scope="session")
def battles() -> pd.DataFrame:
    return reference_battles()


@pytest.fixture(scope="session")
def fit() -> Fit:
    return load_fit()


@pytest.fixture(scope="session")
def validation(battles: pd.DataFrame) -> BattleCheck:
    return validate(battles)


@pytest.fixture
def cells() -> pd.DataFrame:
    """A table as text, to be spoilt by a test."""
    return pd.read_csv(REFERENCE / "battles_cdb90_east_pacific.csv", dtype=str, keep_default_na=False)
