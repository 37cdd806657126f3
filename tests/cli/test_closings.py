"""What a command says of its files names the files that it writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from crossroads.cli import guard, validate
from crossroads.evidence.load import ENSEMBLE
from crossroads.evidence.reading import packaged
from crossroads.evidence.reasons import MEASURED_FILE
from crossroads.identity import MANIFEST
from crossroads.runs.ensemble import RUNS
from crossroads.runs.export import BANDS_TABLE, COMPARISON_TABLE
from crossroads.runs.storage import parquet
from crossroads.studies.compare import chosen, writing
from crossroads.studies.reasons import result as reasons
from crossroads.studies.regret import result as regret
from crossroads.studies.sweep import figure as sweep_figure
from crossroads.studies.sweep import result as sweep
from crossroads.validation.card.drawn import figures, files
from crossroads.validation.card.drawn import page as card
from crossroads.validation.fit import files as fit

TOLD = packaged("cli/closings.toml")
WRITTEN = {
    "run": {MANIFEST, parquet.SERIES, parquet.OUTCOME_FILE, parquet.LEDGER},
    "compare": {COMPARISON_TABLE, chosen.TABLE, BANDS_TABLE, "divergence.md"} | {f"{RUNS}/", f"{writing.FIGURES}/"},
    "tournament": {"by_decider.csv", "figures/", f"{RUNS}/"},
    "reasons": {reasons.TABLE, reasons.SHARES, reasons.PAGE, f"{reasons.FIGURE}.png"},
    "reasons-all": {MEASURED_FILE},
    "regret": {regret.MATRIX, regret.KNOWLEDGE, regret.TERMS, regret.PAGE, f"{regret.FIGURE}.png"},
    "sweep": {
        *(sweep.TABLE, sweep.EFFECTS, sweep.POINTS, sweep.DIMENSIONS, sweep.WORLDS, sweep.ASIDE, sweep.PAGE),
        f"{sweep_figure.FIGURES}/",
    },
    "validate": {validate.TABLE, validate.PAGE, f"{validate.FIGURE}.png"},
    "calibrate": {fit.REPORT, fit.RECORD, ENSEMBLE},
    "report-card": {
        files.PAGE,
        *(f"{card.FIGURES}/{stem}.png" for stem in (figures.TARGETS, figures.ENDINGS, figures.FROZEN, figures.VERDICT)),
    },
}


@pytest.mark.parametrize("command", TOLD)
def test_the_names_are_those_that_are_written(command: str) -> None:
    assert set(TOLD[command]) == WRITTEN[command]


def test_a_file_that_was_not_written_is_not_named(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    assert guard.closing("tournament", tmp_path).splitlines() == [
        f"Written to {tmp_path}:",
        f"  {'runs/':<22} one folder a decider",
    ]
