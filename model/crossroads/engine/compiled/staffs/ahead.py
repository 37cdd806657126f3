"""The forward step by which staffs imagine, and their papers from a plan's start to what is counted of it."""

from __future__ import annotations

from collections.abc import Sequence

from crossroads.engine.compiled.llvm import machine
from crossroads.engine.compiled.staffs.imagined import CompiledSubject, compiled_subject
from crossroads.engine.compiled.staffs.paper_work import PaperWork, WayAhead
from crossroads.engine.compiled.step import KEPT, Advance, Like, compiled_step
from crossroads.engine.compiled.traced import Form
from crossroads.evidence.parameters import Parameters
from crossroads.minds.imagining.forward import Step
from crossroads.minds.imagining.subject import Lanes, Subject
from crossroads.minds.imagining.supposed import Supposed
from crossroads.world.axes import Array


class Ahead(Advance):
    """The forward step, compiled, and whole papers by it."""

    def __init__(self) -> None:
        super().__init__()
        self._works: dict[int, tuple[CompiledSubject, PaperWork]] = {}

    def counted(
        self, subject: Subject, lanes: Lanes, reference: Supposed, p: Parameters, steps: Sequence[Step], horizon: int
    ) -> dict[str, Array] | None:
        """Return what a subject counts of imagined plans; None where NumPy has to start them; as for `Counts`."""
        if not machine.available() or self._varying_of(p):
            return None
        code = compiled_subject(subject, tuple(lanes.situation), reference.state)
        # What is read or believed of a parameter that there is not is for NumPy to refuse, or to do without.
        if code is None or not code.facts.parameters <= p.keys():
            return None
        changed, lasting = frozenset(code.facts.changed), frozenset(code.facts.lasting)
        forms = [Form(weeks, parts, changed, lasting, way=True) for weeks, parts in steps]
        known = {form: compiled_step(form, Like(reference.state)) for form in dict.fromkeys(forms)}
        kinds = [kind for form in forms if (kind := known[form]) is not None]
        work = self._work(code, reference)
        if len(kinds) < len(steps) or not work.knows(kinds):
            return None
        numbers = {form: self._alike(kind, p) for form, kind in known.items() if kind is not None}
        way = WayAhead(kinds, [weeks for weeks, _ in steps], [numbers[form] for form in forms], p, horizon)
        return dict(zip(subject.measures, work.counted(lanes, reference, way, len(subject.measures)), strict=True))

    def _work(self, code: CompiledSubject, reference: Supposed) -> PaperWork:
        """Return how a compiled subject is imagined."""
        kept = self._works.get(id(code))
        if kept is None:
            if len(self._works) >= KEPT:
                self._works = {}
            kept = self._works[id(code)] = code, PaperWork(code, reference)
        return kept[1]
