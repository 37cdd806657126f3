"""A branch as a page: what was changed, until when nothing differs, both courses side by side, and many worlds."""

from __future__ import annotations

from typing import Any

from crossroads.minds.decision import points_by_id
from crossroads.studies.compare.branched.result import Branch
from crossroads.studies.compare.page import comparison_text
from crossroads.telling import vocabulary
from crossroads.telling.numbers import day, listed, sentence_case
from crossroads.telling.pages import rendered
from crossroads.telling.run_page import unmet
from crossroads.world.observables import OBSERVABLE_NAMES


def page(made: Branch) -> str:
    """Return the page in Markdown."""
    return rendered(
        "studies/compare/branched/templates/page.md.j2",
        made=made,
        changes=changes(made),
        same=same_until(made),
        withdrawn=sum(
            "withdrawn" in force and force not in made.scenario.resolved["base"]["force"]
            for force in made.scenario.resolved["force"]
        ),
        **_many(made),
    )


def changes(made: Branch) -> list[str]:
    """Return what was chosen instead, a sentence a decision, with the day on which it was carried out."""
    told = []
    for one, carried in zip(made.turned, made.carried, strict=True):
        nation = vocabulary.nation(one.point.partition(".")[0]).names.long
        option = points_by_id()[one.point].options[one.option]
        told.append(f"{sentence_case(nation)} {option}: carried out on {day(carried)}.")
    return told


def same_until(made: Branch) -> str:
    """Return until when the two are the same to the bit, in a sentence."""
    series = f"{len(OBSERVABLE_NAMES)} weekly series"
    if made.parts_on is None:
        return f"All {series} are the same to the bit from the first week to the last: the change changed nothing."
    return f"All {series} are the same to the bit until the week of {day(made.parts_on)}, in which the first differs."


def _many(made: Branch) -> dict[str, Any]:
    if made.comparison is None:
        return {}
    compared = made.comparison
    return {
        "answer": str(compared.answer()),
        "outcomes": comparison_text(compared.runs, compared.table, compared.question),
        "unmet": listed(unmet(compared.runs[1])),
    }
