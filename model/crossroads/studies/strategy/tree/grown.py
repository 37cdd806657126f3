"""A tree grown from worlds: their shares on branches, what they came to at leaves, rolled back to the root."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from crossroads.statistics.intervals import mean_interval, wilson
from crossroads.studies.strategy.tree.levels import AskedTree
from crossroads.world.axes import Floats, Ints

RESAMPLES = 400
"""Times that the worlds are drawn anew for the interval of what is rolled back."""

TAILS = (0.025, 0.975)


@dataclass(slots=True)
class TreeNode:
    """A place in the tree.

    Attributes
    ----------
    depth
        Levels above it; 0 is the root.
    label
        The branch that leads to it; '' for the root.
    worlds
        Places of its worlds.
    merged
        Labels of the branches that were too thin to stand alone; none: it is one branch.
    children
        What its worlds part into at the next level; none: a leaf.
    stakes
        Mean of the leaf's measure over its worlds, with its interval.
    share
        Share of its worlds among its parent's, with its interval.
    rolled
        The mean as rolled back: at the nation's own places the best branch, elsewhere branches by their shares.
    """

    depth: int
    label: str
    worlds: Ints
    merged: tuple[str, ...] = ()
    children: list[TreeNode] = field(default_factory=list)
    stakes: tuple[float, float, float] = (np.nan, np.nan, np.nan)
    share: tuple[float, float, float] = (1.0, 1.0, 1.0)
    rolled: float = np.nan

    @property
    def count(self) -> int:
        """How many worlds it has."""
        return len(self.worlds)

    def walk(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], TreeNode]]:
        """Give the node and all below it, from the top, each with the branches that lead to it."""
        yield path, self
        for child in self.children:
            yield from child.walk((*path, child.label))

    def leaves(self) -> list[TreeNode]:
        """Return the leaves below it, from the top."""
        return [node for _, node in self.walk() if not node.children]


def grow(asked: AskedTree, values: Floats, least: int) -> TreeNode:
    """Grow a tree.

    Parameters
    ----------
    asked
        Its levels, and its leaf.
    values
        The measures of each world, (measure, world), in the order of `AskedTree.measures`.
    least
        Branches with fewer worlds are merged with one another.
    """
    branches = [level.branches(row) for level, row in zip(asked.levels, values[:-1], strict=True)]
    root = TreeNode(0, "", np.arange(values.shape[-1], dtype=np.int64))
    _part(root, asked, branches, least)
    leaf = values[-1]
    for _, node in root.walk():
        node.stakes = mean_interval(leaf[node.worlds], student=True)
        for child in node.children:
            share = child.count / node.count
            child.share = (share, *wilson(child.count, node.count))
    roll_back(root, asked, leaf, least)
    return root


def _part(node: TreeNode, asked: AskedTree, branches: Sequence[Ints], least: int) -> None:
    """Part a node's worlds at the next level; what is merged or thin is parted no further."""
    if node.depth == len(asked.levels) or node.merged or node.count < least:
        return
    level, own = asked.levels[node.depth], branches[node.depth][node.worlds]
    labels = [*level.labels, "not known"]
    found = [(labels[place], node.worlds[own == place]) for place in (*range(len(level.labels)), -1)]
    found = [(label, worlds) for label, worlds in found if len(worlds)]
    thin = [(label, worlds) for label, worlds in found if len(worlds) < least]
    if len(thin) == len(found) > 1:
        return  # nothing is left that could stand beside the others
    apart = thin if len(thin) > 1 else []
    names = tuple(label for label, _ in apart)
    node.children += [TreeNode(node.depth + 1, label, worlds) for label, worlds in found if label not in names]
    if apart:
        together = np.sort(np.concatenate([worlds for _, worlds in apart]))
        node.children.append(TreeNode(node.depth + 1, "others", together, names))
    for child in node.children:
        _part(child, asked, branches, least)


def roll_back(root: TreeNode, asked: AskedTree, leaf: Floats, least: int) -> None:
    """Roll means back from the leaves to the root: at places of the asked nation the best branch is taken."""
    for node in reversed([node for _, node in root.walk()]):
        if not node.children:
            node.rolled = float(leaf[node.worlds].mean())
            continue
        if asked.levels[node.depth].by == asked.nation:
            node.rolled = max(child.rolled for child in eligible(node, least))
        else:
            node.rolled = sum(child.rolled * child.count for child in node.children) / node.count


def eligible(node: TreeNode, least: int) -> list[TreeNode]:
    """Return the branches among which the best is taken: those that stand by themselves, else all."""
    return [child for child in node.children if child.count >= least and not child.merged] or node.children


def rolled_interval(
    root: TreeNode, asked: AskedTree, leaf: Floats, least: int, seed: int
) -> tuple[float, float, float]:
    """Return what is rolled back to the root with an interval, by drawing the worlds anew.

    The best of several uncertain means is held too good; the interval holds that too, the number itself does not.
    """
    worlds = root.count
    rng = np.random.default_rng(seed)
    order = [node for _, node in root.walk()]
    place = {id(node): number for number, node in enumerate(order)}
    inside = np.zeros((len(order), worlds))
    for number, node in enumerate(order):
        inside[number, node.worlds] = 1.0
    found = []
    for _ in range(RESAMPLES):
        weight = np.bincount(rng.integers(0, worlds, worlds), minlength=worlds).astype(np.float64)
        counts, sums = inside @ weight, inside @ (weight * leaf)
        rolled = np.full(len(order), np.nan)
        for number in reversed(range(len(order))):
            node = order[number]
            if not node.children:
                rolled[number] = sums[number] / counts[number] if counts[number] else np.nan
                continue
            own = [place[id(child)] for child in node.children]
            here = [child for child in own if counts[child] > 0]
            if not here:
                continue
            if asked.levels[node.depth].by == asked.nation:
                may = [place[id(child)] for child in eligible(node, least) if counts[place[id(child)]] > 0]
                rolled[number] = max(rolled[child] for child in may or here)
            else:
                rolled[number] = sum(rolled[child] * counts[child] for child in here) / counts[number]
        found.append(rolled[0])
    low, high = np.quantile(np.array(found), TAILS)
    return root.rolled, float(low), float(high)
