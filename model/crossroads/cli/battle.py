"""The command `battle`: who wins single battles, what they cost, and how far that can be known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import interruptible, say
from crossroads.errors import InputError, listing

if TYPE_CHECKING:
    import pandas as pd

    from crossroads.evidence.cells import Sheet

LONGEST_LINE = 100_000
"""Letters of a file's first line that are looked at for the columns of predictions."""


@app.command(epilog="Example: crossroads battle my_battles.csv --out predictions.csv")
@interruptible
def battle(
    table: Annotated[str | None, typer.Argument(help="A CSV table of battles, with the columns of CDB90.")] = None,
    out: Annotated[str | None, typer.Option(help="File to write; by default TABLE_predictions.csv.")] = None,
    refit: Annotated[
        bool, typer.Option("--refit", help="Fit the law anew to the battles that come with the project.")
    ] = False,
    check: Annotated[
        str | None,
        typer.Option(metavar="FOLDER", help="Test the law on battles it has not seen; write page and figure there."),
    ] = None,
) -> None:
    """Predict battles: the attacker's chance, the loss ratio, and both sides' losses with their intervals.

    No outcome is read for a prediction. Empty cells are allowed.
    """
    if table is None and not refit and check is None:
        raise InputError("battle: found no table; allowed: a CSV file, --refit, or --check FOLDER.")
    if table is None and out is not None:
        raise InputError(f"out: found '{out}' without a table; a CSV file of battles is needed before it.")
    if refit:
        _refit()
    if check is not None:
        _check(Path(check))
    if table is not None:
        _predict(Path(table), Path(out) if out is not None else Path(f"{Path(table).stem}_predictions.csv"))


def _refit() -> None:
    from crossroads.runs.storage.files import write_text
    from crossroads.validation.battles.fit import fit_battles, fit_text, stored_path
    from crossroads.validation.battles.table import reference_battles

    path = stored_path()
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    fit = fit_battles(reference_battles())
    write_text(path, fit_text(fit))
    changed = "the same as before" if fit_text(fit) == before else "changed"
    say(
        f"Fitted to {fit.record['battles']} battles, {fit.record['decided']} of them decided; "
        f"{len(fit.win.names)} and {len(fit.loss.names)} coefficients, {changed}."
    )


def _check(folder: Path) -> None:
    from crossroads.runs.storage.files import check_name, whole_files, write_text
    from crossroads.validation.battles import figure
    from crossroads.validation.battles.check import coverage, loss_measures, validate, win_measures
    from crossroads.validation.battles.fit import load_fit
    from crossroads.validation.battles.page import FIGURE, NAME, page
    from crossroads.validation.battles.table import reference_battles

    check_name(folder)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"check: found '{folder}', which is a file; a folder is needed.")
    found = validate(reference_battles())
    with whole_files(folder) as made:
        write_text(made / NAME, page(found, load_fit()))
        figure.write(found, made)
    win, loss = win_measures(found.held), loss_measures(found.held)
    say(
        f"Battles not seen: AUC {win['auc']:.3f}, Brier {win['brier']:.3f}, rms error of the log loss ratio "
        f"{loss['rms']:.2f}, {coverage(found.held)[0]:.0%} inside the 80 % interval.\n"
        f"Written to {folder}: {NAME}, {FIGURE}.png, {FIGURE}.svg"
    )


def _predict(path: Path, target: Path) -> None:
    import pandas as pd

    from crossroads.runs.storage.files import check_name
    from crossroads.runs.tables.frames import write_csv
    from crossroads.validation.battles.fit import load_fit
    from crossroads.validation.battles.predict import ADDED, predict, strangers
    from crossroads.validation.battles.table import read_cells, table_of

    check_name(target)
    sheet = read_cells(path, path)
    battles = table_of(sheet)
    _check_target(path, target)
    predictions = predict(battles, load_fit())
    written = pd.DataFrame({name: sheet.column(name) for name in sheet.columns if name not in ADDED})
    for name in ADDED:
        written[name] = ["" if value != value else f"{value:.6g}" for value in predictions[name]]
    write_csv(written, target)
    say(_told(sheet, battles, predictions, strangers(battles)))
    say(f"Written to {target}: the table with {len(ADDED)} columns more.")


def _check_target(path: Path, target: Path) -> None:
    """Refuse to write over the table itself, or over a file that holds no predictions."""
    if target.is_dir():
        raise InputError(f"out: found '{target}', which is a folder; a file is needed, such as {target}/battles.csv.")
    if target.parent.exists() and not target.parent.is_dir():
        raise InputError(f"out: found '{target.parent}' as its folder, which is a file; a folder is needed.")
    if not target.exists():
        return
    if not target.is_file():
        raise InputError(f"out: found '{target}', which is no plain file; a file is needed.")
    if target.samefile(path):
        raise InputError(f"out: found '{target}', which is the table itself; another file is needed.")
    with target.open(encoding="utf-8", errors="replace") as lines:
        if "p_attacker_wins" not in lines.readline(LONGEST_LINE):
            raise InputError(f"out: found '{target}', a file that holds no predictions; a name that is free is needed.")


def _told(sheet: Sheet, battles: pd.DataFrame, predictions: pd.DataFrame, unknown: list[str]) -> str:
    from crossroads.telling.numbers import counted
    from crossroads.validation.battles.table import CODES, MINUS_ONE, NUMBERS

    chance = predictions["p_attacker_wins"].mean()
    lines = [
        f"{counted(len(battles), 'battle')}; the attackers' mean chance is {chance:.2f}. "
        "A loss ratio is the attacker's losses over the defender's; q10 to q90 should hold four battles in five."
    ]
    gone = int(battles[list(NUMBERS)].isna().sum().sum() + (battles[list(CODES)] == "").sum().sum())
    if gone:
        lines.append(f"Cells without a value: {gone}; the usual value stands in, with a wider interval.")
    if minus_one := battles.attrs[MINUS_ONE]:
        lines.append(f"Among them {minus_one} in which -1 stands for a count that is not known.")
    if unknown:
        lines.append(f"Nations that the fit does not know, taken as average: {listing(unknown)}.")
    return "\n".join([*lines, *_judged(sheet)])


def _judged(sheet: Sheet) -> list[str]:
    """Say how the predictions fare, where the table tells how its battles ended."""
    from crossroads.validation.battles.check import forecast_columns, loss_measures, told, win_measures
    from crossroads.validation.battles.fit import load_fit
    from crossroads.validation.battles.table import table_of

    try:
        ended = table_of(sheet, outcomes=True)
    except InputError:
        return []
    table = told(ended, forecast_columns(ended, load_fit()))
    words = []
    if table["won"].nunique() == 2:
        win = win_measures(table)
        words.append(f"AUC {win['auc']:.2f}, Brier {win['brier']:.3f} of {win['battles']:.0f} decided battles")
    if table["log_ratio"].notna().sum() > 1:
        loss = loss_measures(table)
        words.append(f"rms error of the log loss ratio {loss['rms']:.2f} of {loss['battles']:.0f} battles")
    if not words:
        return []
    return [
        f"Against the outcomes in the table, which no prediction read: {'; '.join(words)}. "
        "Battles that the law was fitted to are judged too kindly here; --check holds them out."
    ]
