"""The guide's decider is as short as it says, and does what it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from checkout import ROOT, blocks

from crossroads.minds.deciders.catalogue import SHIPPED

GUIDE = ROOT / "docs" / "how-to" / "write-a-decider.md"
MOST_LINES = 30


def _code() -> str:
    return str(next(text for text in blocks(GUIDE, "python") if "class OilFirst" in text))


def test_the_deciders_table_is_complete() -> None:
    text = GUIDE.read_text("utf-8")
    assert [name for name in SHIPPED if f"| `{name}` |" not in text] == []


def test_the_decider_of_the_guide_is_short_and_goes_south_more_often(tmp_path: Path) -> None:
    code = _code()
    assert len([line for line in code.splitlines() if line.strip()]) <= MOST_LINES
    shorter = code.replace("worlds=200).text()", "worlds=40).table.to_csv()")
    assert shorter != code
    done = subprocess.run([sys.executable, "-c", shorter], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    rows = {line.split(",")[1]: line.split(",") for line in done.stdout.splitlines()[1:] if line}
    south = rows["date_japan_southern_war:happens"]
    assert south[2:4] == ["oil_first", "stated_odds"]
    assert float(south[6]) > 0
