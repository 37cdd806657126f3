from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import SEATS, answer, crossroads

QUESTION = """
title = "A short war"
text = "What has happened by the spring of 1942?"
decision = "japan.course@1941-08-09"
scenarios = ["short_south", "short_north"]
asks = ["date_moscow_falls:happens", "soviet_men_moved_west@1941-12-28"]
"""

SOUTH = f"""
extends = "south_december"
title = "A short war"
horizon = 1942-01-25
{SEATS}"""


@pytest.fixture
def asked(place: Path) -> Path:
    """Return a folder with a question of two short wars."""
    folder = place / "scenarios"
    (folder / "questions").mkdir(parents=True, exist_ok=True)
    (folder / "short_south.toml").write_text(SOUTH, encoding="utf-8")
    (folder / "short_north.toml").write_text(SOUTH.replace("south_december", "north_august"), encoding="utf-8")
    (folder / "questions" / "short.toml").write_text(QUESTION, encoding="utf-8")
    return place


def test_a_number_is_told_with_all_that_stands_behind_it(place: Path) -> None:
    done = crossroads(place, "why", "japan.kwantung_strength")
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.split())
    for part in (
        "japan.kwantung_strength: 650,000 men Range: 600,000 to 700,000 men",
        "Tier: document",
        "Document 003, line 47. The document cites March p. 223: G. Patrick March, Eastern Destiny",
        "002, line 65: 700,000 troops (+8 %; taken as a range)",
        "003, line 47: 600,000 troops (-8 %; taken as a range; cites G. Patrick March, p. 223)",
        "C-01 contradiction, medium",
        "X-49 error, high",
        "war/powers/japanese_army.py, manchuria_wanted",
        "lever kwantung_strength",
        "crossroads why japan.kwantung_strength --worlds 300",
    ):
        assert part in told, part


def test_levers_reasons_and_near_names_are_understood(place: Path) -> None:
    for words, told in (
        ("oil_stock", "'oil_stock' is oil.stock_opening."),
        ("J03", "'J03' is reason.past_defeats."),
        ("past-defeats", "'past-defeats' is reason.past_defeats."),
        ("kwantung before", "'kwantung before' is taken as japan.kwantung_before"),
        ("japan.kwantung_strenght", "'japan.kwantung_strenght' is taken as japan.kwantung_strength, the nearest name."),
    ):
        done = answer(place, "why", words)
        assert done.returncode == 0 and done.stdout.startswith(told), done.stdout[:200] + done.stderr


def test_a_reason_says_what_switches_it_and_who_gives_it(place: Path) -> None:
    told = answer(place, "why", "reason.past_defeats").stdout
    assert "Switch of reason J03" in told and 'without = ["past_defeats"]' in told
    assert re.search(r"scenarios: [a-z0-9_, ]*without_past_defeats", told) and "nations/japan/view.py" in told


def test_a_number_that_no_rule_reads_says_so(place: Path) -> None:
    told = answer(place, "why", "documents.ussr_military_dead").stdout
    assert "No rule: it is kept for comparison and checks." in told and "Nothing: no rule reads it." in told
    done = answer(place, "why", "documents.ussr_military_dead", "--worlds", "5")
    assert done.returncode == 2 and "no rule reads documents.ussr_military_dead" in done.stderr


def test_pulling_it_tells_what_that_changes(asked: Path) -> None:
    words = ["why", "ussr.transfer_west_troops", "--question", "short", "--worlds", "40", "--seed", "7", "--quiet"]
    done = answer(asked, *words)
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.split())
    assert "40 worlds at either end of each scenario, the same luck at both, seed 7" in told
    moved = re.search(
        r"short_south Soviet soldiers sent west from the Far East, 28 December 1941: ([\d,]+) to ([\d,]+) men", told
    )
    assert moved is not None, told
    low, high = (int(number.replace(",", "")) for number in moved.groups())
    assert high > low + 50_000
    assert "short_north against short_south" in told and "Sure, by Holm's rule" in told
    assert answer(asked, *words).stdout == done.stdout


def test_bad_words_are_answered_in_one_line(place: Path) -> None:
    for words, told in (
        (["nonsense_xyz"], "why: found 'nonsense_xyz'; allowed: a parameter, a lever or a reason"),
        (["moscow"], "why: found 'moscow', which several names hold; allowed: one of "),
        ([""], "why: found ''; allowed: a parameter, a lever or a reason"),
        (["oil_stock", "--worlds", "none"], "worlds is 'none'"),
        (["oil_stock", "--worlds", "1"], "worlds is 1"),
        (["oil_stock", "--worlds", "2", "--question", "nowhere"], "nowhere"),
        (["ussr.august_1945_tanks", "--worlds", "2"], "no rule reads ussr.august_1945_tanks"),
        (["reason.past_defeats", "--worlds", "2", "--seed", "-1"], "seed is -1"),
    ):
        done = answer(place, "why", *words)
        assert done.returncode == 2 and told in done.stderr and "Traceback" not in done.stderr, done.stderr
        assert len(done.stderr.splitlines()) == 1 and not done.stdout, done.stderr
