"""Four sittings as they are read, one a seat: `python tests/support/sittings.py` writes them anew."""

from __future__ import annotations

import re

import pytest
from sittings import TOLD, TRANSCRIPTS, transcript


def _flat(nation: str) -> str:
    return " ".join((TRANSCRIPTS / f"{nation}.txt").read_text("utf-8").split())


@pytest.mark.parametrize("nation", TOLD)
def test_a_sitting_reads_as_it_is_written_down(nation: str) -> None:
    assert transcript(nation, TOLD[nation]) == (TRANSCRIPTS / f"{nation}.txt").read_text("utf-8")


@pytest.mark.parametrize("nation", TOLD)
def test_a_sitting_tells_a_war_and_ends_in_columns(nation: str) -> None:
    text = _flat(nation)
    for words in ("It is the classroom world", "A bet. Your odds, in 100, that", "Your bet of", "dead or missing"):
        assert words.lower() in text.lower(), words
    assert re.search(r"How it ended yours your council's in fact", text)
    assert re.search(r"(fewer|more) people die in yours|About as many people die in both", text)
    assert "nothing that changes the war" not in text and "rung" not in text.split("How it ended")[0]


def test_the_war_in_the_north_is_told_from_its_first_month() -> None:
    text = _flat("japan")
    crossed = text.index("Your army has crossed the border into the Soviet Union")
    assert re.search(r"advanced \d+ km on the road to Vladivostok", text[crossed : crossed + 700])
    assert "have driven yours back" in text[crossed:]
    # How such a war ends differs between worlds; that it is told does not.
    assert re.search(r"counter-offensive into Manchuria has begun|have made an armistice", text[crossed:])


def test_a_line_west_of_the_border_is_told_in_words() -> None:
    assert re.search(r"\d+ km west of the border of June 1941", _flat("germany"))
    assert not re.search(r"-\d+ km", _flat("germany") + _flat("ussr"))
