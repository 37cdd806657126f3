"""The model's own records: what its nations decided comes out of them again, and can be imagined again."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache

import numpy as np
import pandas as pd

from crossroads.engine import simulate
from crossroads.minds.setup import Setup
from crossroads.runs.tables.ledger_table import ledger_frame
from crossroads.scenario.scenario import load_scenario
from crossroads.studies.explain.flip_page import belief_steps, flip_text
from crossroads.studies.explain.meetings import meetings, select
from crossroads.studies.explain.recompute import recompute

WORLDS = 4


@cache
def played() -> tuple[Setup, pd.DataFrame]:
    setup = dataclasses.replace(load_scenario("historical").setup, horizon=dt.date(1941, 12, 28))
    block = simulate(setup, 1941, np.arange(WORLDS), ledger_below=WORLDS)
    return setup, ledger_frame("historical", block.ledger, list(range(WORLDS)))


def test_the_model_s_decisions_come_out_of_their_record() -> None:
    found = recompute(played()[1])
    assert found.mismatches == ()
    assert found.worlds == WORLDS and found.reasoned > 0 and found.decisions > found.reasoned


def test_a_course_of_the_model_is_imagined_again() -> None:
    setup, ledger = played()
    meeting = meetings(select(ledger, world=0, decision="japan.course"))[0]
    assert meeting.seen is not None and set(belief_steps(meeting)) <= set(meeting.seen)
    text = flip_text(meeting, setup)
    assert text.count("What would have") == 2
    assert "another option comes first" not in text
