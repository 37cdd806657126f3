"""The form of a hypothesis' file: its words, its arms, the curve it may have, and what is to be found."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence, Set
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, StrictBool

from crossroads.errors import InputError, listing, nearest, shown
from crossroads.evidence.tables import Day, Fault, Faults, Number, StrictDay, Table, Words, fault, told, unknown
from crossroads.studies.ask.asked_of import PapersRead, check
from crossroads.world.measure import Measure

DIFFERENCES = ("more", "less", "alike")
"""What is expected of a difference."""

LEVELS = ("at_least", "at_most", "within")
"""What is expected of a level: numbers of which one stands in the place of `expects`."""

TOGETHER = ("any", "all", "latest", "earliest", "sum")
"""How several measures become one number a world."""

MOST_ARMS, MOST_VALUES = 12, 9

DOCUMENTS = ("000", "001", "002", "003", "004")

OWN_KEYS = ("scenario", "title", "when")
"""Keys of an arm that are not a scenario's."""

Measures = Annotated[tuple[str, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)]


class CurveTable(Table):
    """`[curve]`: one arm for each value of a lever or a parameter."""

    scenario: Words
    name: Words
    values: tuple[Number, ...]
    titles: tuple[Words, ...] = ()
    """What the values are called; by default the numbers."""
    horizon: StrictDay | None = None
    when: Words = Field(description="words with {} where the value stands, such as 'if {} men go west'")

    def faults(self, context: Any, bad: Set[str]) -> Faults:
        """Check that there are values, each once, and a place for them in the words."""
        if not bad & {"values"} and not (1 < len(set(self.values)) == len(self.values) <= MOST_VALUES):
            yield ("values",), fault(f"{len(self.values)} values", f"2 to {MOST_VALUES}, no two alike")
        if not bad & {"values", "titles"} and self.titles and len(self.titles) != len(self.values):
            yield ("titles",), fault(f"{len(self.titles)} titles", f"{len(self.values)}, one for each value")
        if not bad & {"when"} and "{}" not in self.when:
            yield ("when",), fault(shown(self.when), "words with {} where the value stands")


class FindTable(Table):
    """One `[[finds]]`: what is measured, of which arm, against which, and what the document expects."""

    form: ClassVar[str] = "a table with measure, arm, base, expects, matters"

    said: Words
    """What is counted, in words that open a sentence: 'Moscow falls'."""
    measure: Measures
    together: str | None = None
    minus: str | None = None
    by: Day | None = None
    arm: str
    base: str | None = None
    split: str | None = None
    split_said: Words | None = None
    """Words for the worlds in which what splits them came: 'of those in which Moscow falls'."""
    given: Measures = ()
    given_base: Measures = ()
    expects: str | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    within: tuple[Number, Number] | None = None
    matters: Number | None = None
    why: Words | None = None
    main: StrictBool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every measure that is needed for it, each once."""
        own = [*self.measure, *([self.minus] if self.minus else []), *([self.split] if self.split else [])]
        own += [name.removeprefix("not ") for name in (*self.given, *self.given_base)]
        if self.by is not None:
            own += [f"{name.removesuffix(':happens')}:weeks" for name in self.measure]
        return tuple(dict.fromkeys(own))

    @property
    def is_level(self) -> bool:
        """Whether the level of one arm is judged, not a difference."""
        return self.base is None and self.split is None

    def faults(self, context: Any, bad: Set[str]) -> Faults:
        """Check measures, and that what is expected goes with what is compared."""
        known = yield from self._measures(bad)
        if self.together is not None and self.together not in TOGETHER:
            yield ("together",), unknown(self.together, TOGETHER)
        if not bad & {"measure"} and (len(self.measure) > 1) != (self.together is not None):
            yield ("together",), fault(shown(self.together), f"{listing(TOGETHER)}, beside more than one measure")
        if self.by is not None and not all(self._has_a_day(item) for item in known):
            yield ("by",), fault(f"{self.by}", "only beside dates, such as date_moscow_falls:happens")
        if self.base is not None and self.split is not None:
            yield ("split",), fault("both base and split", "one of the two")
        if (self.split is None) != (self.split_said is None):
            yield ("split_said",), fault(shown(self.split_said or "nothing"), "words beside split, and only there")
        yield from self._expected(bad)

    def _measures(self, bad: Set[str]) -> Generator[Fault, None, list[Measure | PapersRead]]:
        known: list[Measure | PapersRead] = []
        if not self.measure and "measure" not in bad:
            yield ("measure",), fault("nothing", "a measure, or a list of them")
        for key in ("measure", "given", "given_base"):
            for place, name in enumerate(getattr(self, key)):
                found = yield from _measure((key, place), name.removeprefix("not ") if key != "measure" else name)
                if found is not None and key == "measure":
                    known.append(found)
        for key in ("minus", "split"):
            if (name := getattr(self, key)) is not None:
                yield from _measure((key,), name)
        if len({isinstance(item, PapersRead) for item in known}) > 1:
            yield ("measure",), fault("odds or beliefs beside measures of the war", "one kind of them")
        return known

    @staticmethod
    def _has_a_day(item: Measure | PapersRead) -> bool:
        return isinstance(item, Measure) and item.outcome.kind == "date" and item.kind == "share"

    def _expected(self, bad: Set[str]) -> Faults:
        levels = [key for key in LEVELS if getattr(self, key) is not None]
        if self.expects is not None and self.expects not in DIFFERENCES:
            yield ("expects",), unknown(self.expects, DIFFERENCES)
        if bad & {*LEVELS, "expects", "matters", "base", "split"}:
            return
        if self.is_level:
            if self.expects is not None or self.matters is not None:
                key = "expects" if self.expects is not None else "matters"
                yield (key,), fault("a difference's key without base or split", listing(LEVELS))
            if self.main and len(levels) != 1:
                yield ("at_least",), fault(f"{len(levels)} bounds", f"one of {listing(LEVELS)}")
            if self.within is not None and self.within[0] >= self.within[1]:
                yield ("within",), fault(f"{self.within[0]:g} to {self.within[1]:g}", "the lower end first")
            return
        if levels:
            yield (levels[0],), fault("a bound of a level beside base or split", "expects with matters")
        if self.main and (self.expects is None or self.matters is None):
            key = "expects" if self.expects is None else "matters"
            yield (key,), fault("nothing", "expects with matters and why: this is a main find")
        if self.matters is not None and (self.matters <= 0 or self.why is None):
            yield ("matters",), fault(f"{self.matters:g}", "a number above 0, with the reason in why")


def _measure(key: tuple[str, *tuple[int, ...]], name: str) -> Generator[Fault, None, Measure | PapersRead | None]:
    try:
        found = check(name)
    except InputError as error:
        yield key, told(error)
        return None
    if isinstance(found, Measure) and found.kind == "category":
        yield key, fault(f"'{name}'", f"one of its values, such as {name}={found.outcome.categories[0]}")
    return found


class HypothesisFile(Table):
    """A whole file but for its arms' scenarios, which are read as scenarios are."""

    title: Words
    hypothesis: Words
    documents: dict[str, Words]
    expected: Words
    words: list[Words] = Field([])
    leans_on: Words
    in_view: Words | None = None
    needs: Words | None = None
    arms: dict[str, dict[str, Any]] = Field({})
    curve: CurveTable | None = None
    finds: list[FindTable]

    def faults(self, context: Any, bad: Set[str]) -> Faults:
        """Check documents, arms, and that what is found is found in arms that there are."""
        for name in self.documents:
            if name not in DOCUMENTS:
                yield ("documents", name), unknown(name, DOCUMENTS)
        for name, arm in self.arms.items():
            for key in OWN_KEYS:
                if key != "title" and not (isinstance(arm.get(key), str) and arm[key].strip()):
                    yield ("arms", name, key), fault(shown(arm.get(key, "nothing")), "text in quotation marks")
        if len(self.arms) > MOST_ARMS:
            yield ("arms",), fault(f"{len(self.arms)} arms", f"at most {MOST_ARMS}")
        if not self.arms and self.curve is None and not bad & {"arms", "curve"}:
            yield ("arms",), fault("nothing", "[arms.NAME] tables, or a [curve]")
        if not bad & {"finds"} and not self.finds:
            yield ("finds",), fault("nothing", "at least one [[finds]]")
        if bad & {"arms", "curve", "finds"}:
            return
        known = [*self.arms, *curve_arms(self.curve)]
        for place, find in enumerate(self.finds):
            for key in ("arm", "base"):
                if (name := getattr(find, key)) is not None and name not in known:
                    yield ("finds", place, key), fault(f"'{name}'", listing(known), nearest(name, known))
        if not any(find.main for find in self.finds):
            yield ("finds",), fault("no main one", "main = true in the one, or those, that the verdict rests on")

    @classmethod
    def in_words(cls, key: Sequence[int | str]) -> str:
        """Write a key as the file does: '[[finds]] 2: measure.1'."""
        if len(key) > 1 and key[0] == "finds" and isinstance(key[1], int):
            rest = ".".join(str(part + 1 if isinstance(part, int) else part) for part in key[2:])
            return f"[[finds]] {key[1] + 1}{': ' if rest else ''}{rest}"
        return super().in_words(tuple(key))


def curve_arms(curve: CurveTable | None) -> dict[str, float]:
    """Return the arms of a curve: 'at_175000' -> 175000.0."""
    return {} if curve is None else {f"at_{value:.10g}".replace("-", "minus_"): value for value in curve.values}


def of_scenario(arm: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of an arm that are a scenario's, whichever a scenario's file may have."""
    return {key: value for key, value in arm.items() if key not in OWN_KEYS}
