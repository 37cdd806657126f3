from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import START, answer, crossroads, environment

from crossroads import __main__ as cli
from crossroads.runs import asked_numbers, design


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("run", "north_agust"), "did you mean 'north_august'?"),
        (("compare", "historical", "wiat"), "did you mean 'wait'?"),
        (("signal", "kantokuenn"), "did you mean 'kantokuen'?"),
        (("tree", "historical", "--levels", "north_or_suoth"), "did you mean 'north_or_south'?"),
        (("ask", "H122"), "(did you mean 'H"),
        (("mechanisms", "S200"), "did you mean 'S20'?"),
        (("why", "japan.kwantung_strenght", "--question", "north_or_suoth"), "north_or_south"),
        (("run", "nowhere.toml"), "no such file"),
        (("run", "quick.toml", "--worlds", "0"), "worlds is 0; a whole number from 1 to 10,000,000 is needed."),
        (("run", "quick.toml", "--worlds", "-1"), "worlds is -1"),
        (("run", "quick.toml", "--worlds", "ten"), "worlds is 'ten'; a whole number from 1 to 10,000,000 is needed."),
        (("run", "quick.toml", "--worlds", "9" * 5000), "worlds is '999"),
        (
            ("run", "quick.toml", "--ledger-worlds", "1.5"),
            "ledger_worlds is '1.5'; a whole number from 0 to 10,000,000",
        ),
        (("compare", "quick.toml", "other.toml", "--world", "x"), "world is 'x'; a whole number of at least 0"),
        (("run", "quick.toml", "--wrolds", "3"), "No such option: --wrolds"),
        (("run",), "Missing argument"),
        (
            ("run", "quick.toml", "--worlds", "99999999999"),
            "worlds is 99999999999; a whole number from 1 to 10,000,000",
        ),
        (("run", "quick.toml", "--seed", "-1"), "seed is -1; a whole number of at least 0"),
        (("run", "quick.toml", "--workers", "0"), "workers is 0"),
        (("run", "quick.toml", "--out", "quick.toml"), "is a file; a folder that does not exist yet"),
        (("run", "quick.toml", "--out", "quick.toml/deeper"), "cannot write there"),
        (("run", "quick.toml", "--out", ""), "is not the name of a folder"),
        (("compare", "quick.toml"), "needs at least two scenarios"),
        (("compare", "historical"), "'historical' is a scenario: crossroads compare historical NAME"),
        (("compare", "quick.toml", "quick.toml"), "named twice"),
        (("compare", "quick.toml", "wait"), "a comparison needs one horizon"),
        (("compare", "quick.toml", "other.toml", "--map-date", "1930-01-01"), "map date: found 1930-01-01"),
        (("compare", "quick.toml", "other.toml", "--figures", "nome"), "did you mean 'none'?"),
        (("compare", "quick.toml", "other.toml", "--map-date", "May"), "map date: found 'May'; a day written"),
        (("export", "nowhere", "--to", "x"), "no such folder"),
        (("report", "nowhere", "--out", "x.html"), "no such folder"),
        (("report", ".", "--out", "x.pdf"), "found the suffix '.pdf'"),
        (("show",), "exactly one is needed"),
        (("show", "wait", "--levers"), "exactly one is needed"),
        (("show", "H99"), "hypothesis: found 'H99', which is no hypothesis; allowed: one of 28 names, such as H01"),
        (("rnu",), "Did you mean 'run'?"),
    ],
)
def test_bad_input_is_one_clear_message(place: Path, words: tuple[str, ...], told: str) -> None:
    before = sorted(place.rglob("*"))
    done = answer(place, *words)
    assert done.returncode == 2
    assert told in done.stderr and "Traceback" not in done.stderr and done.stdout == ""
    assert len(done.stderr.splitlines()) == 1 and "─" not in done.stderr
    assert sorted(place.rglob("*")) == before


def test_a_folder_that_stands_already_is_left_alone(place: Path) -> None:
    (place / "mine").mkdir()
    (place / "mine" / "letter.txt").write_text("kept", encoding="utf-8")
    done = crossroads(place, "run", "quick.toml", "--worlds", "3", "--out", "mine")
    assert done.returncode == 2
    assert "exists already and is not overwritten" in done.stderr
    assert "A name that is free: --out mine-2" in done.stderr
    assert [path.name for path in (place / "mine").iterdir()] == ["letter.txt"]


def test_the_folder_that_one_is_in_is_not_replaced(place: Path) -> None:
    (place / "empty").mkdir()
    done = answer(place, "run", "quick.toml", "--worlds", "3", "--out", ".")
    assert done.returncode == 2 and "exists already and is not overwritten" in done.stderr
    assert f"A name that is free: --out ../{place.name}-2" in done.stderr
    done = answer(place / "empty", "run", "../quick.toml", "--worlds", "3", "--out", ".")
    assert done.returncode == 2 and "is the folder that you are in, and is not replaced" in done.stderr
    assert "A name that is free: --out ../empty-2" in done.stderr and not any((place / "empty").iterdir())


def test_every_fault_of_a_scenario_is_a_line(place: Path) -> None:
    (place / "bad.toml").write_text('extends = "historical"\nhorzon = 1942-01-04\ntitel = "x"\n', "utf-8")
    done = crossroads(place, "run", "bad.toml")
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 2
    assert "did you mean 'horizon'?" in done.stderr and "did you mean 'title'?" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_a_folder_that_may_not_be_written(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # The administrator may write everywhere, so the refusal comes from the call and not from the mode bits.
    real = Path.mkdir

    def refuse(path: Path, *args: object, **options: object) -> None:
        if "locked" in path.parts:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        real(path, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert _main(monkeypatch, place, "run", "quick.toml", "--worlds", "3", "--out", "locked/run") == 2
    assert "writing there is not permitted" in capsys.readouterr().err


def test_a_full_disk_is_said_and_leaves_no_half_run(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(path: object, *_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(design, "write_part", full)
    assert _main(monkeypatch, place, "run", "quick.toml", "--worlds", "3", "--quiet", "--out", "deep/run") == 2
    told = capsys.readouterr().err
    assert "the disk is full" in told and len(told.strip().splitlines()) == 1
    assert not (place / "deep" / "run").exists()


def _main(monkeypatch: pytest.MonkeyPatch, place: Path, *words: str) -> int:
    monkeypatch.chdir(place)
    monkeypatch.setattr(sys, "argv", ["crossroads", *words])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return int(left.value.code or 0)


def test_a_reader_who_leaves_the_pipe_sees_no_traceback(place: Path) -> None:
    shell = [sys.executable, "-c", START, "list"]
    with subprocess.Popen(
        shell, cwd=place, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        told = process.stderr.read().decode()
    assert told == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_cannot_be_written_is_said(place: Path) -> None:
    with Path("/dev/full").open("w") as full:
        shell = [sys.executable, "-c", START, "list"]
        done = subprocess.run(shell, cwd=place, env=environment(), stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2 and done.stderr.startswith("Cannot write: ")
    assert "Traceback" not in done.stderr


def _in_shell(place: Path, words: str, streams: str) -> subprocess.CompletedProcess[str]:
    line = f'"$0" -c "$1" {words} {streams}'
    shell = ["sh", "-c", line, sys.executable, START]
    return subprocess.run(shell, cwd=place, env=environment(), capture_output=True, text=True, timeout=300)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("streams", ["2>&-", "2>/dev/full", ">&-", "<&- >&- 2>&-"])
def test_a_stream_that_is_closed_or_full_loses_no_run(
    place: Path, monkeypatch: pytest.MonkeyPatch, streams: str
) -> None:
    # So short a run would say nothing by itself: here every step of progress is told.
    told_at_once = START.replace(
        "main()", "from crossroads.cli import progress as p; p.FIRST_LINE_SECONDS = p.LINE_SECONDS = 0.0; main()"
    )
    monkeypatch.setitem(globals(), "START", told_at_once)
    done = _in_shell(place, "run quick.toml --worlds 45 --out r", streams)
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert (place / "r" / "manifest.json").is_file()
    assert ("Written to r:" in done.stdout) == (">&-" not in streams.replace("2>&-", ""))
    assert ("% done" in done.stderr) == ("2>" not in streams)


@pytest.mark.parametrize("words", ["list", "--help", "show --levers"])
def test_a_closed_output_is_no_fault(place: Path, words: str) -> None:
    done = _in_shell(place, words, ">&-")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("streams", ["2>&-", "2>&1 >/dev/null"])
def test_bad_input_has_its_code_even_where_nobody_is_told(place: Path, streams: str) -> None:
    assert _in_shell(place, "run nowhere", streams).returncode == 2


def test_the_command_names_the_bounds_that_are_kept(place: Path) -> None:
    told = " ".join(answer(place, "run", "--help").stdout.split())
    assert f"from 1 to {asked_numbers.MOST['worlds']:,}" in told and "Number of processes, 1 or more" in told
