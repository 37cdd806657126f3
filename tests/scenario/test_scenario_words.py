"""What a scenario says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from crossroads.errors import InputError
from crossroads.evidence.load import load_records
from crossroads.scenario.scenario import load_scenario
from crossroads.world.calendar import MEMORY_WEEKS


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def described(text: str) -> list[str]:
    Path("case.toml").write_text(text, "utf-8")
    return load_scenario("case.toml").describe()


def force(nation: str, decision: str, rest: str) -> str:
    return f'[[force]]\nnation = "{nation}"\ndecision = "{decision}"\n{rest}\n'


def test_a_single_order() -> None:
    assert described(force("japan", "course", 'on = 1941-08-09\noption = "north"')) == [
        "Japan: attacks the Soviet Union, at the first meeting from 9 August 1941."
    ]


def test_repeated_orders() -> None:
    text = force("ussr", "transfers", 'on = 1941-06-29\nalways = true\noption = "none"')
    assert described(text) == [
        "The USSR: keeps the Far Eastern army in place, at every meeting from 29 June 1941 to the end."
    ]
    assert described(text.replace("always", "until = 1941-12-31\nalways"))[0].endswith("to 31 December 1941.")


def test_odds_and_conditions() -> None:
    rest = 'when = "soviet_cohesion < 0.7"\nbetween = [1941-07-05, 1941-08-10]\n'
    rest += "odds = { north = 0.5, wait = 0.2 }"
    (sentence,) = described(force("japan", "course", rest))
    assert "attacks the Soviet Union with odds 0.5; keeps the present course with odds 0.2" in sentence
    assert "by its own odds among the rest (0.3)" in sentence
    assert "from 5 July 1941 to 10 August 1941" in sentence
    assert sentence.endswith("soviet_cohesion < 0.7.")


def test_parameters_inside_and_outside_their_range() -> None:
    key = '[parameters."japan.kwantung_strength"]\n'
    assert described(key + "value = 700_000") == [
        "japan.kwantung_strength: 700,000 men in every world instead of 650,000."
    ]
    assert described(key + "value = 900_000")[0].endswith("outside its recorded range of 600,000 to 700,000.")
    assert "every draw times 1.04 (centre 676,000 men instead of 650,000)" in described(key + "scale = 1.04")[0]
    assert "drawn from 610,000 to 620,000 men" in described(key + "low = 610_000\nhigh = 620_000")[0]


LAGS = [name for name, record in load_records().items() if record.is_lag]


def test_lags_are_those_that_rules_round() -> None:
    assert {"intelligence.magic_lag_weeks", "view.us_lag_weeks", "belief.trend_weeks"} <= set(LAGS)
    assert "diplomacy.yalta_lag_months" not in LAGS and all(load_records()[name].unit == "weeks" for name in LAGS)


@pytest.mark.parametrize("name", LAGS)
@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ("value = 1.4", True),
        ("value = 4", False),
        ("low = 1.5\nhigh = 5", True),
        ("low = 4\nhigh = 5", True),
        ("scale = 1.05", True),
        ("scale = 1", False),
    ],
)
def test_a_lag_that_is_no_whole_number_is_said_to_be_rounded(name: str, edit: str, said: bool) -> None:
    """Reports come week by week: a lag of 1.4 weeks is one week."""
    told = described(f'[parameters."{name}"]\n{edit}')
    assert (sum("rounded to whole weeks" in sentence for sentence in told) == 1) == said


@pytest.mark.parametrize("name", LAGS)
def test_a_lag_is_no_longer_than_reports_are_kept(name: str) -> None:
    assert load_records()[name].high <= MEMORY_WEEKS
    described(f'[parameters."{name}"]\nvalue = {MEMORY_WEEKS}')
    with pytest.raises(InputError, match=rf"value: found 13\.5; allowed: a number of at most {MEMORY_WEEKS} \(weeks\)"):
        described(f'[parameters."{name}"]\nvalue = {MEMORY_WEEKS + 0.5}')


def test_a_lever_says_what_it_multiplies() -> None:
    (sentence,) = described("[levers]\nkwantung_strength = 2")
    assert sentence.startswith("Lever kwantung_strength: japan.kwantung_strength: every draw times 2")
    assert "outside its recorded range" in sentence


def test_horizon_and_switches() -> None:
    assert described("horizon = 1948-01-04\n[uncertainty]\nluck = false\nknowledge = false") == [
        "Runs end on 4 January 1948 instead of 29 December 1946.",
        "Luck is off: every weekly shock stands at its median.",
        "Uncertain knowledge is off: every parameter has its central value.",
    ]


def test_only_what_differs_from_the_base_is_told() -> None:
    base = force("japan", "course", 'on = 1941-12-01\noption = "south"')
    kept = force("japan", "mobilisation", 'on = 1941-07-02\noption = "rung_101"')
    Path("base.toml").write_text("[uncertainty]\nluck = false\n" + base + kept, "utf-8")
    child = 'extends = "base"\n[uncertainty]\nluck = true\n' + base.replace('"south"', '"wait"')
    assert described(child) == [
        "Japan: keeps the present course, at the first meeting from 1 December 1941 "
        "(its base: goes to war in the south, the United States included).",
        "Luck is on again.",
    ]
    assert described('extends = "base"') == ["Changes nothing against base."]
    assert described('extends = "base"\ndrop_forces = ["japan.course"]') == [
        "No longer fixed: Japan goes to war in the south, the United States included, "
        "at the first meeting from 1 December 1941."
    ]
