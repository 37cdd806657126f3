"""What an edit may give, what it runs with, and orders, names and files at their bounds."""

from __future__ import annotations

import dataclasses
import os
import random
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from crossroads.engine import simulate
from crossroads.errors import InputError
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.load import load_levers, load_records
from crossroads.evidence.parameters import draw_parameters
from crossroads.evidence.record import Record
from crossroads.scenario.scenario import load_scenario
from crossroads.world import calendar

GROUP = 40
SUBSET = 1
SOME_RULES_WAKE_LATE = calendar.date_of(41)
COURSE = '[[force]]\nnation = "japan"\ndecision = "course"\n'


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def widened(record: Record) -> ParameterEdit:
    if record.is_switch:
        return ParameterEdit(record.name, value=1.0 - record.value)
    least, most = record.limits
    width = max(record.high - record.low, abs(record.value) / 5, 0.01) / 10
    low = record.low * 0.9 if record.draw == "loguniform" else record.low - width
    return ParameterEdit(record.name, low=max(least, low), high=min(most, record.high + width))


FORMS: dict[str, Callable[[Record], ParameterEdit]] = {
    "widened": widened,
    "least": lambda record: ParameterEdit(record.name, value=record.limits[0]),
    "utmost": lambda record: ParameterEdit(record.name, value=record.limits[1]),
}


def groups() -> list[list[Record]]:
    """All records in groups of 40 with CROSSROADS_SWEEP=all; else a seeded few."""
    used = [record for record in load_records().values() if record.used]
    found = [used[first : first + GROUP] for first in range(0, len(used), GROUP)]
    return found if os.environ.get("CROSSROADS_SWEEP") == "all" else random.Random(1941).sample(found, SUBSET)


def fault_of(edits: Sequence[ParameterEdit]) -> str:
    setup = dataclasses.replace(load_scenario("no_embargo").setup, horizon=SOME_RULES_WAKE_LATE, edits=tuple(edits))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            simulate(setup, 7, np.arange(2), keep_papers=False)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
    return ""


def failing(edits: Sequence[ParameterEdit]) -> list[str]:
    """Halve a failing group down to the edits that fail."""
    if not (fault := fault_of(edits)):
        return []
    if len(edits) == 1:
        return [f"{edits[0]}: {fault}"]
    half = len(edits) // 2
    return failing(edits[:half]) + failing(edits[half:]) or [f"together: {[edit.name for edit in edits]}: {fault}"]


@pytest.mark.parametrize("form", FORMS)
def test_what_is_accepted_runs_and_stays_finite(form: str) -> None:
    assert [line for group in groups() for line in failing([FORMS[form](record) for record in group])] == []


def test_a_lever_runs_at_the_0_that_its_text_names() -> None:
    named = ("transfers", "american_entry", "trust_in_pact", "american_yards")
    edits = [ParameterEdit(load_levers()[name].parameter, scale=0.0) for name in named]
    assert [fault for edit in edits if (fault := fault_of([edit]))] == []


def test_a_record_refuses_what_lies_beyond_its_limits() -> None:
    for record in load_records().values():
        least, most = record.limits
        assert least <= record.low <= record.high <= most, record.name
        for beyond in (least - 1, most + 1):
            assert list(record.refusals(ParameterEdit(record.name, value=beyond))), record.name


ORDERS = [
    'on = 1941-08-09\noption = "north"',
    'on = 1941-08-01\noption = "south"',
    'on = 1941-07-05\nuntil = 1941-12-20\nalways = true\noption = "wait"',
    'when = "japan_oil_stock_mbbl > 20"\nbetween = [1941-08-05, 1941-08-20]\noption = "north"',
    'on = 1941-10-16\noption = "wait"',
]
CLASHING = {(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)}


@pytest.mark.parametrize("other", range(len(ORDERS)))
@pytest.mark.parametrize("one", range(len(ORDERS)))
def test_unlike_orders_that_share_a_meeting_are_refused_in_either_order(one: int, other: int) -> None:
    if one == other:
        return
    Path("plan.toml").write_text(f"title = 'x'\n{COURSE}{ORDERS[one]}\n{COURSE}{ORDERS[other]}\n")
    if (min(one, other), max(one, other)) in CLASHING:
        with pytest.raises(InputError, match="same meeting"):
            load_scenario("plan.toml")
    else:
        assert len(load_scenario("plan.toml").setup.forces) == 2


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *[(name, "united_states") for name in ("usa", "USA", "US", "America", "american", "the United States")],
        *[(name, "ussr") for name in ("Soviet Union", "the Soviet Union", "Russia", "USSR", "soviet", "ussrr")],
        *[(name, "germany") for name in ("Reich", "German", "germny", "Germany")],
        *[(name, "japan") for name in ("Nippon", "Japanese", "jpan", "Japan")],
    ],
)
def test_names_in_use_lead_right(said: str, meant: str) -> None:
    Path("plan.toml").write_text(f"[[force]]\nnation = '{said}'\n[deciders]\n'{said}' = 'x'\n")
    with pytest.raises(InputError) as caught:
        load_scenario("plan.toml")
    assert str(caught.value).count(f"did you mean '{meant}'?") == 2


@pytest.mark.parametrize("key", ["title", "question", "why", "extends"])
def test_a_key_of_the_file_below_a_table_is_told_to_stand_above(key: str) -> None:
    Path("plan.toml").write_text(f"title = 'x'\n[levers]\n{key} = 'what if?'\n")
    with pytest.raises(InputError, match=rf"plan.toml: {key}: found below \[levers\]; allowed: above the first table"):
        load_scenario("plan.toml")


@pytest.mark.parametrize("name", [".", "..", "a\x07b", "a" * 200, "plan\udcfe"])
def test_a_name_that_cannot_be_shown_or_is_dots_alone_is_refused(name: str) -> None:
    with pytest.raises(InputError) as caught:
        load_scenario(f"./{name}.toml")
    assert str(caught.value).isprintable()


def test_files_are_bounded() -> None:
    os.mkfifo("pipe.toml")
    Path("zero.toml").symlink_to("/dev/zero")
    Path("large.toml").write_text(f"title = '{'x' * 1_000_001}'")
    Path("keys.toml").write_text("\n".join(f"key{number} = 1" for number in range(2_000)))
    order = f"{COURSE}on = 1941-08-09\noption = 'north'\n"
    Path("orders.toml").write_text(order * 800)
    for name in ("pipe", "zero", "large", "keys", "orders"):
        with pytest.raises(InputError) as caught:
            load_scenario(f"{name}.toml")
        assert len(str(caught.value)) < 20_000 and str(caught.value).count("\n") <= 50


def test_a_file_never_finds_itself_and_one_in_a_built_ins_place_is_told() -> None:
    Path("no_pact.toml").write_text("extends = 'no_pact'\n[levers]\noil_stock = 1.2\n")
    Path("plan.toml").write_text("extends = 'no_pact'\n")
    assert load_scenario("no_pact.toml").resolved["parameters"]
    assert "no_pact.toml stands here in place" in load_scenario("plan.toml").describe()[0]


def test_a_mapping_is_a_scenario() -> None:
    built = load_scenario({"extends": "wait", "levers": {"oil_stock": 1.2}})
    assert built.name == "unnamed" and built.setup.edits == (ParameterEdit("oil.stock_opening", scale=1.2),)


@pytest.mark.parametrize("base", ["value = 40", "scale = 0.8", "low = 30\nhigh = 44"])
@pytest.mark.parametrize("child", ["value = 45", "scale = 0.9", "low = 20\nhigh = 41"])
def test_instead_of_is_what_the_base_runs_with(base: str, child: str) -> None:
    head = '[parameters."oil.stock_opening"]\n'
    Path("base.toml").write_text(f"extends = 'wait'\n{head}{base}")
    Path("plan.toml").write_text(f"extends = 'base'\n{head}{child}")
    told = load_scenario("plan.toml").describe()
    assert len(told) == 1
    for name, before in (("base.toml", "instead of "), ("plan.toml", "")):
        edits = load_scenario(name).setup.edits
        value = float(draw_parameters(edits, 1, np.arange(1), knowledge=False)["oil.stock_opening"])
        assert f"{before}{value:,.10g}" in told[0]


def test_a_slip_that_python_only_warns_of_is_told() -> None:
    when = "japan_oil_stock_mbbl > 20and japan_carriers < 90"
    Path("plan.toml").write_text(f"{COURSE}when = '{when}'\nbetween = [1941-07-05, 1941-08-10]\noption = 'north'")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(InputError, match="cannot be read"):
            load_scenario("plan.toml")
