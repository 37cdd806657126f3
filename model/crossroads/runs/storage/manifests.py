"""What a manifest must hold before anything in it is used: every key that is read, of its type and within bounds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from crossroads.errors import InputError

RUN_FORMAT, OLDER_RUN_FORMATS = "crossroads run 2", ("crossroads run 1",)
"""Marks a folder as a run's; the number rises when the layout changes. Older ones are read where they still fit."""

COMPARISON_FORMAT, OLDER_COMPARISON_FORMATS = "crossroads comparison 2", ("crossroads comparison 1",)
"""The same for a comparison's folder."""

Figures = Literal["answer", "all", "none"]
"""Which figures of a comparison are drawn: the one beside its answer, every one, or none."""

_KINDS = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    dict: "a table",
    list: "a list",
    type(None): "null",
}
"""Types of JSON in words."""

_ALLOWED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "dict_type": "a table",
    "model_type": "a table",
    "list_type": "a list",
    "finite_number": "a finite number",
    "literal_error": f"one of {', '.join(get_args(Figures))}",
}


def _a_day(text: str) -> str:
    try:
        if dt.date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise ValueError("a day, such as '1941-08-09'")


def _a_name(text: str) -> str:
    if not text or text in (".", "..") or "/" in text or "\\" in text or "\0" in text:
        raise ValueError("a scenario's name, which is no path")
    return text


Day = Annotated[str, AfterValidator(_a_day)]
Name = Annotated[str, AfterValidator(_a_name)]


class StrictKeys(BaseModel):
    """Keys of a file of JSON, each of its own type: no text for a number, no number for yes or no."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, defer_build=True)


class _ScenarioKeys(StrictKeys):
    name: Name
    title: str
    resolved: dict[str, Any]
    bear_in_mind: list[str] = []


class _SourceKeys(StrictKeys):
    given: str
    sha256: str
    rests_on: list[str] = []


class _OriginKeys(StrictKeys):
    command: str = ""
    sources: list[_SourceKeys] = []


class _ForcedKeys(StrictKeys):
    nation: str
    decision: str
    option: str | None
    applied_in_worlds: int = Field(ge=0)


class _RunPlanKeys(StrictKeys):
    worlds: int | None = Field(default=None, ge=1)
    seed: int | None = Field(default=None, ge=0)
    ledger_worlds: int | None = Field(default=None, ge=0)


class AskedKeys(_OriginKeys):
    """Keys of a run's manifest that say how it was asked for."""

    scenario: _ScenarioKeys
    seed: int = Field(ge=0)
    worlds: int = Field(ge=1)
    ledger_worlds: int = Field(ge=0)
    records_hash: str
    plan: _RunPlanKeys = _RunPlanKeys()


class RunKeys(AskedKeys):
    """Keys of a run's manifest that are read."""

    horizon: Day
    versions: dict[str, str]
    forced_decisions: list[_ForcedKeys]


class _QuestionKeys(StrictKeys):
    name: str
    title: str
    text: str
    asks: list[str] = Field(min_length=1)
    scenarios: list[str]
    decision: str | None = None
    read_off: Day | None = None
    caveat: str | None = None
    caution: str | None = None
    options: list[str] = []
    answer: list[str] = []
    typical: list[str] = []
    dials: list[str] = []
    panels: list[str] = []
    map_days: list[Day] = []
    colours: dict[str, str] = {}
    hangs_on: dict[str, str] = {}
    titles: dict[str, str] = {}
    own_file: str | None = None


class ComparisonKeys(_OriginKeys):
    """Keys of a comparison's manifest that are read."""

    scenarios: list[Name] = Field(min_length=2)
    map_date: Day | None = None
    told_world: int | None = Field(default=None, ge=0)
    question: _QuestionKeys | None = None
    figures: Figures = "all"  # which earlier versions drew
    bands: bool = False


class SweepKeys(StrictKeys):
    """Keys of a sweep's manifest that are read."""

    experiment: dict[str, Any]
    scenarios: list[dict[str, Any]] = Field(min_length=1)
    worlds: int = Field(ge=1)
    seed: int = Field(ge=0)


Keys = TypeVar("Keys", bound=StrictKeys)


def checked(keys: type[Keys], manifest: dict[str, Any], path: Path) -> Keys:
    """Return the keys of a manifest that are read.

    Raises
    ------
    InputError
        Where one is missing, of another type, or out of bounds; the first of them is named.
    """
    try:
        return keys.model_validate(manifest)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        if first["type"] == "missing":
            raise InputError(f"{path}: '{key}' is missing; the folder is damaged.") from None
        if first["type"] == "extra_forbidden":
            raise InputError(f"{path}: '{key}' is a key that this version does not write.") from None
        found = first["input"]
        kind = _KINDS.get(type(found), type(found).__name__)
        shown = repr(found) if len(repr(found)) <= 60 else f"{repr(found)[:57]}..."
        allowed = _ALLOWED.get(first["type"], first["msg"].removeprefix("Value error, "))
        bounds = first.get("ctx", {})
        if first["type"] == "too_short":
            allowed = f"a list of {bounds['min_length']} or more"
        if "ge" in bounds or "le" in bounds:
            allowed = f"a number from {bounds['ge']} on" if "ge" in bounds else f"a number up to {bounds['le']}"
        raise InputError(f"{path}: '{key}': found {shown} ({kind}); allowed: {allowed}.") from None


def written(manifest: dict[str, Any]) -> str:
    """Say by which version a folder was written, and how long ago; '' where the manifest does not say."""
    versions, started = manifest.get("versions"), str(manifest.get("started", ""))
    version = versions.get("crossroads") if isinstance(versions, dict) else None
    try:
        age = (dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(started)).days
    except (ValueError, TypeError):
        return f" (written by version {version})" if version else ""
    ago = "today" if age < 1 else f"{age} day{'s' if age > 1 else ''} ago"
    return f" (written by version {version or 'unknown'}, {ago})"
