from __future__ import annotations

import dataclasses
import datetime as dt
import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from synthetic_councils import in_lists

from crossroads.minds.council import Council, apart, utilities
from crossroads.minds.decision import decision_points
from crossroads.runs import ensemble
from crossroads.runs.run import Run
from crossroads.runs.tables import ledger_table
from crossroads.runs.tables.frames import as_json, write_csv
from crossroads.runs.tables.ledger import LEDGER_SCHEMA, joined, kept, packed
from crossroads.runs.tables.ledger_table import LEDGER_COLUMNS, frame, grouped, ledger_frame, meetings_of
from crossroads.runs.tables.parquet import read_meetings, write_ledger
from crossroads.runs.tables.reading import read_ledger
from crossroads.world import calendar
from crossroads.world.block import LedgerEntry

WORLDS = 6
PLACES = {point.id: place for place, point in enumerate(decision_points())}


def council(rng: np.random.Generator, options: tuple[str, ...], terms: tuple[str, ...]) -> Council:
    factions, futures = ("army", "navy"), ("good", "bad")

    def drawn(*shape: int) -> Any:
        return rng.normal(size=(*shape, WORLDS))

    return Council(
        options=options,
        factions=factions,
        terms=terms,
        futures=futures,
        values=drawn(len(futures), len(terms), len(options)),
        weights=drawn(len(factions), len(terms)),
        power=drawn(len(factions)),
        assent=np.array([1.0, 0.0]),
        costly=np.arange(len(options), dtype=np.float64) % 2,
        futures_odds=drawn(len(futures)),
        veto=drawn(),
        loss_aversion=np.ones(WORLDS),
        curvature=np.ones(WORLDS),
        temperature=np.full(WORLDS, 0.5),
        later=("hold", "strike"),
        nest=np.arange(len(options), dtype=np.float64) % 3,
        nest_share=drawn(),
        later_odds=drawn(2),
    )


def entry(
    seed: int, day: dt.date, decision: str, reasoned: bool, terms: tuple[str, ...] = ("oil", "losses", "pact")
) -> LedgerEntry:
    rng = np.random.default_rng(seed)
    point = decision_points()[PLACES[decision]]
    # As many as there were when the file of the version before was written.
    options = tuple(point.options)[:7]
    own = rng.normal(size=(len(options), WORLDS))
    own[-1, ::2] = -np.inf
    seen = {"oil": rng.normal(size=WORLDS), "unknown": np.full(WORLDS, np.nan), f"only_{seed}": rng.normal(size=WORLDS)}
    return LedgerEntry(
        week=calendar.week_of(day),
        nation=point.nation,
        decision=point.name,
        options=options,
        utilities=own,
        probabilities=rng.uniform(size=own.shape),
        draw=rng.gumbel(size=own.shape),
        choice=np.where(np.arange(WORLDS) == seed % WORLDS, -1, rng.integers(len(options), size=WORLDS)),
        forced=rng.uniform(size=WORLDS) < 0.5,
        seen=seen if seed % 2 else {},
        date=day if seed % 2 else None,
        council=council(rng, options, terms) if reasoned else None,
    )


@pytest.fixture
def entries() -> list[LedgerEntry]:
    days = [dt.date(1941, 7, 6), dt.date(1941, 7, 6), dt.date(1941, 8, 3), dt.date(1941, 8, 10), dt.date(1941, 8, 17)]
    return [
        entry(1, days[0], "germany.request", reasoned=False),
        entry(2, days[1], "japan.course", reasoned=True),
        entry(3, days[2], "ussr.transfers", reasoned=True, terms=("territory",)),
        entry(4, days[3], "germany.request", reasoned=False),
        entry(5, days[4], "japan.course", reasoned=True),
    ]


def one_by_one(entries: list[LedgerEntry], worlds: list[int]) -> list[dict[str, Any]]:
    """Return the rows of a ledger made the slow way: a meeting of a world at a time."""
    rows = []
    for item in entries:
        date = item.date or calendar.date_of(item.week)
        for place in np.flatnonzero(item.choice >= 0).tolist():
            row = {
                "scenario": "made_up",
                "world": worlds[place],
                "date": pd.Timestamp(date).as_unit("s"),
                "nation": item.nation,
                "decision": item.decision,
                "options": list(item.options),
                "utilities": item.utilities[:, place].tolist(),
                "probabilities": item.probabilities[:, place].tolist(),
                "choice": item.options[item.choice[place]],
                "forced": bool(item.forced[place]),
                "seen": {name: float(values[place]) for name, values in item.seen.items()},
                "draw": item.draw[:, place].tolist(),
                "council": None if item.council is None else in_lists(item.council, place),
            }
            rows.append((worlds[place], date, PLACES[f"{item.nation}.{item.decision}"], row))
    return [row for *_, row in sorted(rows, key=lambda item: item[:3])]


def in_plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = frame.to_dict("records")  # type: ignore[assignment]
    for row in rows:
        if row["council"] is not None:
            row["council"] = {
                name: part.tolist() if isinstance(part, np.ndarray) else part for name, part in row["council"].items()
            }
    return rows


def test_rows_are_those_made_one_by_one(entries: list[LedgerEntry], tmp_path: Path) -> None:
    worlds = [3, 4, 8, 9, 20, 21]
    made = ledger_frame("made_up", entries, worlds)
    assert tuple(made.columns) == LEDGER_COLUMNS and len(made) == len(entries) * (WORLDS - 1)
    expected = repr(one_by_one(entries, worlds))  # to the bit, keys in their order, and NaN like NaN
    assert repr(in_plain(made)) == expected
    write_ledger(made, tmp_path / "ledger.parquet")
    assert repr(in_plain(read_ledger(tmp_path / "ledger.parquet"))) == expected


def test_a_ledger_of_the_version_before_reads_the_same(entries: list[LedgerEntry], tmp_path: Path) -> None:
    """Councils had no nest then, and did not imagine that they would choose again."""
    read = read_ledger(Path(__file__).parent / "data" / "ledger_format_1.parquet")
    before = [
        dataclasses.replace(item, council=dataclasses.replace(item.council, **apart(len(item.options), WORLDS)))
        if isinstance(item.council, Council)
        else item
        for item in entries
    ]
    assert repr(in_plain(read)) == repr(one_by_one(before, [3, 4, 8, 9, 20, 21]))
    write_ledger(read, tmp_path / "ledger.parquet")
    assert repr(in_plain(read_ledger(tmp_path / "ledger.parquet"))) == repr(in_plain(read))


def test_days_are_dates_in_the_file_in_python_and_for_other_readers(entries: list[LedgerEntry], tmp_path: Path) -> None:
    """As the dates of series and outcomes are; a file of this format that has them as texts is read still."""
    made, path = ledger_frame("made_up", entries, range(WORLDS)), tmp_path / "ledger.parquet"
    assert made["date"].dtype == ledger_frame("made_up", [], range(WORLDS))["date"].dtype == np.dtype("datetime64[s]")
    write_ledger(made, path)
    table = pq.read_table(path)
    assert table.schema.field("date").type == pa.date32()
    assert set(pl.read_parquet(path)["date"].to_list()) == {item.day for item in entries}
    assert (read_ledger(path)["date"] == made["date"]).all() and (made["date"] < "1941-08").any()
    write_csv(made[["date"]], tmp_path / "ledger.csv")
    assert (tmp_path / "ledger.csv").read_text().split() == ["date", *(day.date().isoformat() for day in made["date"])]
    place = table.schema.get_field_index("date")
    pq.write_table(table.set_column(place, "date", table.column("date").cast(pa.string())), path)
    assert repr(in_plain(read_ledger(path))) == repr(in_plain(made))
    pq.write_table(table.set_column(place, "date", pa.array(["soon"] * len(table))), path)
    with pytest.raises(ValueError, match="soon"):
        read_ledger(path)


def test_a_line_of_an_earlier_councils_parts_reads_as_one_without_a_nest(entries: list[LedgerEntry]) -> None:
    """Files of this format were written before councils nested their options."""
    whole = kept("made_up", entries, range(WORLDS))
    table = packed(whole).to_pylist()
    for row, meeting in zip(table, joined(whole), strict=True):
        layout, arrays = json.loads(row["layout"]), meeting.arrays()
        if layout["council"] is not None:
            del layout["council"]["later"]
            for name in ("nest", "nest_share", "later_odds"):
                del layout["shapes"][f"council {name}"], arrays[f"council {name}"]
        row |= {"layout": json.dumps(layout), "numbers": np.concatenate([part.ravel() for part in arrays.values()])}
    columns = {name: [row[name] for row in table] for name in LEDGER_SCHEMA.names}
    for old, new in zip(meetings_of(pa.table(columns, schema=LEDGER_SCHEMA)), joined(whole), strict=True):
        if new.council is not None:
            assert old.council is not None and old.council.later == () and not old.council.nest.any()
            np.testing.assert_array_equal(old.council.values, new.council.values)
            np.testing.assert_array_equal(utilities(old.council), utilities(new.council))


def test_the_file_is_the_same_however_it_was_put_together(entries: list[LedgerEntry], tmp_path: Path) -> None:
    def some(item: LedgerEntry, first: int, end: int) -> LedgerEntry:
        arrays = {name: getattr(item, name)[..., first:end] for name in ("utilities", "probabilities", "draw")}
        arrays |= {name: getattr(item, name)[first:end] for name in ("choice", "forced")}
        held = item.council
        seen = {name: values[first:end] for name, values in item.seen.items()}
        held = held.take(np.arange(first, end)) if isinstance(held, Council) else None
        return dataclasses.replace(item, **arrays, seen=seen, council=held)

    whole = kept("made_up", entries, range(WORLDS))
    parts = []
    for first, end in ((0, 1), (1, 4), (4, WORLDS)):
        part = kept("made_up", [some(item, first, end) for item in entries], range(first, end))
        write_ledger(part, tmp_path / "part.parquet")
        parts += read_meetings(tmp_path / "part.parquet")
    ways = {"whole": whole, "parts": parts, "frame": frame(whole), "again": meetings_of(packed(whole))}
    for name, ledger in ways.items():
        write_ledger(ledger, tmp_path / name)
    assert len({(tmp_path / name).read_bytes() for name in ways}) == 1


def test_a_meeting_is_a_line_and_its_names_stand_there_once(entries: list[LedgerEntry]) -> None:
    table = packed(kept("made_up", entries, range(WORLDS)))
    assert len(table) == len(entries)
    said = json.loads(table.column("layout")[0].as_py())  # of two meetings on a day, Japan's comes first
    assert said["options"] == list(entries[1].options)
    assert said["shapes"]["council values"] == [2, 3, len(said["options"]), WORLDS - 1]
    assert [json.loads(text.as_py())["council"] is None for text in table.column("layout")].count(True) == 2


def test_a_council_of_a_row_can_be_weighed(entries: list[LedgerEntry]) -> None:
    made = ledger_frame("made_up", entries[1:2], range(WORLDS))
    held = entries[1].council
    assert isinstance(held, Council)
    [(_, read)] = grouped(made)
    assert read.council is not None
    for record in made["council"]:
        assert list(record) == [item.name for item in dataclasses.fields(Council)]
        assert not record["values"].flags.writeable and isinstance(record["veto"], float)
    np.testing.assert_array_equal(utilities(read.council), utilities(held)[:, read.worlds])


def test_a_ledger_without_rows_comes_back(entries: list[LedgerEntry], tmp_path: Path) -> None:
    closed = dataclasses.replace(entries[1], choice=np.full(WORLDS, -1))
    for number, nothing in enumerate(([], [closed])):
        write_ledger(ledger_frame("made_up", nothing, range(WORLDS)), tmp_path / str(number))
        found = read_ledger(tmp_path / str(number))
        assert tuple(found.columns) == LEDGER_COLUMNS and found.empty


def test_a_row_without_a_record_of_what_was_seen_is_kept(entries: list[LedgerEntry], tmp_path: Path) -> None:
    made = ledger_frame("made_up", entries, range(WORLDS))
    made["seen"] = [None, *made["seen"].iloc[1:]]
    write_ledger(made, tmp_path / "ledger.parquet")
    assert repr(in_plain(read_ledger(tmp_path / "ledger.parquet"))) == repr(in_plain(made))


def test_what_does_not_fit_is_refused(entries: list[LedgerEntry], tmp_path: Path) -> None:
    table = packed(kept("made_up", entries, range(WORLDS)))
    pq.write_table(table.drop(["layout"]), tmp_path / "old.parquet")
    with pytest.raises(ValueError, match="columns are not those of a ledger of this version"):
        read_ledger(tmp_path / "old.parquet")
    place = table.column_names.index("numbers")
    shifted = pa.array([[] for _ in range(len(table))], table.schema.field("numbers").type)
    with pytest.raises(ValueError, match="not as many as their names"):
        meetings_of(table.set_column(place, "numbers", shifted))
    foreign = pa.array([text.as_py().replace("veto", "vote") for text in table.column("layout")])
    with pytest.raises(ValueError, match="parts of a council are not those of this version"):
        meetings_of(table.set_column(table.column_names.index("layout"), "layout", foreign))


def test_numbers_that_are_not_finite_are_null_in_json() -> None:
    assert as_json([0.1, -np.inf, np.nan, 1e-300, np.float64(2.0)]) == "[0.1,null,null,1e-300,2.0]"
    assert as_json(["south", "north"]) == '["south","north"]'


def test_a_ledger_is_put_together_when_it_is_first_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    whole = ledger_table.frame
    monkeypatch.setattr(ledger_table, "frame", lambda meetings: (made.append(1), whole(meetings))[1])
    run = ensemble.run("wait", worlds=3, ledger_worlds=2, out=tmp_path / "run")
    assert not made
    ledger = run.ledger
    assert made == [1] and run.ledger is ledger and set(ledger["world"]) == {0, 1}
    pd.testing.assert_frame_equal(Run.load(tmp_path / "run").ledger, ledger)
    # In other hands it is the same.
    for other in (pickle.loads(pickle.dumps(run)), dataclasses.replace(run)):
        pd.testing.assert_frame_equal(other.ledger, ledger)
    fewer = dataclasses.replace(run, ledger=ledger[:3])
    fewer.save(tmp_path / "fewer")
    pd.testing.assert_frame_equal(Run.load(tmp_path / "fewer").ledger, ledger[:3])
    assert made == [1]
    with pytest.raises(AttributeError, match="a run has no attribute 'ledgers'"):
        _ = run.ledgers  # type: ignore[attr-defined]
