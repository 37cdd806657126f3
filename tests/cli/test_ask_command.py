"""The command `ask`: by name, by path, in plain words, all at once; refused in one line."""

from __future__ import annotations

from pathlib import Path

import made_hypotheses
import pytest
from command_line import answer


@pytest.fixture
def claim(tmp_path: Path) -> Path:
    return made_hypotheses.hypothesis(tmp_path, text=made_hypotheses.CLAIM + made_hypotheses.OF_PAPERS)


def test_a_hypothesis_of_ones_own_is_answered(claim: Path) -> None:
    done = answer(claim.parent, "ask", "claim.toml", "--worlds", "8", "--quiet")
    assert done.returncode == 0, done.stderr
    text = " ".join(done.stdout.split())
    for part in (
        "Claim: A war in the north costs Japan less than one in the south. (002 line 7)",
        "The document expected: fewer dead.",
        "Verdict: ",
        "Luck, 95 %: ",
        "Were the parameters known, 80 %: ",
        "Were the rival laws decided, 80 %: ",
        "The smallest difference that would matter: 1,000. A regiment.",
        "It leans on: a war that is over in spring.",
        "8 worlds in every arm, each fought twice, seed 1941.",
        "To change it: edit a copy of claim.toml and ask its path.",
        "Odds of the north: ",
        "Soviet divisions that Tokyo sees: ",
    ):
        assert part in text
    assert "nan" not in text


def test_a_page_is_written_and_not_twice(claim: Path) -> None:
    words = ("ask", "claim.toml", "--worlds", "4", "--quiet", "--out", "page.md")
    done = answer(claim.parent, *words)
    assert done.returncode == 0, done.stderr
    assert "Written: page.md, page.csv, page.png, page.svg" in done.stdout
    before = (claim.parent / "page.md").read_bytes()
    again = answer(claim.parent, *words)
    assert again.returncode == 2 and "exists already" in again.stderr
    assert answer(claim.parent, *words, "--force").returncode == 0
    assert (claim.parent / "page.md").read_bytes() == before, "the same seed, the same bytes"


def test_a_scenario_that_is_nearest_is_told(tmp_path: Path) -> None:
    done = answer(tmp_path, "ask", "peace", "in", "China")
    assert done.returncode == 0 and done.stdout.startswith("Understood as scenario china_peace, 'Peace in China'")
    assert "crossroads compare historical china_peace" in done.stdout and done.stdout.count("near by") == 3


def test_all_are_listed(tmp_path: Path) -> None:
    done = answer(tmp_path, "ask", "--list")
    assert done.returncode == 0 and done.stdout.count("\nH") == 27 and "H14  The embargo" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "found neither or both of a hypothesis and --list"),
        (("H12", "--list"), "found neither or both of a hypothesis and --list"),
        (("H99",), "hypothesis: found 'H99', which is no hypothesis; allowed: one of 28 names"),
        (("H12", "h12"), "hypothesis: found 'H12' twice; allowed: each once"),
        (("gone.toml",), "gone.toml: found no such file; allowed: a hypothesis' name or the path of a .toml file"),
        (("the best recipe for pizza",), "which is similar to no hypothesis or scenario"),
        (("H12", "--worlds", "1"), "worlds is 1; a whole number from 2 to 10,000,000 is needed."),
        (("H12", "--worlds", "many"), "worlds is 'many'"),
        (("H12", "--seed", "-1"), "seed is -1"),
        (("H12", "--out", "page.txt"), "out: found 'page.txt'; allowed: the path of a page, ending in .md"),
        (("quick.toml",), "quick.toml: hypothesis: found nothing"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(claim: Path, words: tuple[str, ...], told: str) -> None:
    files = sorted(claim.parent.iterdir())
    done = answer(claim.parent, "ask", *words, "--quiet")
    assert done.returncode == 2 and told in done.stderr and "Traceback" not in done.stderr and not done.stdout
    assert sorted(claim.parent.iterdir()) == files, "nothing is left behind"
