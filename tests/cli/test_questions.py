"""Questions of one's own: each is answered, drawn and told in its own words, and in no word of another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from drawn_figures import shown_texts
from matplotlib.figure import Figure
from swept import taken_at

from crossroads.errors import InputError
from crossroads.scenario.question import Question, list_questions, load_question
from crossroads.studies.compare.study import Comparison, compare
from crossroads.telling import numbers, style

BASE = "title = 'Everyone free, shorter'\nhorizon = 1942-06-28\n"

SCENARIOS = {
    "free": BASE,
    "oil_flows": """
        extends = "free"
        title = "The oil flows on"
        about = "embargo"
        [[force]]
        nation = "united_states"
        decision = "trade"
        on = 1941-07-27
        always = true
        option = "keep"
    """,
    "east_held": """
        extends = "free"
        title = "The east keeps its army"
        about = "transfers"
        [[force]]
        nation = "ussr"
        decision = "transfers"
        on = 1941-06-29
        always = true
        option = "none"
    """,
    "full_tanks": """
        extends = "free"
        title = "A third more oil"
        asks = ["japan_oil_stock_mbbl@1942-03-01"]
        [levers]
        oil_stock = 1.3
    """,
}

QUESTIONS = {
    "embargo": """
        title = "Oil or none?"
        text = "What does the American embargo change?"
        decision = "united_states.trade@1941-07-27"
        scenarios = ["free", "oil_flows"]
        asks = ["date_japan_southern_war:happens", "japan_oil_stock_mbbl@1942-06-01", "date_us_japan_war:weeks"]
        caveat = "Model worlds: no one has tried it."
    """,
    "transfers": """
        title = "East or west?"
        text = "Did the divisions from the east save Moscow?"
        decision = "ussr.transfers@1941-10-12"
        scenarios = ["free", "east_held"]
        asks = ["date_moscow_falls:happens", "soviet_far_east_strength@1942-01-04", "ussr.transfers@1941-12-28=none"]
        dials = ["east.city_strength_centre"]
        map_days = [1941-11-16, 1942-02-01]
    """,
    "tanks": """
        title = "Full tanks?"
        text = "What do some months of oil more change?"
        scenarios = ["free", "full_tanks"]
        asks = ["japan_oil_months_left", "verdict"]
        panels = ["japan_oil_stock_mbbl", "japan_oil_import_mbbl"]
        caution = "How much oil there was is disputed."
    """,
}

FIRST = {
    "embargo": "Japan goes to war in the south",
    "transfers": "Moscow falls",
    "tanks": "Japan's oil stock, 1 March 1942",
}


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with scenarios and questions of its own, in which everything runs."""
    monkeypatch.chdir(tmp_path)
    for folder, files in (("scenarios", SCENARIOS), ("scenarios/questions", QUESTIONS)):
        Path(folder).mkdir()
        for name, text in files.items():
            Path(folder, f"{name}.toml").write_text(text, "utf-8")
    return tmp_path


def words_of(question: Question) -> set[str]:
    """Return what names a question and no other: headings, sentences, and the decision that it turns over."""
    told = {question.title, question.text, question.caution, question.caveat, question.course_title}
    told |= {dial.title for dial in question.dials}
    if question.point:
        told.add(question.course_title.partition(" on ")[0].partition(" at the end")[0])
    return {words for words in told if words and words != "Model worlds, not history."}


def foreign(question: Question) -> Iterator[str]:
    own_words = words_of(question)
    for other in list_questions():
        if other.name != question.name:
            yield from words_of(other) - own_words
    yield from ("Far Eastern war", "North, south, or wait", "Japan's course", "japan.course", "What Tokyo")
    yield from (f"What {name} saw" for name in style.NATION_NAMES.values() if name != own_name(question))
    if question.nation != "japan":
        yield from ("Japan waits", "Japan strikes", "keep waiting")


def own_name(question: Question) -> str:
    return style.NATION_NAMES.get(question.nation, "")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return what stands on each figure, title, labels and alternative text, as it is written small."""
    found: dict[str, str] = {}

    def save(figure: Figure, stem: Path, description: str) -> list[Path]:
        found[stem.name] = " ".join([description, *(text.get_text() for text in shown_texts(figure))])
        figure.savefig(stem.with_suffix(".png"), dpi=20, metadata={"Description": description})
        return [stem.with_suffix(".png")]

    monkeypatch.setattr(style, "save", save)
    return found


def everything(made: Comparison, drawn: Mapping[str, str], folder: Path) -> str:
    page = re.sub(r'src="data:[^"]*"', "", (folder / "report.html").read_text("utf-8"))
    page = page.partition("<h2>Sources</h2>")[0].replace("&#x27;", "'")
    files = [path.read_text("utf-8") for kind in ("md", "txt", "csv") for path in sorted(folder.rglob(f"*.{kind}"))]
    return "\n".join([made.text(), str(made.answer()), *files, page, *drawn.values()])


@pytest.mark.parametrize("name", taken_at(QUESTIONS, lambda name: name == "embargo"))
def test_a_question_is_told_in_its_own_words(name: str, own: Path, drawn: dict[str, str]) -> None:
    made = compare(name, worlds=32, out="out", figures="all")
    question = made.question
    assert FIRST[name] in made.answer().sentences[0] + made.short_text()
    told = " ".join(everything(made, drawn, own / "out").split())
    assert [words for words in foreign(question) if words in told] == []
    for words in (question.text, question.caution, *(dial.title[1:] for dial in question.dials)):
        assert words in told
    assert all(question.caveat in shown for shown in drawn.values())
    assert all(f"{run.title}" in " ".join(drawn[name].split()) for run in made.runs)
    assert f"<h1>{question.title}</h1>" in told and all(f"{run.title}: " in told for run in made.runs)
    again = Comparison.load(own / "out")
    assert (again.text(), str(again.answer()), again.told_world()) == (
        made.text(),
        str(made.answer()),
        made.told_world(),
    )
    assert [stem for stem in drawn if stem.startswith("front_map")] == ["front_map"]
    assert all(numbers.day(day) in drawn["front_map"] for day in question.map_days)


def test_scenarios_alone_find_the_question_that_names_them_and_else_tell_what_differs(own: Path) -> None:
    assert compare("free", "east_held", worlds=3).question.name == "transfers"
    made = compare("free", "oil_flows", "full_tanks", worlds=3)
    assert (made.question.name, made.question.point) == ("", "united_states.trade")
    told = made.text() + str(made.answer())
    assert "JAPAN'S COURSE" not in told and "north" not in told
    assert [column for column in made.runs[2].outcomes if "@" in column] == [
        "japan_oil_stock_mbbl@1942-03-01",
        "united_states.trade@1941-07-27",
    ]


def test_a_question_is_run_by_its_path_from_another_folder(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own / "elsewhere").mkdir()
    monkeypatch.chdir(own / "elsewhere")
    assert compare(own / "scenarios" / "questions" / "tanks.toml", worlds=2).question.title == "Full tanks?"


SOUND = QUESTIONS["embargo"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("title =", "titel ="), ["titel: found the unknown key", "did you mean 'title'"]),
        (('text = "What', 'text = " '), []),
        (('"free", ', ""), ["scenarios: found a list of 1", "at least two"]),
        (('"oil_flows"', '"oil_flow"'), ["scenarios.2: ", "found 'oil_flow'", "did you mean 'oil_flows'"]),
        (("states.trade@", "states.trad@"), ["decision: found 'united_states.trad'", "'united_states.trade'"]),
        (("@1941-07-27", "@1941"), ["decision: found 'united_states.trade@1941'", "with a day"]),
        (("southern_war:", "southern_var:"), ["asks.1: found 'date_japan_southern_var'", "did you mean"]),
        (("war:happens", "war:happened"), ["asks.1: found", "allowed after ':': happens, weeks", "'happens'"]),
        (("@1942-06-01", ""), ["asks.2: found 'japan_oil_stock_mbbl', a series, which needs a day"]),
        (("1942-06-01", "1945-06-01"), ["asks.2: found", "a day before 1942-06-28, when runs end"]),
        (("1942-06-01", "1942-06-31"), ["asks.2: found", "allowed after '@': a day from 1941-06-22"]),
        (("caveat", 'dials = ["east.front_lenght"]\ncaveat'), ["dials.1: found 'east.front_lenght'"]),
        (("caveat", 'panels = ["japan_carrier"]\ncaveat'), ["panels.1", "did you mean 'japan_carriers'"]),
        (("caveat", "map_days = [1950-01-01]\ncaveat"), ["map_days.1: found 1950-01-01", "before 1942-06-28"]),
        (("caveat", f"map_days = [{', '.join(['1942-01-04'] * 5)}]\ncaveat"), ["map_days: found 5 days", "at most 4"]),
        (("caveat", 'colours.free = "gren"\ncaveat'), ["colours.free: found 'gren'", "did you mean 'green'"]),
        (
            ("caveat", 'colours = { free = "green", oil_flows = "green" }\ncaveat'),
            ["'green', which 'free' has", "once"],
        ),
        (("caveat", 'options = ["ful"]\ncaveat'), ["options.1: found 'ful'", "did you mean 'full'"]),
        (("no one", "no one " * 20), ["caveat: found", "at most 100"]),
    ],
)
def test_one_fault_one_message(change: tuple[str, str], told: list[str], own: Path) -> None:
    path = own / "scenarios" / "questions" / "embargo.toml"
    path.write_text(SOUND.replace(*change, 1), "utf-8")
    if not told:
        assert load_question("embargo")
        return
    with pytest.raises(InputError) as caught:
        load_question("embargo")
    lines = str(caught.value).splitlines()
    if change[0] != "title =":
        assert len(lines) == 1, lines
    assert all(words in lines[0] for words in [str(Path("scenarios/questions/embargo.toml")), *told]), lines


def test_a_series_and_an_option_are_read_off_as_the_war_had_them(own: Path) -> None:
    made = compare("transfers", worlds=6)
    run = made.runs[1]
    assert (run.outcomes["ussr.transfers@1941-12-28"] == "none").all()
    week = int((run.series["date"].values == run.series["date"].values.astype("datetime64[D]")[28]).argmax())
    mean = float(run.series["soviet_far_east_strength"].sel(statistic="mean")[week])
    assert run.outcomes["soviet_far_east_strength@1942-01-04"].mean() == pytest.approx(mean)
