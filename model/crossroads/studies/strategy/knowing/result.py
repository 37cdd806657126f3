"""What finding out would have been worth, as a table."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from crossroads.runs.study_result import StudyResult

TABLE, PAGE, FIGURE = "finding_out.csv", "finding_out.md", "finding_out"


@dataclass(frozen=True, slots=True, repr=False)
class Knowing(StudyResult):
    """What it would have been worth to find out each thing that a nation did not know.

    Attributes
    ----------
    table
        One row a thing: nation, unknown (the feature of its view), title, to_come (whether it tells what is still to
        come), gain, low, high (stakes gained, with the 95 % interval of the mean), changed (share of worlds that went
        otherwise in any way), stakes, stakes_told (means without and with it).
    """

    table: pd.DataFrame = field(kw_only=True)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Name of a file -> its table."""
        return {TABLE: self.table}
