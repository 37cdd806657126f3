"""An answer in words: for the terminal, for a notebook, and for the page of all answers."""

from __future__ import annotations

import html
import math
import os
from collections import Counter
from pathlib import Path

from crossroads.runs.manifest import versions
from crossroads.scenario.files import EXPERIMENTS, HYPOTHESES, known_hypotheses
from crossroads.scenario.question import CAVEAT
from crossroads.studies.ask import sentences
from crossroads.studies.ask.effects import FoundEffect
from crossroads.studies.ask.result import HypothesisAnswer, HypothesisAnswers
from crossroads.studies.ask.verdict import NOT_SUPPORTED, SUPPORTED, UNDECIDED, Verdict
from crossroads.telling import numbers
from crossroads.telling.pages import rendered
from crossroads.telling.table import aligned

TEMPLATES = "studies/ask/templates"

NOT_TOLD = "not told from luck"

SMALLEST = "The smallest difference that would matter"


def answer_text(made: HypothesisAnswer) -> str:
    """Return one answer with all that stands behind it, at most 110 columns wide."""
    return rendered(f"{TEMPLATES}/answer.txt.j2", **_told(made))


def answer_html(made: HypothesisAnswer) -> str:
    """Return one answer as a part of a page."""
    told = [html.escape(each) for each in made.sentences]
    head = f"<h3>{html.escape(f'{made.hypothesis.name} {made.hypothesis.title}')}</h3>"
    claim = f"<p><em>{html.escape(made.hypothesis.text)}</em></p>"
    table = made.overview.to_html(index=False, border=0, float_format=lambda value: f"{value:.4g}")
    return f"{head}{claim}<p>{' '.join(told)}</p>{table}<p>{html.escape(_basis(made))}</p>"


def answers_text(made: HypothesisAnswers) -> str:
    """Return a line for each hypothesis, at most 110 columns wide."""
    rows = [(each.hypothesis.name, each.verdict.word, each.hypothesis.title) for each in made]
    lines = aligned(rows, "<<<", gap=2)
    basis = numbers.wrapped(f"{_counted(made)} {_worlds(made.worlds, made.seed)}")
    return "\n".join([*lines, "", basis])


def answers_page(made: HypothesisAnswers, figure: str) -> str:
    """Return the whole page, in Markdown; `figure` is the file of its figure beside it."""
    return rendered(
        f"{TEMPLATES}/hypotheses.md.j2",
        answers=[{**_told(each), "path": _home(each)} for each in made],
        figure=figure,
        counted=_counted(made),
        basis=_worlds(made.worlds, made.seed),
        arms=made.arms,
        version=versions()["crossroads"],
        caveat=CAVEAT,
    )


def _counted(made: HypothesisAnswers) -> str:
    words = Counter(each.verdict.word for each in made)
    told = [f"{words[word]} {word}" for word in (SUPPORTED, NOT_SUPPORTED, UNDECIDED) if words[word]]
    count = "one hypothesis" if len(made) == 1 else f"{len(made)} hypotheses"
    return f"Of {count}: {numbers.listed(told)}."


def _worlds(worlds: int, seed: int) -> str:
    return f"{numbers.counted(worlds, 'world')} in every arm, each fought twice, seed {seed}."


def _basis(made: HypothesisAnswer) -> str:
    return f"Rests on {_worlds(made.worlds, made.seed)}"


def _told(made: HypothesisAnswer) -> dict[str, object]:
    hypothesis = made.hypothesis
    return {
        "name": hypothesis.name,
        "title": hypothesis.title,
        "claim": hypothesis.text,
        "cited": hypothesis.cited,
        "expected": hypothesis.expected,
        "sentences": made.sentences,
        "verdict": _verdict(made.verdict),
        "main": [_bands(effect, hypothesis_arm(made, effect)) for effect in made.main],
        "others": [
            _line(made, effect, verdict)
            for effect, verdict in zip(made.effects, made.verdicts, strict=True)
            if not effect.find.main
        ],
        "curve": [_of_curve(made, effect) for effect in made.curve],
        "curve_title": _curve_title(made),
        "matters": _matters(made),
        "leans_on": hypothesis.leans_on,
        "in_view": hypothesis.in_view,
        "needs": hypothesis.needs,
        "path": _path(hypothesis.path),
        "basis": _basis(made),
        "heard": made.heard,
        "caveat": CAVEAT,
    }


def _path(path: Path) -> str:
    """Return a path as it is called from here, where it lies below."""
    here = os.path.relpath(path)
    return str(path) if here.startswith("..") else here


def _home(made: HypothesisAnswer) -> str:
    """Return where a hypothesis' file stands in the project, which is the same wherever the page is made."""
    path, name = made.hypothesis.path, made.hypothesis.name
    return f"{EXPERIMENTS}/{HYPOTHESES}/{path.name}" if known_hypotheses().get(name) == path else str(path)


def _verdict(verdict: Verdict) -> str:
    if verdict.word == UNDECIDED and verdict.decides:
        return f"{verdict.word} ({verdict.decides} would decide)"
    return verdict.word


def hypothesis_arm(made: HypothesisAnswer, effect: FoundEffect) -> str:
    """Say what is compared in a find: 'no men go west against as recorded'."""
    arms = made.hypothesis.arms
    own = arms[effect.find.arm].title
    if effect.find.split is not None:
        return f"{own}: {effect.find.split_said}, against the others"
    return own if effect.find.base is None else f"{own} against {arms[effect.find.base].title}"


def _bands(effect: FoundEffect, arms: str) -> dict[str, str]:
    own = effect.bands
    hangs = f", most by {own.hangs_on}" if own.hangs_on else ""
    return {
        "said": sentences.said(effect.find.said),
        "arms": arms,
        "found": _number(effect, own.mean, with_unit=True),
        "luck": _ends(effect, own.luck),
        "knowledge": _ends(effect, own.knowledge),
        "structure": f"{_ends(effect, own.structure)}{hangs}",
    }


def _number(effect: FoundEffect, value: float, *, with_unit: bool = False) -> str:
    if math.isnan(value):
        return "unknown"
    text = sentences.plain(effect, value) if effect.find.is_level else sentences.moved(effect, value)
    if not with_unit:
        return text
    return f"{text}{sentences.of_what(effect)}"


def _ends(effect: FoundEffect, band: tuple[float, float]) -> str:
    if math.isnan(band[0]) or math.isnan(band[1]):
        return "not known"
    if band[0] == band[1]:
        return NOT_TOLD
    return f"{_number(effect, band[0])} to {_number(effect, band[1])}"


def _line(made: HypothesisAnswer, effect: FoundEffect, verdict: Verdict | None) -> str:
    whens = {name: arm.when for name, arm in made.hypothesis.arms.items()}
    told = sentences.came(effect, whens)
    if effect.find.is_level and effect.find.split is None:
        tail = f"95 %: {_ends(effect, effect.bands.luck)}"
    else:
        tail = f"{_number(effect, effect.bands.mean, with_unit=True)}; 95 %: {_ends(effect, effect.bands.luck)}"
    judged = f"; {_verdict(verdict)}" if verdict is not None else ""
    return f"{told.rstrip('.')} ({tail}{judged})."


def _curve_title(made: HypothesisAnswer) -> str:
    if not made.curve:
        return ""
    first = made.curve[0]
    of = sentences.of_what(first)
    return f"{sentences.said(first.find.said)}{of and ','}{of}, along {made.hypothesis.varied}"


def _of_curve(made: HypothesisAnswer, effect: FoundEffect) -> dict[str, str]:
    return {
        "value": made.hypothesis.arms[effect.find.arm].title,
        "level": sentences.plain(effect, effect.level),
        "luck": _ends(effect, effect.bands.luck),
    }


def _matters(made: HypothesisAnswer) -> list[str]:
    told = []
    for effect in made.main:
        find = effect.find
        if find.is_level:
            told.append(f"Claimed: {sentences.bound(effect)}{sentences.of_what(effect)}. {find.why or ''}".strip())
        elif find.matters is not None:
            told.append(f"{SMALLEST}: {sentences.exactly(effect, find.matters)}{sentences.of_what(effect)}. {find.why}")
    return list(dict.fromkeys(told))
