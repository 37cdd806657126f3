"""What a command says of its files names the files that it writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from crossroads.cli import documents_checked, guard, validate
from crossroads.evidence.load import ENSEMBLE
from crossroads.evidence.reading import packaged
from crossroads.evidence.reasons import MEASURED_FILE
from crossroads.identity import MANIFEST
from crossroads.runs.ensemble import RUNS
from crossroads.runs.export import BANDS_TABLE, COMPARISON_TABLE
from crossroads.runs.tables import parquet
from crossroads.studies.compare import chosen, writing
from crossroads.studies.compare.branched import result as branched
from crossroads.studies.documents import result as documents
from crossroads.studies.mechanisms import study as mechanisms
from crossroads.studies.prelude import study as prelude
from crossroads.studies.reasons import result as reasons
from crossroads.studies.regret import result as regret
from crossroads.studies.strategy.knowing import result as knowing
from crossroads.studies.strategy.signal import result as signal
from crossroads.studies.strategy.tree import result as tree
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
    "prelude": {prelude.EVENTS, prelude.RELATIONS, prelude.PAGE, f"{prelude.FIGURE}.png"},
    "branch": {
        *(branched.PAGE, f"{branched.FIGURE}.png", branched.WEEKS, branched.SERIES, branched.WORLDS),
        f"{RUNS}/",
    },
    "finding-out": {knowing.TABLE, knowing.PAGE, f"{knowing.FIGURE}.png"},
    "signal": {signal.INTENTS, signal.CREDIBILITY, signal.PAGE, f"{signal.FIGURE}.png"},
    "tree": {tree.TABLE, tree.PAGE, f"{tree.FIGURE}.png"},
    "mechanisms": {mechanisms.TABLE, mechanisms.PAGE, "mechanisms.md"},
    "sweep": {
        *(sweep.TABLE, sweep.EFFECTS, sweep.POINTS, sweep.DIMENSIONS, sweep.WORLDS, sweep.ASIDE, sweep.PAGE),
        f"{sweep_figure.FIGURES}/",
    },
    "documents --compare": {documents.TABLE, documents.PAGE, f"{documents.FIGURE}.png"},
    "validate --documents": {documents_checked.TABLE, documents_checked.PAGE},
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
