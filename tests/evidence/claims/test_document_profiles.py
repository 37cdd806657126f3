"""What documents say and rivals count, as data: every error has its place, every set its author."""

from __future__ import annotations

import re

import pytest

from crossroads.errors import InputError
from crossroads.evidence.claims.profiles import DOCUMENTS, DocumentProfile, load_profiles, single_errors
from crossroads.evidence.claims.rivals import RivalQuantity, load_rivals, rival_sets
from crossroads.evidence.load import load_records, load_sources

KNOWN_ERRORS = {f"X-{number:02d}" for number in range(1, 57)}
WHOLE = {
    "document": "000",
    "title": "T",
    "text": "t",
    "change": [{"name": "N", "line": "1", "text": "t", "says": {"parameters": {}}}],
}


def test_every_error_of_the_documents_can_be_followed_or_says_why_not() -> None:
    followed = {change.error for _, change in single_errors().values()}
    refused = {item.error for profile in load_profiles().values() for item in profile.cannot if item.error}
    assert followed | refused == KNOWN_ERRORS
    assert followed & refused == set()


def test_an_error_of_two_documents_bears_their_numbers() -> None:
    assert {"003:X-10", "004:X-10"} <= single_errors().keys() and "X-10" not in single_errors()
    assert single_errors()["004:X-10"][0] == "004"


def test_lines_lie_in_their_documents() -> None:
    last = {"000": 17, "001": 65, "002": 79, "003": 56, "004": 18}
    for name, profile in load_profiles().items():
        for item in [*profile.changes, *profile.agrees, *profile.cannot]:
            assert all(1 <= int(line) <= last[name] for line in re.findall(r"\d+", item.line)), (name, item.line)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"document": "001"}, "document: found '001'; allowed: '000'"),
        ({"change": [{**WHOLE["change"][0], "error": "X2", "instead": "i"}]}, "found 'X2'; allowed: the number"),  # type: ignore[index]
        ({"change": [{**WHOLE["change"][0], "error": "X-02"}]}, "found one of error and instead alone"),  # type: ignore[index]
        ({"change": [{**WHOLE["change"][0], "says": {}}]}, "says: found an empty table"),  # type: ignore[index]
        ({"change": [*WHOLE["change"], *WHOLE["change"]]}, "found 'N' twice as name"),  # type: ignore[misc]
        ({"changes": []}, "unknown key 'changes'"),
    ],
)
def test_a_profile_that_does_not_fit_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(InputError) as caught:
        DocumentProfile.read({**WHOLE, **change}, "000.toml", "000")
    assert words in str(caught.value)


def test_names_of_rival_sets_are_each_one_quantity_s_alone() -> None:
    names = [name for quantity in load_rivals().values() for name in quantity.sets]
    assert len(names) == len(set(names)) == len(rival_sets())


def test_rivals_of_one_quantity_differ_and_move_the_same_number() -> None:
    for name, quantity in load_rivals().items():
        said = [chosen.says["parameters"] for chosen in quantity.sets.values()]
        assert len({str(numbers) for numbers in said}) == len(said), name
        assert set.intersection(*(set(numbers) for numbers in said)), name
        assert all(parameter in load_records() for numbers in said for parameter in numbers), name


def test_a_rival_needs_an_author_and_a_document_its_line() -> None:
    one = {"source": "coox_1985", "text": "t", "says": {"parameters": {}}}
    for other, words in (
        ({"source": "cox_1985"}, "found 'cox_1985'"),
        ({"line": "3"}, "line: found '3' for 'coox_1985'"),
        ({"source": "document_002"}, "line: found '' for 'document_002'"),
    ):
        table = {
            "title": "T",
            "text": "t",
            "set": {"a": one | {"says": {"x": 1}}, "b": one | {"says": {"x": 1}} | other},
        }
        with pytest.raises(InputError) as caught:
            RivalQuantity.read(table, "x.toml", load_sources())
        assert words in str(caught.value)
    assert tuple(load_profiles()) == DOCUMENTS
