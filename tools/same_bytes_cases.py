"""What `same_bytes` runs: commands on small runs, the public names of the package, and input with a fault in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from same_bytes_faults import ARGUMENTS, SCENARIOS, SPOILT

ENTRY = """
import sys
try:
    from crossroads.__main__ import main
except ModuleNotFoundError as error:
    if error.name != "crossroads.__main__":
        raise
    from crossroads.cli import main
sys.argv[0] = "crossroads"
main()
"""
"""Starts the command line, wherever it lies."""

FACE = """
import hashlib, json
from crossroads import compare, load_scenario, run

for name in NAMES:
    scenario = load_scenario(name)
    print(name, "digest", "-".join(scenario.digest()[at : at + 16] for at in range(0, 64, 16)))
    print(json.dumps(scenario.resolved, indent=1, default=str, ensure_ascii=False), *scenario.describe(), sep="\\n")
made = run("unthinking_japan", worlds=8, seed=7)
print("records", "-".join(made.manifest["records_hash"][at : at + 16] for at in range(0, 64, 16)))
for name, values in made.series.data_vars.items():
    digest = hashlib.sha256(values.values.tobytes()).hexdigest()[:32]
    print(name, values.dims, values.dtype, values.shape, digest, values.attrs)
for name, frame in (("outcomes", made.outcomes), ("ledger", made.ledger)):
    print(name, *(f"{column}: {kind}" for column, kind in frame.dtypes.items()), sep="\\n  ")
    print(frame.to_csv())
pair = compare("south_december", "north_august", worlds=8, seed=7)
print(pair.text(), *pair.answer(), *pair.story(), sep="\\n")
print(pair.table.to_csv())
"""
"""Uses the three public names; `NAMES` is put before it."""

SERIES = ("historical", "as_it_happened", "south_december", "north_august", "typhoon_early", "unthinking_japan")
COMMANDS = (
    *("list", "show", "run", "compare", "export", "report", "explain", "reasons", "regret", "tournament", "play"),
    *("validate", "battle", "calibrate", "report-card"),
)

STATED = '{} = "stated_odds"\n'
OTHERS = "[deciders]\n" + "".join(map(STATED.format, ("ussr", "germany", "united_states")))
SHORT = 'extends = "{}"\ntitle = "A short war"\nquestion = "What by the spring of 1942?"\nhorizon = 1942-03-29\n'
QUICK = SHORT.format("south_december") + OTHERS + STATED.format("japan")
OTHER = SHORT.format("north_august") + OTHERS + STATED.format("japan")
FREE = SHORT.format("historical").replace("1942-03-29", "1941-12-28") + OTHERS
WAR = (
    'extends = "as_it_happened"\ntitle = "A war with orders"\nhorizon = 1942-03-29\n[levers]\nkwantung_strength = 1.1\n'
)
ANSWERS = "help\n" + "30\nwait\n" * 40
BATTLES = """\
name,actor_a,actor_d,stra,strd,casa,casd,tanka,tankd,artya,artyd,flya,flyd,days,post1,terra1,wx1,surpa,aeroa,wina
One,Japan,USSR,1410,1460,178,350,0,20,14,20,0,0,1,PD,GB0,DOTST,1,0,1
Two,USSR,Japan,4000,3010,400,41,30,0,40,22,103,0,2,HD,GB0,DSHST,0,1,-1
Three,Germany,USSR,90000,70000,,,400,,900,500,,,6,FD,RM0,W,2,9,
Four,USSR & Great Britain,Germany,12000,8000,900,2000,,10,120,60,,,3,,FB0,,,,1
"""


@dataclass(frozen=True, slots=True)
class Case:
    """Commands that share a folder, one after another.

    Parameters
    ----------
    name
        What it is called, and its folder.
    steps
        Lines as typed after `crossroads`; one that begins with '!' is the shell's.
    files
        Name -> text of files that lie in the folder from the start.
    answers
        Standard input of every command.
    """

    name: str
    steps: Sequence[str]
    files: Mapping[str, str] = field(default_factory=dict)
    answers: str = ""


FILES = {"quick.toml": QUICK, "other.toml": OTHER, "short.toml": SHORT.format("historical"), "free.toml": FREE}


def cases(quick: bool, names: Sequence[str]) -> list[Case]:
    """Return the cases to carry out, those that take longest first.

    Parameters
    ----------
    quick
        True: the series of six scenarios in few worlds, and some texts.
    names
        Names of the scenarios that can be called by name.
    """
    if quick:
        return _quick()
    return [
        Case(
            "compare-four", ["compare historical no_embargo north_august typhoon_early --worlds 12 --workers 1 --out c"]
        ),
        Case("reasons", ["reasons free.toml --worlds 3 --orders 2 --workers 1 --out reasons"], FILES),
        Case("compare-two", _comparison(), FILES),
        Case("battle", ["battle battles.csv --out predictions.csv", "battle --check check"], {"battles.csv": BATTLES}),
        Case("short", _short(), FILES),
        *(Case(f"run-{name}", _series(name, 64)) for name in SERIES),
        Case("report-card", ["report-card --worlds 20 --workers 1 --out card"]),
        Case("face", [f"(face) {' '.join(names)}"]),
        Case("faults-scenarios", [f"show '{name}.toml'" for name in SCENARIOS], _named(SCENARIOS)),
        Case("faults-arguments", ["!mkdir -p mine empty; echo kept >mine/letter.txt", *ARGUMENTS], FILES),
        Case("explain", _explained(), FILES),
        Case("faults-folders", ["run quick.toml --worlds 3 --workers 1 --out good", *SPOILT], FILES),
        Case(
            "show",
            [*(f"show {name}" for name in names), "show --levers", "list", "--version", "show quick.toml"],
            FILES,
        ),
        Case("calibrate", ["calibrate --worlds 84 --rounds 2 --members 2 --workers 1 --out fit"]),
        Case("regret", ["regret historical --on 1941-08-09 --worlds 6 --out regret"]),
        Case("play", _played(), FILES, ANSWERS),
        Case("tournament", [_tournament()], FILES),
        Case("validate", _validated(), {"war.toml": WAR, "own.csv": _OWN}),
        Case("help", ["--help", "-h", "", *(f"{command} --help" for command in COMMANDS)]),
    ]


def _quick() -> list[Case]:
    return [
        *(Case(f"run-{name}", _series(name, 16)) for name in SERIES),
        Case("short", _short()[:4], FILES),
        Case("show", ["list", "show north_august", "show historical", "show --levers", "--help", "run --help"]),
        Case("faults-scenarios", [f"show '{name}.toml'" for name in list(SCENARIOS)[::6]], _named(SCENARIOS)),
        Case("faults-arguments", ["!mkdir -p mine empty; echo kept >mine/letter.txt", *ARGUMENTS[::6]], FILES),
    ]


def _named(texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}.toml": text for name, text in texts.items()}


def _series(name: str, worlds: int) -> list[str]:
    return [f"run {name} --worlds {worlds} --workers 1 --keep-trajectories --out run"]


def _short() -> list[str]:
    return [
        "run quick.toml --worlds 24 --workers 1 --out run",
        "export run --to csv",
        "explain run --nation japan",
        "run short.toml --worlds 3 --seed 7 --ledger-worlds 2 --workers 1",
        "run quick.toml --worlds 9 --seed 5 --workers 2 --out two",
        "report run --out page.html",
    ]


def _comparison() -> list[str]:
    return [
        "compare south_december north_august --worlds 24 --workers 1 --out pair",
        "compare quick.toml other.toml --worlds 6 --seed 7 --map-date 1941-12-07 --world 2 --workers 1",
        "explain pair --nation ussr --date 1941-09-28",
        "export pair --to csv",
        "report pair --out page.html",
    ]


def _explained() -> list[str]:
    return [
        "run short.toml --worlds 4 --seed 7 --workers 1 --out run",
        "explain run",
        "explain run --world 2 --nation united_states",
        "explain run --decision japan.course --world 1",
        "explain run --decision course --date 1941-08-09 --flip",
        "explain run --decision germany.main_effort --flip",
        "explain run --recompute",
        "explain run --recompute --nation ussr --world 3",
    ]


def _played() -> list[str]:
    return [
        "play japan --scenario short.toml --worlds 0",
        "play --resume play_japan_short_1941_0.json --worlds 0",
        "play japan --scenario short.toml --world 3 --worlds 6 --decisions all --save other.json",
        "play jpan",
    ]


def _tournament() -> str:
    deciders = "stated_odds,random_legal,recorded_history"
    return f"tournament japan --deciders {deciders} --scenario short.toml --worlds 8 --workers 1 --out seats"


_OWN = """date,series,value,low,high,unit
1941-09-11,soviet_front_strength,3463000,3289850,3636150,men
1941-09-11,german_panzers,5,,,tanks
"""


def _validated() -> list[str]:
    return [
        "run war.toml --worlds 8 --workers 1 --keep-trajectories --out run",
        "validate run --out record",
        "!mkdir held; mv own.csv held/own.csv",
        "validate run --against held",
        "validate nowhere",
    ]
