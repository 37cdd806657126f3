"""Tables of TOML files, read through pydantic: each thing that does not fit is one sentence.

A sentence says what was found, what is allowed and, for a name, the nearest valid one; who reads the file puts file
and key before it. A key that does not fit is set aside and the rest of its table is still checked, so that one reading
finds all faults.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import Any, ClassVar, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from crossroads.errors import nearest

LONGEST_LISTING = 14
"""Allowed values that a message spells out; beyond, it says how many there are."""

Key = tuple[int | str, ...]
"""Where in a file something stands: keys of tables, and places in lists from 0."""

Faults = Iterator[tuple[Key, PydanticCustomError]]

_ALLOWED = {
    "string_type": "text in quotation marks",
    "bool_type": "true or false",
    "float_type": "a number",
    "finite_number": "a finite number",
    "dict_type": "a table of keys and values",
    "list_type": "a list in square brackets",
}


def fault(found: str, allowed: str, near: str = "") -> PydanticCustomError:
    """Return what is wrong with one key: what stands there, what may stand there, and the nearest valid name."""
    return told(f"found {found}; allowed: {allowed}{near}")


def told(sentence: object) -> PydanticCustomError:
    """Return a fault that is worded already."""
    return PydanticCustomError("fault", "{told}", {"told": str(sentence)})


def unknown(name: str, allowed: Iterable[str]) -> PydanticCustomError:
    """Return the fault of a name that is not among the allowed ones."""
    names = list(allowed)
    return fault(f"'{name}'", listing(names), nearest(name, names))


def among(names: Callable[[], Iterable[str]]) -> BeforeValidator:
    """Return a validator of names; the allowed ones are asked for when a name is checked."""

    def check(name: object) -> object:
        known = list(names())
        if not isinstance(name, str):
            raise fault(shown(name), f"text in quotation marks: {listing(known)}")
        if name not in known:
            raise unknown(name, known)
        return name

    return BeforeValidator(check)


def listing(names: Iterable[str]) -> str:
    """Spell out names, or say how many there are where they would fill the screen."""
    known = list(names)
    if len(known) <= LONGEST_LISTING:
        return ", ".join(known) or "none"
    return f"one of {len(known)} names, such as {', '.join(known[:3])}"


def shown(value: object) -> str:
    """Write a value of a file as the file does, shortened."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f"'{value}'" if len(value) <= 60 else f"'{value[:57]}...'"
        case dt.date():
            return value.isoformat()
        case Mapping():
            return "a table" if value else "an empty table"
        case list():
            return f"a list of {len(value)}"
    return str(value)


class Table(BaseModel):
    """A table of a file: its keys one by one, then how they go together.

    A key's description says what is allowed there, where its type does not say it well.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    form: ClassVar[str] = "a table of keys and values"
    """What to write where no table stands."""

    apart: ClassVar[frozenset[str]] = frozenset()
    """Keys whose entries stand each for itself: one that does not fit leaves the others (None in a list)."""

    def faults(self, context: Any, bad: Set[str]) -> Faults:
        """Say what is wrong with keys that fit each by itself; `bad` are those that did not and are left out."""
        yield from ()

    @model_validator(mode="wrap")
    @classmethod
    def _whole(cls, raw: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        found: list[tuple[Key, PydanticCustomError]] = []
        try:
            table = handler(raw)
        except ValidationError as error:
            if not isinstance(raw, dict):
                raise fault(shown(raw), cls.form) from None
            found = [(detail["loc"], cls._fault(detail)) for detail in error.errors(include_url=False)]
            table = handler(cls._fitting(raw, [key for key, _ in found]))
        found += table.faults(info.context, {str(key[0]) for key, _ in found if key})
        if found:
            lines = [InitErrorDetails(type=kind, loc=key, input=None) for key, kind in found]
            raise ValidationError.from_exception_data(cls.__name__, lines)
        return table

    @classmethod
    def _fault(cls, detail: ErrorDetails) -> PydanticCustomError:
        """Word an error of pydantic's; faults of ours come through as they are."""
        kind, key = detail["type"], detail["loc"]
        if kind == "fault":
            return told(detail["msg"])
        if kind == "extra_forbidden":
            name, fields = str(key[-1]), cls.model_fields
            return fault(f"the unknown key '{name}'", ", ".join(fields), nearest(name, fields))
        field = cls.model_fields.get(str(key[0]))
        allowed = (field and field.description) or _ALLOWED.get(kind, detail["msg"])
        return fault("nothing" if kind == "missing" else shown(detail["input"]), allowed)

    @classmethod
    def _fitting(cls, raw: dict[str, Any], bad: list[Key]) -> dict[str, Any]:
        """Return a table without what does not fit."""
        kept = dict(raw)
        for key, *inner in bad:
            held = kept.get(str(key))
            if not inner or key not in cls.apart:
                kept.pop(str(key), None)
            elif isinstance(held, dict):
                kept[str(key)] = {name: value for name, value in held.items() if name != inner[0]}
            elif isinstance(held, list):
                kept[str(key)] = [None if place == inner[0] else item for place, item in enumerate(held)]
        return kept
