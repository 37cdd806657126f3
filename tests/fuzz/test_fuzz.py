"""Two thousand mangled inputs: refused in words with the file's name, or read rightly; never a traceback.

`make fuzz` tries more, under a new seed. A failure names the command that repeats it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import tomli
from corpus import LARGEST, corpus
from kinds import KINDS, Kind

SEED = int(os.environ.get("CROSSROADS_FUZZ_SEED", "1941"))
TIMES = int(os.environ.get("CROSSROADS_FUZZ_MUTATIONS", "2000")) / 2000
PARTS = {"scenario": 4, "battle": 1, "reference": 3, "folder": 6, "save": 2, "options": 2}
"""How many tests each kind is divided into, so that processes can share them."""

FOUND = tomli.loads((Path(__file__).parent / "found.toml").read_text("utf-8"))["found"]


def numbers(kind: Kind, part: int) -> range:
    return range(part, int(kind.count * TIMES), PARTS[kind.name])


@pytest.mark.parametrize("entry", FOUND, ids=lambda entry: entry["kind"])
def test_what_was_found_once_is_no_failure_now(entry: dict[str, Any]) -> None:
    kind = KINDS[entry["kind"]]
    verdict = kind.given(entry["text"].encode()) if "text" in entry else kind.verdict(entry["seed"], entry["number"])
    assert not verdict.failures, verdict


@pytest.mark.parametrize(("name", "part"), [(name, part) for name in KINDS for part in range(PARTS[name])])
def test_mangled_input_is_refused_in_words_or_read_rightly(name: str, part: int) -> None:
    kind = KINDS[name]
    tried = {number: kind.verdict(SEED, number) for number in numbers(kind, part)}
    failed = [
        f"python -m tests.fuzz {name} {number} --seed {SEED}: {verdict.what[:200]}: {verdict.failures}"[:600]
        for number, verdict in tried.items()
        if verdict.failures
    ]
    assert not failed, f"{len(failed)} of {len(tried)}:\n" + "\n".join(failed[:20])
    least, most = kind.accepted
    share = sum(verdict.accepted for verdict in tried.values()) / len(tried)
    assert least <= share <= most, f"{share:.0%} accepted: what is tried has become too mild or too harsh"


def test_the_counts_make_two_thousand() -> None:
    assert sum(kind.count for kind in KINDS.values()) == 2000


def test_sound_files_are_small_and_accepted() -> None:
    sound = corpus()
    for name, content in sound.scenarios.items():
        verdict = KINDS["scenario"].given(content)
        assert verdict.accepted and len(content) < LARGEST, (name, verdict)
    for name, content in sound.saves.items():
        assert len(content) < LARGEST, name
    sizes = {path: path.stat().st_size for path in sound.folders.rglob("*") if path.is_file()}
    assert max(sizes.values()) < LARGEST, max(sizes, key=lambda path: sizes[path])


def test_a_mutation_is_the_same_whenever_it_is_asked_for() -> None:
    for kind in KINDS.values():
        assert kind.verdict(7, 11).what == kind.verdict(7, 11).what
