from __future__ import annotations

from pathlib import Path

from command_line import answer, crossroads


def test_a_signal_is_told_and_written_and_bad_words_are_answered(place: Path) -> None:
    words = ["signal", "pledge", "--scenario", "quick.toml", "--worlds", "3", "--seed", "7", "--out", "sent"]
    done = crossroads(place, *words)
    assert done.returncode == 0, done.stderr
    assert "# America's pledge of aid to the USSR, as Berlin read it" in done.stdout
    names = {path.name for path in (place / "sent").iterdir()}
    assert names == {"intents.csv", "credibility.csv", "signal.md", "signal.png", "signal.svg", "manifest.json"}
    again = answer(place, *words, "--quiet")
    assert again.returncode == 2 and "A name that is free: --out sent-2" in again.stderr
    for bad, told in (
        (["signal", "nowhere"], "signal: found 'nowhere'; allowed: kantokuen, pledge"),
        (["signal", "pledge", "--scenario", "nowhere"], "found 'nowhere', which is no scenario"),
        (["signal", "pledge", "--worlds", "1"], "worlds is 1"),
    ):
        refused = answer(place, *bad, "--out", "other_sent")
        assert refused.returncode == 2 and told in refused.stderr and "Traceback" not in refused.stderr, refused.stderr
        assert not (place / "other_sent").exists() and not (place / "other_sent.partial").exists()
