"""The form of a scenario's file: its tables, what each of their keys may hold, and how they go together."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Mapping, Set
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, ValidationInfo
from pydantic_core import PydanticCustomError

from crossroads.errors import InputError, listing, nearest, shown, together
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.load import load_levers, load_records
from crossroads.evidence.reasons import PREFIX, load_reasons, reasons_by_name
from crossroads.evidence.tables import NAME, Day, Faults, Key, Number, Table, among, fault, not_blank, unknown
from crossroads.minds.decision import NATIONS, near_name, points_by_id
from crossroads.prelude.asked import EventTable, faults_of, known_events
from crossroads.scenario import checks
from crossroads.scenario.files import LONGEST_TEXT, known_questions
from crossroads.scenario.orders import Context, ForceTable
from crossroads.scenario.structures import LAWS, rivals, switches
from crossroads.world import calendar

FIRST_HORIZON = calendar.date_of(calendar.week_of(calendar.END_OF_1941))
"""The nearest end that a scenario may ask for: Japan's course of 1941 is an outcome of every run."""

EDIT_FORMS = "value alone, or scale alone, or low with high"

RELIABILITY = "reliability, a number from 0 (silent) to 1 (sees all there is to see)"


def _horizon(day: dt.date, info: ValidationInfo[Context]) -> dt.date:
    if not info.context.kept:
        info.context.horizon = day
    if not FIRST_HORIZON <= day <= calendar.LAST_HORIZON:
        raise fault(str(day), f"a day from {FIRST_HORIZON} to {calendar.LAST_HORIZON}")
    return day


def _factor(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise fault(shown(value), "a number, such as 1.2")
    return float(value)


def _parameter(name: str) -> str:
    record = load_records().get(name)
    if record is None or not record.used:
        used = [known for known, other in load_records().items() if other.used]
        if record is None:
            raise unknown(name, used, near_name(name, used))
        raise fault("a number kept for comparison only", "a parameter that a rule reads", nearest(name, used))
    return name


def _deciders() -> Collection[str]:
    # Imported here: deciders bring much with them that other scenarios, and a list of them, can do without.
    from crossroads.minds.deciders.catalogue import DECIDERS

    return DECIDERS


def _short(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise fault(f"{len(text):,} characters", f"at most {LONGEST_TEXT:,}")
    return text


MOST_ORDERS = 100
"""Orders that a file may hold."""

Words = Annotated[str, not_blank("some words, or no such key"), AfterValidator(_short)]


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


def _one_or_more(value: object) -> object:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


class UncertaintyTable(Table):
    """`[uncertainty]`: which kinds of uncertainty are on, and which of rival laws hold in every world."""

    luck: StrictBool | None = None
    knowledge: StrictBool | None = None
    structure: Annotated[tuple[Annotated[str, among(lambda: LAWS)], ...], BeforeValidator(_one_or_more)] = ()

    def faults(self, context: Context, bad: Set[str]) -> Faults:
        """Check that the laws do not exclude each other."""
        if not bad and (pair := rivals(self.structure)):
            yield ("structure",), fault(f"both '{pair[0]}' and '{pair[1]}'", "one of the two")


_HEADS = {
    "force": "[[force]] {}",
    "parameters": 'parameters."{}"',
    "intelligence": "intelligence.{}",
    "prelude": "prelude.{}",
    "asks": "asks.{}",
    "drop_forces": "drop_forces.{}",
}
"""How tables and lists are called whose entries stand each for itself."""


class ScenarioFile(Table):
    """A whole file."""

    each_alone: ClassVar[frozenset[str]] = frozenset(
        ("force", "parameters", "levers", "reasons", "intelligence", "deciders", "uncertainty", "prelude")
    )
    single: ClassVar[frozenset[str]] = frozenset(("levers", "deciders"))

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
    intelligence: dict[Annotated[str, among(checks.intelligence_sources)], IntelligenceTable] = Field({})
    deciders: dict[Annotated[str, among(lambda: NATIONS, near_name)], Annotated[str, among(_deciders)]] = Field({})
    uncertainty: UncertaintyTable = Field(default_factory=UncertaintyTable.model_construct)
    prelude: dict[Annotated[str, among(known_events)], EventTable] = Field({})

    def faults(self, context: Context, bad: Set[str]) -> Faults:
        """Check what is asked, what hangs on the base, and that no two keys move the same thing."""
        if not context.kept and self.about is not None and self.about not in known_questions():
            yield ("about",), unknown(self.about, known_questions())
        yield from checks.measure_faults(("asks",), self.asks, context.horizon)
        yield from self._of_the_base(context.base)
        if not context.kept:
            forces = {place: force.content() for place, force in enumerate(self.force) if force is not None}
            base = context.base["force"] if context.base else []
            yield from checks.force_clashes(forces, checks.kept_of(base, [*forces.values()], self.drop_forces))
        yield from self._numbers()
        for name, table in self.prelude.items():
            yield from ((("prelude", name, *key), told) for key, told in faults_of(name, table))

    def _of_the_base(self, base: Mapping[str, Any] | None) -> Faults:
        """Check that what falls away, or is put back, has a base to do so in."""
        alone = self.extends is None
        if alone and self.drop_forces:
            yield ("drop_forces",), fault(shown(self.drop_forces), "only beside extends: there is nothing to drop")
        if alone and (restored := self.reasons.in_order()["restore"]):
            yield ("reasons", "restore"), fault(shown(restored), "only beside extends: there is nothing to put back")
        held = {checks.point_of(force) for force in base["force"]} if base else set()
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
        edits += [
            ("levers", name, levers[name].parameter, {levers[name].number: factor})
            for name, factor in self.levers.items()
        ]
        for table, name, parameter, forms in edits:
            moved.append(((table, name), parameter))
            for form, found, allowed in load_records()[parameter].refusals(ParameterEdit(parameter, **forms)):
                yield (table, *((name, form) if table == "parameters" else (f"{name}: {form}",))), fault(found, allowed)
        for key, names in self.reasons.in_order().items():
            moved += [(("reasons", f"{key}: {name}"), f"{PREFIX}{name}") for name in names]
        moved += [(("intelligence", name), checks.reliability_record(name)) for name in self.intelligence]
        moved += [(("uncertainty", "structure"), record) for record in switches(self.uncertainty.structure)]
        seen: dict[str, str] = {}
        for place, parameter in moved:
            if parameter in seen:
                yield place, fault(f"a second change of {parameter}", f"it alone, or {seen[parameter]} alone")
            seen.setdefault(parameter, self.in_words(place))

    def content(self) -> dict[str, Any]:
        """Return the file's content as JSON can hold it."""
        return {
            **dict.fromkeys(("title", "question", "why", "extends", "about", "horizon")),
            **self.model_dump(mode="json", exclude_none=True),
            "parameters": self._parameters(),
            "force": [force.content() for force in self.force if force is not None],
            "reasons": self.reasons.in_order(),
            "deciders": {nation: self.deciders[nation] for nation in NATIONS if nation in self.deciders},
            "uncertainty": self.uncertainty.model_dump(exclude_none=True, exclude={"structure"}),
        }

    def _parameters(self) -> dict[str, Any]:
        """Return the changes of parameters, those that stand for laws among them."""
        own: dict[str, Any] = self.model_dump(mode="json", exclude_none=True)["parameters"]
        return own | switches(self.uncertainty.structure)

    @classmethod
    def read(cls, raw: object, where: str, context: Any = None, **given: str) -> Self:
        """Check what was read; parameters' names may be nested, as TOML does without quotation marks."""
        if not isinstance(raw, dict):
            return super().read(raw, where, context, **given)
        raw, lines = _raised(raw)
        if isinstance(named := raw.get("parameters"), dict):
            raw["parameters"] = flat_parameters(named)
        if isinstance(orders := raw.get("force"), list) and len(orders) > MOST_ORDERS:
            raw["force"] = []
            lines.append(f"force: found {len(orders):,} orders; allowed: at most {MOST_ORDERS}")
        lines = [f"{where}: {line}" for line in lines]
        try:
            table = super().read(raw, where, context, **given)
        except InputError as error:
            raise together([*lines, *str(error).splitlines()]) from None
        if lines:
            raise together(lines)
        return table

    @classmethod
    def in_words(cls, key: Key) -> str:
        """Write a key as the file does: '[[force]] 2: odds.north'."""
        of_name = len(key) == 3 and key[-1] == NAME
        head, *rest = (str(part + 1 if isinstance(part, int) else part) for part in (key[:-1] if of_name else key))
        if rest and head in _HEADS:
            head = _HEADS[head].format(rest.pop(0))
        elif of_name:
            rest = []
        return ": ".join((head, ".".join(rest))) if rest else head


def _raised(raw: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Take keys of the whole file out of the tables that they stand below; TOML has no way back from a table."""
    whole = {"title", "question", "why", "extends", "about", "asks", "horizon", "drop_forces"}
    lines: list[str] = []

    def clean(value: Any, head: str) -> Any:
        if isinstance(value, list):
            return [clean(item, f"[{head}]") for item in value]
        if not isinstance(value, dict):
            return value
        for name in sorted(whole & value.keys()):
            lines.append(f"{name}: found below [{head}]; allowed: above the first table, since it is of the whole file")
        return {name: clean(item, f"{head}.{name}") for name, item in value.items() if name not in whole}

    tables = {name: value for name, value in raw.items() if name in ScenarioFile.model_fields and name not in whole}
    return {**raw, **{name: clean(value, name) for name, value in tables.items()}}, lines


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
