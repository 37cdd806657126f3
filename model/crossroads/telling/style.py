"""The one look of every figure: size, colours, headings, direct labels, and files without a date."""

from __future__ import annotations

import base64
import html
import io
import textwrap
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Literal, NamedTuple, ParamSpec, TypeVar

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.text import Text

from crossroads.evidence.nations import load_nations
from crossroads.evidence.reading import packaged
from crossroads.runs.run import Run
from crossroads.runs.storage.files import whole_file

WIDTH, HEIGHT = 12.8, 7.2
DOTS_PER_INCH = 200
INLINE_DOTS = 80
INK, QUIET, FAINT = "#1a1a1a", "#5f5f5f", "#dddddd"
LEFT, RIGHT = 0.045, 0.965
KEY_HEIGHT = 0.851
"""Height of the row in which scenarios are named, as a share of the figure."""

_LOOKS = {name: (told.colours.fill, told.colours.ink, told.names.short) for name, told in load_nations().items()}
_LOOKS |= {"china": ("#F0E442", "#6E6700", "China"), "british_empire": ("#56B4E9", "#20719F", "British Empire")}

NATIONS: dict[str, str] = {name: fill for name, (fill, _, _) in _LOOKS.items()}
"""One colour (Okabe-Ito) a nation, the same in every figure; of those that decide, it stands with the nation."""

NATION_INK: dict[str, str] = {name: ink for name, (_, ink, _) in _LOOKS.items()}
"""The same hues, dark enough for words."""

NATION_NAMES: dict[str, str] = {name: short for name, (_, _, short) in _LOOKS.items()}

EXTRAPOLATION = "Model worlds, not history; a Far Eastern war of 1941 is extrapolation."

_OF_WINDOWS = frozenset({"backend", "backend_fallback", "interactive", "toolbar"})
_LOOK = {name: value for name, value in mpl.rcParamsDefault.items() if name not in _OF_WINDOWS} | dict(
    mpl.rc_params_from_file(
        Path(__file__).parent / "data" / "figures.mplstyle", fail_on_error=True, use_default_template=False
    )
)
"""Every setting of Matplotlib but those of windows: its own defaults, and over them the look of this project."""


class ScenarioLook(NamedTuple):
    """How one scenario is drawn: colour of lines, a darker one for words, and the line style."""

    line: str
    ink: str
    dashes: Literal["solid"] | tuple[float, tuple[float, ...]]


def _look(told: Mapping[str, Any]) -> ScenarioLook:
    dashes = [float(part) for part in told.get("dashes", ())]
    return ScenarioLook(told["line"], told["ink"], (dashes[0], tuple(dashes[1:])) if dashes else "solid")


_PALETTE: dict[str, ScenarioLook] = {name: _look(told) for name, told in packaged("scenario/palette.toml").items()}
_SCENARIOS: tuple[ScenarioLook, ...] = tuple(_PALETTE.values())

MOST_SCENARIOS = len(_SCENARIOS)
"""Scenarios of one comparison that figures can tell apart."""

MOST_TOGETHER = 4
"""Scenarios that are drawn over one another; more stand beside one another, each in a panel of its own."""

_ALIKE, _APART = 24, 10
"""Letters at the beginning of titles that any room has for, and those that a label needs to differ in."""


def scenario_look(index: int) -> ScenarioLook:
    """Return the look that is given out in place `index`."""
    return _SCENARIOS[index % len(_SCENARIOS)]


def scenario_looks(names: Sequence[str], colours: Mapping[str, str] | None = None) -> list[ScenarioLook]:
    """Return how the scenarios of one comparison are drawn, no two alike, wherever each stands among them.

    Parameters
    ----------
    names
        The scenarios, at most `MOST_SCENARIOS`.
    colours
        Scenario -> colour, as a question gives them. The others take what is left, in the order of their names: first
        what the question gives to no scenario at all.
    """
    given = {name: colour for name, colour in (colours or {}).items() if colour in _PALETTE}
    taken = {name: given[name] for name in names if name in given}
    unasked = [colour for colour in _PALETTE if colour not in given.values()]
    left = [*unasked, *(colour for colour in _PALETTE if colour not in {*unasked, *taken.values()})]
    taken |= dict(zip(sorted(set(names) - set(taken)), left, strict=False))
    return [_PALETTE[taken[name]] if name in taken else scenario_look(place) for place, name in enumerate(names)]


Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def styled(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Make `function` draw (or save) in the look of this module, whatever the caller's settings are."""

    @wraps(function)
    def inside(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        with mpl.rc_context(_LOOK), warnings.catch_warnings():
            # A title may be in any script; a box stands where the font lacks a letter.
            warnings.filterwarnings("ignore", message=r"Glyph .* missing from", category=UserWarning)
            warnings.filterwarnings("ignore", message="Matplotlib currently does not support", category=UserWarning)
            warnings.filterwarnings("ignore", category=mpl.MatplotlibDeprecationWarning)
            return function(*args, **kwargs)

    return inside


def new_figure() -> Figure:
    """Return an empty slide-sized figure that is tied to no window."""
    figure = Figure(figsize=(WIDTH, HEIGHT))
    FigureCanvasAgg(figure)
    return figure


def share_of_width(figure: Figure, text: Text) -> float:
    """Return the width of a text as a share of the figure's width."""
    return float(text.get_window_extent().width / figure.bbox.width)


def fit_text(
    figure: Figure, place: tuple[float, float], words: str, room: float, *, size: float, least: float = 7.0, **look: Any
) -> Text:
    """Write a line that keeps inside `room`: smaller where it must be, and cut short where that is not enough.

    Parameters
    ----------
    figure
        The figure.
    place
        Left end, in shares of the figure.
    words
        The line.
    room
        Greatest width, as a share of the figure's.
    size, least
        Size of type wished for, and the smallest allowed, in points.
    **look
        Further properties of the text.

    Returns
    -------
    Text
        The text, in the figure.
    """
    text: Text = figure.text(*place, words, fontsize=size, **look)
    while share_of_width(figure, text) > room and size > least:
        size = max(size - 0.5, least)
        text.set_fontsize(size)
    while share_of_width(figure, text) > room and len(words) > 1:
        words = words[:-1].rstrip()
        text.set_text(f"{words}\u2026")
    return text


_SUBTITLE_SIZES = ((9.3, 176), (8.4, 194), (7.6, 214))
_WIDEST = 0.99 - LEFT
"""Share of the width that the lines of a subtitle may take; letters wider than most would take more."""
_TITLE_SIZE, _TWO_LINES_SIZE = 17.0, 11.5


def _title(figure: Figure, title: str) -> None:
    """Write the title in one line while it can stand there at a good size, else in two."""
    room = RIGHT - LEFT
    text = figure.text(LEFT, 0.975, title, fontsize=_TITLE_SIZE, fontweight="bold", va="top")
    needed = share_of_width(figure, text)
    if needed <= room * _TITLE_SIZE / _TWO_LINES_SIZE:
        text.set_fontsize(_TITLE_SIZE * min(1.0, room / needed))
        return
    text.remove()
    columns = int(len(title) * room * _TITLE_SIZE / _TWO_LINES_SIZE / needed)
    lines = textwrap.wrap(title, columns, max_lines=2, placeholder=" \u2026")
    for place, line in enumerate(lines):
        fit_text(
            figure, (LEFT, 0.98 - 0.027 * place), line, room, size=_TWO_LINES_SIZE, least=9, fontweight="bold", va="top"
        )


def heading(figure: Figure, title: str, subtitle: str, footer: str = EXTRAPOLATION) -> None:
    """Write the title, the line of units, dates, worlds and bands below it, and the footer."""
    _title(figure, title)
    whole = subtitle.replace(" %", "\u00a0%")
    size, columns = next((pair for pair in _SUBTITLE_SIZES if len(whole) <= 2 * pair[1] - 12), _SUBTITLE_SIZES[-1])
    lines = textwrap.fill(whole, columns)
    held = figure.text(LEFT, 0.923, lines, fontsize=size, color=QUIET, va="top", linespacing=1.35)
    held.set_fontsize(size * min(1.0, _WIDEST / share_of_width(figure, held)))
    figure.text(LEFT, 0.014, footer, fontsize=8, color=QUIET, va="bottom")


def headed(title: str, subtitle: str, footer: str = EXTRAPOLATION) -> Figure:
    """Return an empty figure of slide size under a heading."""
    figure = new_figure()
    heading(figure, title, subtitle, footer)
    return figure


def scenario_key(
    figure: Figure, runs: Sequence[Run], colours: Mapping[str, str] | None = None, *, first: int = 0
) -> None:
    """Name the scenarios from `first` on, in their colours and line styles, in a row below the heading.

    Parameters
    ----------
    figure
        The figure.
    runs
        All that are compared.
    colours
        As for `scenario_looks`.
    first
        Place of the first that is named.
    """
    looks = scenario_looks([run.scenario for run in runs], colours)[first:]
    shown = labelled(runs)[first:]
    swatch, gap, y = 0.035, 0.03, KEY_HEIGHT
    room = (RIGHT - LEFT) / max(1, len(shown)) - swatch - gap
    bold: Any = {"fontweight": "bold", "va": "center"}
    texts = [
        fit_text(figure, (0.0, y), run.title, room, size=10.5, color=look.ink, **bold)
        for run, look in zip(shown, looks, strict=True)
    ]
    size = min((text.get_fontsize() for text in texts), default=0.0)
    x = LEFT
    for look, text in zip(looks, texts, strict=True):
        drawn: Any = {"color": look.line, "linestyle": look.dashes, "linewidth": 2.6}
        figure.add_artist(Line2D([x, x + 0.03], [y, y], transform=figure.transFigure, **drawn))
        text.set_fontsize(size)
        text.set_x(x + swatch)
        x += swatch + share_of_width(figure, text) + gap


def scenario_labels(titles: Sequence[str]) -> list[str]:
    """Return what figures call the scenarios of one comparison: labels that differ wherever they are cut.

    Titles with a long beginning in common lose it; where that does not tell them apart, each gets a number.
    """
    if len({title[:_ALIKE] for title in titles}) == len(titles):
        return list(titles)
    labels = []
    for place, title in enumerate(titles):
        others = [other for number, other in enumerate(titles) if number != place]
        shared = max(_alike(title, other) for other in others)
        start = max(title.rfind(" ", 0, shared + 1) + 1, shared - _APART // 2)
        labels.append(title if shared < _ALIKE else f"\u2026 {title[start:]}")
    if len({label[:_APART] for label in labels}) == len(titles):
        return labels
    return [f"{number}: {title}" for number, title in enumerate(titles, 1)]


def _alike(one: str, other: str) -> int:
    """Return how many letters two titles have in common at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (mine, its) in pairs if mine != its), min(len(one), len(other)))


def labelled(runs: Sequence[Run]) -> list[Run]:
    """Return the runs of one comparison with their labels as titles: see `scenario_labels`."""
    labels = scenario_labels([run.title for run in runs])
    return [run.changed(title=label) for run, label in zip(runs, labels, strict=True)]


def font_note(titles: Iterable[str]) -> str:
    """Say which letters of titles the figures' font lacks, so that boxes stand for them; '' where it has all."""
    path = findfont(FontProperties(family=_LOOK["font.family"]))
    known = get_font(path).get_charmap()
    lacking = dict.fromkeys(sign for title in titles for sign in title if ord(sign) not in known)
    if not lacking:
        return ""
    return f"The figures' font has no letter for {' '.join(lacking)}; boxes stand there instead."


class EndLabel(NamedTuple):
    """A label at the end of a line: height in data units, words, colour."""

    y: float
    text: str
    colour: str


def spread(places: Sequence[float], gap: float, low: float = 0.0, high: float = 1.0) -> list[float]:
    """Move `places` as little as one pass needs so that neighbours stand at least `gap` apart.

    Parameters
    ----------
    places
        Heights, in any order.
    gap
        Least distance between neighbours, in the same unit.
    low, high
        Limits; where the labels cannot all fit they start at `low` and run past `high`.

    Returns
    -------
    list of float
        New heights, in the order of `places`.
    """
    order = sorted(range(len(places)), key=lambda item: places[item])
    moved = [min(max(places[item], low), high) for item in order]
    for item in range(1, len(moved)):
        moved[item] = max(moved[item], moved[item - 1] + gap)
    ceiling = high
    for item in range(len(moved) - 1, -1, -1):
        moved[item] = max(min(moved[item], ceiling), low + gap * item)
        ceiling = moved[item] - gap
    result = [0.0] * len(moved)
    for rank, item in enumerate(order):
        result[item] = moved[rank]
    return result


def label_ends(axes: Axes, labels: Iterable[EndLabel], *, size: float = 8.5, at: float = 1.012) -> None:
    """Write labels right of `axes` at their heights, moved apart where they overlap (limits are final)."""
    shown = [label for label in labels if label.y == label.y]
    if not shown:
        return
    figure = axes.get_figure()
    assert isinstance(figure, Figure)
    tall = axes.get_position().height * figure.get_size_inches()[1]
    low, high = axes.get_ylim()
    lines = max(label.text.count("\n") + 1 for label in shown)
    gap = lines * size * 1.25 / 72.0 / tall
    heights = spread([(label.y - low) / (high - low) for label in shown], gap)
    for label, height in zip(shown, heights, strict=True):
        look: Any = {"fontsize": size, "color": label.colour, "va": "center", "ha": "left", "linespacing": 1.05}
        axes.text(at, height, label.text, transform=axes.transAxes, **look)


@styled
def save(figure: Figure, stem: Path, description: str) -> list[Path]:
    """Write `stem`.png and `stem`.svg; the same figure gives the same bytes.

    Parameters
    ----------
    figure
        The figure.
    stem
        Path without suffix, in a folder that exists.
    description
        Alternative text, kept inside both files.

    Returns
    -------
    list of Path
        The PNG and the SVG.
    """
    png, svg = stem.with_suffix(".png"), stem.with_suffix(".svg")
    about: dict[str, Any] = {"Description": description}
    with whole_file(png) as drawn:
        figure.savefig(drawn, format="png", dpi=DOTS_PER_INCH, metadata=about | {"Software": None})
    with whole_file(svg) as drawn:
        figure.savefig(drawn, format="svg", metadata=about | {"Date": None, "Creator": None})
    return [png, svg]


@styled
def inline(figure: Figure, description: str) -> str:
    """Return a figure as an image of a page, inside its text.

    Parameters
    ----------
    figure
        The figure.
    description
        Alternative text.
    """
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=INLINE_DOTS, metadata={"Description": description, "Software": None})
    data = base64.b64encode(drawn.getvalue()).decode("ascii")
    return f'<img alt="{html.escape(description)}" style="max-width: 100%" src="data:image/png;base64,{data}">'
