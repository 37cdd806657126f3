"""How files are shared out among the processes that test: what takes long first, and together what plays one war.

Each process takes its next file when it is nearly done. Long files at the end would keep one busy while the others
wait; and a war that is kept for the whole session is kept in one process only.
"""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling

TOGETHER = (
    (
        "properties/test_books.py",
        "properties/test_possible_numbers.py",
        "engine/test_first_difference.py",
        "engine/test_same_luck.py",
        "nations/test_nations.py",
        "transcripts/test_transcripts.py",
    ),
    ("campaigns/",),
)
"""Files, or folders, that play the same wars: `wartime.watched` and `played`, and the session's own fixtures."""

LONG = (
    "repository/test_pages.py",
    "repository/test_an_analysts_hour.py",
    "cli/",
    "fuzz/",
    "repository/test_experiments.py",
    "validation/fit/test_calibrate_command.py",
    "repository/test_scenarios_and_records.py",
    "studies/",
    "compiled/",
    "minds/imagining/test_kept_papers.py",
    "engine/",
    "validation/",
    "repository/test_benchmark.py",
    "play/",
    "minds/deliberation/",
    "runs/",
    "minds/test_forced.py",
    "minds/deciders/",
    "transcripts/",
    "statistics/",
)
"""What takes long, in the order in which it is begun, after what is taken together; all else fills the end."""


SINGLY = ("fuzz/",)
"""Files whose tests are given out one by one: each takes long, and shares little with the others."""


def _inside(path: str, names: tuple[str, ...]) -> bool:
    return path.split("tests/", 1)[-1].startswith(names)


def scope(nodeid: str) -> str:
    """Return what a test is given out with: itself, its file, or the first of the files that are taken together."""
    path = nodeid.split("::", 1)[0]
    if _inside(path, SINGLY):
        return nodeid
    return next((names[0] for names in TOGETHER if _inside(path, names)), path)


def begun(nodeid: str) -> int:
    """Return a rank by which tests are begun."""
    path = nodeid.split("::", 1)[0]
    ranks = [*TOGETHER, *((name,) for name in LONG)]
    return next((rank for rank, names in enumerate(ranks) if _inside(path, names)), len(ranks))


class LongestFirst(LoadFileScheduling):
    """Whole files to each process, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return scope(nodeid)
