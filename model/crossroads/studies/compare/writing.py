"""A comparison's folder: what stands beside the runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crossroads.errors import legible
from crossroads.runs.ensemble import RUNS
from crossroads.runs.export import COMPARISON_TABLE
from crossroads.runs.manifest import versions
from crossroads.runs.progress import Progress
from crossroads.runs.storage.files import write_text
from crossroads.runs.storage.manifests import COMPARISON_FORMAT
from crossroads.runs.storage.seal import seal
from crossroads.runs.storage.tables import write_csv
from crossroads.studies.compare.chosen import write_table
from crossroads.telling.pages import rendered

if TYPE_CHECKING:
    from crossroads.studies.compare.study import Comparison

FIGURES, TEXT = "figures", "comparison.txt"


def write_all(comparison: Comparison, folder: Path, progress: Progress) -> None:
    """Write what stands beside the runs."""
    stages = 4
    progress.start("figures and report", stages)
    write_csv(comparison.table, folder / COMPARISON_TABLE)
    write_table(comparison.runs, folder, comparison.question)
    write_text(folder / TEXT, legible(f"{comparison.answer()}\n\n{comparison.text()}"))
    progress.advance(1)
    parting = rendered("studies/compare/templates/divergence.md.j2", comparison=comparison)
    write_text(folder / "divergence.md", parting)
    progress.advance(1)
    figures = comparison.plot(folder / FIGURES, figures=comparison.figures)
    progress.advance(1)
    comparison.write_report(folder / "report.html", figures)
    base = comparison.runs[0]
    manifest = {
        "format": COMPARISON_FORMAT,
        "scenarios": [scenario.name for scenario in comparison.scenarios],
        "seed": base.seed,
        "worlds": base.worlds,
        "horizon": base.manifest["horizon"],
        "records_hash": base.manifest["records_hash"],
        "versions": versions(),
        **comparison.origin,
        "map_date": str(comparison.map_date) if comparison.map_date else None,
        "told_world": comparison.told_world(),
        "figures": comparison.figures,
        "exemplars": {each.scenario: comparison.exemplars(each) for each in comparison.runs},
        "question": comparison.question.resolved,
    }
    seal(folder, manifest, within=(RUNS,))
    progress.advance(1)
    progress.finish()
