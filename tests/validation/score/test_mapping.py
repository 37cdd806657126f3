from __future__ import annotations

import csv

import pytest

from crossroads.errors import InputError
from crossroads.evidence.history.record_map import load_record_map, read_record_map
from crossroads.evidence.history.reference_rows import own_reference, read_reference
from crossroads.validation.score.questions import NOT_SCORED, SCORED, UNKNOWN, questions
from crossroads.world.calendar import HORIZON
from crossroads.world.observables import OBSERVABLES

MAPPING = load_record_map()
OWN = read_reference(own_reference(), MAPPING)
ASKED = questions(OWN.rows, MAPPING, HORIZON)


def test_every_row_of_the_own_copy_has_an_answer_or_a_reason() -> None:
    assert len(ASKED) > 400
    assert [item.row.name for item in ASKED if item.status == UNKNOWN] == []
    for item in ASKED:
        assert (item.formula is not None) or len(item.reason) >= 16


def test_what_is_not_scored_lies_before_the_war() -> None:
    reasons = {item.reason for item in ASKED if item.status == NOT_SCORED}
    assert reasons == {"is before week 0 (22 June 1941)", "begins before week 0 (22 June 1941)"}


def test_every_csv_of_the_own_copy_is_read_or_known_to_be_of_another_kind() -> None:
    named = {row.file for row in OWN.rows} | {name for name, _ in OWN.passed_over}
    assert named == {path.name for path in own_reference().glob("*.csv")}
    assert all("needed:" not in reason for _, reason in OWN.passed_over)


def test_no_row_of_a_file_is_lost() -> None:
    with (own_reference() / "facts.csv").open(encoding="utf-8") as file:
        count = len(list(csv.DictReader(file)))
    assert len([row for row in OWN.rows if row.file == "facts.csv"]) == count


def test_a_row_without_a_unit_is_read_in_the_unit_of_its_series() -> None:
    """The unit that a rule takes for granted is the one in which the own copy gives the series."""
    for item in ASKED:
        rule = MAPPING.rule(item.row.rules, item.row.name)
        if rule is None or rule.formula is None or rule.share_of:
            continue
        named = MAPPING.factor(item.row.unit, rule.unit)
        assumed = MAPPING.factor(rule.recorded_in or rule.unit, rule.unit)
        assert named is not None and named == pytest.approx(assumed), item.row


def test_every_observable_answers_to_its_own_name() -> None:
    for observable in OBSERVABLES:
        rule = MAPPING.rule("series", observable.name)
        assert rule is not None and rule.formula is not None and rule.formula.observables == (observable.name,)
        assert MAPPING.factor(observable.unit, rule.unit) == 1.0, observable.name


def test_units_are_converted_and_foreign_ones_refused() -> None:
    assert MAPPING.factor("thousand bbl", "million barrels") == pytest.approx(1e-3)
    assert MAPPING.factor("million kl", "million barrels") == pytest.approx(6.2898, rel=1e-4)
    assert MAPPING.factor("km (along-track Brest->Moscow, total 995)", "km") == 1.0
    assert MAPPING.factor("ships", "men") is None and MAPPING.factor("furlongs", "km") is None


def test_a_known_quarter_means_the_days_of_the_war_in_it() -> None:
    quarter = next(item for item in ASKED if item.row.name == "soviet_total_losses" and item.row.date == "1941-Q3")
    assert quarter.status == SCORED and quarter.days is not None
    assert (quarter.days.first.isoformat(), quarter.days.last.isoformat()) == ("1941-06-22", "1941-09-30")


def test_a_share_is_taken_of_the_row_of_the_same_date() -> None:
    share = next(item for item in ASKED if item.row.name.startswith("IJA divisions in China"))
    assert share.value == pytest.approx(22 / 51)
    assert (share.low, share.high) == (pytest.approx(20 / 53), pytest.approx(24 / 50))


START = '[[layouts]]\nrules = "series"\nname = "series"\nneeds = ["series"]\ndate = "date"\n[units]\n[other_files]\n'


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ('match = "x"\nformla = "at(japan_carriers)"', "formla"),
        ('match = "x"\nformula = "at(japan_carrier)"\nunit = "ships"', "did you mean 'japan_carriers'"),
        ('match = "x"', "needs either"),
        ('match = "x"\nformula = "at(japan_carriers)"', "needs either"),
        ('match = "x"\nformula = "at(japan_carriers)"\nunit = "ships"\nperiod = "week"', "period: found 'week'"),
    ],
)
def test_an_unsound_rule_is_told(rule: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        read_record_map({"losses.toml": f"{START}[[series]]\n{rule}\n"})
    assert told in str(refused.value) and "losses.toml" in str(refused.value)
