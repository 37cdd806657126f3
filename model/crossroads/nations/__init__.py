"""The deciding nations: what each sees, may do, and orders. A nation is a folder here and a line in `NATIONS`."""

from __future__ import annotations

from crossroads.minds.imagining.subject import Subject
from crossroads.minds.nation import Nation
from crossroads.nations.germany import imagined as germany
from crossroads.nations.germany.decisions import Germany
from crossroads.nations.japan import imagined as japan
from crossroads.nations.japan.decisions import Japan
from crossroads.nations.united_states import imagined as united_states
from crossroads.nations.united_states.decisions import UnitedStates
from crossroads.nations.ussr import imagined as ussr
from crossroads.nations.ussr.decisions import USSR

NATIONS: tuple[tuple[type[Nation], tuple[Subject, ...]], ...] = (
    (Japan, japan.SUBJECTS),
    (USSR, ussr.SUBJECTS),
    (Germany, germany.SUBJECTS),
    (UnitedStates, united_states.SUBJECTS),
)
"""Each nation that decides, in the order in which they do, and those of its decisions that are imagined."""

SUBJECTS: dict[str, Subject] = {subject.point: subject for _, subjects in NATIONS for subject in subjects}
"""Decision id -> how it is imagined."""
