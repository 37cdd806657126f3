from __future__ import annotations

import json
from pathlib import Path

import pytest
from seat import Player, always, first, left_war, short, written

from crossroads.errors import InputError
from crossroads.minds.decision import NATIONS
from crossroads.play.debrief import Debrief, debrief, in_fact
from crossroads.play.saves import Game, Save, load, seated
from crossroads.play.session import Session
from crossroads.play.sitting import Seating, play
from crossroads.scenario.scenario import load_scenario


def _finished(nation: str, decisions: str, rule: Player, **changes: object) -> tuple[Session, Debrief]:
    game = Game(nation, seated(load_scenario("short.toml"), nation), 1941, 0, decisions)
    session = Session(Save(Path("war.json"), game), rule)
    return session, debrief(session, session.play(), 0)


@pytest.mark.parametrize("nation", NATIONS)
def test_every_seat_is_played_to_the_horizon(place: Path, nation: str) -> None:
    voice, shown = written(["# a careful council", "", *["2"] * 120])
    save = play(short(nation, decisions="all"), voice)
    text = "\n".join(shown)
    assert save.finished and save.answers
    assert json.loads(save.path.read_text("utf-8"))["finished"] is True
    for heading in ("How it ended", "Your choices for", "The same world, your council deciding", "Your bets"):
        assert heading in text
    assert "In fact" in text and "Brier measure" in text
    assert all(len(line) <= 100 for line in text.split("Your choices for")[1].splitlines())


def test_the_default_file_is_named_after_what_is_played(place: Path) -> None:
    voice, _ = written([])
    assert play(short("ussr"), voice).path.name == "play_ussr_short_1941_2.json"


def test_a_war_that_was_left_goes_on_as_if_it_had_not_been(place: Path) -> None:
    straight = Player(always("wait"))
    whole = play(short("japan", save=Path("straight.json")), straight)
    left = Player(first(2, always("wait")))
    play(short("japan"), left)
    assert "Saved in play_japan_short_1941_2.json. To go on: crossroads play --resume" in left.text
    saved = load(Path("play_japan_short_1941_2.json"))
    assert len(saved.answers) == 2 and not saved.finished
    back = Player(always("wait"))
    again = play(Seating(resume=saved.path, worlds=0), back)
    assert again.finished and again.answers == whole.answers
    assert "Going on after 2 answers" in back.text
    assert back.text.count("Your choice (") + back.text.count("A bet. ") == len(whole.answers) - 2
    ending = "The war has come to its horizon."
    end = straight.text.split(ending)[1].split("\n", 1)[1]
    assert back.text.split(ending)[1].split("\n", 1)[1] == end


def test_the_same_command_goes_on_and_then_shows_the_end_again(place: Path) -> None:
    play(short("germany"), Player(first(2, always("1"))))
    on = Player(always("1"))
    assert play(short("germany"), on).finished
    end = Player(always("nothing is asked"))
    assert play(short("germany"), end).finished
    assert "Your choice (" not in end.text and "Brier measure" in end.text


def test_another_war_is_not_written_over(place: Path) -> None:
    play(short("japan", save=Path("war.json")), Player(first(2, always("wait"))))
    before = Path("war.json").read_bytes()
    with pytest.raises(InputError, match=r"war\.json: holds another war.*seed 1941 instead of 7.*--save war-2\.json"):
        play(short("japan", save=Path("war.json"), seed=7), Player(always("wait")))
    Path("letter.txt").write_text("Dear M.", encoding="utf-8")
    with pytest.raises(InputError, match=r"letter\.txt: is no saved war.*--save letter-2\.txt"):
        play(short("japan", save=Path("letter.txt")), Player(always("wait")))
    assert Path("war.json").read_bytes() == before and Path("letter.txt").read_text("utf-8") == "Dear M."


def test_a_save_of_another_making_is_refused(place: Path) -> None:
    left_war(2)
    content = json.loads(Path("war.json").read_text("utf-8"))
    content["plan"]["records_hash"] = "0"
    Path("war.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match="would not come out the same: the project's numbers"):
        play(Seating(resume=Path("war.json"), worlds=0), Player(always("wait")))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"choice": "sideways"}, "does not fit the war"),
        ({"date": "1941-07-03"}, "does not fit"),
        ({"odds": None}, "fit"),
    ],
)
def test_answers_that_do_not_fit_are_refused(place: Path, change: dict[str, object], told: str) -> None:
    left_war(4)
    content = json.loads(Path("war.json").read_text("utf-8"))
    content["answers"][1] |= change
    Path("war.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match=told):
        play(Seating(resume=Path("war.json"), worlds=0), Player(always("wait")))


@pytest.mark.parametrize(
    "content", ["", "{}", '{"format": "crossroads play 1"}', '{"format": "crossroads play 1", "plan": {}}']
)
def test_a_damaged_save_is_told_in_a_line(place: Path, content: str) -> None:
    Path("war.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"^war\.json: is "):
        play(Seating(resume=Path("war.json"), worlds=0), Player(always("wait")))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"odds": False}, "'answers.1.odds': found False"),
        ({"odds": {}}, "'answers.1.odds'"),
        ({"odds": [0.4]}, "'answers.1.odds'"),
        ({"odds": "half"}, "'answers.1.odds': found 'half'"),
        ({"odds": 1.7}, "'answers.1.odds': found 1.7"),
        ({"odds": -0.3}, "'answers.1.odds'"),
        ({"date": "soon"}, "'answers.1.date': found 'soon' (text); allowed: a day, such as"),
        ({"date": "1941-07-02T00:00"}, "allowed: a day, such as"),
        ({"date": "19410702"}, "allowed: a day, such as"),
        ({"odds": float("1e999")}, "Infinity is not a number that JSON knows"),
        ({"choice": 7}, "'answers.1.choice'"),
    ],
)
def test_an_answer_of_another_type_is_named(place: Path, change: dict[str, object], told: str) -> None:
    left_war(4)
    content = json.loads(Path("war.json").read_text("utf-8"))
    content["answers"][1] |= change
    text = json.dumps(content)
    Path("war.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"is (a damaged file of a saved war|no saved war.*): ") as refused:
        play(Seating(resume=Path("war.json"), worlds=0), Player(always("wait")))
    assert told in str(refused.value) and len(str(refused.value).splitlines()) == 1
    assert Path("war.json").read_text("utf-8") == text


@pytest.mark.parametrize("key", ["finished", "scenario", "answers", "plan"])
@pytest.mark.parametrize("value", [0, 2.5, "x", "never", [[]], {"a": 1}, None])
def test_a_save_of_another_form_is_told_in_a_line(place: Path, key: str, value: object) -> None:
    left_war(2)
    content = json.loads(Path("war.json").read_text("utf-8"))
    Path("war.json").write_text(json.dumps(content | {key: value}), encoding="utf-8")
    with pytest.raises(InputError, match=r"^war\.json: is ") as refused:
        play(Seating(resume=Path("war.json"), worlds=0), Player(always("wait")))
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"finished": false', '"finished": false, "finished": true', "the key 'finished' stands there twice"),
        ('"choice": "wait"', '"choice": "wait", "choice": "north"', "the key 'choice' stands there twice"),
        ('"finished": false', '"finished": false, "mine": 1', "'mine' is a key that this version does not write"),
        (
            '"finished": false',
            '"finished": true',
            "says that its war is finished, and holds no answer for a bet of ",
        ),
        ('"seed": 1941', f'"seed": {2**70}', "'plan.seed': found 1180591620717411303424"),
        ('"world": 2', '"world": 1000000000000000000', "a number up to 999999999999999999"),
        ("{", "\ufeff{", "Unexpected UTF-8 BOM"),
        ('"odds": 0.3', '"odds": NaN', "NaN is not a number that JSON knows"),
    ],
)
def test_what_contradicts_itself_is_told_with_its_cause(place: Path, old: str, new: str, told: str) -> None:
    left_war(2)
    text = Path("war.json").read_text("utf-8").replace(old, new, 1)
    Path("war.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"^war\.json: ") as refused:
        play(Seating(resume=Path("war.json"), worlds=0), Player(always("wait")))
    assert told in str(refused.value) and len(str(refused.value).splitlines()) == 1
    assert Path("war.json").read_text("utf-8") == text


def test_a_seat_has_one_person(place: Path) -> None:
    """Whoever comes while somebody sits there is told; no answer is written over."""

    def meanwhile(prompt: str) -> str:
        if prompt.startswith("A bet"):
            with pytest.raises(InputError, match="another process is writing there"):
                play(short("japan", save=Path("war.json")), Player(always("north")))
        return always("wait")(prompt)

    play(short("japan", save=Path("war.json")), Player(first(3, meanwhile)))
    assert [answer.choice for answer in load(Path("war.json")).answers] == ["wait", "", ""]
    assert sorted(path.name for path in place.iterdir()) == ["short.toml", "war.json"]


@pytest.mark.parametrize("odds", ["4_2", "٤٢", "0x10", "nan", "inf", "1e", "-1", "100.1", "", "%"])
def test_odds_are_plain_numbers_from_0_to_100(place: Path, odds: str) -> None:
    voice, _ = written(["wait", f"{odds} " if odds else "''"])
    with pytest.raises(InputError, match=r"a number from 0 to 100 is needed"):
        play(short("japan"), voice)


def test_a_person_may_answer_again(place: Path) -> None:
    answers = iter(["help", "nrth", "wait", "often", "150", "1", "30", "quit"])
    player = Player(lambda prompt: next(answers))
    play(short("japan"), player)
    assert "what you have chosen stands until the question is another one" in player.text
    assert "1 may mean two things" in player.text
    assert "Found 'often' for odds" in player.text and "Found '150' for odds" in player.text
    assert "Found 'nrth' for japan.course on 2 July 1941" in player.text and "did you mean 'north'?" in player.text
    assert len(load(Path("play_japan_short_1941_2.json")).answers) == 2


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["nrth"], r"answers\.txt, line 1: found 'nrth' for japan\.course on 2 July 1941; allowed: 1 to "),
        (["# odds", "", "wait", "many"], r"answers\.txt, line 4: found 'many' for odds that "),
    ],
)
def test_a_bad_line_of_a_script_ends_it(place: Path, lines: list[str], told: str) -> None:
    voice, _ = written(lines)
    with pytest.raises(InputError, match=told):
        play(short("japan"), voice)
    assert not list(place.glob("play_*"))


def test_a_script_that_ends_early_leaves_the_seat(place: Path) -> None:
    voice, shown = written(["wait", "30"])
    save = play(short("japan"), voice)
    assert len(save.answers) == 2 and not save.finished and "Saved in" in "\n".join(shown)


def test_fewer_decisions_are_put_unless_all_are_asked_for(place: Path) -> None:
    some, _ = _finished("japan", "main", Player(always("1")))
    every, _ = _finished("japan", "all", Player(always("1")))
    assert {taken.put.point.id for taken in some.taken} == {"japan.course"}
    assert {"japan.course", "japan.mobilisation"} <= {taken.put.point.id for taken in every.taken}


def test_orders_of_the_scenario_to_the_seat_fall_away(place: Path) -> None:
    scenario = load_scenario("as_it_happened")
    free = seated(scenario, "germany")
    assert {force.nation for force in free.setup.forces} == {force.nation for force in scenario.setup.forces} - {
        "germany"
    }
    assert seated(load_scenario("historical"), "germany") is not None
    player = Player(always("1"))
    play(Seating("germany", scenario="as_it_happened", save=Path("war.json"), worlds=0), Player(first(2, always("1"))))
    play(Seating(resume=Path("war.json"), worlds=0), Player(first(2, player.rule)))


def test_the_record_stands_beside_choices_of_1941_only(place: Path) -> None:
    session, shown = _finished("japan", "main", Player(always("wait")))
    told = {taken.put.day.isoformat(): in_fact(taken.put) for taken in session.taken}
    assert told["1941-08-09"] == "In fact (9 August 1941): no attack in the north in 1941; rung stays at 102."
    assert told["1941-12-01"].startswith("In fact (1 December 1941)") and told["1942-03-01"] == ""
    assert "you chose wait. Your council gave that" in shown.text()
    assert "Japan's course: it " in shown.text()


def test_the_end_puts_the_world_beside_others(place: Path) -> None:
    player = Player(always("wait"))
    save = play(short("japan", worlds=12), player)
    assert save.finished
    assert "Others: 12 worlds in which the seat decides for itself" in player.text
    assert "of 100" in player.text.split("How it ended")[1].split("Others: ")[0]
    assert "of 100 wars that go on from the same day" in " ".join(player.text.split("Your bets")[1].split())


def test_a_war_saved_by_an_earlier_version_is_refused_with_a_sentence(place: Path) -> None:
    left_war(2)
    content = json.loads(Path("war.json").read_text("utf-8"))
    assert content["format"] == "crossroads play 2"
    text = json.dumps(content | {"format": "crossroads play 1"})
    Path("war.json").write_text(text, encoding="utf-8")
    for order in (Seating(resume=Path("war.json"), worlds=0), short("japan", save=Path("war.json"))):
        with pytest.raises(InputError, match=r"war\.json: is a war that was saved by an earlier version") as refused:
            play(order, Player(always("wait")))
        assert len(str(refused.value).splitlines()) == 1
    assert Path("war.json").read_text("utf-8") == text


def test_no_word_of_a_game_is_used(place: Path) -> None:
    player = Player(always("wait"))
    play(short("japan", worlds=4), player)
    assert not {"score", "win", "winner", "level", "points", "game"} & set(player.text.lower().split())


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (Seating(), "no nation was named"),
        (Seating("jpan"), "did you mean 'japan'"),
        (Seating("japan", decisions="some"), "--decisions: found 'some'; allowed: main, all"),
        (Seating("japan", world=-1), "world is -1"),
        (Seating("japan", worlds=-1), "worlds is -1"),
        (Seating("japan", scenario="histrical"), "histrical"),
        (Seating(resume=Path("none.json")), r"none\.json: is missing"),
        (Seating(resume=Path("short.toml")), r"short\.toml: is no saved war"),
        (Seating(resume=Path("a.json"), save=Path("b.json")), "both --resume and --save"),
    ],
)
def test_bad_orders_are_told_in_a_sentence(place: Path, order: Seating, told: str) -> None:
    with pytest.raises(InputError, match=told):
        play(order, Player(always("1")))


def test_a_saved_war_is_not_taken_for_another(place: Path) -> None:
    left_war(2)
    for change in ({"nation": "ussr"}, {"seed": 2}, {"scenario": "historical"}, {"decisions": "all"}):
        with pytest.raises(InputError, match=r"war\.json: holds a war"):
            play(Seating(resume=Path("war.json"), **change), Player(always("wait")))  # type: ignore[arg-type]
