"""The commands, each a thin function; what takes long to load is imported inside."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crossroads.cli import options
from crossroads.cli.explain import explain
from crossroads.cli.guard import closing, interruptible, new_folder, say
from crossroads.cli.progress import progress_shown
from crossroads.errors import InputError
from crossroads.identity import command_line
from crossroads.telling.numbers import wrapped

if TYPE_CHECKING:
    from crossroads.scenario.scenario import Scenario
    from crossroads.studies.compare.study import Comparison

app = typer.Typer(
    name="crossroads",
    help="Crossroads 1941: what Japan's choice of 1941 (north, south, or wait) would have changed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        from importlib import metadata

        say(f"crossroads {metadata.version('crossroads-1941')}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Crossroads 1941: what Japan's choice of 1941 (north, south, or wait) would have changed."""


@app.command(epilog="Example: crossroads run north_august --worlds 1000 --seed 1941 --out results/north")
@interruptible
def run(
    context: typer.Context,
    scenario: Annotated[
        str,
        typer.Argument(help=f"{options.A_SCENARIO}; or the folder of a finished run, or its manifest, to repeat it."),
    ],
    worlds: options.Worlds = 1000,
    seed: options.Seed = 1941,
    out: Annotated[str | None, options.folder("results/SCENARIO")] = None,
    workers: options.Workers = None,
    ledger_worlds: options.LedgerWorlds = 100,
    keep_trajectories: Annotated[
        bool, typer.Option("--keep-trajectories", help="Keep every world's weekly series (40 kB a world).")
    ] = False,
    quiet: options.Quiet = False,
) -> None:
    """Run many worlds under one scenario and write them to a folder.

    An interrupted run goes on where it stopped when the same command is given again.
    """
    with progress_shown(quiet) as progress:
        from crossroads.runs import ensemble
        from crossroads.runs.origin import AGAIN, kept_folder, kept_run
        from crossroads.scenario.files import find

        asked: dict[str, int] = {"worlds": worlds, "seed": seed, "ledger_worlds": ledger_worlds}
        folder = kept_folder(scenario)
        kept = None if folder is None else kept_run(folder)
        default = f"results/{find(scenario).stem}" if folder is None else f"{folder}{AGAIN}"
        if kept is not None:
            asked |= {name: value for name, value in kept.settings.items() if not options.given(context, name)}
        with new_folder(out, default) as target:
            made = ensemble.run(
                scenario if kept is None else kept.scenario,
                worlds=asked["worlds"],
                seed=asked["seed"],
                ledger_worlds=asked["ledger_worlds"],
                keep_trajectories=keep_trajectories or (kept is not None and kept.keep_trajectories),
                out=target,
                workers=options.shared(workers, asked["worlds"]),
                progress=progress,
                command=command_line(),
                kept="" if kept is None else scenario,
            )
    from crossroads.scenario.question import question_of
    from crossroads.scenario.scenario import Scenario
    from crossroads.telling import run_page

    question = question_of([Scenario.from_resolved(made.manifest["scenario"]["resolved"])])
    say(run_page.run_summary(made, question.course, question.course_title, question.caution))
    _tell_prelude(Scenario.from_resolved(made.manifest["scenario"]["resolved"]), worlds=made.worlds, seed=made.seed)
    folder = Path(target)
    say("\n" + closing("run", target))
    say(f"As CSV: crossroads export {folder} --to DIR. As a page: crossroads report {folder} --out FILE.html")


@app.command(
    epilog="Examples: crossroads compare south_december north_august --worlds 2000; crossroads compare north_or_south; "
    "crossroads compare results/south results/north"
)
@interruptible
def compare(
    context: typer.Context,
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="A B ...",
            help="Two or more, the first the base: scenarios, or folders of finished runs, taken as they are; or one "
            "question; or the folder of a finished comparison, to repeat it.",
        ),
    ],
    worlds: options.Worlds = 2000,
    seed: options.Seed = 1941,
    out: Annotated[str | None, options.folder("results/A-vs-B")] = None,
    workers: options.Workers = None,
    ledger_worlds: options.LedgerWorlds = 100,
    map_date: Annotated[dt.date | None, options.day("map date", "Day of the map of the fronts.", "1941-12-07")] = None,
    world: Annotated[
        int | None, options.whole("world", 0, "World, from 0, whose parting is told; else a typical one.")
    ] = None,
    figures: Annotated[
        str, typer.Option(metavar="answer|all|none", help="Figures to draw: the one beside the answer, all, or none.")
    ] = "answer",
    bands: Annotated[
        bool,
        typer.Option("--bands", help="Tell luck, knowledge and rival laws apart; it takes as long again as the runs."),
    ] = False,
    full: Annotated[bool, typer.Option("--full", help="Tell every outcome, not only what was asked.")] = False,
    quiet: options.Quiet = False,
) -> None:
    """Run the same worlds under several scenarios, or under those of a question, and tell what differs.

    Finished runs of the same worlds are compared without running them again; a scenario beside them is run in their
    worlds. An interrupted comparison goes on where it stopped when the same command is given again.
    """
    with progress_shown(quiet) as progress:
        from crossroads.runs.origin import AGAIN, kept_folder
        from crossroads.studies.compare import study
        from crossroads.studies.compare.kept import kept_comparison

        asks: dict[str, Any] = {"map_date": map_date, "world": world, "figures": figures, "bands": bands}
        # Finished runs have numbers of their own, which only what was asked for stands against.
        numbers = {"worlds": worlds, "seed": seed, "ledger_worlds": ledger_worlds}
        asks |= {name: value if options.given(context, name) else None for name, value in numbers.items()}
        folder = kept_folder(scenarios[0]) if len(scenarios) == 1 else None
        asked: tuple[Any, ...] = tuple(scenarios)
        if folder is None:
            finished = [(name, kept_folder(name)) for name in scenarios]
            names = [Path(name).stem if run is None else run.resolve().name for name, run in finished]
            default = f"results/{'-vs-'.join(names)}"
        else:
            default = f"{folder}{AGAIN}"
            asked, settings = kept_comparison(folder)
            asks |= {name: value for name, value in settings.items() if not options.given(context, name)}
        with new_folder(out, default) as target:
            made = study.compare(
                *asked,
                **asks,
                out=target,
                workers=options.shared(workers, asks["worlds"] or worlds),
                progress=progress,
                command=command_line(),
                kept="" if folder is None else scenarios[0],
            )
    _tell_comparison(made, target, full=full)


def _tell_comparison(made: Comparison, target: str, *, full: bool) -> None:
    from crossroads.studies.compare import writing

    say(f"{made.answer()}\n")
    if table := made.short_text(shutil.get_terminal_size().columns):
        say(f"{table}\n")
    for sentence in made.sure():
        say(wrapped(sentence, 0, 2, percent=True))
    if full:
        say(made.text())
    else:
        for sentence in made.bear_in_mind:
            say(wrapped(sentence, 0, 2))
        say(wrapped(f"{made.question.caution} Every outcome: {Path(target) / writing.TEXT}, or --full."))
    say(closing("compare", target))
    drawn = sorted((Path(target) / writing.FIGURES).glob("*.png"))
    if drawn:
        say(wrapped(", ".join(path.stem for path in drawn), 25))
    say(f"Report: {Path(target) / 'report.html'}")
    words, command = made.rest(drawn, target)
    if command:
        say(f"{wrapped(words)}\n{command}")
    if note := made.font_note():
        say(note)


@app.command(epilog="Example: crossroads export results/historical --to results/historical-csv")
@interruptible
def export(
    folder: Annotated[Path, options.FOLDER_READ],
    to: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the CSV files; made where missing.")],
) -> None:
    """Write a run, all runs of a comparison, or the worlds of a sweep as CSV files."""
    if _is_sweep(folder):
        from crossroads.studies.sweep.result import export_worlds as write
    else:
        from crossroads.runs.export import export as write

    say("\n".join(str(path) for path in write(folder, to)))


def _is_sweep(folder: Path) -> bool:
    """Say whether a folder is a sweep's; whether it is sound, its reader tells."""
    from crossroads.runs.storage.kinds import kind_of
    from crossroads.runs.storage.seal import opened

    return kind_of(opened(folder, "a run, a comparison or a sweep").manifest) == "sweep"


@app.command("list", epilog="Example: crossroads list")
@interruptible
def list_command() -> None:
    """List what can be called by name: scenarios, grouped by the question that they are about, and experiments."""
    from crossroads.scenario import listing
    from crossroads.telling.pages import rendered

    lists = {"scenarios": listing.listed_scenarios(), "questions": listing.listed_questions()}
    say(rendered("cli/templates/scenarios.txt.j2", **lists, experiments=listing.listed_experiments()))


@app.command(
    epilog="Examples: crossroads show north_august; crossroads show north_or_south; crossroads show H12; "
    "crossroads show --levers"
)
@interruptible
def show(
    scenario: Annotated[
        str | None,
        typer.Argument(help="A scenario's, question's, experiment's or hypothesis' name, or the path of a TOML file."),
    ] = None,
    levers: Annotated[bool, typer.Option("--levers", help="List the levers instead.")] = False,
) -> None:
    """Say what a scenario asks, why, and what it changes against its base; or what is asked of several.

    Of a hypothesis of the documents it says how it is tried.
    """
    if levers == (scenario is not None):
        raise InputError("show: found neither or both of SCENARIO and --levers; exactly one is needed.")
    from crossroads.telling.pages import rendered

    if scenario is None:
        from crossroads.evidence.load import load_levers

        say(rendered("cli/templates/levers.txt.j2", levers=load_levers().values()))
        return
    from crossroads.scenario.files import (
        is_name,
        known_questions,
        names_scenarios,
        stands_for_experiment,
        stands_for_hypothesis,
    )

    if stands_for_hypothesis(scenario):
        from crossroads.studies.ask.hypothesis import load_hypothesis

        hypothesis = load_hypothesis(scenario)
        asked = hypothesis.name if is_name(scenario) else scenario
        say(rendered("cli/templates/hypothesis.txt.j2", hypothesis=hypothesis, asked=asked))
    elif stands_for_experiment(scenario):
        from crossroads.scenario.experiment import load_experiment

        say(rendered("cli/templates/experiment.txt.j2", experiment=load_experiment(scenario)))
    elif scenario in known_questions() or names_scenarios(scenario):
        from crossroads.scenario.question import load_question

        say(rendered("cli/templates/question.txt.j2", question=load_question(scenario)))
    else:
        from crossroads.scenario.scenario import load_scenario

        chosen = load_scenario(scenario)
        say(rendered("cli/templates/scenario.txt.j2", scenario=chosen))
        _tell_prelude(chosen)


def _tell_prelude(scenario: Scenario, **run: int) -> None:
    """Tell what followed from a scenario's edit of events before June 1941, where it has one."""
    from crossroads.studies.prelude.page import told

    if words := told(scenario.setup, **run):
        say(words)


@app.command(epilog="Example: crossroads report results/historical --out historical.html")
@interruptible
def report(
    folder: Annotated[Path, options.FOLDER_READ],
    out: Annotated[Path, typer.Option(metavar="FILE.html", help="The page to write; it must not exist.")],
    quiet: options.Quiet = False,
) -> None:
    """Write one page with the answer, the numbers and the figures; it needs nothing beside it."""
    with progress_shown(quiet) as progress:
        from crossroads.studies.compare.report import write_folder_report

        note = write_folder_report(folder, out, progress)
    say("\n".join(filter(None, (str(out), note))))


app.command(epilog="Example: crossroads explain results/historical --decision japan.course --date 1941-08-09")(explain)
