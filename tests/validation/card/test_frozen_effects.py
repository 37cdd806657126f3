"""The figure of single causes says what it rests on, keeps its words on the page, and hides no uncertainty."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from drawn_figures import figure_bytes, off_canvas, shown_texts, texts
from matplotlib.figure import Figure

from crossroads.errors import InputError
from crossroads.statistics.paired import PairedDifference
from crossroads.telling.style import save
from crossroads.validation.card.causes import CAUSES, DOSES, Effect
from crossroads.validation.card.drawn import causes_figure
from crossroads.validation.card.frozen_readings import READINGS

SIZES = {"km": 120.0, "share of worlds": 0.1, "men": 200_000.0}


def pair_of(mean: float, low: float, high: float, worlds: int = 400) -> PairedDifference:
    return PairedDifference(mean, low, high, worlds, math.nan, worlds, math.nan)


def effects_of(scale: float = 1.0, worlds: int = 400) -> list[Effect]:
    chance = np.random.default_rng(5)
    found = []
    for cause in CAUSES:
        for reading in READINGS:
            mean = scale * SIZES[reading.unit] * chance.normal()
            half = abs(scale) * SIZES[reading.unit] * chance.uniform(0.05, 0.6)
            found.append(Effect(cause, reading, pair_of(mean, mean - half, mean + half, worlds)))
    return found


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    """Return pairs of texts of a drawn figure that cover each other."""
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in shown_texts(figure)]
    return [
        (first, second)
        for place, (first, box) in enumerate(boxes)
        for second, other in boxes[place + 1 :]
        if box.overlaps(other)
    ]


def test_the_figure_says_what_it_rests_on() -> None:
    shown = texts(causes_figure.figure(effects_of(), seed=1941))
    for words in ("400 worlds", "seed 1941", "95 % interval", "22 June 1941 to April 1942", "Model worlds"):
        assert words in shown
    for cause in CAUSES:
        assert cause.title in shown and cause.high_title in shown
    for effect in effects_of():
        for outcome, _, _, factor in causes_figure.PANELS:
            if effect.reading.id == outcome:
                assert causes_figure.interval_words(effect, factor) in shown


@pytest.mark.parametrize("scale", [0.0, 0.01, 1.0, 8.0])
def test_words_stay_on_the_page_and_off_each_other(scale: float) -> None:
    drawn = causes_figure.figure(effects_of(scale), seed=1941)
    assert off_canvas(drawn) == []
    assert overlapping(drawn) == []


def test_doses_stand_below_on_a_scale_of_their_own() -> None:
    drawn = causes_figure.figure(effects_of(), seed=1941)
    assert len(drawn.axes) == 2 * len(causes_figure.PANELS)
    only = [effect for effect in effects_of() if not effect.cause.id.startswith(causes_figure.DOSE)]
    assert len(causes_figure.figure(only, seed=1941).axes) == len(causes_figure.PANELS)
    doses = [effect for effect in effects_of() if effect.cause.id.startswith(causes_figure.DOSE)]
    alone = causes_figure.figure(doses, seed=1941)
    assert all(f"{dose},000 men" in texts(alone) for dose in DOSES)
    assert overlapping(alone) == []


def test_a_bound_next_to_zero_is_not_written_as_zero() -> None:
    effect = Effect(CAUSES[0], READINGS[0], pair_of(-0.01, -0.0198, -0.0002))
    assert causes_figure.interval_words(effect, 1000.0) == "\u221210.0 (\u221219.8 to \u22120.2)"
    none = Effect(CAUSES[0], READINGS[0], pair_of(0.0, 0.0, 0.0))
    assert causes_figure.interval_words(none, 1000.0) == "0: no world differs"


def test_the_same_effects_give_the_same_bytes(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("first", "second")]
    for folder in folders:
        folder.mkdir()
    first, second = (save(causes_figure.figure(effects_of(), seed=1941), folder / "causes", "") for folder in folders)
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
        assert len(figure_bytes(one.read_bytes())) > 10_000


def test_the_alternative_text_tells_each_cause() -> None:
    told = causes_figure.description(effects_of(), seed=1941)
    assert all(cause.title in told for cause in CAUSES)
    assert "400 worlds, seed 1941" in told


def test_what_is_wanting_is_named() -> None:
    with pytest.raises(InputError, match="no effect is given"):
        causes_figure.figure([], seed=1941)
    short = [effect for effect in effects_of() if effect.reading.id != "moscow_falls"]
    with pytest.raises(InputError, match="'soviet_effectiveness' has no outcome 'moscow_falls'"):
        causes_figure.figure(short, seed=1941)
