"""A list tells of every scenario and question what a full reading tells, and refuses what a full reading refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from crossroads.errors import InputError
from crossroads.scenario import listing, question, scenario
from crossroads.scenario.files import LONGEST_CHAIN, LONGEST_TEXT, known_files

TITLE = 'title = "A day off"\n'


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of scenarios of one's own, in which names are looked for first."""
    own = tmp_path / "scenarios"
    (own / "questions").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return own


def told(name: str) -> listing.ListedScenario:
    return next(item for item in listing.listed_scenarios() if item.name == name)


def test_a_list_tells_what_a_full_reading_tells() -> None:
    full = [scenario.load_scenario(path) for path in known_files().values()]
    listed = [(item.name, item.title, item.question, item.about) for item in listing.listed_scenarios()]
    assert listed == [(item.name, item.title, item.question, item.about) for item in full]
    asked = [(item.name, item.title, item.text, item.scenarios) for item in listing.listed_questions()]
    assert asked == [(item.name, item.title, item.text, item.scenarios) for item in question.list_questions()]


def test_a_file_without_title_is_called_by_its_name_and_is_about_what_its_base_is_about(place: Path) -> None:
    (place / "two_days_off.toml").write_text('extends = "north_august"\n', "utf-8")
    listed = told("two_days_off")
    assert (listed.title, listed.question, listed.about) == ("Two days off", "", "north_or_south")
    assert scenario.load_scenario("two_days_off").about == "north_or_south"


def test_what_would_steer_a_terminal_is_told_in_letters(place: Path) -> None:
    (place / "odd.toml").write_text('title = "A\\u001b[2Jday"\n', "utf-8")
    assert told("odd").title == scenario.load_scenario("odd").title == "A\\x1b[2Jday"


@pytest.mark.parametrize(
    "content",
    [
        "title = 3\n",
        'title = " "\n',
        f'title = "{"x" * (LONGEST_TEXT + 1)}"\n',
        f"{TITLE}question = []\n",
        f'{TITLE}about = "no_such_question"\n',
        f'{TITLE}extends = "no_such_base"\n',
        f"{TITLE}extends = 1941\n",
        f'{TITLE}extends = "mine"\n',
        "title = \n",
    ],
)
def test_words_that_cannot_be_listed_are_refused_as_a_full_reading_refuses_them(place: Path, content: str) -> None:
    path = place / "mine.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError) as full:
        scenario.load_scenario("mine")
    with pytest.raises(InputError) as listed:
        listing.listed_scenarios()
    assert str(listed.value).removeprefix("scenarios/") == str(full.value).removeprefix("scenarios/")


def test_a_chain_that_is_too_long_is_refused(place: Path) -> None:
    for number in range(LONGEST_CHAIN):
        base = f"link_{number + 1}" if number < LONGEST_CHAIN - 1 else "historical"
        (place / f"link_{number}.toml").write_text(f'title = "A link"\nextends = "{base}"\n', "utf-8")
    with pytest.raises(InputError, match="a chain of more than"):
        listing.listed_scenarios()
    (place / f"link_{LONGEST_CHAIN - 1}.toml").write_text('title = "The last link"\n', "utf-8")
    assert told("link_0").title == "A link"


@pytest.mark.parametrize("line", ['title = "Only a title"', 'title = 1\ntext = "?"', 'title = "x"\ntext = "y"'])
def test_a_question_that_cannot_be_listed_is_refused_as_a_full_reading_refuses_it(place: Path, line: str) -> None:
    path = place / "questions" / "mine.toml"
    path.write_text(f"{line}\n", "utf-8")
    with pytest.raises(InputError) as full:
        question.load_question("mine")
    with pytest.raises(InputError) as listed:
        listing.listed_questions()
    assert str(listed.value) == str(full.value)
