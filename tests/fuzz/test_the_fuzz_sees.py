"""A fuzz that cannot fail proves nothing: for each kind of input a check is taken out, and the fuzz fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import tomli
from kinds import KINDS

from crossroads.cli import guard
from crossroads.errors import InputError
from crossroads.evidence.cells import Sheet
from crossroads.evidence.history import reference_rows
from crossroads.play import saves
from crossroads.runs.storage.seal import Sealed
from crossroads.scenario import scenario

Patch = pytest.MonkeyPatch


def _scenario(patch: Patch) -> None:
    patch.setattr(scenario, "read", lambda path: tomli.loads(path.read_text("utf-8")))


def _battle(patch: Patch) -> None:
    # Numbers are read whatever they look like: a decimal comma as a mark of thousands.
    patch.setattr(Sheet, "number", lambda *asked: float(asked[3].replace(",", "") or "nan"))


def _reference(patch: Patch) -> None:
    patch.setattr(reference_rows, "_number", lambda *asked: float(asked[-1].get(asked[-2], "") or "nan"))


def _folder(patch: Patch) -> None:
    patch.setattr(Sealed, "_compare", lambda *asked: None)


def _save(patch: Patch) -> None:
    patch.setattr(saves, "_content", lambda path, *rest: json.loads(Path(path).read_bytes()))


def _options(patch: Patch) -> None:
    words = guard._words
    patch.setattr(guard, "_words", lambda error: words(error) if isinstance(error, InputError | OSError) else None)


@pytest.mark.parametrize("taken_out", [_scenario, _battle, _reference, _folder, _save, _options])
def test_a_check_that_is_taken_out_is_missed(taken_out: Callable[[Patch], None], monkeypatch: Patch) -> None:
    kind = KINDS[taken_out.__name__[1:]]
    taken_out(monkeypatch)
    assert any(kind.verdict(1941, number).failures for number in range(kind.count))
