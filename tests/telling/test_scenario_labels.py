"""Scenarios of one comparison are told apart: titles, labels and looks."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from synthetic import synthetic_run

from crossroads.errors import InputError
from crossroads.scenario.scenario import load_scenario
from crossroads.studies.compare.asking import told_apart
from crossroads.studies.compare.study import compare
from crossroads.telling import style

WORDS = st.text(st.characters(exclude_categories=("C", "Z", "M"), max_codepoint=0x2FFF), min_size=1, max_size=30)


@st.composite
def titles(draw: st.DrawFn) -> list[str]:
    begins = draw(st.text("aäЖ ", max_size=120))
    ends = draw(st.lists(WORDS, min_size=2, max_size=style.MOST_TOGETHER, unique=True))
    return [f"{begins}{end}" for end in ends]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(titles())
def test_labels_differ_after_every_cut_and_stay_inside(wanted: list[str]) -> None:
    assume(len(set(wanted)) == len(wanted))
    assert len({label[:24] for label in style.scenario_labels(wanted)}) == len(wanted)
    run = RUN
    figure = style.new_figure()
    style.styled(style.scenario_key)(figure, [dataclasses.replace(run, title=title) for title in wanted])
    assert len({text.get_text() for text in figure.texts}) == len(wanted)
    boxes = sorted((text.get_window_extent() for text in figure.texts), key=lambda box: box.x0)
    for box, after in pairwise(boxes):
        assert box.x1 < after.x0
    assert boxes[-1].x1 <= style.RIGHT * figure.bbox.width + 1


RUN = synthetic_run("wait", 5)


@pytest.mark.parametrize(
    "wanted",
    [
        ["Two plans", "Two plans"],
        ["Two plans", "TWO PLANS", "Two plans (wait)"],
        ["Two plans (wait)", "Two plans", "Two plans"],
    ],
)
def test_equal_titles_get_their_names(wanted: list[str]) -> None:
    scenario = load_scenario("wait")
    given_names = ("wait", "other", "third")
    parts = [
        dataclasses.replace(scenario, name=name, title=title) for name, title in zip(given_names, wanted, strict=False)
    ]
    told = [part.title for part in told_apart(parts)]
    assert len(set(told)) == len(wanted)
    assert sum(title.casefold().startswith("two plans (") for title in told) == len(wanted)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    title=st.text("aäßK 1ﬁ", min_size=1, max_size=12).filter(str.strip),
    blanks=st.sampled_from([" ", "  ", "\u00a0", "\u2009", "\u3000", "\t"]),
    form=st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]),
    change=st.sampled_from([str.upper, str.lower, str.title, str]),
)
def test_titles_that_look_the_same_get_their_names(
    title: str, blanks: str, form: Literal["NFC", "NFD", "NFKC", "NFKD"], change: Callable[[str], str]
) -> None:
    """Capitals, the kind and number of blanks, and how a letter is put together tell no reader two titles apart."""
    other = unicodedata.normalize(form, change(title)).replace(" ", blanks)
    scenario = load_scenario("wait")
    parts = [
        dataclasses.replace(scenario, name=name, title=text) for name, text in (("one", title), ("two", f" {other}"))
    ]
    assert [part.title for part in told_apart(parts)] == [f"{title} (one)", f" {other} (two)"]


def test_a_title_that_is_anothers_name_gets_its_own() -> None:
    """Tables tell scenarios by their names: one titled as the other is called would be taken for it."""
    scenario = load_scenario("wait")
    parts = [dataclasses.replace(scenario, name=name, title=title) for name, title in (("x", "Y"), ("y", "x"))]
    assert [part.title for part in told_apart(parts)] == ["Y (x)", "x (y)"]
    alone = [dataclasses.replace(scenario, name=name, title=name.capitalize()) for name in ("x", "y")]
    assert [part.title for part in told_apart(alone)] == ["X", "Y"]


def test_looks_differ_and_more_scenarios_are_refused_before_the_run(tmp_path: Path) -> None:
    assert len({style.scenario_look(index) for index in range(style.MOST_SCENARIOS)}) == style.MOST_SCENARIOS
    scenario = load_scenario("wait")
    many = [dataclasses.replace(scenario, name=f"s{place}") for place in range(style.MOST_SCENARIOS + 1)]
    with pytest.raises(
        InputError, match=r"at most 12 scenarios, as many as its figures can tell apart .* 13 were given"
    ):
        compare(*many, worlds=2, out=tmp_path / "out")
    assert not any(tmp_path.iterdir())


def test_letters_that_the_font_lacks_are_named_once() -> None:
    assert style.font_note(["Plan Ō: № 7", "Żółw, Čop, Жуков"]) == ""
    note = style.font_note(["南進 and 南進", "南"])
    assert note.count("南") == 1 and note.count("進") == 1
