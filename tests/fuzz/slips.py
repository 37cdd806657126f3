"""A grammar of the commands, and one slip in what it gives."""

from __future__ import annotations

from mutators import LONG, Rng, pick

SOUND: tuple[tuple[str, ...], ...] = (
    ("run", "mine.toml", "--worlds", "2", "--seed", "7", "--ledger-worlds", "1", "--out", "taken", "-q"),
    ("compare", "mine.toml", "wait", "--worlds", "2", "--world", "1", "--map-date", "1941-12-07", "--out", "taken"),
    ("export", "one", "--to", "csv"),
    ("list",),
    ("show", "mine.toml"),
    ("show", "--levers"),
    ("battle", "mine.csv", "--out", "chances.csv"),
    ("calibrate", "--worlds", "70", "--rounds", "2", "--members", "2", "--seed", "1", "--out", "taken"),
    ("explain", "one", "--world", "0", "--nation", "japan", "--decision", "course", "--date", "1941-08-09"),
    ("play", "japan", "--scenario", "mine.toml", "--script", "taken", "--worlds", "0", "--save", "mine.json"),
    ("play", "--resume", "taken", "--worlds", "0"),
    ("reasons", "mine.toml", "--decision", "japan.course", "--worlds", "2", "--orders", "2", "--out", "taken"),
    ("report", "both", "--out", "taken"),
    ("validate", "one", "--against", "series", "--out", "card"),
    ("regret", "mine.toml", "--decision", "japan.course", "--on", "1941-08-09", "--worlds", "2", "--out", "taken"),
    ("branch", "one", "--world", "0", "--from", "1941-08-09", "--choose", "japan.course=north", "--out", "taken"),
    ("tree", "mine.toml", "--levels", "moscow_or_kiev", "--worlds", "2", "--seed", "7", "--out", "taken"),
    ("finding-out", "mine.toml", "--nation", "ussr", "--worlds", "2", "--seed", "7", "--out", "taken"),
    ("signal", "pledge", "--scenario", "mine.toml", "--worlds", "2", "--seed", "7", "--out", "taken"),
    ("report-card", "--worlds", "20", "--seed", "3", "--out", "taken"),
    ("tournament", "japan", "--deciders", "scripted,random_legal", "--worlds", "2", "--out", "taken"),
    ("documents", "--document", "003", "--kind", "errors", "--severity", "high", "--find", "pact"),
    ("why", "oil_stock", "--question", "north_or_south", "-q"),
    ("ask", "peace in China", "--worlds", "2", "--seed", "3", "-q"),
)
"""Sound words; what would take long ends at a file that stands where its folder is to be."""

ODD = (
    *("", " ", "-1", "0", "1e3", "2.5", "nan", LONG, "99999999999999999999", "x", "٣", "+4", "1_0", "0x10", "--", "-"),
    *("1941-13-01", "1941-02-30", "31.12.1941", "jpan", "japan.", ".", "..", "/", "/dev/null", "no/such"),
    *("mine.toml", "taken/inside", "mine.csv", "one", "one/manifest.json"),
    *("a\nb", "\x1b[7m", "\u202e", "plan\udcfe.toml", "n" * 300),
)

OUTS = ("", "taken", "taken/inside", "/dev/null", "n" * 300, "/proc/none", ".", "..", "one")
"""Places where a command that takes long can never write."""

INTO = ("", ".", "..", "one")
"""Those of them that a card of trust is written into all the same, beside what stands there."""


def slip(rng: Rng) -> list[str]:
    """Return the words of a command with one slip."""
    words = list(pick(rng, SOUND))
    places = list(range(1, len(words)))
    at = pick(rng, places) if places else 1
    slow = "taken" in words and words[0] not in ("play", "report")
    guarded = slow and at < len(words) and (words[at] == "--out" or words[at - 1] == "--out")
    if guarded:
        places_out = [place for place in OUTS if words[0] != "report-card" or place not in INTO]
        return [*words[: words.index("--out") + 1], pick(rng, places_out)]
    match int(rng.integers(7)):
        case 0 if at < len(words):
            words[at] = pick(rng, ODD)
        case 1 if at < len(words):
            del words[at]
        case 2:
            words.insert(at, pick(rng, ODD))
        case 3 if at < len(words):
            words[at] = words[at][:-1] + words[at][-1:].swapcase() + "e"
        case 4:
            words.insert(at, pick(rng, ("--worlds", "--no-such", "-x", "--seed=", "--quiet=1", "--help", "--version")))
        case 5:
            words[0] = pick(rng, (words[0][:-1], words[0].upper(), f"{words[0]}s", ""))
        case _:
            words += words[at:]
    return words
