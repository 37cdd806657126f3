"""Wars by stated odds for a page that runs them by itself: the module, its tables, and what lies where.

`runs.storage.webassembly` writes them into a folder. A page draws (`drawing`), puts the fitted parameters of each
world's member into their rows, and runs the program; the bits are those of every other way of running the laws.
"""

from __future__ import annotations

import numpy as np

from crossroads.engine.beginning import COURSE_WEEK, MEMORY_WEEKS
from crossroads.engine.compiled.llvm import machine, wasm
from crossroads.engine.compiled.module import DRAW, STOP, module
from crossroads.engine.compiled.outside import Nobody
from crossroads.engine.compiled.rows import BLOCK, WORLD, BlockRows, layout
from crossroads.engine.compiled.tables import Span, tables
from crossroads.engine.compiled.tracing.settled import SETTLED
from crossroads.engine.compiled.week import Week, decision_name
from crossroads.evidence.fitted import STREAM, installed
from crossroads.evidence.parameters import Spread, draw_parameters, drawn_apart, parameter_stream
from crossroads.minds.decision import decision_points
from crossroads.minds.setup import Setup
from crossroads.war.opening import opening_state
from crossroads.world import calendar
from crossroads.world.axes import Floats
from crossroads.world.luck import CHUNK_WEEKS
from crossroads.world.observables import OBSERVABLE_NAMES, OUTCOMES

MEMBER = STREAM.removeprefix(parameter_stream(""))
"""The uniform by which a world draws its member of the fitted ensemble, under the name of a parameter."""


def _week() -> tuple[Week, BlockRows]:
    """Return the traced week without the parts in which somebody outside is asked, and where everything lies."""
    nobody = np.zeros(1, dtype=np.int64)
    given, spreads = drawn_apart((), 0, nobody, knowledge=True)
    arrays = {name for name, value in given.items() if isinstance(value, np.ndarray)}
    central = draw_parameters((), 0, nobody, knowledge=False)
    week = Week(frozenset(arrays | spreads.keys()), opening_state(central, 1))
    kept = {decision_name(point, scheduled) for point in decision_points() for scheduled in (True, False)}
    kept |= {"report", "start", "beliefs", "course", "advance", "opening", "outcomes", SETTLED}
    week.contexts = {name: part for name, part in week.contexts.items() if name in kept}
    laid = layout(week, MEMORY_WEEKS + 1)
    laid.add(f"p:{MEMBER}")
    return week, laid


def bundle(seed: int = 1941) -> tuple[bytes, bytes, dict[str, object]]:
    """Return the module, the tables, and what lies where.

    Parameters
    ----------
    seed
        Seed of the luck that the tables stand for.
    """
    week, laid = _week()
    setup = Setup()
    weeks = calendar.weeks_until(setup.horizon)
    given, spreads = drawn_apart((), seed, np.zeros(1, dtype=np.int64), knowledge=True)
    native = machine.loaded(module(week, laid, machine.width()))
    drawn = spreads | {MEMBER: Spread("uniform", 0.0, 0.5, 1.0)}
    found = tables(laid, native, given, drawn, seed, Span(weeks, COURSE_WEEK, MEMORY_WEEKS + 1), Nobody(), None)
    ensemble = installed()
    fitted = [(row, name) for row, name in enumerate(ensemble.names) if f"p:{name}" in laid.row]
    values: Floats = ensemble.values[[row for row, _ in fitted]]
    parts = {
        "numbers": found.numbers,
        "moving": found.moving,
        "keys": found.keys,
        "drawn": found.drawn,
        "program": found.program,
        "drawing": np.array([(DRAW, 0), (STOP, 0)], dtype=np.int64),
        "edges": np.cumsum(ensemble.weights)[:-1],
        "fitted": np.ascontiguousarray(values),
    }
    places, raw = {}, b""
    for name, part in parts.items():
        places[name] = len(raw)
        raw += np.ascontiguousarray(part).tobytes()
    about: dict[str, object] = {
        "seed": seed,
        "block": BLOCK,
        "rows": found.rows,
        "weeks": weeks,
        "streams": len(laid.streams),
        "chunk_weeks": CHUNK_WEEKS,
        "world": laid.row[WORLD],
        "member": laid.row[f"p:{MEMBER}"],
        "members": len(ensemble.weights),
        "fitted_rows": [laid.row[f"p:{name}"] for _, name in fitted],
        "series": list(OBSERVABLE_NAMES),
        "outcomes": {item.name: laid.row[f"outcome:{item.name}"] for item in OUTCOMES},
        "tables": places,
    }
    return wasm.code(module(week, laid, wasm.WIDTH)), raw, about
