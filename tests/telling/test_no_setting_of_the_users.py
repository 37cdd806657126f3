"""Figures hang on no setting of the user's."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest

from crossroads.telling import style

SUPPORT = str(Path(__file__).parents[1] / "support")

DRAW = """
import hashlib, sys, tempfile
from pathlib import Path
from crossroads import __main__ as start
sys.argv = ["crossroads", "--version"]
try:
    start.main()
except SystemExit:
    pass
from test_no_setting_of_the_users import drawn
print(drawn(Path(tempfile.mkdtemp())))
"""

SETTINGS: dict[str, object] = {
    "text.usetex": True,
    "font.family": ["serif"],
    "axes.unicode_minus": False,
    "axes.formatter.use_locale": True,
    "axes.linewidth": 5.0,
    "axes.facecolor": "black",
    "lines.linewidth": 9.0,
    "lines.antialiased": False,
    "lines.marker": "x",
    "xtick.direction": "in",
    "figure.dpi": 33.0,
    "figure.autolayout": True,
    "savefig.dpi": 17.0,
    "savefig.bbox": "tight",
    "savefig.transparent": True,
    "savefig.format": "pdf",
    "path.sketch": (1.0, 100.0, 2.0),
    "path.simplify_threshold": 1.0,
    "agg.path.chunksize": 5,
    "svg.fonttype": "none",
    "svg.hashsalt": "other",
    "image.cmap": "gray",
    "legend.fontsize": 30.0,
    "timezone": "Asia/Tokyo",
}


@style.styled
def _figure() -> object:
    figure = style.new_figure()
    style.heading(figure, "A title of $5", "A line below")
    axes = figure.add_subplot()
    axes.plot([-1.0, 2.5, 3.0], [0.1, -4.0, 2.0], label="one")
    axes.legend()
    return figure


def drawn(folder: Path) -> str:
    figure = _figure()
    files = style.save(figure, folder / "figure", "made up")  # type: ignore[arg-type]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> str:
    with mpl.rc_context({}):
        return drawn(tmp_path_factory.mktemp("plain"))


@pytest.mark.parametrize("part", range(4))
def test_settings_change_no_byte(tmp_path: Path, plain: str, part: int) -> None:
    chosen = dict(list(SETTINGS.items())[part::4])
    with mpl.rc_context(chosen):
        assert drawn(tmp_path) == plain
        assert mpl.rcParams[next(iter(chosen))] == next(iter(chosen.values()))


@pytest.mark.parametrize(
    ("backend", "file"), [("none_such", "text.usetex: True\nfont.size: 30\n"), ("TkAgg", "n\xf6nsense \x00 : :\n")]
)
def test_variables_of_matplotlib_stop_no_command(tmp_path: Path, plain: str, backend: str, file: str) -> None:
    (tmp_path / "rc").write_text(file, encoding="latin-1")
    places = os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), str(Path(__file__).parent))))
    told = {"MPLBACKEND": backend, "MATPLOTLIBRC": str(tmp_path / "rc"), "PYTHONPATH": places}
    told |= {"SOURCE_DATE_EPOCH": "9" * 20 if backend == "TkAgg" else "x", "MPLCONFIGDIR": os.devnull}
    words = [sys.executable, "-c", DRAW]
    done = subprocess.run(words, env=os.environ | told, capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines()[-1:] == [plain] and done.stderr == ""


@pytest.mark.parametrize("content", [b"text.usetex: True\nfont.size: 30\n", b"\xff\xfe\x00 nonsense: \xe9\n", None])
def test_a_file_of_settings_beside_a_command_stops_none(tmp_path: Path, plain: str, content: bytes | None) -> None:
    if content is None:
        os.mkfifo(tmp_path / "matplotlibrc")
    else:
        (tmp_path / "matplotlibrc").write_bytes(content)
    places = os.pathsep.join([str(Path(__file__).parents[2] / "model"), str(Path(__file__).parent), SUPPORT])
    done = subprocess.run(
        [sys.executable, "-c", DRAW],
        env=os.environ | {"PYTHONPATH": places},
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
    )
    assert done.stdout.splitlines()[-1:] == [plain] and done.stderr == ""
