"""A tree as a page: indented, in worlds of a hundred, with what each leaf came to."""

from __future__ import annotations

from crossroads.studies.strategy.tree.grown import TreeNode, eligible
from crossroads.studies.strategy.tree.result import WorldTree
from crossroads.telling import vocabulary
from crossroads.telling.numbers import counted, interval, known, listed, sentence_case, signed
from crossroads.telling.pages import rendered


def page(made: WorldTree) -> str:
    """Return the page in Markdown."""
    return rendered(
        "studies/strategy/tree/templates/page.md.j2",
        made=made,
        nation=vocabulary.nation(made.asked.nation).names.long,
        leaf=vocabulary.outcome(made.asked.leaf).label,
        levels=[_level(made, place) for place in range(len(made.asked.levels))],
        lines=lines(made),
        merged=merged(made),
        mean=stakes(made.root.stakes),
        rolled=stakes(made.rolled),
        best=best_path(made),
    )


def stakes(values: tuple[float, float, float]) -> str:
    """Return stakes with their interval: '-2.10 (-2.40 to -1.80)'."""
    return interval(values, known(lambda value: signed(value, 2)))


def hundred(share: float) -> str:
    """Return a share in worlds of a hundred: '34', 'fewer than 1'."""
    return "fewer than 1" if 0 < share < 0.01 else f"{100 * share:.0f}"


def lines(made: WorldTree) -> list[str]:
    """Return the tree as indented lines."""
    found = [f"all: 100 of 100 worlds ({made.root.count}), {stakes(made.root.stakes)}"]
    for path, node in made.root.walk():
        if path:
            name = f"others ({', '.join(node.merged)})" if node.merged else node.label
            told = f"{name}: {hundred(node.share[0])} of 100 ({node.count})"
            found.append(f"{'  ' * len(path)}{told}, {stakes(node.stakes)}")
    return found


def merged(made: WorldTree) -> list[str]:
    """Say which branches were too thin to stand alone, and where too few worlds were left, a sentence a place."""
    told = []
    for path, node in made.root.walk():
        before = " > ".join(path[:-1]) or "the root"
        if node.merged:
            told.append(f"After '{before}': {listed(list(node.merged))}, {counted(node.count, 'world')} together.")
        elif path and node.count < made.least:
            told.append(f"After '{before}': {node.label} alone has {counted(node.count, 'world')}.")
        elif not node.children and node.depth < len(made.asked.levels):
            told.append(f"'{' > '.join(path)}' has too few worlds to be parted further.")
    return told


def best_path(made: WorldTree) -> str:
    """Return what the nation does where it takes the best branch at each of its places from the root on, in words."""
    node: TreeNode = made.root
    told = []
    while node.children:
        level = made.asked.levels[node.depth]
        own = level.by == made.asked.nation
        among = eligible(node, made.least) if own else node.children
        node = max(among, key=lambda child: child.rolled if own else child.count)
        told.append(f"{node.label}{'' if own else ' (the likeliest)'}")
    return sentence_case(", then ".join(told))


def _level(made: WorldTree, place: int) -> str:
    level = made.asked.levels[place]
    who = vocabulary.nation(level.by).names.long if level.by else ""
    return f"{level.title}{f': {who} decides' if who else ': what comes of it'}"
