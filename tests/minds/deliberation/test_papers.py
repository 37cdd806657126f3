"""Staff papers: near what would be imagined exactly, written only where they are read, the same in any company."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Mapping

import numpy as np
import pytest
import tables
import wartime
from numpy.typing import NDArray
from synthetic_councils import in_lists

from crossroads.engine import SUBJECTS, War, staff_papers
from crossroads.errors import InputError
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.parameters import Parameters
from crossroads.minds.council import Council, utilities
from crossroads.minds.deciders import deliberation
from crossroads.minds.deciders.deliberation import Deliberation
from crossroads.minds.decision import decision_points
from crossroads.minds.imagining.library import NOT_IMAGINED_BY, Library, imagined_by
from crossroads.minds.imagining.papers import Papers, forget, papers_of
from crossroads.minds.nation import Nation
from crossroads.minds.setup import Setup
from crossroads.minds.view import View
from crossroads.war.advance import advance
from crossroads.world.block import Block

POINTS = {point.id: point for point in decision_points()}

FINE = {
    "japan.course": (0.5, 0.025, 1.0),
    "ussr.transfers": (1.0, 20.0, 25_000.0),
}
"""Decision -> steps that are as good as none, along its axes."""


def _seen(decision: str, worlds: int) -> tuple[View, NDArray[np.float64]]:
    """Return what a nation sees in September 1941, Japan on its present course, and what is legal for it."""
    nation, _ = decision.split(".")
    setup = wartime.with_forces(
        wartime.scenario_setup("historical"), wartime.always("japan.course", "wait", dt.date(1941, 7, 2))
    )
    war = tables.stepped(War(setup, wartime.SEED, wartime.numbers(worlds)), wartime.row(dt.date(1941, 9, 6)) + 1)
    own: Nation = next(item for item in war.nations if item.name == nation)
    point = POINTS[decision]
    rules = own.legal(point)
    legal = np.stack([np.zeros(worlds) + np.asarray(rules.get(option, False)) for option in point.options])
    return own.view, legal


def _papers(steps: Mapping[str, float]) -> Papers:
    p = Parameters(dict(papers_of(()).p) | steps)
    return Papers(p, Library(advance, imagined_by(p)))


def _council(papers: Papers, decision: str, view: View, legal: NDArray[np.float64]) -> Council:
    subject = SUBJECTS[decision]
    measures = papers.measures(subject, view, legal)
    return deliberation.convene(subject, POINTS[decision], measures, view, papers.p, papers.p)


@pytest.mark.parametrize("decision", FINE)
def test_between_round_numbers_a_paper_is_near_what_is_imagined_exactly(decision: str) -> None:
    """The error of reading between papers stays well below what every council leaves unsaid."""
    view, legal = _seen(decision, 60)
    subject, (_, name) = SUBJECTS[decision], decision.split(".")
    fine = {f"staff.{name}.{axis}_step": step for axis, step in zip(subject.axes, FINE[decision], strict=True)}
    rough, exact = _papers({}), _papers(fine)
    read, imagined = (_council(papers, decision, view, legal) for papers in (rough, exact))
    assert exact.library.written > 2 * rough.library.written
    error = (utilities(read) - utilities(imagined))[legal.max(axis=1) > 0]
    assert float(np.sqrt((error**2).mean())) < 0.5 * float(read.temperature.mean())
    assert (error != 0).any()


def _deliberating(setup: Setup, worlds: int) -> tuple[War, Papers]:
    """Return a war whose nations share papers of their own, none of them written yet."""
    war = War(setup, wartime.SEED, wartime.numbers(worlds))
    p = papers_of(setup.edits).p
    papers = Papers(p, Library(advance, imagined_by(p)))
    for nation in war.nations:
        nation.decider = Deliberation(war.p, SUBJECTS, papers)
    return war, papers


def test_nothing_is_imagined_for_worlds_in_which_nothing_is_open() -> None:
    """A Japan bound since July has no course left to imagine: its conferences of the autumn write no paper."""
    bound = wartime.nothing_new(wartime.CHRISTMAS_1941, wartime.once("japan.course", "south", dt.date(1941, 7, 2)))
    war, papers = _deliberating(bound, 8)
    for nation in war.nations:
        if nation.name != "japan":
            war.deregister_agent(nation)
    written = []
    for _ in range(war.weeks):
        war.step()
        written.append(papers.library.written)
    july = wartime.row(dt.date(1941, 7, 2))
    assert written[july - 1] == 0 < written[july]
    assert written[-1] == written[july]


def test_papers_are_written_for_the_open_worlds_alone() -> None:
    """Half the worlds have no choice: as many papers are written as for the other half alone."""
    view, legal = _seen("japan.course", 40)
    closed = legal.copy()
    closed[:, ::2] = 0.0
    half, alone = _papers({}), _papers({})
    point, nation_p = POINTS["japan.course"], War(Setup(), wartime.SEED, wartime.numbers(40)).p
    weighed = Deliberation(nation_p, SUBJECTS, half).weigh(point, view, closed)
    odd = np.arange(1, 40, 2)
    some = View(view.nation, view.week, {name: values[odd] for name, values in view.features.items()})
    kept = Deliberation(nation_p.take(odd), SUBJECTS, alone).weigh(point, some, legal[:, odd])
    assert half.library.written == alone.library.written > 0
    np.testing.assert_array_equal(weighed.log_odds[:, odd], kept.log_odds)
    np.testing.assert_array_equal(weighed.log_odds[:, ::2], 0.0)


def test_a_paper_is_written_once() -> None:
    view, legal = _seen("japan.course", 20)
    papers = _papers({})
    first = _council(papers, "japan.course", view, legal)
    written = papers.library.written
    again = _council(papers, "japan.course", view, legal)
    assert papers.library.written == written > 0
    np.testing.assert_array_equal(first.values, again.values)


def _meetings(block: Block) -> dict[tuple[int, int, str], tuple[object, ...]]:
    """Return every meeting of every world, with all that was written down of it."""
    found: dict[tuple[int, int, str], tuple[object, ...]] = {}
    for entry in block.ledger:
        for position in np.flatnonzero(entry.choice >= 0):
            kept: tuple[object, ...] = (
                int(entry.choice[position]),
                bool(entry.forced[position]),
                entry.utilities[:, position].tobytes(),
                entry.probabilities[:, position].tobytes(),
                entry.draw[:, position].tobytes(),
                tuple((name, values[position].tobytes()) for name, values in entry.seen.items()),
                str(in_lists(entry.council, int(position))) if entry.council is not None else "",
            )
            found[int(block.worlds[position]), entry.week, f"{entry.nation}.{entry.decision}"] = kept
    return found


def _play(worlds: list[int]) -> tuple[Block, dict[tuple[int, int, str], tuple[object, ...]]]:
    forget()
    setup = wartime.scenario_setup("historical", dt.date(1942, 5, 3))
    block = wartime.play(setup, worlds, ledger=True)
    return block, _meetings(block)


def test_any_block_size_and_order_gives_the_same_bytes() -> None:
    whole, meetings = _play(list(range(40)))
    backwards, turned = _play(list(range(39, -1, -1)))
    parts = [_play(list(range(20))), _play(list(range(20, 40)))]
    np.testing.assert_array_equal(whole.series, backwards.series[..., ::-1])
    np.testing.assert_array_equal(whole.series, np.concatenate([block.series for block, _ in parts], axis=-1))
    assert meetings == turned == parts[0][1] | parts[1][1]
    assert sum(bool(kept[-1]) for kept in meetings.values()) > 200


def test_who_holds_a_council_again_reads_the_papers_of_the_runs() -> None:
    setup = wartime.scenario_setup("no_embargo", dt.date(1941, 8, 3))
    war = tables.stepped(War(setup, wartime.SEED, wartime.numbers(4)), 4)
    assert staff_papers(setup.edits) is war.papers and war.papers.library.written > 0


@pytest.mark.parametrize("family", sorted(NOT_IMAGINED_BY))
def test_papers_hang_on_what_a_staff_imagines_by_and_on_nothing_else(family: str) -> None:
    p, moved = papers_of(()).p, []
    for name in (name for name in p if name.startswith(f"{family}.")):
        for form in ({"scale": 0.9}, {"value": 0.0}, {"value": 1.0}):
            with contextlib.suppress(InputError):  # a switch is not scaled, nor a share beyond 1
                other = papers_of((ParameterEdit(name, **form),))
                moved += [name] if other.p[name] != p[name] and other.library is papers_of(()).library else []
        if moved:
            break
    assert moved
    law = papers_of((ParameterEdit("combat.loss_slope", scale=1.01),))
    assert law.library is not papers_of(()).library


def test_a_staff_that_asks_for_what_it_does_not_imagine_by_is_told() -> None:
    p = imagined_by(papers_of(()).p)
    with pytest.raises(KeyError, match=r"interest\.japan\.limited_bonus"):
        p["interest.japan.limited_bonus"]
