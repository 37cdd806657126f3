"""Diplomacy: wars begin, pacts lapse, trade and aid change, opinion moves. Arrays (world,)."""

from __future__ import annotations

import numpy as np

from crossroads.war.laws.small import bounded, first_week, happens, toward
from crossroads.war.laws.step import Wars
from crossroads.world.axes import Array, Flags, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.portable import exp
from crossroads.world.state import Orders, Politics, State, replace


def wars(state: State) -> Wars:
    """Return the wars that are on in `state`."""
    politics, now = state.politics, state.week
    germany = np.isinf(politics.week_germany_out)
    japan = np.isinf(politics.week_japan_out)
    ussr = np.isinf(politics.week_ussr_out)
    japan_us = (politics.week_us_japan <= now) & japan
    germany_us = (politics.week_us_germany <= now) & germany
    return Wars(
        germany_ussr=(germany & ussr).astype(np.float64),
        japan_ussr=state.far.open,
        japan_south=((politics.week_southern_war <= now) & japan).astype(np.float64),
        japan_us=japan_us.astype(np.float64),
        germany_us=germany_us.astype(np.float64),
        us_any=(japan_us | germany_us).astype(np.float64),
    )


def war_in_china(politics: Politics, week: float, p: Laws) -> Array:
    """Return how far the war in China is on: 0 after a peace or Japan's surrender, little after American terms."""
    alive = np.isinf(politics.week_japan_out) * p["china.war_with_japan"]
    return alive * np.where(politics.week_terms <= week, p["china.war_after_terms"], 1.0)


def declarations(state: State, orders: Orders, window: Array, p: Laws, luck: WeekLuck, weeks: float) -> State:
    """Carry out what was decided: attacks in the north and the south, entries, the embargo, the pact's end.

    `window` 0 to 1 while armies can march in the Far East: an attack ordered out of season waits for it, whoever's.
    """
    politics, far, now = state.politics, state.far, state.week
    japan = np.isinf(politics.week_japan_out)
    ussr = np.isinf(politics.week_ussr_out)
    at_peace = (far.open < 1) & japan & ussr & np.isinf(politics.week_armistice)
    season_open = window >= p["far_east.window_needed"]
    attacks = (orders.japan_north_week <= now) & at_peace & season_open & np.isinf(politics.week_japan_attacks_ussr)
    # The USSR may open a war, carry Japan's war into Manchuria, or end an armistice.
    free = japan & ussr & np.isinf(politics.week_ussr_attacks_japan)
    soviet = (orders.ussr_attack_week <= now) & free & season_open
    southern = (orders.japan_south_week <= now) & japan & np.isinf(politics.week_southern_war)
    # A war for the Indies alone may be widened to America later.
    against_us = (orders.japan_south_week <= now) & (orders.japan_south_without_us < 1)
    with_us = against_us & japan & np.isinf(politics.week_us_japan)
    fighting_us = (politics.week_us_japan <= now) & japan
    incident = _incidents(state, p, luck, weeks) > 0
    enters = orders.us_enters > 0
    us_japan = with_us | (incident & japan) | (enters & japan & (politics.week_southern_war <= now))
    germany = np.isinf(politics.week_germany_out)
    us_germany = ((orders.germany_declares > 0) & (fighting_us | us_japan) | enters) & germany
    us_aid: Array = np.minimum(orders.us_aid, 1.0 + p["diplomacy.grand_alliance"])
    policy = _licensed(politics.trade, orders.us_trade, _since_a_move(politics, now), p, luck, weeks)
    at_war = us_japan | fighting_us
    # War ends trade too, but that is no embargo, nor is what stays cut after it.
    embargo = (policy >= 2) & ~us_japan & np.isinf(politics.week_us_japan)
    trade = np.where(at_war, 2.0, policy)
    neutral = germany & np.isinf(politics.week_us_germany)
    clash = _clash(neutral * us_aid, p, luck, weeks)
    pact = np.where(
        attacks | soviet | (orders.ussr_denounces > 0) | (politics.week_japan_attacks_ussr <= now),
        0.0,
        politics.pact,
    )
    expiry = p["diplomacy.pact_term_months"] * p["view.weeks_a_month"] - p["diplomacy.pact_age_weeks"]
    pact = np.where((now >= expiry) & (p["diplomacy.pact_renewal"] < 1), 0.0, pact)
    notice = (orders.ussr_denounces > 0) & (politics.pact > 0)
    crossing = np.maximum(far.soviet_crossing, soviet.astype(np.float64))
    talks = (trade >= 2) & japan & np.isinf(politics.week_southern_war) & np.isinf(politics.week_terms)
    refused = _refused(talks & ~southern & ~at_war, p, luck, weeks)
    politics = replace(
        politics,
        trade=trade,
        aid_to_ussr=us_aid,
        pact=pact,
        refusals=politics.refusals + refused,
        atlantic_clash=clash,
        week_japan_attacks_ussr=first_week(politics.week_japan_attacks_ussr, now, attacks),
        week_ussr_attacks_japan=first_week(politics.week_ussr_attacks_japan, now, soviet),
        week_southern_war=first_week(politics.week_southern_war, now, southern),
        week_us_japan=first_week(politics.week_us_japan, now, us_japan),
        week_us_germany=first_week(politics.week_us_germany, now, us_germany),
        week_us_full_embargo=first_week(politics.week_us_full_embargo, now, embargo),
        week_indochina=first_week(politics.week_indochina, now, (orders.japan_indochina_week <= now) & japan),
        week_notice=first_week(politics.week_notice, now, notice),
        week_terms=first_week(politics.week_terms, now, (orders.japan_terms_week <= now) & japan),
    )
    opened = np.where(attacks | soviet, 1.0, far.open)
    fresh = (attacks | soviet) & (far.open < 1)
    limited = np.where(attacks, orders.japan_limited, np.where(soviet, 0.0, far.limited))
    return replace(
        state,
        politics=politics,
        far=replace(
            far,
            open=opened,
            limited=limited,
            soviet_crossing=crossing,
            weeks_of_war=np.where(fresh, 0.0, far.weeks_of_war),
        ),
    )


def _since_a_move(politics: Politics, now: float) -> Array:
    """Return the weeks since Japan's latest move: into Indochina, north or south; 0 where it has made none."""
    latest = np.full_like(politics.week_indochina, -np.inf)
    for week in (politics.week_indochina, politics.week_japan_attacks_ussr, politics.week_southern_war):
        latest = np.where(week <= now, np.maximum(latest, week), latest)
    return now - np.where(np.isfinite(latest), latest, now)


def _licensed(before: Array, ordered: Array, since: Array, p: Laws, luck: WeekLuck, weeks: float) -> Array:
    """Return the level of trade: a freeze becomes a full embargo once no licence is given, and stays one.

    Nobody decides it: the committees that hand out licences and funds stop doing so, a hazard from the freeze on. A
    part of their zeal is for the country that was pledged help. It fades as Japan's latest move lies further back
    (`since` weeks): where Japan stands still, a freeze that has not hardened settles into a trade by licence.
    """
    frozen = (ordered == 1.0) & (before >= 1.0)
    zeal = np.maximum(1.0 + p["diplomacy.pledge_hardening"] * (p["diplomacy.american_pledge"] - 1.0), 0.0)
    zeal = zeal * exp(-since / p["diplomacy.licensing_zeal_weeks"])
    hardened = happens(frozen * zeal / p["diplomacy.licensing_weeks"], luck.uniform("diplomacy.licensing"), weeks)
    return np.where(frozen & ((before >= 2.0) | (hardened > 0)), 2.0, ordered)


def _clash(aid: Array, p: Laws, luck: WeekLuck, weeks: float) -> Array:
    """Return 1 where American ships and German submarines clash while both are at peace: a hazard that aid brings.

    `aid` is the level of aid across the Atlantic, 0 to 2; at full aid the hazard is the recorded one.
    """
    return happens(0.5 * aid / p["diplomacy.atlantic_incident_weeks"], luck.uniform("diplomacy.atlantic"), weeks)


def _refused(talks: Flags, p: Laws, luck: WeekLuck, weeks: float) -> Array:
    """Return 1 where an answer from Washington gives a Japan under embargo no relief: a hazard while talks go on."""
    return happens(talks / p["diplomacy.refusal_weeks"], luck.uniform("diplomacy.talks"), weeks)


def _incidents(state: State, p: Laws, luck: WeekLuck, weeks: float) -> Array:
    """Return 1 where an incident brings America and Japan to war without a decision of either.

    Ships sunk bound for a blockaded Vladivostok, or a war on the British and Dutch beside American islands.
    """
    politics, now = state.politics, state.week
    at_peace = np.isinf(politics.week_us_japan) & np.isinf(politics.week_japan_out)
    southern = (politics.week_southern_war <= now) * p["diplomacy.incident_south"] * politics.us_opinion
    northern = (
        state.far.open
        * (politics.aid_to_ussr > 0)
        * wars(state).germany_ussr
        * p["diplomacy.incident_north"]
        * politics.us_opinion
    )
    return happens((southern + northern) * at_peace, luck.uniform("diplomacy.incident"), weeks)


def opinion(
    politics: Politics, now: float, wars_now: Wars, moscow: Array | Flags, p: Laws, luck: WeekLuck, weeks: float
) -> Array:
    """Return the share of Americans willing to go to war: events push it, it drifts back slowly."""
    base = p["united_states.opinion_base"]
    japanese = p["united_states.opinion_indochina"] * (politics.week_indochina <= now)
    japanese = japanese + p["united_states.opinion_southern_war"] * wars_now.japan_south
    northern = p["united_states.opinion_northern_war"] * wars_now.japan_ussr
    german = p["united_states.opinion_moscow"] * moscow
    drift = p["united_states.opinion_drift"] * now
    target = np.where(
        wars_now.us_any > 0, p["united_states.opinion_at_war"], base + japanese + northern + german + drift
    )
    noise = p["united_states.opinion_luck"] * luck.normal("us.opinion")
    moved = toward(politics.us_opinion, target, p["united_states.opinion_rate"], weeks) + noise
    return bounded(moved, 0.0, 1.0)
