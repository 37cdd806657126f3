"""What a scenario is about, and what it asks of the war."""

from __future__ import annotations

from pathlib import Path

import pytest

from crossroads.errors import InputError
from crossroads.scenario.scenario import Scenario, load_scenario


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    questions = tmp_path / "scenarios" / "questions"
    questions.mkdir(parents=True)
    (questions / "moscow_first.toml").write_text("title = 'Moscow first?'", "utf-8")


def made(text: str, name: str = "case") -> Scenario:
    Path(f"{name}.toml").write_text(text, "utf-8")
    return load_scenario(f"{name}.toml")


def test_a_scenario_inherits_what_it_is_about_and_asks_for_itself() -> None:
    base = made("title = 'x'\nabout = 'moscow_first'\nasks = ['military_losses_ussr']", "base")
    child = made("extends = 'base'\nasks = ['military_losses_germany']")
    assert (base.about, base.asks) == ("moscow_first", ("military_losses_ussr",))
    assert (child.about, child.asks) == ("moscow_first", ("military_losses_germany",))
    again = Scenario.from_resolved(child.resolved)
    assert (again.about, again.asks, again.resolved) == (child.about, child.asks, child.resolved)


def test_neither_is_anything_that_a_run_depends_on() -> None:
    plain = made("title = 'x'")
    asking = made("title = 'x'\nabout = 'moscow_first'\nasks = ['military_losses_ussr']")
    assert asking.digest() == plain.digest() and asking.setup == plain.setup
    assert not {"about", "asks"} & set(plain.resolved)


def test_a_manifest_is_read_where_its_question_is_unknown() -> None:
    resolved = made("title = 'x'\nabout = 'moscow_first'").resolved
    Path("scenarios/questions/moscow_first.toml").unlink()
    assert Scenario.from_resolved(resolved).about == "moscow_first"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("about = 'moscow_frist'", ["about: found 'moscow_frist'", "did you mean 'moscow_first'"]),
        ("about = 3", ["about: found 3", "text in quotation marks"]),
        ("about = ''", ["about: found ''"]),
        ("asks = 'military_losses_ussr'", ["asks: found 'military_losses_ussr'", "a list"]),
        ("asks = [3]", ["asks.1: found 3", "text in quotation marks"]),
        ("asks = ['military_losses_ussr', ' ']", ["asks.2: found blank text"]),
        ("asks = ['military_losses_ussr', 'military_losses_ussr']", ["asks.2: found 'military_losses_ussr' a second"]),
    ],
)
def test_one_error_one_line(text: str, words: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        made(f"title = 'x'\n{text}")
    (line,) = str(caught.value).splitlines()
    assert all(word in line for word in [*words, "allowed:"]), line
