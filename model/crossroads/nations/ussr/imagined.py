"""What the Soviet leadership imagines: troops sent west, fighting on, and war on Japan."""

from __future__ import annotations

import numpy as np

from crossroads.evidence.parameters import Parameters
from crossroads.minds.imagining import believed
from crossroads.minds.imagining.forward import Way
from crossroads.minds.imagining.subject import Lanes, Measures, Start, Subject
from crossroads.minds.imagining.supposed import Supposed
from crossroads.minds.view import View
from crossroads.war.measured import territory_held
from crossroads.war.powers.manpower import occupied_share
from crossroads.world.axes import CENTRE, Array, Flags, Numbers
from crossroads.world.state import Orders, State, replace

_ATTACKED = ("none_attacked", "cautious_attacked", "large_attacked")


def _start(lanes: Lanes, reference: Supposed, p: Parameters) -> State:
    """Return the war as Moscow believes it to stand."""
    state = believed.supposed(lanes, reference)
    beliefs = lanes.beliefs
    if "german_front_moscow_km" in beliefs:
        state = believed.with_front(state, CENTRE, beliefs["german_front_moscow_km"])
    if "far_east_men" in beliefs:
        state = believed.with_far_east(state, np.maximum(beliefs["far_east_men"], 0.0), p)
    if "japanese_divisions_manchuria" in beliefs:
        men = np.maximum(beliefs["japanese_divisions_manchuria"], 0.0) * p["far_east.manchuria_divisions_men"]
        state = believed.with_manchuria(state, men)
    return state


def _orders(lanes: Lanes, state: State, p: Parameters) -> Orders:
    """Return orders under which everything goes on, the Japanese army in Manchuria included: it stays as counted."""
    orders = believed.standing_orders(lanes, p)
    low, full = p["japan.kwantung_before"], p["japan.kwantung_strength"]
    first = p["japan.rung_101_share"]
    risen = state.japan.manchuria - p["japan.korea_army_strength"] - low
    # The rung whose strength lies nearest.
    steps = (risen > 0.5 * first * (full - low)) * 1.0 + (risen > 0.5 * (first + 1.0) * (full - low))
    orders.japan_rung = np.maximum(orders.japan_rung, steps)
    return orders


def _field_army(state: State) -> Array:
    """Return Soviet men in the west."""
    east = state.east
    men: Array = (east.trained + east.green + east.far_eastern).sum(axis=0)
    return men


class Transfers(Subject):
    """Far Eastern troops for the west: what half a year brings with them and without, if Japan attacks or not."""

    point = "ussr.transfers"
    plans = ("none", "none_attacked", "cautious", "cautious_attacked", "large", "large_attacked")
    measures = ("front", "fallen", "cohesion", "quality", "field", "held", "cover", "lost")

    def needed(self, view: View, legal: Array) -> Flags:
        """Return both reactions of Japan for each legal order."""
        return np.stack([row > 0 for row in legal for _ in ("peace", "war")])

    def start(self, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
        """Return the believed war, the order, and Japan's attack where the plan has one."""
        state = _start(lanes, reference, p)
        # What has gone already does not bound what may go: the stock that is left does.
        state = replace(state, ussr=replace(state.ussr, moved_west=np.zeros(lanes.count)))
        orders = _orders(lanes, state, p)
        orders.ussr_transfers = np.floor(lanes.plan / 2.0)
        attacked = self.is_plan(lanes, *_ATTACKED)
        begins = lanes.week + p["staff.attack_feared_weeks"]
        orders.japan_north_week = np.where(attacked, begins, orders.japan_north_week)
        orders.japan_rung = np.where(attacked, 2.0, orders.japan_rung)
        return Start(state, orders, p, {})

    def count(self, lanes: Lanes, start: Start, end: State, way: Way, weeks: int) -> dict[str, Array]:
        """Return what is left of the road to Moscow, the army in the west, and the Far East."""
        p, east = start.p, end.east
        soviet, _ = territory_held(end, p)
        # What stands there now, less what goes: recruits fill the gap later, and as in the fighting count for less.
        begun = start.state.ussr
        men = begun.far_east_trained + p["east.green_quality"] * begun.far_east_green - end.ussr.moved_west
        japanese = np.maximum(start.state.japan.manchuria, 1.0)
        stake = p["staff.losses_stake"]
        return {
            "front": (east.front[CENTRE] - start.state.east.front[CENTRE]) / p["staff.front_stake_km"],
            "fallen": east.fallen[CENTRE] + 0.0 * men,
            "cohesion": end.politics.soviet_cohesion,
            "quality": end.ussr.moved_west / stake,
            "field": _field_army(end) / p["staff.field_army_stake"],
            "held": soviet,
            "cover": np.minimum(men / japanese / p["staff.cover_wanted"], 1.0),
            "lost": (way.flows["soviet_losses_east"] + way.flows["soviet_losses_far_east"])
            / p["staff.field_army_stake"],
        }

    def values(self, measures: Measures, view: View, p: Numbers) -> dict[str, dict[str, Array]]:
        """Return each order's stakes, weighing peace and attack by the belief that Japan attacks."""
        odds = view["japan_attacks"]
        threat = view["moscow_threat"] * p["reason.moscow_threat"]
        winter = view["moscow_threat"] * p["reason.winter_quality"]
        result: dict[str, dict[str, Array]] = {}
        for index, option in enumerate(("none", "cautious", "large")):
            peace, war = 2 * index, 2 * index + 1
            mean = {name: (1.0 - odds) * rows[:, peace] + odds * rows[:, war] for name, rows in measures.items()}
            result[option] = {
                "capital": -(mean["front"] + mean["fallen"]) * threat + mean["cohesion"],
                "quality": mean["quality"] * winter,
                "field_army": mean["field"],
                "far_east": mean["held"] - 1.0,
                "cover": (mean["cover"] - 1.0) * odds,
                "losses": -mean["lost"],
            }
        return result


class FightOn(Subject):
    """Fight on or treat: what half a year of war brings, against a peace at the present line."""

    point = "ussr.fight_on"
    plans = ("fight",)
    measures = ("cohesion", "occupied", "occupied_now", "lost")

    def needed(self, view: View, legal: Array) -> Flags:
        """Return the one plan."""
        return legal[:1] > 0

    def start(self, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
        """Return the believed war; everything goes on."""
        state = _start(lanes, reference, p)
        together = np.clip(lanes.beliefs["cohesion"], 0.0, 1.0)
        state = replace(state, politics=replace(state.politics, soviet_cohesion=together))
        return Start(state, believed.standing_orders(lanes, p), p, {})

    def count(self, lanes: Lanes, start: Start, end: State, way: Way, weeks: int) -> dict[str, Array]:
        """Return cohesion, the share of the country that is occupied, and losses."""
        p = start.p
        return {
            "cohesion": end.politics.soviet_cohesion,
            "occupied": occupied_share(end.east.front, p),
            "occupied_now": occupied_share(start.state.east.front, p),
            "lost": way.flows["soviet_losses_east"] / p["staff.field_army_stake"],
        }

    def values(self, measures: Measures, view: View, p: Numbers) -> dict[str, dict[str, Array]]:
        """Return the stakes of fighting on and of a peace that gives up what is occupied."""
        m = {name: rows[:, 0] for name, rows in measures.items()}
        danger = np.maximum(p["staff.cohesion_feared"] - m["cohesion"], 0.0) / p["staff.cohesion_feared"]
        return {
            "fight": {"survival": -danger, "land": -m["occupied"], "losses": -m["lost"], "ideology": 0.0 * danger},
            "treat": {
                "survival": 0.0 * danger,
                "land": -(m["occupied_now"] + p["interest.ussr.peace_price"]),
                "losses": 0.0 * danger,
                "ideology": 0.0 * danger - 1.0,
            },
        }


class WarOnJapan(Subject):
    """War on Japan: a year of it, with the war in the west beside it, while Germany fights or after.

    Both fronts are fought out, so that men who go east are missing before Moscow. What a year's paper cannot show is
    weighed beside it: what may yet befall the capital, and that arms and trains are one pool until Germany is beaten.
    """

    point = "ussr.war_on_japan"
    plans = ("neutral", "attack")
    measures = ("manchuria", "held", "war_weeks", "lost", "front", "fallen", "cohesion", "field")

    def needed(self, view: View, legal: Array) -> Flags:
        """Return both plans wherever the question is put."""
        asked = legal.max(axis=0) > 0
        return np.stack([asked, asked & (legal[2] > 0)])

    def start(self, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
        """Return the believed war and, in the plan to attack, the build-up and its date."""
        state = _start(lanes, reference, p)
        orders = _orders(lanes, state, p)
        lead = np.round(p["diplomacy.yalta_lag_months"] * p["view.weeks_a_month"])
        orders.ussr_attack_week = np.where(lanes.plan > 0, lanes.week + lead, np.inf)
        # A plan has the trains of its day: what a scenario adds to them makes nobody shy of the men whom they carry.
        return Start(state, orders, believed.with_parameters(p, far_east__build_up=1.0), {})

    def count(self, lanes: Lanes, start: Start, end: State, way: Way, weeks: int) -> dict[str, Array]:
        """Return land, weeks at war and losses in the east; the road to Moscow, cohesion and the army in the west."""
        soviet, manchuria = territory_held(end, start.p)
        came = end.east.front[CENTRE] - start.state.east.front[CENTRE]
        return {
            "manchuria": 1.0 - manchuria,
            "held": soviet,
            "war_weeks": believed.share_of(way.far_east, weeks),
            "lost": way.flows["soviet_losses_far_east"] / start.p["staff.losses_stake"],
            "front": came / start.p["staff.front_stake_km"],
            "fallen": end.east.fallen[CENTRE] + 0.0 * came,
            "field": _field_army(end) / start.p["staff.field_army_stake"],
            "cohesion": end.politics.soviet_cohesion,
        }

    def values(self, measures: Measures, view: View, p: Numbers) -> dict[str, dict[str, Array]]:
        """Return the stakes of neutrality, of denouncing the pact, and of war."""
        germany = 1.0 - view["germany_out"]
        second = germany * p["reason.second_front"]
        danger = germany * view["moscow_threat"] * p["reason.moscow_threat"]
        shared = (1.0 - view["germany_beaten"]) * second
        bargain = p["diplomacy.grand_alliance"] * p["diplomacy.yalta"]
        wish = view["japan_losing"] * view["japan_at_war_us"] * bargain
        price = view["japan_at_war_us"] * p["reason.allied_prize"] * bargain * p["diplomacy.yalta_price"]

        def stakes(plan: int, breach: float) -> dict[str, Array]:
            m = {name: rows[:, plan] for name, rows in measures.items()}
            fights = float(plan)
            return {
                "gain": m["manchuria"],
                "second_front": -m["war_weeks"] * second,
                "capital": -(m["front"] + m["fallen"]) * danger + m["cohesion"],
                "field_army": m["field"],
                "danger": -fights * danger + 0.0 * m["lost"],
                "trains": -fights * shared + 0.0 * m["lost"],
                "losses": -m["lost"],
                "pact": -breach * view["pact"] * p["diplomacy.breach_reputation"] + 0.0 * m["lost"],
                "allies": fights * wish * p["reason.soviet_help"] * (1.0 - germany) + 0.0 * m["lost"],
                "price": fights * (1.0 - germany) * price + 0.0 * m["lost"],
                "far_east": m["held"] - 1.0,
            }

        return {"neutral": stakes(0, 0.0), "denounce": stakes(0, 0.5), "attack": stakes(1, 1.0)}


SUBJECTS: tuple[Subject, ...] = (Transfers(), FightOn(), WarOnJapan())
"""How the great decisions of the nation are imagined."""
