"""The table of the documents' reasons: all fifty, each with a switch or with why it has none."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from crossroads.errors import InputError
from crossroads.evidence.load import load_records
from crossroads.evidence.reasons import (
    PREFIX,
    Reason,
    load_reasons,
    read_reasons,
    reason_groups,
    reasons_by_name,
    reasons_of_group,
)
from crossroads.minds.decision import NATIONS, decision_points
from crossroads.telling.reference_pages import pages

IDS = [
    f"{letter}{number:02}" for letter, last in zip("JUGA", (23, 10, 8, 9), strict=True) for number in range(1, last + 1)
]

WITHOUT_A_SWITCH = {"G04", "G06", "A04", "A07"}

GROUPED = {
    "oil": "J01 J06",
    "southern_prize": "J02 J13 J14 J16",
    "soviet_strength": "J03 J04 J09",
    "cost_of_north": "J05 J07 J08",
    "china_and_two_fronts": "J10 J15",
    "pact": "J11",
    "germany": "J12 J17 J18",
    "northern_motives": "J19 J20 J22 J23",
    "waiting": "J21",
}

HEAD = """
[groups.course]
oil = "Oil"
"""

GOOD = """
[J01]
name = "some_reason"
group = "oil"
title = "something was so"
documents = "002 L53"
direction = "for the south"
enters = "belief"
through = "a belief"
"""


def test_all_fifty_stand_in_the_table_in_order() -> None:
    assert list(load_reasons()) == IDS
    assert set(Counter(reason.nation for reason in load_reasons().values())) == set(NATIONS)


@pytest.mark.parametrize("reason", load_reasons().values(), ids=lambda reason: reason.id)
def test_a_reason_has_a_switch_or_says_why_not(reason: Reason) -> None:
    assert (reason.id in WITHOUT_A_SWITCH) == (not reason.name) == (reason.enters == "none") == bool(reason.why)
    if not reason.name:
        assert reason.record == "" and reason.why.endswith(".")
        return
    record = load_records()[reason.record]
    assert (record.value, record.low, record.high, record.unit, record.draw) == (1.0, 0.0, 1.0, "switch", "fixed")
    assert record.used and record.note.startswith(f"{reason.id}. ")
    if record.document:
        assert f"{record.document} L" in reason.documents
        assert record.tier == "document" and record.source == f"document_{record.document}"


def test_every_switch_belongs_to_a_reason() -> None:
    switches = {name for name in load_records() if name.startswith(PREFIX)}
    assert switches == {reason.record for reason in load_reasons().values() if reason.name}
    assert [reason.name for reason in reasons_by_name().values()] == list(reasons_by_name())


def test_groups_take_in_each_of_japans_reasons_once() -> None:
    assert list(GROUPED) == list(reason_groups()["japan.course"])
    assert {group: " ".join(item.id for item in reasons_of_group(group)) for group in GROUPED} == GROUPED
    assert all((reason.nation == "japan") == bool(reason.group) for reason in load_reasons().values())


def test_an_appraisal_names_a_decision() -> None:
    decisions = {point.id for point in decision_points()}
    appraised = [reason for reason in load_reasons().values() if reason.enters == "appraisal"]
    assert appraised and {reason.through for reason in appraised} <= decisions


def test_the_page_tells_where_each_enters_and_why_some_do_not() -> None:
    page = pages()["reasons.md"]
    for reason in load_reasons().values():
        row = next(line for line in page.splitlines() if line.startswith(f"| {reason.id} |"))
        assert reason.title in row and reason.enters in row and (reason.through or reason.why) in row
        assert (f"`{reason.name}`" if reason.name else "none") in row
    assert all(f"| `{group}` |" in page for group in GROUPED)


@pytest.mark.parametrize(
    ("change", "into", "expected"),
    [
        ("[J01]", "[X01]", "letter and number"),
        ("direction =", "directions =", "did you mean 'direction'"),
        ('group = "oil"', 'group = "oill"', "did you mean 'oil'"),
        ('enters = "belief"', 'enters = "beleif"', "did you mean 'belief'"),
        ('enters = "belief"', 'enters = "none"', "needs why alone"),
        ('name = "some_reason"', 'name = ""', "needs name and through"),
        ('through = "a belief"\n', "", "needs name and through"),
        ('title = "something was so"', 'title = " "', "title: found blank text"),
    ],
)
def test_a_fault_names_file_reason_and_remedy(tmp_path: Path, change: str, into: str, expected: str) -> None:
    path = tmp_path / "reasons.toml"
    path.write_text(HEAD + GOOD.replace(change, into), "utf-8")
    with pytest.raises(InputError, match=r"^reasons\.toml: reason '") as caught:
        read_reasons(path, "japan")
    assert expected in str(caught.value)


def test_a_switch_belongs_to_one_reason_only(tmp_path: Path) -> None:
    path = tmp_path / "reasons.toml"
    path.write_text(HEAD + GOOD + GOOD.replace("[J01]", "[J02]"), "utf-8")
    with pytest.raises(InputError, match="reason 'J02': name: found 'some_reason'"):
        read_reasons(path, "japan")
    path.write_text(HEAD + GOOD, "utf-8")
    assert read_reasons(path, "japan")["J01"].record == "reason.some_reason"
