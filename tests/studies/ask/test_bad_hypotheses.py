"""A file with a fault says which key, what stands there, what may stand there, and the nearest name."""

from __future__ import annotations

from pathlib import Path

import made_hypotheses
import pytest

from crossroads.errors import InputError
from crossroads.studies.ask.hypothesis import load_hypothesis

CURVE = """
[curve]
scenario = "quick"
name = "transfers"
values = [0, 1]
when = "if {} go"
"""

OF_CURVE = """
[[finds]]
said = "Moscow falls"
measure = "date_moscow_falls:happens"
arm = "at_0"
base = "at_1"
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('title = "A short war"', "", "title: found nothing; allowed: a value: the key is needed"),
        ('title = "A short war"', 'titel = "A"', "the unknown key 'titel'"),
        ('"002" = "7"', '"009" = "7"', "documents.009: found '009'; allowed: 000, 001, 002, 003, 004"),
        ('scenario = "other"', 'scenario = "othre"', "arms.north: scenario: found 'othre'"),
        ('scenario = "other"', "", "arms.north.scenario: found 'nothing'; allowed: text in quotation marks"),
        ('when = "if it goes north"', "when = 7", "arms.north.when: found 7; allowed: text in quotation marks"),
        ('title = "north"', 'title = "north"\nlevers = { oil_stok = 2 }', "arms.north: levers: found 'oil_stok'"),
        ('title = "north"', 'title = "north"\nleavers = { oil_stock = 2 }', "the unknown key 'leavers'"),
        (
            'measure = "military_losses_japan"',
            'measure = "military_losses_japn"',
            "[[finds]] 1: measure.1: found 'mili",
        ),
        ('measure = "military_losses_japan"', 'measure = "verdict"', "found 'verdict'; allowed: one of its values"),
        ('measure = "military_losses_japan"', 'measure = "odds:japan.cours=north"', "(did you mean 'japan.course'?)"),
        ('measure = "military_losses_japan"', 'measure = "odds:japan.course=nort"', "(did you mean 'north'?)"),
        ('measure = "military_losses_japan"', 'measure = "believed:japan.oil"', "believed:NATION.BELIEF@DAY"),
        ('measure = "military_losses_japan"', 'measure = "odds:japan.course=north@1951-01-01"', "allowed after '@'"),
        ('measure = "military_losses_japan"', 'measure = "kwantung_strength@1944-01-02"', "a day before 1942-03-29"),
        (
            'measure = "military_losses_japan"',
            'measure = ["japan_undefeated", "ussr_undefeated"]',
            "together: found None",
        ),
        ('measure = "military_losses_japan"', 'measure = "japan_undefeated"\nby = 1942-01-01', "by: found 1942-01-01"),
        (
            'arm = "north"',
            'arm = "nroth"',
            "[[finds]] 1: arm: found 'nroth'; allowed: north, south (did you mean 'nort",
        ),
        ('expects = "less"', 'expects = "fewer"', "expects: found 'fewer'; allowed: more, less, alike"),
        ('expects = "less"', "at_least = 3", "at_least: found a bound of a level beside base or split"),
        ("matters = 1000", "matters = 0", "matters: found 0; allowed: a number above 0"),
        ("matters = 1000", "", "matters: found nothing; allowed: expects with matters and why"),
        ("main = true", "", "finds: found no main one"),
        ('base = "south"', "", "expects: found a difference's key without base or split"),
        ('leans_on = "a war that is over in spring."', CURVE, "leans_on: found nothing"),
        ("[arms.north]", CURVE.replace("{} go", "they go") + "[arms.north]", "curve.when: found 'if they go'"),
        ("[arms.north]", CURVE.replace("[0, 1]", "[1, 1]") + "[arms.north]", "curve.values: found 2 values"),
        ("[arms.north]", CURVE + 'titles = ["none"]\n[arms.north]', "curve.titles: found 1 titles; allowed: 2, one"),
        ("[arms.north]", CURVE.replace("transfers", "transfer") + "[arms.north]", "curve: parameters"),
    ],
)
def test_one_message_names_it(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in made_hypotheses.CLAIM
    path = made_hypotheses.hypothesis(tmp_path, text=made_hypotheses.CLAIM.replace(old, new, 1))
    with pytest.raises(InputError) as refused:
        load_hypothesis(path)
    message = str(refused.value)
    assert told in message and message.startswith(str(path))


def test_a_file_that_is_sound_is_read(tmp_path: Path) -> None:
    path = made_hypotheses.hypothesis(tmp_path, text=made_hypotheses.CLAIM + made_hypotheses.OF_PAPERS)
    assert load_hypothesis(path).name == "claim"
    with pytest.raises(InputError, match=r"gone.toml: found no such file"):
        load_hypothesis(tmp_path / "gone.toml")
    with pytest.raises(InputError, match=r"hypothesis: found 'H13x'.*did you mean 'H13'"):
        load_hypothesis("H13x")


def test_a_curve_is_an_arm_for_each_value(tmp_path: Path) -> None:
    text = made_hypotheses.CLAIM.replace("[arms.north]", CURVE + 'titles = ["none", "all"]\n[arms.north]')
    text += OF_CURVE
    found = load_hypothesis(made_hypotheses.hypothesis(tmp_path, text=text))
    assert found.curve == ("at_0", "at_1") and found.varied == "transfers"
    assert [found.arms[name].when for name in found.curve] == ["if none go", "if all go"]
    assert [(find.arm, find.base, find.main) for find in found.along()] == [
        ("at_0", None, False),
        ("at_1", None, False),
    ]
    assert found.arms["at_0"].digest != found.arms["at_1"].digest


def test_arms_alike_are_one(tmp_path: Path) -> None:
    text = made_hypotheses.CLAIM.replace('title = "south"', 'title = "south"\nlevers = { oil_stock = 1.2 }')
    plain = load_hypothesis(made_hypotheses.hypothesis(tmp_path, "plain"))
    other = load_hypothesis(made_hypotheses.hypothesis(tmp_path, "other_claim", text))
    assert plain.arms["north"].digest == other.arms["north"].digest
    assert plain.arms["south"].digest != other.arms["south"].digest and plain.digest != other.digest
