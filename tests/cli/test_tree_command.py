from __future__ import annotations

from pathlib import Path

from command_line import answer, crossroads


def test_a_tree_is_told_and_written_and_bad_words_are_answered(place: Path) -> None:
    words = ["tree", "other.toml", "--worlds", "12", "--seed", "7", "--least", "2", "--out", "grown"]
    done = crossroads(place, *words)
    assert done.returncode == 0, done.stderr
    assert "# Japan's choice of 1941: a tree of worlds" in done.stdout and "12 worlds, seed 7" in done.stdout
    names = {path.name for path in (place / "grown").iterdir()}
    assert names == {"tree.csv", "tree.md", "tree.png", "tree.svg", "manifest.json"}
    again = answer(place, *words, "--quiet")
    assert again.returncode == 2 and "A name that is free: --out grown-2" in again.stderr
    for bad, told in (
        (["tree", "nowhere"], "found 'nowhere', which is no scenario"),
        (["tree", "other.toml", "--levels", "none.toml"], "levels: found 'none.toml'"),
        (["tree", "other.toml", "--least", "0"], "least is 0"),
        (["tree", "other.toml", "--worlds", "few"], "worlds is 'few'"),
    ):
        refused = answer(place, *bad, "--out", "other_tree")
        assert refused.returncode == 2 and told in refused.stderr and "Traceback" not in refused.stderr, refused.stderr
        assert not (place / "other_tree").exists() and not (place / "other_tree.partial").exists()
