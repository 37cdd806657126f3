"""The form of a scenario's file: its tables and keys, and messages for what does not fit them.

Every piece of a file is checked by itself, so that one reading finds all errors; a key that does not fit is
reported and set aside, and the rest of its table is still checked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, ValidationError
from pydantic_core import PydanticCustomError

from crossroads.errors import InputError, nearest

LONGEST_LISTING = 14
"""Allowed values that a message spells out; beyond, it says how many there are."""


def _day(value: object) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("day", "a date written year-month-day, such as 1941-08-09")


Day = Annotated[dt.date, BeforeValidator(_day)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ForceTable(_Table):
    """One `[[force]]`: a decision taken for a nation."""

    nation: str | None = None
    decision: str | None = None
    on: Day | None = None
    until: Day | None = None
    when: str | None = None
    between: tuple[Day, Day] | None = None
    option: str | None = None
    odds: dict[str, Number] | None = None
    always: StrictBool = False


class EditTable(_Table):
    """One `[parameters."name"]`: `value`, or `scale`, or `low` with `high`."""

    value: Number | None = None
    scale: Number | None = None
    low: Number | None = None
    high: Number | None = None


class ReasonsSection(_Table):
    """`[reasons]`: documents' reasons that are switched off, and those of the base that are at work again."""

    without: list[str] = []
    restore: list[str] = []


class IntelligenceTable(_Table):
    """One `[intelligence.name]`: how much of what there is to learn a source reports, 0 to 1."""

    reliability: Number | None = None


class UncertaintyTable(_Table):
    """`[uncertainty]`: which kinds of uncertainty are on."""

    luck: StrictBool | None = None
    knowledge: StrictBool | None = None


class TopTable(_Table):
    """The keys outside the tables, and the tables themselves as they were written."""

    title: str | None = None
    question: str | None = None
    why: str | None = None
    extends: str | None = None
    about: str | None = None
    asks: list[str] = []
    horizon: Day | None = None
    drop_forces: list[str] = []
    force: list[Any] = []
    parameters: dict[str, Any] = {}
    levers: dict[str, Any] = {}
    reasons: dict[str, Any] = {}
    intelligence: dict[str, Any] = {}
    deciders: dict[str, Any] = {}
    uncertainty: dict[str, Any] = {}


class QuestionTable(_Table):
    """The keys of a question's file."""

    title: str | None = None
    text: str | None = None
    caveat: str | None = None
    caution: str | None = None
    decision: str | None = None
    read_off: Day | None = None
    options: list[str] = []
    scenarios: list[str] = []
    asks: list[str] = []
    answer: list[str] = []
    typical: list[str] = []
    hangs_on: dict[str, str] = {}
    titles: dict[str, str] = {}
    dials: list[str] = []
    panels: list[str] = []
    map_days: list[Day] = []


_ALLOWED = {
    "string_type": "text in quotation marks",
    "bool_type": "true or false",
    "float_type": "a number",
    "finite_number": "a finite number",
    "dict_type": "a table of keys and values",
    "tuple_type": "two dates, as in [1941-07-05, 1941-08-10]",
    "missing": "two dates, as in [1941-07-05, 1941-08-10]",
    "too_long": "two dates, as in [1941-07-05, 1941-08-10]",
    "list_type": "a list in square brackets",
}


@dataclass(slots=True)
class Problems:
    """The errors of one file, gathered so that all are told at once."""

    where: str
    lines: list[str] = field(default_factory=list)

    def add(self, key: str, found: str, allowed: str, near: str = "") -> None:
        """Note one error: the key, what stands there, what may stand there, and the nearest valid name."""
        self.lines.append(f"{self.where}: {key}: found {found}; allowed: {allowed}{near}")

    def add_name(self, key: str, found: str, allowed: Iterable[str]) -> None:
        """Note a name that is not among the allowed ones."""
        names = list(allowed)
        self.add(key, f"'{found}'", listing(names), nearest(found, names))

    def raise_any(self) -> None:
        """Raise one `InputError` with a line for each error, if there is any."""
        if self.lines:
            raise InputError("\n".join(self.lines))


def listing(names: Iterable[str]) -> str:
    """Spell out names, or say how many there are where they would fill the screen."""
    known = list(names)
    if len(known) <= LONGEST_LISTING:
        return ", ".join(known) or "none"
    return f"one of {len(known)} names, such as {', '.join(known[:3])}"


def shown(value: object) -> str:
    """Write a value of a file as the file does, shortened."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}'" if len(value) <= 60 else f"'{value[:57]}...'"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "a table" if value else "an empty table"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return str(value)


Table = TypeVar("Table", bound=_Table)


def read_table(model: type[Table], raw: Mapping[str, Any], key: str, problems: Problems) -> tuple[Table, set[str]]:
    """Check one table of a file.

    Parameters
    ----------
    model
        The table's form.
    raw
        The table as it was read.
    key
        What to call the table in messages ('' for the top of the file).
    problems
        Where errors are noted.

    Returns
    -------
    tuple[Table, set[str]]
        The table without the keys that do not fit, and the names of those keys.
    """
    try:
        return model.model_validate(dict(raw)), set()
    except ValidationError as error:
        details = error.errors(include_url=False)
    bad = {str(detail["loc"][0]) for detail in details}
    for detail in details:
        loc = detail["loc"]
        path = ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)
        label = path if not key else f"{key}: {path}"
        if detail["type"] == "extra_forbidden":
            fields = list(model.model_fields)
            problems.add(label, f"the unknown key '{loc[-1]}'", ", ".join(fields), nearest(str(loc[-1]), fields))
            continue
        allowed = _ALLOWED.get(detail["type"], detail["msg"])
        if path == "force":
            allowed = "tables headed [[force]], in double brackets"
        found = "nothing" if detail["type"] == "missing" else shown(detail["input"])
        problems.add(label, found, allowed)
    return model.model_validate({name: value for name, value in raw.items() if name not in bad}), bad


def flat_parameters(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Undo the nesting that TOML makes of a parameter's name written without quotation marks."""
    flat: dict[str, Any] = {}
    for name, value in raw.items():
        nested = isinstance(value, dict) and any(isinstance(inner, dict) for inner in value.values())
        if not nested or "." in name:
            flat[name] = value
            continue
        for inner, content in flat_parameters(value).items():
            flat[f"{name}.{inner}"] = content
    return flat
