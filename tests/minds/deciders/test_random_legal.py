from __future__ import annotations

import numpy as np
import seats

from crossroads.minds.deciders.catalogue import DECIDERS
from crossroads.minds.deciders.random_legal import RandomLegal


def test_every_legal_option_is_as_likely_as_any_other() -> None:
    block = seats.played(DECIDERS["random_legal"], "japan", worlds=12)
    met = 0
    for entry in block.ledger:
        for world in np.flatnonzero((entry.choice >= 0) & (entry.nation == "japan")):
            odds = entry.probabilities[:, world]
            np.testing.assert_allclose(odds[odds > 0], 1.0 / (odds > 0).sum())
            met += 1
    assert met > 3 * 12


def test_it_looks_at_nothing() -> None:
    _, views = seats.views()
    point = seats.point_of("japan.course")
    legal = np.ones((len(point.options), 4))
    weighing = RandomLegal().weigh(point, views["japan"], legal)
    assert weighing.council is None
    np.testing.assert_array_equal(weighing.log_odds, np.zeros_like(legal))


def test_a_seat_without_judgement_takes_every_course_in_some_world() -> None:
    """Read as histories, the worlds differ in the first summer already."""
    block = seats.played(DECIDERS["random_legal"], "japan", worlds=64)
    assert all(block.choices["japan.course"][option] > 0 for option in seats.point_of("japan.course").options)
    first = [lines[0] for world in range(64) if (lines := seats.decided(block, "japan", world))]
    assert len(first) > 48, "few worlds draw the quiet option every time"
    assert len(set(first)) > 4
    assert min(first) < "1941-07-03"
