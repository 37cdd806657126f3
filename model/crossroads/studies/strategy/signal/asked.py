"""A signal as data: its orders, what the sender does where it is meant or a bluff, and the belief that it aims at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Set
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import Field

from crossroads.errors import InputError, nearest, shown
from crossroads.evidence.tables import Day, Faults, Table, Words, fault, told, unknown
from crossroads.minds.decision import NATIONS, measure, near_name
from crossroads.scenario.files import read
from crossroads.scenario.scenario import Scenario
from crossroads.world import calendar

OWN = resources.files("crossroads.studies.strategy.signal") / "signals"
DEFAULT = "kantokuen"

MEANT, BLUFF, NONE = "meant", "bluff", "none"
"""What the sender intends: message and deed, message alone, neither."""


class SignalTable(Table):
    """A signal's file."""

    title: Words
    sender: str
    receiver: str
    belief: str
    seen: Day
    did: str
    message: list[dict[str, Any]] = Field(min_length=1)
    silence: list[dict[str, Any]] = Field(min_length=1)
    meant: list[dict[str, Any]] = Field(min_length=1)
    bluff: list[dict[str, Any]] = Field(min_length=1)

    def faults(self, context: Any, bad: Set[str]) -> Faults:
        """Check that nations and measure exist; orders are checked as a scenario's are."""
        for key in ("sender", "receiver"):
            if (name := getattr(self, key)) not in NATIONS:
                yield (key,), unknown(name, NATIONS, near_name(name))
        try:
            found = measure(self.did)
        except InputError as error:
            yield ("did",), told(error)
        else:
            if found.kind not in ("number", "share") or (found.day and found.day <= self.seen):
                yield ("did",), fault(f"'{self.did}'", f"a number or a share, read off after {self.seen}")


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal.

    Attributes
    ----------
    name, title
        The file's name and its title.
    sender, receiver
        Nations.
    belief
        The number of the receiver's view that the message aims at: a chance, 0 to 1.
    seen
        The day on which it is read off, before the deed can be seen.
    did
        The measure of what the receiver did.
    orders
        Intent -> its orders, as tables of a scenario's file.
    """

    name: str
    title: str
    sender: str
    receiver: str
    belief: str
    seen: dt.date
    did: str
    orders: Mapping[str, list[dict[str, Any]]]

    @property
    def until(self) -> dt.date:
        """The day on which runs end: what was done is known, and 1941 is over."""
        day = measure(self.did).day or calendar.END_OF_1941
        return max(day, calendar.END_OF_1941) + dt.timedelta(weeks=1)

    def scenario(self, base: Scenario, intent: str) -> Scenario:
        """Return a scenario with the orders of an intent in the place of its own on the same decisions."""
        own = self.orders[intent]
        about = {f"{force['nation']}.{force['decision']}" for orders in self.orders.values() for force in orders}
        kept = [force for force in base.resolved["force"] if f"{force['nation']}.{force['decision']}" not in about]
        resolved = {**base.resolved, "force": [*kept, *own], "horizon": self.until.isoformat()}
        return Scenario.from_resolved(resolved, f"signal '{self.name}'")


def known_signals() -> list[str]:
    """Return the names of the project's own signals."""
    return sorted(item.name.removesuffix(".toml") for item in OWN.iterdir() if item.name.endswith(".toml"))


def read_signal(given: str | Path) -> Signal:
    """Read a signal's file: the name of one of the project's own, or the path of a TOML file.

    Raises
    ------
    InputError
        Where there is none, or for the faults in it.
    """
    known = known_signals()
    path = Path(str(OWN / f"{given}.toml")) if str(given) in known else Path(given)
    if not path.is_file() or path.suffix != ".toml":
        told = f"{', '.join(known)}, or the path of a TOML file"
        raise InputError(f"signal: found {shown(str(given))}; allowed: {told}{nearest(str(given), known)}")
    table = SignalTable.read(read(path), str(path))
    dated = {
        name: [{key: _plain(value) for key, value in order.items()} for order in getattr(table, name)]
        for name in ("message", "silence", "meant", "bluff")
    }
    orders = {
        MEANT: [*dated["message"], *dated["meant"]],
        BLUFF: [*dated["message"], *dated["bluff"]],
        NONE: [*dated["silence"], *dated["bluff"]] if _apart(dated) else dated["silence"],
    }
    return Signal(path.stem, table.title, table.sender, table.receiver, table.belief, table.seen, table.did, orders)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _apart(dated: Mapping[str, list[dict[str, Any]]]) -> bool:
    """Say whether message and deed are of different decisions: silence then comes with a bluff's want of a deed."""
    return not {one["decision"] for one in dated["silence"]} & {one["decision"] for one in dated["bluff"]}
