from __future__ import annotations

from pathlib import Path

from command_line import answer, crossroads


def test_a_branch_is_told_written_and_bad_words_are_answered(place: Path) -> None:
    made = crossroads(place, "run", "quick.toml", "--worlds", "4", "--seed", "7", "--out", "one", "-q")
    assert made.returncode == 0, made.stderr
    words = ["branch", "one", "--world", "2", "--from", "1941-08-09", "--choose", "japan.course=north"]
    done = crossroads(place, *words, "--worlds-all", "--out", "branched")
    assert done.returncode == 0, done.stderr
    assert "# World 2 of 'A short war', led on from 9 August 1941" in done.stdout
    assert "to the bit until the week of" in done.stdout and "Written to branched:" in done.stdout
    assert "What the run's scenario orders of the same decision from that day on is withdrawn" in done.stdout
    names = {path.name for path in (place / "branched").iterdir()}
    tables = {"weeks.csv", "series.csv", "worlds.csv"}
    assert names == tables | {"branch.md", "branch.png", "branch.svg", "manifest.json", "runs"}
    again = answer(place, *words, "--out", "branched", "--quiet")
    assert again.returncode == 2 and "A name that is free: --out branched-2" in again.stderr
    start = ["branch", "one", "--from", "1941-08-09"]
    for bad, told in (
        (
            ["branch", "nowhere", "--from", "1941-08-09", "--choose", "japan.course=north"],
            "no folder of a finished run",
        ),
        (["branch", "one", "--choose", "japan.course=north"], "from: found nothing"),
        (
            ["branch", "one", "--from", "August", "--choose", "japan.course=north"],
            "from: found 'August'; a day written",
        ),
        (start, "choose: found nothing"),
        ([*start, "--choose", "japan.course=norht"], "did you mean 'north'"),
        ([*start, "--choose", "usa.trade=full"], "did you mean 'united_states'"),
        ([*start, "--choose", "japan.course=north", "--world", "4"], "world: found 4; allowed: a number from 0 to 3"),
        ([*start, "--choose", "japan.course=north", "--worlds", "5"], "worlds: found 5"),
    ):
        refused = answer(place, *bad, "--out", "other")
        assert refused.returncode == 2 and told in refused.stderr and "Traceback" not in refused.stderr, refused.stderr
        assert not (place / "other").exists() and not (place / "other.partial").exists()


def test_the_help_has_an_example(place: Path) -> None:
    done = answer(place, "branch", "--help")
    assert done.returncode == 0 and "Example: crossroads branch" in done.stdout
