"""Tables of TOML files, read through pydantic: each thing that does not fit is one sentence.

A sentence says file and key, what was found, what is allowed and, for a name, the nearest valid one. A key that does
not fit is set aside and the rest of its table is still checked, so that one reading finds all faults.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from importlib.resources.abc import Traversable
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from crossroads.errors import InputError, listing, nearest, shown
from crossroads.evidence.reading import read_toml

Key = tuple[int | str, ...]
"""Where in a file something stands: keys of tables, and places in lists from 0."""

NAME = "[key]"
"""What pydantic puts last in the key of a fault that lies in the name of an entry, not in what stands beside it."""

Fault = tuple[Key, PydanticCustomError]
Faults = Iterator[Fault]

_ALLOWED = {
    "string_type": "text in quotation marks",
    "bool_type": "true or false",
    "float_type": "a number",
    "finite_number": "a finite number",
    "dict_type": "a table of keys and values",
    "list_type": "a list in square brackets",
    "tuple_type": "a list in square brackets",
    "int_type": "a whole number",
    "date_type": "a date such as 1941-06-22 (no quotes)",
    "missing": "a value: the key is needed",
}


def fault(found: str, allowed: str, near: str = "") -> PydanticCustomError:
    """Return what is wrong with one key: what stands there, what may stand there, and the nearest valid name."""
    return told(f"found {found}; allowed: {allowed}{near}")


def told(sentence: object) -> PydanticCustomError:
    """Return a fault that is worded already."""
    return PydanticCustomError("fault", "{told}", {"told": str(sentence)})


def unknown(name: str, allowed: Iterable[str], near: str = "") -> PydanticCustomError:
    """Return the fault of a name that is not among the allowed ones; `near` is the hint where it is known."""
    names = list(allowed)
    return fault(shown(name), listing(names), near or nearest(name, names))


def among(names: Callable[[], Iterable[str]], near: Callable[[str], str] = lambda _: "") -> BeforeValidator:
    """Return a validator of names; the allowed ones, and what is `near`, are asked for when a name is checked."""

    def check(name: object) -> object:
        known = list(names())
        if not isinstance(name, str):
            raise fault(shown(name), f"text in quotation marks: {listing(known)}")
        if name not in known:
            raise unknown(name, known, near(name))
        return name

    return BeforeValidator(check)


def _day(value: object) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        return dt.date.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise fault(shown(value), "a date written year-month-day, such as 1941-08-09") from None


def not_blank(allowed: str) -> AfterValidator:
    """Return a validator of texts that say something; `allowed` is told otherwise."""

    def check(text: str) -> str:
        if not text.strip():
            raise fault("blank text", allowed)
        return text

    return AfterValidator(check)


Day = Annotated[dt.date, BeforeValidator(_day)]
StrictDay = Annotated[dt.date, Field(strict=True)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Words = Annotated[str, not_blank("some words")]


class Table(BaseModel):
    """A table of a file: its keys one by one, then how they go together.

    A key's description says what is allowed there, where its type does not say it well.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    form: ClassVar[str] = "a table of keys and values"
    """What to write where no table stands."""

    each_alone: ClassVar[frozenset[str]] = frozenset()
    """Keys whose entries stand each for itself: one that does not fit leaves the others (None in a list)."""

    single: ClassVar[frozenset[str]] = frozenset()
    """Keys whose entries are single values: one that stands beside a name that is none is not judged."""

    @classmethod
    def read(cls, raw: object, where: str, context: Any = None, **given: str) -> Self:
        """Check what was read.

        Parameters
        ----------
        raw
            The table as it was read.
        where
            The file, for messages.
        context
            What the table is read beside; `faults` of this table and of those in it are given it.
        given
            What the table's place says of it, not its keys: fields whose alias is their name in brackets.

        Raises
        ------
        InputError
            Where anything does not fit: a line for each fault.
        """
        placed = {**raw, **{f"[{key}]": value for key, value in given.items()}} if isinstance(raw, Mapping) else raw
        try:
            return cls.model_validate(placed, context=context)
        except ValidationError as error:
            lines = [(line["loc"], line["msg"]) for line in error.errors(include_url=False)]
        nameless = {key[:-1] for key, _ in lines if key[-1:] == (NAME,) and key[0] in cls.single}
        kept = ((f"{cls.in_words(key)}: " if key else "", line) for key, line in lines if key not in nameless)
        raise InputError("\n".join(f"{where}: {key}{line}" for key, line in kept))

    @classmethod
    def read_all(
        cls, path: Traversable, kind: str, context: Any = None, *, but: str = "", **given: str
    ) -> dict[str, Self]:
        """Check a file of tables, each called by its own name (all `but` one); `kind` says of what, for messages."""
        found, lines = {}, []
        tables = {name: cells for name, cells in read_toml(path).items() if name != but}
        for name, cells in tables.items():
            try:
                found[name] = cls.read(cells, f"{path.name}: {kind} '{name}'", context, name=name, **given)
            except InputError as error:
                lines.append(str(error))
        if lines:
            raise InputError("\n".join(lines))
        return found

    @classmethod
    def in_words(cls, key: Key) -> str:
        """Write a key as messages do: 'map_days.2'."""
        return ".".join(str(part + 1 if isinstance(part, int) else part) for part in key)

    def faults(self, context: Any, bad: Set[str]) -> Faults:
        """Say what is wrong with keys that fit each by itself; `bad` are those that did not and are left out."""
        yield from ()

    @model_validator(mode="wrap")
    @classmethod
    def _whole(cls, raw: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        found: list[Fault] = []
        table: Self | None
        try:
            table = handler(raw)
        except ValidationError as error:
            if not isinstance(raw, dict):
                raise fault(shown(raw), cls.form) from None
            found = [(detail["loc"], cls._fault(detail)) for detail in error.errors(include_url=False)]
            try:
                table = handler(cls._fitting(raw, [key for key, _ in found]))
            except ValidationError:  # a key that is needed is away: how the keys go together cannot be said
                table = None
        if table is not None:
            found += table.faults(info.context, {str(key[0]) for key, _ in found if key})
        if found:
            lines = [InitErrorDetails(type=kind, loc=key, input=None) for key, kind in found]
            raise ValidationError.from_exception_data(cls.__name__, lines)
        assert table is not None
        return table

    @classmethod
    def _fault(cls, detail: ErrorDetails) -> PydanticCustomError:
        """Word an error of pydantic's; faults of ours come through as they are."""
        kind, key = detail["type"], detail["loc"]
        if kind == "fault":
            return told(detail["msg"])
        if kind == "extra_forbidden":
            name = str(key[-1])
            fields = [field.alias or key for key, field in cls.model_fields.items() if (field.alias or key)[0] != "["]
            return fault(f"the unknown key {shown(name)}", ", ".join(fields), nearest(name, fields))
        field = cls.model_fields.get(str(key[0]))
        allowed = (field and field.description) or _ALLOWED.get(kind, detail["msg"])
        return fault("nothing" if kind == "missing" else shown(detail["input"]), allowed)

    @classmethod
    def _fitting(cls, raw: dict[str, Any], bad: list[Key]) -> dict[str, Any]:
        """Return a table without what does not fit."""
        kept = dict(raw)
        for key, *inner in bad:
            held = kept.get(str(key))
            if not inner or key not in cls.each_alone:
                kept.pop(str(key), None)
            elif isinstance(held, dict):
                kept[str(key)] = {name: value for name, value in held.items() if name != inner[0]}
            elif isinstance(held, list):
                kept[str(key)] = [None if place == inner[0] else item for place, item in enumerate(held)]
        return kept
