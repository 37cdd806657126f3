"""The forward step by which staffs imagine, and their papers from a plan's start to what is counted of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crossroads.engine.compiled.llvm import machine
from crossroads.engine.compiled.staffs.imagined import CompiledSubject, compiled_subject
from crossroads.engine.compiled.staffs.paper_work import PaperWork, PreparedWay, WayAhead
from crossroads.engine.compiled.step import KEPT, Advance, CompiledStep, Like, compiled_step
from crossroads.engine.compiled.traced import Form
from crossroads.evidence.parameters import Parameters
from crossroads.minds.imagining.forward import Schedule
from crossroads.minds.imagining.subject import Lanes, Subject
from crossroads.minds.imagining.supposed import Supposed
from crossroads.world.axes import Array

_KEPT_WAYS = 24
"""Subjects and weeks of which what lies ahead is kept; results do not depend on it."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What is known of a subject's papers of a week, and of what that holds.

    Attributes
    ----------
    code, work, way
        The subject compiled, what lies where, and the way ahead.
    p, schedule, kinds
        What a staff imagines by, its steps ahead, and their code.
    """

    code: CompiledSubject
    work: PaperWork
    way: PreparedWay
    p: Parameters
    schedule: Schedule
    kinds: Mapping[Form, CompiledStep]

    def is_of(self, p: Parameters, schedule: Schedule, like: Like) -> bool:
        """Return whether it holds for these, and its steps are still those of the law."""
        same = self.p is p and self.schedule == schedule
        return same and all(compiled_step(form, like) is kind for form, kind in self.kinds.items())


class Ahead(Advance):
    """The forward step, compiled, and whole papers by it."""

    def __init__(self) -> None:
        super().__init__()
        self._works: dict[int, tuple[CompiledSubject, PaperWork]] = {}
        self._prepared: dict[tuple[int, int], _Prepared] = {}

    def counted(
        self, subject: Subject, lanes: Lanes, reference: Supposed, p: Parameters, schedule: Schedule
    ) -> dict[str, Array] | None:
        """Return what a subject counts of imagined plans; None where NumPy has to start them; as for `Counts`."""
        if not machine.available() or self._varying_of(p):
            return None
        code = compiled_subject(subject, tuple(lanes.situation), reference.state)
        found = self._found(code, lanes.week, reference, p, schedule) if code is not None else None
        if found is None:
            return None
        rows = found.work.counted(lanes, reference, found.way, len(subject.measures))
        return dict(zip(subject.measures, rows, strict=True))

    def _found(
        self, code: CompiledSubject, week: int, reference: Supposed, p: Parameters, schedule: Schedule
    ) -> _Prepared | None:
        """Return what is known of a subject's papers of a week; None where NumPy has to write them."""
        facts, like = code.facts, Like(reference.state)
        kept = self._prepared.get((id(code), week))
        if kept is not None and kept.is_of(p, schedule, like):
            return kept
        changed, lasting = frozenset(facts.changed), frozenset(facts.lasting)
        forms = {step: Form(*step, changed, lasting, way=True) for step in dict.fromkeys(schedule.steps)}
        known = {step: kind for step, form in forms.items() if (kind := compiled_step(form, like)) is not None}
        # What is read or believed of a parameter that there is not is for NumPy to refuse, or to do without.
        if len(known) < len(forms) or not facts.parameters <= p.keys():
            return None
        work = self._work(code, reference)
        if not work.knows(list(known.values())):
            return None
        numbers = {step: self._alike(kind, p) for step, kind in known.items()}
        ahead = WayAhead(
            kinds=[known[step] for step in schedule.steps],
            weeks=[weeks for weeks, _ in schedule.steps],
            numbers=[numbers[step] for step in schedule.steps],
            p=p,
            turn=schedule.turn,
        )
        if len(self._prepared) >= _KEPT_WAYS:
            self._prepared = {}
        kinds = {form: known[step] for step, form in forms.items()}
        made = _Prepared(code, work, work.prepared(week, ahead), p, schedule, kinds)
        self._prepared[id(code), week] = made
        return made

    def _work(self, code: CompiledSubject, reference: Supposed) -> PaperWork:
        """Return what lies where when a compiled subject is imagined."""
        kept = self._works.get(id(code))
        if kept is None:
            if len(self._works) >= KEPT:
                self._works = {}
            # With the code itself: nothing else can then have its identity.
            kept = self._works[id(code)] = code, PaperWork(code, reference)
        return kept[1]
