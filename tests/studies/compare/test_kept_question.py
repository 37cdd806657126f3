"""A question that a comparison's manifest keeps, anything in place of any of its keys: read, or refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import fake_war
import pytest

from crossroads.errors import InputError
from crossroads.runs.ensemble import run
from crossroads.runs.storage.manifests import COMPARISON_FORMAT
from crossroads.runs.storage.seal import digest_of, seal
from crossroads.scenario.question import load_question
from crossroads.studies.compare.kept import kept_comparison
from crossroads.studies.compare.study import Comparison

QUESTION = load_question("north_or_south")
KEPT: dict[str, Any] = {
    **QUESTION.resolved,
    "hangs_on": QUESTION.resolved.get("hangs_on") or {"japan_undefeated": "it"},
}

JUNK: tuple[Any, ...] = (
    *(None, True, 0, -1, 2.5, 1e308, "", "x", "2200-01-01", "0001-01-01", "japan.course", "japan.course@1941-08-10"),
    *(
        [],
        {},
        ["x"],
        [None],
        [[]],
        [7],
        {"x": 1},
        {"x": "y"},
        {"japan_undefeated": None},
        ["{nope}"],
        ["{japan_course}"],
    ),
    *(["1941-02-30"], ["1950-01-01"], ["{change: nope}"], "a" * 5_000, "\u202e", [["x"] * 50]),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison of two runs of four worlds."""
    folder = tmp_path_factory.mktemp("kept") / "both"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crossroads.runs.ensemble.simulate_worlds", fake_war.simulate)
        for name, north in (("one", False), ("other", True)):
            run(fake_war.scenario(name, north), worlds=4, out=folder / "runs" / name, ledger_worlds=0)
    (folder / "comparison.csv").write_text("outcome\n")
    seal(folder, {"format": COMPARISON_FORMAT, "scenarios": ["one", "other"], "question": KEPT}, within=("runs",))
    return folder


def _told(folder: Path, question: Any) -> str:
    """Return what the folder tells with another question in its manifest."""
    path = folder / "manifest.json"
    sound = path.read_text("utf-8")
    manifest = json.loads(sound) | {"question": question}
    path.write_text(json.dumps(manifest | {"digest": digest_of(manifest)}), "utf-8")
    try:
        kept_comparison(folder)
        made = Comparison.load(folder)
        return "\n".join([made.text(), str(made.answer()), repr(made.question.panels), repr(made.question.options)])
    finally:
        path.write_text(sound, "utf-8")


@pytest.mark.parametrize("key", [*KEPT, "own_file"])
def test_junk_at_a_key_of_a_kept_question_is_told_in_a_line(folder: Path, key: str) -> None:
    refused = 0
    for junk in JUNK:
        try:
            _told(folder, KEPT | {key: junk})
        except InputError as error:
            refused += 1
            assert str(error).startswith(f"{folder / 'manifest.json'}: 'question"), str(error)
            assert "allowed: " in str(error) and "\n" not in str(error) and len(str(error)) < 1_000
    assert refused >= 8


@pytest.mark.parametrize("junk", [junk for junk in JUNK if junk is not None], ids=repr)
def test_junk_in_place_of_a_kept_question_is_told_in_a_line(folder: Path, junk: Any) -> None:
    with pytest.raises(InputError, match=r"manifest\.json: 'question") as refused:
        _told(folder, junk)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("key", KEPT)
def test_a_kept_question_without_a_key_is_read_or_told_in_a_line(folder: Path, key: str) -> None:
    without = {name: value for name, value in KEPT.items() if name != key}
    try:
        _told(folder, without)
    except InputError as error:
        assert str(error) == f"{folder / 'manifest.json'}: 'question.{key}' is missing; the folder is damaged."


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("panels", ["no_series"]),
        ("options", ["no_option"]),
    ],
)
def test_names_by_which_nothing_could_be_told_are_told_with_their_place(folder: Path, key: str, value: Any) -> None:
    with pytest.raises(InputError, match=rf"manifest\.json: 'question': {key}\.1.*: found .*; allowed: "):
        _told(folder, KEPT | {key: value})


def test_a_sound_one_is_read(folder: Path) -> None:
    told = _told(folder, KEPT)
    assert all(name in told for name in (*KEPT["panels"], *KEPT["options"]))
