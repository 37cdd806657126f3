"""A tree from left to right: squares decide, circles are what comes of it, lines as wide as their share of worlds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.studies.strategy.tree.grown import TreeNode
from crossroads.studies.strategy.tree.page import best_path, hundred, stakes
from crossroads.studies.strategy.tree.result import FIGURE, WorldTree
from crossroads.telling import panels, style, vocabulary
from crossroads.telling.numbers import counted, signed

_BOTTOM, _TOP, _RIGHT = 0.075, 0.785, 0.70
_STAKES = (0.745, 0.9)
_WIDEST = 9.0


@style.styled
def figure(made: WorldTree) -> Figure:
    """Draw a tree."""
    leaf = vocabulary.outcome(made.asked.leaf).label
    subtitle = (
        f"'{made.title}', {counted(made.worlds, 'world')}, seed {made.seed}. Numbers on branches: of 100 worlds at the "
        f"place before; in brackets worlds. Right: {leaf}, mean and 95 % interval, 0 = June 1941. Branches hold the "
        f"worlds that took them: no worth of a choice. 'others': fewer worlds than {made.least}."
    )
    drawing = style.headed(_finding(made), subtitle, made.caveat)
    axes = drawing.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_axis_off()
    leaves = made.root.leaves()
    step = (_TOP - _BOTTOM) / max(1, len(leaves))
    heights = {id(node): _TOP - (place + 0.5) * step for place, node in enumerate(leaves)}
    for node in reversed([node for _, node in made.root.walk()]):
        if node.children:
            heights[id(node)] = sum(heights[id(child)] for child in node.children) / len(node.children)
    size = min(9.0, max(6.0, 0.62 * step * style.HEIGHT * 72))
    _branches(axes, made, heights, size)
    _heads(axes, made)
    _leaves(drawing.add_axes((_STAKES[0], _BOTTOM, _STAKES[1] - _STAKES[0], _TOP - _BOTTOM)), leaves, size)
    return drawing


def _x(made: WorldTree, depth: int) -> float:
    wide = (_RIGHT - style.LEFT) / len(made.asked.levels)
    return style.LEFT + 0.012 + depth * wide


def _ink(by: str) -> str:
    return style.NATION_INK[by] if by else style.QUIET


def _branches(axes: Axes, made: WorldTree, heights: dict[int, float], size: float) -> None:
    for _, node in made.root.walk():
        x, y = _x(made, node.depth), heights[id(node)]
        for child in node.children:
            level = made.asked.levels[node.depth]
            far, high = _x(made, child.depth), heights[id(child)]
            bend = x + 0.016
            look: dict[str, Any] = {"color": _ink(level.by), "alpha": 0.55, "solid_capstyle": "butt"}
            axes.plot([x, bend, far], [y, high, high], linewidth=0.8 + _WIDEST * child.count / made.root.count, **look)
            words = f"{child.label}  {hundred(child.share[0])} ({child.count})"
            room = far - bend - 0.01
            lift = 0.004 + 0.5 * (0.8 + _WIDEST * child.count / made.root.count) / 72 / style.HEIGHT
            drawing = axes.get_figure()
            assert isinstance(drawing, Figure)
            style.fit_text(
                drawing, (bend + 0.003, high + lift), words, room, size=size, least=5.5, color=style.INK, va="bottom"
            )
        if node.children:
            by = made.asked.levels[node.depth].by
            axes.plot(x, y, "s" if by else "o", markersize=9, color=_ink(by), markeredgecolor="white", zorder=5)


def _heads(axes: Axes, made: WorldTree) -> None:
    drawing = axes.get_figure()
    assert isinstance(drawing, Figure)
    for depth, level in enumerate(made.asked.levels):
        x, wide = _x(made, depth), _x(made, depth + 1) - _x(made, depth) - 0.012
        style.fit_text(
            drawing,
            (x, 0.83),
            level.title,
            wide,
            size=9.5,
            least=7.0,
            color=_ink(level.by),
            fontweight="bold",
            va="center",
        )
    drawing.text(_STAKES[0], 0.83, "What it came to", fontsize=9.5, fontweight="bold", color=style.INK, va="center")


def _leaves(axes: Axes, leaves: list[TreeNode], size: float) -> None:
    axes.set_ylim(len(leaves), 0)
    for place, node in enumerate(leaves):
        y = place + 0.5
        middle, low, high = node.stakes
        if low == low:
            axes.plot([low, high], [y, y], color=style.INK, linewidth=1.8, alpha=0.75)
        axes.plot(middle, y, "o", color=style.INK, markersize=4.5)
        text = signed(middle, 1) if low != low else f"{signed(middle, 1)} ({signed(low, 1)} to {signed(high, 1)})"
        panels.beside(axes, y, text, at=1.03, fontsize=min(8.0, size), color=style.INK)
    axes.axvline(0, color=style.INK, linewidth=0.9)
    panels.rows_only(axes, 8)


def _finding(made: WorldTree) -> str:
    first = max(made.root.children, key=lambda child: child.count, default=None)
    if first is None:
        return f"{made.asked.title}: every world goes the same way"
    return (
        f"{made.asked.title}: {hundred(first.share[0])} of 100 worlds begin with '{first.label}'; on average all come "
        f"to {signed(made.root.stakes[0], 1)} stakes, the best way through the tree to {signed(made.rolled[0], 1)}"
    )


def description(made: WorldTree) -> str:
    """Return the figure's alternative text."""
    told = "; ".join(
        f"{' then '.join(path)}: {counted(node.count, 'world')}, {stakes(node.stakes)} stakes"
        for path, node in made.root.walk()
        if not node.children
    )
    drawn = f"{made.asked.title} as a tree of {counted(made.worlds, 'world')} of '{made.title}'"
    return f"{drawn}. {told}. Best: {best_path(made)}."


def write(made: WorldTree, folder: Path) -> list[Path]:
    """Write the figure into a folder that exists, as PNG and SVG."""
    return style.save(figure(made), folder / FIGURE, description(made))
