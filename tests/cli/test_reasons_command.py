from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
from command_line import answer, crossroads

from crossroads.evidence.reasons import reason_groups, reasons_by_name


def test_reasons_are_removed_one_by_one_and_the_command_goes_on(place: Path) -> None:
    words = ["reasons", "historical", "--worlds", "2", "--seed", "7", "--out", "why", "--workers", "1"]
    done = crossroads(place, *words, "--no-shapley")
    assert done.returncode == 0, done.stderr
    assert "# What Japan's choice owes to each of the documents' reasons" in done.stdout
    assert "2 worlds, seed 7" in done.stdout and "Shapley" not in done.stdout.split("Written to")[0]
    table = pd.read_csv(place / "why" / "reasons.csv", keep_default_na=False)
    assert list(table["kind"]).count("reason") == sum(bool(item.group) for item in reasons_by_name().values())
    kept = sorted(path.name for path in (place / "why" / "coalitions").iterdir())
    assert json.loads((place / "why" / "coalitions" / "all.json").read_text("utf-8"))["without"] == []
    more = crossroads(place, *words, "--orders", "2", "--quiet")
    assert more.returncode == 0 and more.stderr == "", more.stderr
    assert "Shares of the groups (Shapley)" in more.stdout
    shares = pd.read_csv(place / "why" / "reasons_shapley.csv")
    assert list(shares["group"]) == list(reason_groups()["japan.course"])
    assert set(kept) < {path.name for path in (place / "why" / "coalitions").iterdir()}
    assert (place / "why" / "reasons.png").is_file()
    assert "owes to" in (place / "why" / "reasons.md").read_text("utf-8")
    assert "The largest change" in (place / "why" / "reasons.svg").read_text("utf-8")
    other = answer(place, *words[:5], "8", *words[6:])
    assert other.returncode == 2 and "the seed: 7 then, 8 now" in other.stderr
    assert "A name that is free: --out why-2" in other.stderr


def test_bad_words_are_answered_in_one_line(place: Path) -> None:
    for words, told in (
        (["--orders", "3"], "an even number is needed"),
        (["--orders", "many"], "orders is 'many'; a whole number from 2 to 10,000 is needed."),
        (["nowhere"], "found 'nowhere', which is no scenario"),
        (["quick.toml", "--worlds", "2", "--out", "quick.toml"], "quick.toml: is a file"),
    ):
        done = answer(place, "reasons", *words)
        assert done.returncode == 2 and told in done.stderr and "Traceback" not in done.stderr, done.stderr


def test_the_help_has_an_example(place: Path) -> None:
    done = answer(place, "reasons", "--help")
    assert done.returncode == 0 and re.search("Example: crossroads reasons", done.stdout)
    assert "reasons" in answer(place, "--help").stdout
