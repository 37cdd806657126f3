"""The report card as a page in Markdown: misses first, every number with its uncertainty."""

from __future__ import annotations

from crossroads.telling import figure_words as plot_words
from crossroads.telling.numbers import listed, number
from crossroads.validation.card.card import Card
from crossroads.validation.card.drawn.figures import ENDINGS, TARGETS, recorded_week
from crossroads.validation.card.drawn.page_tests import frozen, validation
from crossroads.validation.card.drawn.page_unknowns import unknowns
from crossroads.validation.card.drawn.page_verdict import verdict
from crossroads.validation.card.drawn.words import (
    half_ranges,
    paragraph,
    percent,
    points_words,
    table,
    title_of,
    week_words,
)
from crossroads.validation.card.endings import Ending
from crossroads.validation.card.kinds import NAMES
from crossroads.validation.card.targets import Answered
from crossroads.validation.fit.judgement import WIDEST

TITLE = "# Report card"

STATUS = "../ODD.md"
"""The page that tells how well each mechanism is supported, from where the card stands in the project."""

FIGURES = "report_card"
"""Folder of the figures beside the page."""


def page(card: Card, *, linked: bool = True) -> str:
    """Return the report card.

    Parameters
    ----------
    card
        What is told.
    linked
        Whether the page stands in the project's `docs/reference`, from where other pages can be linked to.
    """
    parts = [_opening(card), _targets(card), _endings(card), validation(card), frozen(card, FIGURES)]
    parts += [unknowns(card, linked=linked), verdict(card, FIGURES), _mechanisms(linked)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _opening(card: Card) -> str:
    run, ensemble, plan = card.run, card.ensemble, card.plan
    which = "No fitted ensemble is installed: every record is drawn for itself, or stands fixed."
    if ensemble.names:
        which = (
            f"Parameters come from the fitted ensemble: {len(ensemble.weights):,} sets of {len(ensemble.names)} "
            "parameters, of which each world draws one set; all other records with a range are drawn for themselves "
            "or stand fixed."
        )
    missed = len(card.answers.rows) - card.answers.met
    outside = len(card.rows) - int(card.rows["in_interval"].astype(bool).sum())
    told = f"""How far can this model be trusted? This page lists what it misses before what it meets: the numbers
    of 1941-43 that it was fitted to, how the war ends, other recorded numbers, single causes with every decision
    held fixed, and how far the answer hangs on numbers that no data settle. {missed} of {len(plan.targets)} targets
    are missed, and {outside} of {len(card.rows)} recorded numbers lie outside the model's 80 % interval. The war is
    '{run.title}': the decisions as recorded until 11 December 1941, free afterwards; {run.worlds:,} worlds, seed
    {run.seed}, {plot_words.span(run)}. {which} Losses are people: what is judged here by tables cost tens of
    millions of lives."""
    how = f"""Brackets behind a median hold the middle 80 % of worlds; brackets behind a share or a difference hold
    its 95 % interval for the number of worlds. Neither covers errors of the rules. Made by `crossroads report-card
    --worlds {run.worlds} --seed {run.seed}`."""
    return "\n\n".join([TITLE, paragraph(told), paragraph(how)])


def _targets(card: Card) -> str:
    answers = card.answers
    count, share = len(answers.rows), 100 * answers.met / len(answers.rows)
    head = ("target", "unit", "recorded (range)", "model: median (80 %)", "verdict")
    parts_of = {kind: [row for row in answers.rows if row.kind == kind] for kind in NAMES}
    by_kind = [f"{kind} {sum(row.met for row in rows)} of {len(rows)}" for kind, rows in parts_of.items() if rows]
    told = f"""Met: {answers.met} of {count} ({share:.0f} %; 95 %: {answers.met_low} to {answers.met_high} of
    {count}, from the number of worlds). By kind: {listed(by_kind)}. A target is met where the median lies in its
    range, or where the 80 % interval holds the recorded value and is at most {WIDEST} times as wide as the range.
    These are the numbers that the model was set to, by hand or by calibration: a target met is a fit, not a
    forecast."""
    named = [_target(row) for row in answers.named()]
    missed = [_target(row) for row in answers.rows if not row.met]
    met = [_target(row) for row in answers.rows if row.met]
    figure = f"![Every target: recorded range, the model's median and 80 % interval]({FIGURES}/{TARGETS}.png)"
    parts = ["## What it is fitted to, misses first", paragraph(told), figure, "### Five that are watched"]
    parts += [table(head, named), f"### Missed: {len(missed)}", table(head, missed) if missed else "None."]
    return "\n\n".join([*parts, f"### Met: {len(met)}", table(head, met) if met else "None."])


def _target(row: Answered) -> list[str]:
    target = row.target
    return [
        title_of(target),
        target.unit,
        f"{number(target.value)} ({number(target.low)} to {number(target.high)})",
        points_words([float(value) for value in row.points]),
        target_words(row),
    ]


def target_words(row: Answered) -> str:
    """Say how a target is met, or by how much it is missed.

    Parameters
    ----------
    row
        The target, answered.
    """
    if row.in_range:
        return "met: median in range"
    side = "above" if row.outside > 0 else "below"
    far = f"{number(abs(row.outside))} {row.target.unit} {side} the range ({half_ranges(row.miss)} half-ranges)"
    if row.met:
        return f"met by its interval: median {far}"
    return f"**missed**: median {far}" + ("; a wide interval holds it" if row.held else "")


def _endings(card: Card) -> str:
    head = (
        "event",
        "recorded",
        "worlds",
        "share (95 %)",
        "median where it comes (95 %)",
        "80 % of these",
        "width, weeks",
        "different weeks",
    )
    told = """Nothing after April 1943 is fitted, and no ending is. An event that came in every world in the same
    few weeks would be built in rather than found. Only where an event comes are its weeks told."""
    figure = f"![Cities and endings: in how many worlds, and when]({FIGURES}/{ENDINGS}.png)"
    parts = ["## Cities and endings", paragraph(told), figure, table(head, [_ending(item) for item in card.endings])]
    return "\n\n".join([*parts, paragraph(_surrenders(card.endings))])


def _ending(item: Ending) -> list[str]:
    points = item.points
    cells = [item.asked.title, item.asked.recorded, f"{item.count:,} of {item.worlds:,}", percent(item.share)]
    if points is None:
        return [*cells, "-", "-", "-", "0"]
    low, high = item.median_interval
    interval = "too few worlds" if low != low else f"{week_words(low)} to {week_words(high)}"
    return [
        *cells,
        f"{week_words(float(points[1]))} ({interval})",
        f"{week_words(float(points[0]))} to {week_words(float(points[2]))}",
        f"{points[2] - points[0]:.0f}",
        str(item.different_weeks),
    ]


def _surrenders(found: tuple[Ending, ...]) -> str:
    told = []
    for item in found:
        week = recorded_week(item.asked.outcome)
        if week is None or item.points is None:
            continue
        off = (float(item.points[1]) - week) / 4.345
        verb = "holds" if item.points[0] <= week <= item.points[2] else "**does not hold**"
        side = "after" if off > 0 else "before"
        told.append(
            f"The 80 % interval {verb} the recorded day of '{item.asked.title}'; its median lies {abs(off):.0f} months "
            f"{side} it."
        )
    return " ".join(told) or "Neither power surrenders in any world."


def _mechanisms(linked: bool) -> str:
    place = f"[ODD.md, status of each mechanism]({STATUS}#status-of-each-mechanism)" if linked else "`docs/ODD.md`"
    told = f"""How well each rule is supported, which test holds it and what is weak in it stands, a line a
    mechanism, in {place}."""
    return "\n\n".join(["## Each mechanism", paragraph(told)])
