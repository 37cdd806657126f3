"""Every number is read where it lies, and every name by which a rule reads a number is a record's.

A misspelt stake must fail here: on the way it would count as nothing.
"""

from __future__ import annotations

import re
from importlib import resources

import pytest
from checkout import PACKAGE
from record_reads import readers, reads, rule_files, streams

from crossroads.engine import SUBJECTS
from crossroads.evidence.load import load_records, record_folders
from crossroads.evidence.reading import read_toml
from crossroads.minds.decision import NATIONS, decision_points
from crossroads.validation.documents.checks import document_checks, without_counterpart

FILES = {str(path.relative_to(PACKAGE)): path for path in rule_files()}
SUBJECTS_OF_RECORDS = {name.split(".")[0] for name in load_records()}
DECISIONS = {point.id for point in decision_points()}


def _homes() -> dict[str, str]:
    """Return record -> the nation in whose folder it lies, '' for the common one."""
    homes = {}
    package = resources.files("crossroads")
    for folder in record_folders():
        parts = str(folder).removeprefix(str(package)).strip("/").split("/")
        nation = parts[1] if parts[0] == "nations" else ""
        for path in folder.iterdir():
            if path.name.endswith(".toml"):
                homes |= dict.fromkeys(read_toml(path), nation)
    return homes


def test_a_record_lies_with_the_nation_that_alone_reads_it() -> None:
    records, homes, who = load_records(), _homes(), readers()
    strays = []
    for name, record in records.items():
        if record.used:
            only = next(iter(who[name])) if len(who[name]) == 1 else ""
            home = only if only in NATIONS else ""
            strays += [f"{name}: lies with '{homes[name]}', read by {sorted(who[name])}"] if homes[name] != home else []
        elif homes[name]:
            strays.append(f"{name}: no rule reads it, so that it is no nation's own")
    assert strays == []


def test_every_used_record_is_named_somewhere_in_the_rules() -> None:
    who = readers()
    assert [name for name, record in load_records().items() if record.used and not who.get(name)] == []


@pytest.mark.parametrize("name", FILES)
def test_every_name_that_a_rule_reads_by_is_a_record(name: str) -> None:
    records = load_records()
    unknown = []
    for pattern, line, _ in reads(FILES[name]):
        plain = pattern.replace("\\", "")
        if plain.split(".")[0] not in SUBJECTS_OF_RECORDS or plain in DECISIONS | streams() or plain.endswith(".toml"):
            continue
        if not any(re.fullmatch(pattern, record) for record in records):
            unknown.append(f"line {line}: {plain}")
    assert unknown == []


def test_every_interest_is_a_stake_of_its_subject() -> None:
    """`interest.NATION.FACTION_OR_DECISION.TERM`: the term is counted, or the record is a rule of the table."""
    terms: dict[str, set[str]] = {}
    for decision, subject in SUBJECTS.items():
        nation, name = decision.split(".")
        for filed in subject.factions if len(subject.factions) > 1 else (name,):
            terms[f"interest.{nation}.{filed}."] = set(subject.terms) | {"power", "temperature"}
        terms.setdefault(f"interest.{nation}.{name}.", {"temperature"})
    for name in load_records():
        *prefix, last = name.split(".")
        if prefix[0] == "interest" and len(prefix) > 2:
            assert last in terms[".".join(prefix) + "."], name


def test_every_step_of_a_paper_is_an_axis_of_its_subject() -> None:
    decisions = {decision.split(".")[1]: subject for decision, subject in SUBJECTS.items()}
    for name in load_records():
        if name.startswith("staff.") and name.endswith("_step") and name.count(".") > 1:
            _, decision, step = name.split(".")
            assert step.removesuffix("_step") in decisions[decision].axes, name


def test_every_number_of_a_document_is_read_by_a_rule_or_held_against_a_run() -> None:
    """A claim that is kept and never used is decoration: it is read, compared, or says why it cannot be."""
    compared = {*document_checks(), *without_counterpart()}
    unread = {name for name, record in load_records().items() if record.document and not record.used}
    assert unread - compared == set()
    assert compared <= {name for name, record in load_records().items() if record.document}
