"""What a reader must know of a scenario stands beside every result of it, whichever command tells that."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from command_line import answer, crossroads

from crossroads.scenario import files
from crossroads.scenario.question import load_question, own_question
from crossroads.scenario.scenario import load_scenario, own_scenario

WAIT = """
title = "Mine"
horizon = 1942-01-25
about = "north_or_south"
[levers]
oil_stock = 2.0
[[force]]
nation = "germany"
decision = "request"
when = "japan_carriers > 4e7"
between = [1941-07-10, 1941-08-20]
option = "ask"
"""

SENTENCES = (
    "The file scenarios/wait.toml stands here in place of the project's own scenario of that name.",
    "outside its recorded range of 48 to 52.8.",
    "never holds",
)

TOLD = {
    "run": "run wait --worlds 6 --out told -q",
    "compare": "compare short.toml wait --worlds 6 --out told -q",
    "tournament": "tournament japan --deciders stated_odds,random_legal --scenario wait --worlds 6 --out told -q",
    "regret": "regret wait --worlds 6 --out told -q",
    "reasons": "reasons wait --worlds 6 --no-shapley --out told -q",
    "play": "play japan --scenario wait --worlds 0 --script answers.txt --save told.json -q",
    "show": "show wait",
    "report of a run": "report run --out told.html -q",
    "report of a comparison": "report comparison --out told.html -q",
    "validate": "validate run --out told -q",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the user's own whose `wait` is another than the project's, with what was made of it."""
    place = tmp_path_factory.mktemp("own")
    (place / "scenarios" / "questions").mkdir(parents=True)
    (place / "scenarios" / "wait.toml").write_text(WAIT)
    (place / "short.toml").write_text('title = "Short"\nabout = "north_or_south"\nhorizon = 1942-01-25\n')
    (place / "answers.txt").write_text("quit\n")
    for words in ("run wait --worlds 4 --out run -q", "compare short.toml wait --worlds 4 --out comparison -q"):
        made = crossroads(place, *words.split())
        assert made.returncode == 0, made.stderr
    return place


@pytest.mark.parametrize("name", TOLD)
def test_every_result_bears_it(place: Path, name: str, tmp_path: Path) -> None:
    words = [str(tmp_path / word) if word.startswith("told") else word for word in TOLD[name].split()]
    found = answer(place, *words)
    assert found.returncode == 0, found.stderr
    text = found.stdout + "".join(page.read_text("utf-8") for page in tmp_path.glob("*.html"))
    plain = " ".join(html.unescape(re.sub(r"<[^>]+>|\u00a0", " ", text)).split())
    assert [sentence for sentence in SENTENCES if sentence not in plain] == []
    if name != "show":
        assert plain.count("Bear in mind: ") == len(SENTENCES)


def test_a_list_says_which_scenarios_are_not_the_projects(place: Path) -> None:
    assert " ".join(answer(place, "list").stdout.split()).count(SENTENCES[0]) == 1


def test_a_question_in_the_place_of_the_projects_is_told(place: Path, tmp_path: Path) -> None:
    own = files.own_files("north_or_south", files.QUESTIONS)[0]
    file = place / "scenarios" / "questions" / own.name
    file.write_text(own.read_text("utf-8").replace('title = "', 'title = "Mine: ', 1), "utf-8")
    sentence = (
        f"The file scenarios/questions/{own.name} stands here in place of the project's own question of that name."
    )
    try:
        shown = answer(place, "show", "north_or_south")
        made = answer(place, "compare", "short.toml", "wait", "--worlds=4", f"--out={tmp_path / 'q'}", "-q")
        again = answer(place, "report", str(tmp_path / "q"), f"--out={tmp_path / 'q.html'}", "-q")
    finally:
        file.unlink()
    assert (shown.returncode, made.returncode, again.returncode) == (0, 0, 0), made.stderr + again.stderr
    pages = [html.unescape(page.read_text("utf-8")) for page in (tmp_path / "q" / "report.html", tmp_path / "q.html")]
    for text in (shown.stdout, made.stdout, *pages):
        assert sentence in " ".join(text.replace("\u00a0", " ").split())


def test_what_the_project_is_judged_by_is_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A calibration and the report card ask for shipped scenarios: a file in ./scenarios does not take their place."""
    shipped = {name: load_scenario(path).digest() for name, path in files.known_files().items()}
    (tmp_path / "scenarios" / "questions").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    for name in shipped:
        Path("scenarios", f"{name}.toml").write_text('title = "Another war"\n[levers]\noil_stock = 1.5\n')
    Path("scenarios", "questions", "north_or_south.toml").write_text("broken")
    assert {name: own_scenario(name).digest() for name in shipped} == shipped
    assert all(load_scenario(name).digest() != digest for name, digest in shipped.items())
    assert own_question("north_or_south").dials
    with pytest.raises(ValueError, match="north_or_south"):
        load_question("north_or_south")
