from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
from command_line import answer, crossroads

from crossroads.nations.japan.imagined import JapanCourse


def test_regret_is_told_written_and_not_overwritten(place: Path) -> None:
    words = ["regret", "historical", "--on", "1941-08-09", "--worlds", "3", "--seed", "7", "--out", "regret"]
    done = crossroads(place, *words)
    assert done.returncode == 0, done.stderr
    assert "# What Japan's courses were held to bring" in done.stdout and "3 worlds, seed 7" in done.stdout
    assert "Written to regret:" in done.stdout
    names = {path.name for path in (place / "regret").iterdir()}
    tables = {"regret.csv", "knowledge.csv", "terms.csv"}
    assert names == tables | {"regret.md", "regret.png", "regret.svg", "manifest.json"}
    table = pd.read_csv(place / "regret" / "regret.csv")
    assert tuple(table["course"]) == JapanCourse.compared
    assert "stakes, means over worlds" in (place / "regret" / "regret.svg").read_text("utf-8")
    page = (place / "regret" / "regret.md").read_bytes()
    again = answer(place, *words, "--quiet")
    assert again.returncode == 2 and "A name that is free: --out regret-2" in again.stderr
    assert (place / "regret" / "regret.md").read_bytes() == page


def test_bad_words_are_answered_in_one_line(place: Path) -> None:
    for words, told in (
        (["--on", "August"], "on: found 'August'; a day written year-month-day"),
        (["--on", "1941-08-10"], "on: found 1941-08-10; allowed: the conferences of 1941: 1941-07-02"),
        (["--worlds", "none"], "worlds is 'none'"),
        (["typhoon_early"], "found germany.main_effort, of which there is no count of what came"),
        (["nowhere"], "found 'nowhere', which is no scenario"),
    ):
        done = answer(place, "regret", *words)
        assert done.returncode == 2 and told in done.stderr and "Traceback" not in done.stderr, done.stderr


def test_the_help_has_an_example(place: Path) -> None:
    done = answer(place, "regret", "--help")
    assert done.returncode == 0 and re.search("Example: crossroads regret", done.stdout)
    assert "regret" in answer(place, "--help").stdout
