"""What the prelude makes of June 1941: to the bit as recorded where nothing departs from it, and of the right sign."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
import pytest
import wartime

from crossroads.engine import War, simulate, staff_papers
from crossroads.evidence.edits import ParameterEdit, PreludeEdit
from crossroads.evidence.load import load_records
from crossroads.evidence.parameters import Parameters
from crossroads.minds.setup import Setup
from crossroads.prelude.june import central, is_edited, laid_over
from crossroads.prelude.quantities import moved_records
from crossroads.prelude.sizes import READ
from crossroads.scenario.scenario import load_scenario

WORLDS = 300
DRAWN = wartime.parameters(WORLDS, knowledge=True)


def opening(*prelude: PreludeEdit, edits: tuple[ParameterEdit, ...] = ()) -> Parameters:
    p = wartime.parameters(WORLDS, *edits, knowledge=True)
    return laid_over(p, Setup(edits=edits, prelude=prelude), wartime.SEED, wartime.numbers(WORLDS))


def change(p: Parameters, record: str, of: Parameters = DRAWN) -> float:
    """Return by how much the mean of a record differs."""
    return float(np.mean(p[record]) - np.mean(of[record]))


def test_without_an_edit_the_very_parameters_come_back() -> None:
    assert laid_over(DRAWN, Setup(), wartime.SEED, wartime.numbers(WORLDS)) is DRAWN
    assert central((), ()) == () and not is_edited((ParameterEdit("oil.stock_opening", scale=1.1),), ())


def test_what_is_held_as_it_was_keeps_every_bit() -> None:
    p = opening(PreludeEdit("khalkhin_gol", "soviet_victory"), PreludeEdit("manchuria", "seized"))
    for name in DRAWN:
        assert np.array_equal(np.broadcast_to(p[name], WORLDS), np.broadcast_to(DRAWN[name], WORLDS)), name


def test_an_edited_prelude_moves_nothing_but_its_own_records() -> None:
    p = opening(PreludeEdit("manchuria", "not_seized"), PreludeEdit("purges", "no_purges"))
    others = set(DRAWN) - set(moved_records())
    assert all(np.array_equal(p[name], DRAWN[name]) for name in others)


def test_a_war_with_the_prelude_held_as_it_was_is_the_same_war_to_the_bit() -> None:
    plain = dataclasses.replace(load_scenario("historical").setup, horizon=wartime.CHRISTMAS_1941)
    held = dataclasses.replace(plain, prelude=(PreludeEdit("khalkhin_gol", "soviet_victory"),))
    few = wartime.numbers(70)
    assert wartime.same_bits(simulate(plain, 7, few), simulate(held, 7, few))


def test_an_edited_prelude_is_the_same_compiled_and_week_by_week() -> None:
    setup = load_scenario("khalkhin_gol_won").setup
    setup = dataclasses.replace(setup, horizon=wartime.CHRISTMAS_1941)
    few = wartime.numbers(9)
    war = War(setup, 7, few)
    war.run_model()
    assert wartime.same_bits(simulate(setup, 7, few), war.block())


SIGNS: Mapping[str, tuple[PreludeEdit, dict[str, int]]] = {
    "S08 won": (PreludeEdit("khalkhin_gol", "japanese_victory"), {"japan.quality_belief": 1}),
    "S08 drawn": (PreludeEdit("khalkhin_gol", "draw"), {"japan.quality_belief": 1}),
    "S08 greater": (PreludeEdit("khalkhin_gol", scale=1.2), {"japan.quality_belief": -1}),
    "S17": (PreludeEdit("german_soviet_pact", "not_signed"), {"belief.japan.trust_in_germany_prior": 1}),
    "S40": (
        PreludeEdit("anti_comintern", "not_signed"),
        {
            "belief.japan.trust_in_germany_prior": 1,
            "belief.ussr.japan_attacks_prior": -1,
            "belief.germany.japan_useful_prior": 1,
        },
    ),
    "S41 incites": (
        PreludeEdit("german_mediation", "incites"),
        {"interest.japan.general_staff.alliance": 1, "diplomacy.neutrality_pact_in_force": -1},
    ),
    "S41 mediates": (PreludeEdit("german_mediation", "mediates"), {"belief.ussr.japan_attacks_prior": -1}),
    "S42": (PreludeEdit("mongolia_protocol", "not_signed"), {"japan.quality_belief": 1}),
    "S43": (PreludeEdit("fisheries", "settled"), {"belief.ussr.japan_attacks_prior": -1}),
    "S44": (PreludeEdit("sakhalin_dispute", "confiscated"), {"japan.sakhalin_oil_share": -1}),
    "S45": (PreludeEdit("railway_sale", "sold_and_honoured"), {"belief.ussr.japan_attacks_prior": -1}),
    "S46": (
        PreludeEdit("subversion", "never_tried"),
        {"interest.japan.general_staff.ideology": -1, "belief.ussr.japan_attacks_prior": -1},
    ),
    "S47 stays": (PreludeEdit("matsuoka", "stays"), {"interest.japan.general_staff.power": 1}),
    "S47 gone": (PreludeEdit("matsuoka", "gone"), {"interest.japan.general_staff.power": -1}),
    "S48 purges": (
        PreludeEdit("purges", "no_purges"),
        {"east.soviet_effectiveness": 1, "belief.germany.soviet_quality_prior": 1},
    ),
    "S48 attack": (PreludeEdit("attack_of_1938", "repelled"), {"japan.quality_belief": -1}),
    "S48 programme": (PreludeEdit("army_programme", "not_begun"), {"far_east.japanese_quality": -1}),
    "S51": (
        PreludeEdit("axis_commissions", "real"),
        {"view.japan_german_bias": -1, "belief.germany.japan_useful_prior": 1},
    ),
    "S11 told": (
        PreludeEdit("barbarossa_disclosure", "told"),
        {
            "belief.japan.trust_in_germany_prior": 1,
            "japan.kwantung_before": 1,
            "belief.japan.german_victory_prior": 1,
            "diplomacy.neutrality_pact_in_force": -1,
        },
    ),
    "S11 silent": (PreludeEdit("barbarossa_disclosure", "silent"), {"belief.japan.trust_in_germany_prior": -1}),
    "no alliance": (
        PreludeEdit("tripartite_pact", "not_signed"),
        {"interest.united_states.entry.deterrence": -1, "interest.germany.war_on_us.alliance": -1},
    ),
    "no aid": (PreludeEdit("soviet_aid_to_china", "withheld"), {"china.resistance_soviet_aid": -1}),
    "pact of 1932": (
        PreludeEdit("pact_of_1932", "accepted"),
        {"belief.ussr.japan_attacks_prior": -1, "japan.quality_belief": 1},
    ),
}


@pytest.mark.parametrize("case", SIGNS)
def test_a_mechanism_moves_what_it_should_the_way_it_should(case: str) -> None:
    edit, expected = SIGNS[case]
    p = opening(edit)
    found = {record: int(np.sign(change(p, record))) for record in expected}
    assert found == expected


def test_the_lesson_is_the_one_that_is_recorded() -> None:
    """With neither battle the boast of the years before stands; each battle taught its share."""
    neither = opening(PreludeEdit("khalkhin_gol", "not_fought"), PreludeEdit("changkufeng", "not_fought"))
    np.testing.assert_allclose(neither["japan.quality_belief"], DRAWN["japan.quality_belief_prior"], rtol=1e-12)
    great, small = (opening(PreludeEdit(name, "not_fought")) for name in ("khalkhin_gol", "changkufeng"))
    assert change(great, "japan.quality_belief") > 5 * change(small, "japan.quality_belief") > 0


def test_no_pact_clause_or_silence_leaves_the_trust_of_before() -> None:
    p = opening(PreludeEdit("german_soviet_pact", "not_signed"), PreludeEdit("barbarossa_disclosure", "told"))
    before = float(np.mean(DRAWN["belief.japan.trust_in_germany_before"]))
    assert abs(float(np.mean(p["belief.japan.trust_in_germany_prior"])) - before) < 0.03


SIZES: Mapping[str, tuple[ParameterEdit, PreludeEdit | None, str, int]] = {
    "losses": (
        ParameterEdit("documents.khalkhin_gol_japanese_loss", value=8500), None, "japan.quality_belief", 1
    ),
    "fishing grounds kept": (
        ParameterEdit("documents.fishery_share_1931", value=0.8), None, "belief.ussr.japan_attacks_prior", -1
    ),
    "fishing grounds never rented": (
        ParameterEdit("documents.fishery_share_1928", value=0.5), None, "belief.ussr.japan_attacks_prior", -1
    ),
    "no loans": (ParameterEdit("documents.soviet_loan_third", value=0), None, "china.resistance_soviet_aid", -1),
    "no squadrons": (
        ParameterEdit("documents.soviet_fighter_squadrons_in_china", value=0), None, "china.resistance_soviet_aid", -1
    ),
    "two weeks": (ParameterEdit("documents.pact_to_invasion_days", value=14), None, "diplomacy.pact_age_weeks", -1),
    "dearer railway": (
        ParameterEdit("documents.railway_price_accepted", value=200e6),
        PreludeEdit("railway_sale", "sold_and_honoured"),
        "belief.ussr.japan_attacks_prior",
        1,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SIZES)
def test_the_documents_numbers_are_sizes_of_events(case: str) -> None:
    edit, event, record, sign = SIZES[case]
    assert edit.name in READ
    events = (event,) if event is not None else ()
    assert np.sign(change(opening(*events, edits=(edit,)), record, opening(*events))) == sign


def test_each_document_number_that_is_read_changes_something() -> None:
    for name in READ:
        record = load_records()[name]
        events = (PreludeEdit("railway_sale", "sold_and_honoured"),) if "railway" in name else ()
        plain, half = opening(*events), opening(*events, edits=(ParameterEdit(name, value=0.5 * record.value),))
        assert any(not np.array_equal(plain[other], half[other]) for other in moved_records()), name


def test_a_lever_and_the_prelude_act_on_each_other_s_result() -> None:
    lever = ParameterEdit("diplomacy.neutrality_pact_in_force", value=0)
    assert not np.any(opening(PreludeEdit("pact_of_1932", "accepted"), edits=(lever,))[lever.name])


def test_staffs_suppose_the_likeliest_course() -> None:
    edit = PreludeEdit("purges", "no_purges")
    supposed = dict(central((), (edit,)))
    assert supposed["east.soviet_effectiveness"] > load_records()["east.soviet_effectiveness"].value
    assert staff_papers((), (edit,)).p["east.soviet_effectiveness"] == supposed["east.soviet_effectiveness"]
    assert staff_papers(()).p["east.soviet_effectiveness"] == load_records()["east.soviet_effectiveness"].value


@pytest.mark.parametrize("word", ["diplomacy.pact_perceived_threat_cut", "belief.japan.german_victory_prior"])
def test_a_share_stays_a_share_however_great_the_event(word: str) -> None:
    p = opening(PreludeEdit("pact_of_1932", "accepted", 5.0), PreludeEdit("barbarossa_disclosure", "told", 5.0))
    assert ((p[word] > 0) & (p[word] < 1)).all()
