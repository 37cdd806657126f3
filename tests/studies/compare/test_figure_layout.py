"""Every figure stands alone on a slide: labels apart and on it, a colour a scenario, two lines of title at most."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import pytest
from asked import MOSCOW_OR_KIEV, NORTH_OR_SOUTH
from drawn_figures import LONG, off_canvas, overlapping, title_lines
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from synthetic import MANY, synthetic_replay, synthetic_run, synthetic_table

from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.studies.compare.figures import (
    decisions_timeline,
    differences,
    endings,
    exemplars,
    front_map,
    lead,
    map_days,
    oil_clock,
    theatres,
)
from crossroads.studies.explain import course_figure
from crossroads.telling import style

Draw = Callable[[Sequence[Run], Question], Figure]
FIGURES: dict[str, Draw] = {
    "lead": lambda runs, asked: lead.figure(runs, asked, synthetic_table(list(runs))),
    "endings": lambda runs, asked: endings.figure(runs, asked, synthetic_table(list(runs))),
    "differences": lambda runs, asked: differences.figure(runs, asked, synthetic_table(list(runs))),
    "theatres": theatres.figure,
    "oil_clock": oil_clock.figure,
    "front_map": lambda runs, asked: front_map.figure(runs, asked, map_days.days_of(runs, asked)),
    "one_day": lambda runs, asked: front_map.figure(runs, asked, map_days.days_of(runs, asked)[1:2]),
    "decisions": decisions_timeline.figure,
    "course": lambda runs, asked: course_figure.figure(runs, asked, asked.colours),
    "exemplars": lambda runs, asked: exemplars.figure(
        runs[-1],
        dataclasses.replace(synthetic_replay(runs[-1].scenario, 12), title=runs[-1].title),
        {"typical": 3, "best": 5, "worst": 8},
        asked,
    ),
}
ODD = f"<b>$1.15 & {LONG}</b>"
CASES = [
    *((NORTH_OR_SOUTH, count, title) for count, title in ((2, ""), (3, ODD), (12, ""))),
    *((MOSCOW_OR_KIEV, count, title) for count, title in ((4, ""), (6, ODD))),
]


@cache
def runs_of(asked_name: str) -> list[Run]:
    asked = {question.name: question for question, _, _ in CASES}[asked_name]
    first = [name for name in asked.scenarios if name in MANY]
    return [synthetic_run(name, 12, asked=asked) for name in dict.fromkeys([*first, *MANY])]


def titled(runs: Sequence[Run], count: int, title: str) -> list[Run]:
    return [
        dataclasses.replace(run, title=f"{title} {place}") if title else run for place, run in enumerate(runs[:count])
    ]


def curves(axes: Axes) -> list[str]:
    """Return the colours of the curves of an axes: lines over many weeks."""
    lines = [line for line in axes.lines if line.get_linestyle() != "None" and len(line.get_xdata()) > 50]
    return [to_hex(line.get_color()) for line in lines]


@pytest.mark.parametrize(
    ("asked", "count", "title"), CASES, ids=[f"{asked.name}-{count}-{title[:3]}" for asked, count, title in CASES]
)
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_stands_alone(name: str, asked: Question, count: int, title: str) -> None:
    figure = FIGURES[name](titled(runs_of(asked.name), count, title), asked)
    assert off_canvas(figure) == []
    assert overlapping(figure) == []
    assert 1 <= len(title_lines(figure)) <= 2
    for axes in figure.axes:
        drawn = curves(axes)
        assert len(drawn) == len(set(drawn)), (axes.get_title(loc="left"), drawn)
    assert asked.caveat in " ".join(text.get_text() for text in figure.texts)


def test_the_check_sees_labels_over_one_another() -> None:
    figure = style.new_figure()
    figure.text(0.5, 0.5, "one label")
    figure.text(0.51, 0.505, "another")
    figure.text(0.5, 0.9, "a third")
    assert overlapping(figure) == [("one label", "another")]


@pytest.mark.parametrize("count", [2, 4, 5, 12])
def test_scenarios_keep_their_colours_wherever_they_stand(count: int) -> None:
    names = list(MANY)[:count]
    looks = dict(zip(names, style.scenario_looks(names, NORTH_OR_SOUTH.colours), strict=True))
    again = dict(zip(names[::-1], style.scenario_looks(names[::-1], NORTH_OR_SOUTH.colours), strict=True))
    assert looks == again
    assert len({look.line for look in looks.values()}) == count


def test_what_a_question_gives_is_kept_and_others_take_what_it_leaves() -> None:
    given = {"south_december": "slate", "north_august": "orange"}
    slate, orange, other = style.scenario_looks(["south_december", "north_august", "abc"], given)
    assert style.scenario_looks(["north_august"], given) == [orange]
    assert other.line not in (slate.line, orange.line)
    assert style.scenario_looks(["abc"], given) == [other], "not even where the question's scenarios are not drawn"


# Machado, Oliveira and Fernandes (2009), severity 1: how linear light looks to those who lack one kind of cone.
_BLIND = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "none": np.eye(3).tolist(),
}


def _lab(colour: str, sight: str) -> np.ndarray:
    light = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(_BLIND[sight]) @ linear, 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ seen / [0.9505, 1.0, 1.089]
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


@pytest.mark.parametrize("sight", _BLIND)
def test_the_colours_that_share_a_panel_are_told_apart_by_every_eye(sight: str) -> None:
    seen = [_lab(style.scenario_look(place).line, sight) for place in range(style.MOST_TOGETHER)]
    apart = [np.linalg.norm(one - two) for place, one in enumerate(seen) for two in seen[place + 1 :]]
    assert min(apart) > 20
