"""The form of a scenario's file: its tables, what each of their keys may hold, and how they go together."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, ValidationError, ValidationInfo
from pydantic_core import PydanticCustomError

from crossroads.errors import InputError, nearest
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.load import load_levers, load_records
from crossroads.evidence.reasons import PREFIX, load_reasons, reasons_by_name
from crossroads.evidence.tables import Faults, Key, Table, among, fault, listing, shown, told, unknown
from crossroads.minds.condition import condition_names, parse_condition
from crossroads.minds.decision import NATIONS, DecisionPoint, points_of
from crossroads.minds.setup import Setup
from crossroads.scenario.checks import (
    intelligence_sources,
    meeting_from,
    point_of,
    points_by_id,
    read_measure,
    reliability_record,
    replaces,
)
from crossroads.scenario.files import known_questions
from crossroads.world import calendar

ROUNDING = 1e-9
"""By how much odds written as decimals may exceed 1."""

FIRST_HORIZON = dt.date(1941, 12, 28)
"""The nearest end that a scenario may ask for: Japan's course of 1941 is an outcome of every run."""

STRUCTURES: tuple[str, ...] = (Setup().structure,)
"""The sets of laws that a scenario may ask for."""

EDIT_FORMS = "value alone, or scale alone, or low with high"

RELIABILITY = "reliability, a number from 0 (silent) to 1 (sees all there is to see)"


@dataclass(slots=True)
class Context:
    """What a file's tables are read beside."""

    base: Mapping[str, Any] | None
    """The scenario that the file extends, resolved."""
    horizon: dt.date
    """The day on which runs end: the base's, until the file's own is read."""
    kept: bool = False
    """True for a scenario that a manifest keeps: its orders may lie beyond its end, and never come due."""


def _day(value: object) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        return dt.date.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise fault(shown(value), "a date written year-month-day, such as 1941-08-09") from None


def _words(text: str) -> str:
    if not text.strip():
        raise fault("blank text", "some words, or no such key")
    return text


def _horizon(day: dt.date, info: ValidationInfo[Context]) -> dt.date:
    if not info.context.kept:
        info.context.horizon = day
    if not FIRST_HORIZON <= day <= calendar.LAST_HORIZON:
        raise fault(str(day), f"a day from {FIRST_HORIZON} to {calendar.LAST_HORIZON}")
    return day


def _factor(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise fault(shown(value), "a number that multiplies the parameter, such as 1.2")
    return float(value)


def _parameter(name: str) -> str:
    record = load_records().get(name)
    if record is None or not record.used:
        used = [known for known, other in load_records().items() if other.used]
        if record is None:
            raise unknown(name, used)
        raise fault("a number kept for comparison only", "a parameter that a rule reads", nearest(name, used))
    return name


def _deciders() -> Collection[str]:
    # Imported here: deciders bring much with them that other scenarios, and a list of them, can do without.
    from crossroads.minds.deciders.catalogue import DECIDERS

    return DECIDERS


Day = Annotated[dt.date, BeforeValidator(_day)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Words = Annotated[str, AfterValidator(_words)]


class ForceTable(Table):
    """One `[[force]]`: a decision taken for a nation."""

    form: ClassVar[str] = "a table with nation, decision, on (or when and between), option (or odds)"

    nation: str | None = None
    decision: str | None = None
    on: Day | None = None
    until: Day | None = None
    when: str | None = None
    between: tuple[Day, Day] | None = Field(None, description="two dates, as in [1941-07-05, 1941-08-10]")
    option: str | None = None
    odds: dict[str, Number] | None = None
    always: StrictBool = False

    def faults(self, context: Context, bad: Set[str]) -> Faults:
        """Check that there is such a decision, that it may be taken so, and that it meets on those days."""
        yield from _one_of("nation", self.nation, NATIONS, bad)
        if self.nation in NATIONS:
            yield from _one_of("decision", self.decision, [point.name for point in points_of(self.nation)], bad)
        point = points_by_id().get(f"{self.nation}.{self.decision}")
        if point is not None:
            yield from self._choice(list(point.options), bad)
            yield from self._days(point, context.horizon)
        if not bad & {"on", "when", "between", "until", "always"}:
            yield from self._timing()
        if self.when is not None:
            try:
                parse_condition(self.when, condition_names())
            except InputError as error:
                yield ("when",), told(error)

    def _choice(self, options: list[str], bad: Set[str]) -> Faults:
        if self.option is not None and self.odds is not None:
            yield ("option, odds",), fault("both", "one of the two")
        if self.option is not None or (self.odds is None and "odds" not in bad):
            yield from _one_of("option", self.option, options, bad)
        if self.odds is None:
            return
        if not self.odds:
            yield ("odds",), fault("an empty table", f"a number for some of {', '.join(options)}")
        for name, share in self.odds.items():
            if name not in options:
                yield ("odds",), unknown(name, options)
            if share < 0:
                yield ("odds", name), fault(f"{share:g}", "a number from 0 to 1")
        if (total := sum(self.odds.values())) > 1 + ROUNDING:
            yield ("odds",), fault(f"numbers that add up to {total:g}", "a sum of at most 1")

    def _timing(self) -> Faults:
        """Check that the keys that say when a decision is taken go together."""
        on, when, between = (given is not None for given in (self.on, self.when, self.between))
        if on and (when or between):
            yield ("on",), fault("a date beside when or between", "on alone, or when with between")
        elif not (on or when or between):
            yield ("on",), fault("nothing", "on = a date, or when = a condition with between = [first, last]")
        elif when and not between:
            yield ("between",), fault("nothing", "the first and last day on which the condition is asked")
        elif between and not when:
            yield ("when",), fault("nothing", "a condition, or on = a date in place of between")
        if self.always and not on:
            yield ("always",), fault("true without on", "always = true with on = the first day")
        if self.until is not None and not self.always:
            yield ("until",), fault("a date without always", "until with always = true")

    def _days(self, point: DecisionPoint, horizon: dt.date) -> Faults:
        """Check that a meeting can fall on the days asked for."""
        days = {"on": self.on, "until": self.until}
        if self.between is not None:
            days |= {"between: first day": self.between[0], "between: last day": self.between[1]}
        beyond = {name: day for name, day in days.items() if day and not point.earliest <= day < horizon}
        for name, day in beyond.items():
            span = f"a day from {point.earliest}, when {point.id} first meets, to before {horizon}, when runs end"
            yield (name,), fault(str(day), span)
        first, last = self.between or (self.on, self.until)
        if beyond or first is None:
            return
        if last is not None and last < first:
            yield ("until" if self.on else "between",), fault(f"{last} after {first}", f"a day from {first}")
            return
        meeting, end = meeting_from(point.id, first), last or horizon
        # A trigger may open the point on any day, so only points without one are known not to meet.
        if not point.trigger and (meeting is None or meeting > end):
            following = f"the next one is {meeting}" if meeting else f"the last one was {max(point.dates)}"
            found = f"no meeting of {point.id} from {first} to {end}"
            yield ("on" if self.on else "between",), fault(found, f"days with a meeting; {following}")

    def content(self) -> dict[str, Any]:
        """Return the order with dates as ISO text and without empty keys."""
        return self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


def _one_of(key: str, name: str | None, allowed: Collection[str], bad: Set[str]) -> Faults:
    if name is None and key not in bad:
        yield (key,), fault("nothing", ", ".join(allowed))
    elif name is not None and name not in allowed:
        yield (key,), unknown(name, allowed)


class EditTable(Table):
    """One `[parameters."name"]`: `value`, or `scale`, or `low` with `high`."""

    form: ClassVar[str] = f"a table with {EDIT_FORMS}"

    value: Number | None = None
    scale: Number | None = None
    low: Number | None = None
    high: Number | None = None

    def faults(self, context: Context, bad: Set[str]) -> Faults:
        """Check that the keys go together."""
        given = {form for form, number in self if number is not None}
        if not bad and given not in ({"value"}, {"scale"}, {"low", "high"}):
            yield (), fault(" with ".join(sorted(given)) or "an empty table", EDIT_FORMS)


class ReasonsSection(Table):
    """`[reasons]`: documents' reasons that are switched off, and those of the base that are at work again."""

    without: list[str] = Field([])
    restore: list[str] = Field([])

    def faults(self, context: Context, bad: Set[str]) -> Faults:
        """Check that there are such reasons, and that what is put back is away in the base."""
        for key, names in (("without", self.without), ("restore", self.restore)):
            for name in names:
                if name not in reasons_by_name():
                    yield (key,), _no_reason(name)
        for name in sorted(set(self.without) & set(self.restore)):
            yield ("restore",), fault(f"'{name}', which without switches off", "one of the two")
        if context.base is not None:
            off = [*context.base["reasons"]["without"]]
            off += [name.removeprefix(PREFIX) for name in context.base["parameters"] if name.startswith(PREFIX)]
            for name in self.in_order()["restore"]:
                if name not in off:
                    yield ("restore",), fault(f"'{name}', which {context.base['name']} keeps at work", listing(off))

    def in_order(self) -> dict[str, list[str]]:
        """Return the names, each once, in the order of the table of reasons."""
        given = {"without": self.without, "restore": self.restore}
        return {key: [name for name in reasons_by_name() if name in names] for key, names in given.items()}


def _no_reason(name: str) -> PydanticCustomError:
    """Return the fault of a name that is no reason's; where it is the number of one, say that one's name."""
    reason = load_reasons().get(name)
    if reason is None:
        return unknown(name, reasons_by_name())
    if reason.name:
        return fault(f"'{name}'", listing(reasons_by_name()), f" (did you mean '{reason.name}'?)")
    return fault(f"'{name}', a reason that cannot matter: {reason.why}", listing(reasons_by_name()))


class IntelligenceTable(Table):
    """One `[intelligence.name]`: how much of what there is to learn a source reports, 0 to 1."""

    form: ClassVar[str] = f"a table with {RELIABILITY}"

    reliability: Number | None = None

    def faults(self, context: Context, bad: Set[str]) -> Faults:
        """Check that a share is given."""
        if self.reliability is None and not bad:
            yield (), fault("no reliability", RELIABILITY)
        elif self.reliability is not None and not 0 <= self.reliability <= 1:
            yield ("reliability",), fault(f"{self.reliability:g}", "a number from 0 to 1")


class UncertaintyTable(Table):
    """`[uncertainty]`: which kinds of uncertainty are on."""

    luck: StrictBool | None = None
    knowledge: StrictBool | None = None
    structure: Annotated[str, among(lambda: STRUCTURES)] | None = None


class ScenarioFile(Table):
    """A whole file."""

    apart: ClassVar[frozenset[str]] = frozenset(
        ("force", "parameters", "levers", "reasons", "intelligence", "deciders", "uncertainty")
    )

    title: Words | None = None
    question: Words | None = None
    why: Words | None = None
    extends: str | None = None
    about: str | None = None
    asks: list[str] = Field([])
    horizon: Annotated[Day, AfterValidator(_horizon)] | None = None
    drop_forces: list[str] = Field([])
    force: list[ForceTable | None] = Field([], description="tables headed [[force]], in double brackets")
    parameters: dict[Annotated[str, AfterValidator(_parameter)], EditTable] = Field({})
    levers: dict[Annotated[str, among(load_levers)], Annotated[float, BeforeValidator(_factor)]] = Field({})
    reasons: ReasonsSection = Field(default_factory=ReasonsSection.model_construct)
    intelligence: dict[Annotated[str, among(intelligence_sources)], IntelligenceTable] = Field({})
    deciders: dict[Annotated[str, among(lambda: NATIONS)], Annotated[str, among(_deciders)]] = Field({})
    uncertainty: UncertaintyTable = Field(default_factory=UncertaintyTable.model_construct)

    def faults(self, context: Context, bad: Set[str]) -> Faults:
        """Check what is asked, what hangs on the base, and that no two keys move the same thing."""
        if not context.kept and self.about is not None and self.about not in known_questions():
            yield ("about",), unknown(self.about, known_questions())
        for place, text in enumerate(self.asks):
            try:
                read_measure(text)
            except InputError as error:
                yield ("asks", place), told(error)
            if text in self.asks[:place]:
                yield ("asks", place), fault(f"{shown(text)} a second time", "each measure once")
        yield from self._of_the_base(context.base)
        forces = [(place, force.content()) for place, force in enumerate(self.force) if force is not None]
        for (earlier, other), (later, force) in combinations(forces, 2):
            if replaces(force, other):
                meeting = f"the same meeting of {point_of(force)} as [[force]] {earlier + 1}"
                yield (
                    ("force", later, "on"),
                    fault(f"{force['on']}, which asks for {meeting}", "one order for a meeting"),
                )
        yield from self._numbers()

    def _of_the_base(self, base: Mapping[str, Any] | None) -> Faults:
        """Check that what falls away, or is put back, has a base to do so in."""
        alone = self.extends is None
        if alone and self.drop_forces:
            yield ("drop_forces",), fault(shown(self.drop_forces), "only beside extends: there is nothing to drop")
        if alone and (restored := self.reasons.in_order()["restore"]):
            yield ("reasons", "restore"), fault(shown(restored), "only beside extends: there is nothing to put back")
        held = {point_of(force) for force in base["force"]} if base else set()
        for name in self.drop_forces:
            if name not in points_by_id():
                yield ("drop_forces",), unknown(name, points_by_id())
            elif base is not None and name not in held:
                yield ("drop_forces",), fault(f"'{name}', which {base['name']} leaves free", listing(sorted(held)))

    def _numbers(self) -> Faults:
        """Check that parameters can have what they are given, and that no two keys move the same one."""
        levers = load_levers()
        moved: list[tuple[Key, str]] = []
        edits = [("parameters", name, name, dict(edit)) for name, edit in self.parameters.items()]
        edits += [("levers", name, levers[name].parameter, {"scale": factor}) for name, factor in self.levers.items()]
        for table, name, parameter, forms in edits:
            moved.append(((table, name), parameter))
            for form, found, allowed in load_records()[parameter].refusals(ParameterEdit(parameter, **forms)):
                yield (table, *((name, form) if table == "parameters" else (f"{name}: {form}",))), fault(found, allowed)
        for key, names in self.reasons.in_order().items():
            moved += [(("reasons", f"{key}: {name}"), f"{PREFIX}{name}") for name in names]
        moved += [(("intelligence", name), reliability_record(name)) for name in self.intelligence]
        seen: dict[str, str] = {}
        for place, parameter in moved:
            if parameter in seen:
                yield place, fault(f"a second change of {parameter}", f"it alone, or {seen[parameter]} alone")
            seen.setdefault(parameter, key_in_words(place))

    def content(self) -> dict[str, Any]:
        """Return the file's content as JSON can hold it."""
        return {
            **dict.fromkeys(("title", "question", "why", "extends", "about", "horizon")),
            **self.model_dump(mode="json", exclude_none=True),
            "force": [force.content() for force in self.force if force is not None],
            "reasons": self.reasons.in_order(),
            "deciders": {nation: self.deciders[nation] for nation in NATIONS if nation in self.deciders},
        }


_HEADS = {
    "force": "[[force]] {}",
    "parameters": 'parameters."{}"',
    "intelligence": "intelligence.{}",
    "asks": "asks.{}",
    "drop_forces": "drop_forces.{}",
}
"""How tables and lists are called whose entries stand each for itself."""


def key_in_words(key: Key) -> str:
    """Write a key as the file does: '[[force]] 2: odds.north'."""
    head, *rest = (str(part + 1 if isinstance(part, int) else part) for part in key if part != "[key]")
    if rest and head in _HEADS:
        head = _HEADS[head].format(rest.pop(0))
    elif key[-1] == "[key]":
        rest = []
    return ": ".join((head, ".".join(rest))) if rest else head


def read_tables(where: str, raw: Mapping[str, Any], context: Context) -> tuple[dict[str, Any], list[str]]:
    """Check the tables of one file.

    Parameters
    ----------
    where
        The file, for messages.
    raw
        The tables as they were read.
    context
        What they are read beside.

    Returns
    -------
    tuple[dict[str, Any], list[str]]
        The content as JSON can hold it, empty where there are errors; and a line for each error.
    """
    parameters = raw.get("parameters")
    if isinstance(parameters, dict):
        raw = {**raw, "parameters": flat_parameters(parameters)}
    try:
        return ScenarioFile.model_validate(dict(raw), context=context).content(), []
    except ValidationError as error:
        lines = [(line["loc"], line["msg"]) for line in error.errors()]
    # What stands beside a name that is none is not judged, save in tables of their own.
    nameless = {key[:-1] for key, _ in lines if key[-1] == "[key]" and key[0] not in _HEADS}
    return {}, [f"{where}: {key_in_words(key)}: {line}" for key, line in lines if key not in nameless]


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
