"""The deciding nations: what each sees, may do, and orders. A nation is a folder here and a line in `NATIONS`."""

from __future__ import annotations

from crossroads.minds.imagining.account import Account
from crossroads.minds.imagining.subject import Subject
from crossroads.minds.nation import Nation
from crossroads.nations.germany import account as germany_account
from crossroads.nations.germany import imagined as germany
from crossroads.nations.germany.decisions import Germany
from crossroads.nations.japan import account as japan_account
from crossroads.nations.japan import imagined as japan
from crossroads.nations.japan.decisions import Japan
from crossroads.nations.united_states import account as united_states_account
from crossroads.nations.united_states import imagined as united_states
from crossroads.nations.united_states.decisions import UnitedStates
from crossroads.nations.ussr import account as ussr_account
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

ACCOUNTS: dict[str, Account] = {
    "japan": japan_account.stakes,
    "ussr": ussr_account.stakes,
    "germany": germany_account.stakes,
    "united_states": united_states_account.stakes,
}
"""Nation -> its account of a war that has ended."""
