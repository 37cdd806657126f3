from __future__ import annotations

from pathlib import Path

from command_line import answer, crossroads


def test_the_worth_of_finding_out_is_told_and_bad_words_are_answered(place: Path) -> None:
    words = ["finding-out", "quick.toml", "--nation", "united_states", "--worlds", "3", "--seed", "7", "--out", "known"]
    done = crossroads(place, *words)
    assert done.returncode == 0, done.stderr
    assert "# What finding out would have been worth" in done.stdout and "3 worlds, seed 7" in done.stdout
    names = {path.name for path in (place / "known").iterdir()}
    assert names == {"finding_out.csv", "finding_out.md", "finding_out.png", "finding_out.svg", "manifest.json"}
    again = answer(place, *words, "--quiet")
    assert again.returncode == 2 and "A name that is free: --out known-2" in again.stderr
    for bad, told in (
        (["finding-out", "nowhere"], "found 'nowhere', which is no scenario"),
        (["finding-out", "quick.toml", "--nation", "usa"], "did you mean 'united_states'"),
        (["finding-out", "quick.toml", "--worlds", "1"], "worlds is 1"),
    ):
        refused = answer(place, *bad, "--out", "other_known")
        assert refused.returncode == 2 and told in refused.stderr and "Traceback" not in refused.stderr, refused.stderr
        assert not (place / "other_known").exists() and not (place / "other_known.partial").exists()
