"""Small hypotheses of tests: files in a folder of the test's own, over a war that is over in spring 1942."""

from __future__ import annotations

from pathlib import Path

from command_line import OTHER, QUICK

CLAIM = """
title = "A short war"
hypothesis = "A war in the north costs Japan less than one in the south."
documents = { "002" = "7" }
expected = "fewer dead."
leans_on = "a war that is over in spring."

[arms.north]
scenario = "other"
title = "north"
when = "if it goes north"

[arms.south]
scenario = "quick"
title = "south"
when = "if it goes south"

[[finds]]
said = "Japanese soldiers dead"
measure = "military_losses_japan"
arm = "north"
base = "south"
expects = "less"
matters = 1000
why = "A regiment."
main = true
"""

SECOND = (
    CLAIM.replace("military_losses_japan", "date_japan_southern_war:happens")
    .replace('said = "Japanese soldiers dead"', 'said = "Japan is at war in the south"')
    .replace("matters = 1000", "matters = 0.1")
)

OF_PAPERS = """
[[finds]]
said = "Odds of the north"
measure = "odds:japan.course=north"
arm = "north"
base = "south"

[[finds]]
said = "Soviet divisions that Tokyo sees"
measure = "believed:japan.soviet_far_east_divisions@1941-08-09"
arm = "south"
"""


def hypothesis(folder: Path, name: str = "claim", text: str = CLAIM) -> Path:
    """Write a hypothesis and the scenarios that it names; return its file."""
    (folder / "quick.toml").write_text(QUICK, "utf-8")
    (folder / "other.toml").write_text(OTHER, "utf-8")
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path
