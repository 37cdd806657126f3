"""Signs of the terms of the army that Japan wants in Manchuria and Korea."""

from __future__ import annotations

import itertools

import pytest
import small_wars
import wartime
from small_wars import Floats, Settings, Sign

from crossroads.evidence.edits import ParameterEdit
from crossroads.war.powers import japanese_army

CHINA = float(wartime.parameters()["china.japanese_army"])


def _wanted(settings: Settings) -> Floats:
    quiet = small_wars.arrays(rung=0, northern_war=0, southern=0, draw_down=0, china=CHINA, pacific_weeks=0)
    war = small_wars.small_war(settings, posture=japanese_army.Posture(**quiet))
    return japanese_army.manchuria_wanted(war.part["posture"], war.p)


FIRST, SECOND = {"posture.rung": 1}, {"posture.rung": 2}
WAR, DRAWN = {"posture.northern_war": 1}, {"posture.draw_down": 1}
FREED = {"posture.china": CHINA - 1e5}

WANTED = (
    Sign("the first rung", FIRST, 1),
    Sign("the second rung", SECOND, 1, amid=FIRST),
    Sign("war in the north with no rung climbed", WAR, 1),
    Sign("war in the north from the first rung", WAR, 1, amid=FIRST),
    Sign("war in the north from the second rung", WAR, 1, amid=SECOND),
    Sign("men whom China frees, at the second rung", FREED, 1, amid=SECOND),
    Sign("men whom China frees, in war", FREED, 1, amid=WAR),
    Sign("men whom China frees, at the first rung", FREED, 0, amid=FIRST),
    Sign("more men in China than before", {"posture.china": CHINA + 1e5}, 0, amid=SECOND),
    Sign("drawn down with no rung climbed", DRAWN, -1),
    Sign("drawn down from the first rung", DRAWN, -1, amid=FIRST),
    Sign("drawn down from the second rung", DRAWN, -1, amid=SECOND),
    Sign("drawn down in war", DRAWN, 0, amid=WAR),
    Sign("a war in the south", {"posture.southern": 1}, 0, amid=SECOND),
    Sign("a first year of war with America", {"posture.pacific_weeks": 40}, 0, amid=SECOND),
    Sign("a second year of war with America", {"posture.pacific_weeks": 100}, -1, amid=SECOND),
    Sign("a third", {"posture.pacific_weeks": 150}, -1, amid={"posture.pacific_weeks": 100}),
    Sign("a second year of it in war", {"posture.pacific_weeks": 100}, 0, amid=WAR),
    Sign("a stronger pull", {"p.japan.pacific_pull": 1.2}, -1, amid={"posture.pacific_weeks": 100}),
)


@pytest.mark.parametrize("sign", WANTED, ids=small_wars.name)
def test_the_men_wanted_in_manchuria_answer(sign: Sign) -> None:
    small_wars.check(sign, _wanted)


@pytest.mark.parametrize(("rung", "war", "drawn"), [*itertools.product((0, 1, 2), (0, 1), (0, 1))])
def test_a_thousand_more_in_korea_are_a_thousand_more_wanted(rung: float, war: float, drawn: float) -> None:
    korea = float(wartime.parameters()["japan.korea_army_strength"])
    more = wartime.parameters(1, ParameterEdit("japan.korea_army_strength", value=korea + 1_000))
    wants = small_wars.arrays(rung=rung, northern_war=war, southern=0, draw_down=drawn, china=CHINA, pacific_weeks=0)
    posture = japanese_army.Posture(**wants)
    before, after = (japanese_army.manchuria_wanted(posture, p) for p in (wartime.parameters(), more))
    assert after - before == pytest.approx(1_000)
