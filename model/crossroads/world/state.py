"""What is true: the state of a block of worlds.

Every field is a float64 array whose last axis is the world, shape (world,) unless said. Flags are 0 or 1; weeks
of events are week indices, infinity = not (yet). Men are single men, distances km, oil million barrels, shipping
thousand gross tons. Mechanics never change a state in place: they return new groups.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from crossroads.world.axes import Array, Flags


@dataclass
class Group:
    """Fields that belong together."""

    @classmethod
    def zeros(cls, worlds: int, rows: int = 0, /, **given: Array | float) -> Self:
        """Return the group with what is given, for each world, and 0 in all other fields: (world,), or (row, world)."""
        shape = (rows, worlds) if rows else worlds
        made = {name: np.zeros(worlds) + value for name, value in given.items()}
        return cls(**{item.name: made[item.name] if item.name in made else np.zeros(shape) for item in fields(cls)})

    def take(self, worlds: NDArray[np.int64]) -> Self:
        """Return the group of some worlds only (positions along the last axis)."""
        return type(self)(**{item.name: getattr(self, item.name)[..., worlds] for item in fields(self)})

    def join(self, other: Self) -> Self:
        """Return this group's worlds followed by the other's."""
        pairs = {item.name: [getattr(self, item.name), getattr(other, item.name)] for item in fields(self)}
        return type(self)(**{name: np.concatenate(pair, axis=-1) for name, pair in pairs.items()})


@dataclass
class EasternFront(Group):
    """The war between Germany with its allies and the USSR; all (sector, world) but `river_crossed`.

    Attributes
    ----------
    front
        Furthest point of the line, km east of the line of 22 June 1941.
    railhead_axis, railhead_soviet
        How far supply by rail reaches, km on the same scale, from the west and from the east.
    stock_axis, stock_soviet
        Weeks of offensive in store, up to the recorded most; below 0 what a worn army must be given first.
    offensive_axis, offensive_soviet
        1 where that side is attacking.
    static
        Weeks for which the line has stood.
    city, fallen
        Progress of the city's own fight (0 to 1), and 1 where it is in German hands.
    german, allied
        Men of Germany and of its allies.
    trained, green, far_eastern
        Soviet men by cohort.
    massed
        How far the German main effort has been assembled there, 0 to 1.
    river_crossed
        1 where the Dnieper has been crossed.
    failed
        How many Soviet attacks that failed there are remembered.
    """

    front: Array
    railhead_axis: Array
    railhead_soviet: Array
    stock_axis: Array
    stock_soviet: Array
    offensive_axis: Array
    offensive_soviet: Array
    static: Array
    city: Array
    fallen: Array
    german: Array
    allied: Array
    trained: Array
    green: Array
    far_eastern: Array
    massed: Array
    river_crossed: Array
    failed: Array


@dataclass
class SovietManpower(Group):
    """Soviet men outside the field army in the west; men.

    `pool` can still be mobilised; `occupied` lives behind the German line; `forming_first` and `forming_second` are
    the two stages of the forming pipeline; `interior` are trained men not yet at the front; `branches` serve
    elsewhere; `transit_west` and `transit_east` are on the railway; `youth` counts men who came of age since 1941.
    """

    pool: Array
    occupied: Array
    forming_first: Array
    forming_second: Array
    interior: Array
    branches: Array
    hospital: Array
    invalid: Array
    dead: Array
    missing: Array
    far_east_trained: Array
    far_east_green: Array
    transit_west: Array
    transit_east: Array
    moved_west: Array
    mobilised: Array
    youth: Array
    arms: Array
    """Arms of the field army against Germany, in sets of June 1941 (one set arms one man)."""
    far_east_arms: Array
    """Arms of the Far Eastern army, in sets of June 1941."""
    mobility: Array
    """Trucks and radios, 0 (June 1941) to 1 (fully motorised supply)."""


@dataclass
class GermanManpower(Group):
    """German men outside the eastern army, and men of Germany's allies behind the front.

    `replacements` can still be called up; `training_first` and `training_second` are the two stages of their training;
    `hospital` holds the wounded and `sick` the sick; `total_war` is 1 while everything is called up that can be.
    """

    replacements: Array
    training_first: Array
    training_second: Array
    total_war: Array
    reserve: Array
    hospital: Array
    sick: Array
    invalid: Array
    dead: Array
    missing: Array
    west: Array
    youth: Array
    allied_reserve: Array
    allied_lost: Array
    losses_east: Array
    """Killed, wounded and missing in the east since 22 June 1941."""


@dataclass
class JapaneseManpower(Group):
    """Japanese men; `south` counts the Indies, Burma and the Pacific islands; `manchuria` counts Korea."""

    pool: Array
    home: Array
    manchuria: Array
    china: Array
    south: Array
    hospital: Array
    invalid: Array
    dead: Array
    missing: Array
    youth: Array


@dataclass
class FarEast(Group):
    """The front between Japan and the USSR in Asia.

    `front` is (axis, world), positive = Japanese advance. `stock_*` are weeks of offensive, (axis, world); `rail_cut`
    is 1 where no train reaches the axis, (axis, world). `open` is 1 while the two fight; `limited` is 1 where Japan
    seizes only northern Sakhalin and the Maritime region.
    """

    front: Array
    stock_japan: Array
    stock_soviet: Array
    static: Array
    open: Array
    limited: Array
    weeks_of_war: Array
    vladivostok: Array
    rail_cut: Array
    soviet_crossing: Array
    """1 where the Soviets may carry the war into Manchuria."""
    bombers: Array
    """Soviet bombers within reach of the home islands that get through, share of those of 1941."""
    bombed: Array
    """People killed in Japan by them."""
    incidents: Array
    """Border incidents since 22 June 1941."""
    battles: Array
    """Of these, those that grew into battles."""
    tension: Array
    """Incidents above the recorded rate (negative: below it), as remembered, in rates of 1941."""
    unrest: Array
    """All incidents, as remembered, in rates of 1941."""
    truce: Array
    """1 after the truce that ends a border battle, fading."""


@dataclass
class Economy(Group):
    """Japan's oil and shipping, the southern campaign, China, and American growth."""

    oil_stock: Array
    southern_capture: Array
    """Share of the southern fields captured."""
    southern_repair: Array
    """Share of the southern fields' output restored."""
    merchant_fleet: Array
    tankers: Array
    captured_ships: Array
    """Captured and salvaged ships not yet in service, thousand gross tons."""
    china_resistance: Array
    soviet_aid_china: Array
    soviet_arms_china: Array
    """Soviet arms in China beyond those of record, as a share of the stock of June 1941; below 0 where fewer came."""
    us_army: Array
    us_industry: Array
    """American war industry, 0 (peace) to 1 (full)."""
    us_dead: Array
    china_dead: Array


@dataclass
class Pacific(Group):
    """The war at sea and among the islands."""

    carriers_japan: Array
    carriers_us: Array
    distance: Array
    logistics: Array
    """Share of the next island step's build-up that is done."""
    submarines: Array
    bombing: Array
    """Weight of bombing on Japan, 0 to 1."""
    bomb_work: Array
    """Share of the atomic programme that is done; bombs follow at 1."""
    bombs_used: Array
    bombs_on_japan: Array


@dataclass
class West(Group):
    """Britain and the United States against Germany."""

    build_up: Array
    """American army available against Germany in Europe, men."""
    invaded: Array
    progress: Array
    """Share of the way from the beaches to Germany's western heart."""
    bombing: Array


@dataclass
class Politics(Group):
    """Who fights whom, what is embargoed, will, and when things happened (week index, infinity = never)."""

    soviet_cohesion: Array
    us_opinion: Array
    trade: Array
    """0 = open, 1 = a freeze with oil by licence, 2 = full embargo."""
    aid_to_ussr: Array
    """0 = none, 1 = pledge, 2 = full lend-lease."""
    pact: Array
    """1 while the Neutrality Pact is in force and not denounced."""
    exhaustion_germany: Array
    pressure_japan: Array
    civilian_deaths: Array
    refusals: Array
    """Answers from Washington, under the full embargo, that gave Japan no relief."""
    atlantic_clash: Array
    """1 where American ships and German submarines have clashed in the last step."""
    week_japan_attacks_ussr: Array
    week_southern_war: Array
    week_us_full_embargo: Array
    week_us_japan: Array
    week_us_germany: Array
    week_moscow: Array
    week_leningrad: Array
    week_stalingrad: Array
    week_rail_cut: Array
    week_vladivostok: Array
    week_ussr_out: Array
    week_germany_out: Array
    week_ussr_attacks_japan: Array
    week_manchuria: Array
    week_armistice: Array
    week_landing: Array
    week_japan_out: Array
    week_bomb: Array
    week_indochina: Array
    week_terms: Array
    week_notice: Array
    """The Soviet notice that the Neutrality Pact will not be kept."""


@dataclass
class State:
    """Everything that is true of a block of worlds at the start of week `week`."""

    week: float
    east: EasternFront
    ussr: SovietManpower
    germany: GermanManpower
    japan: JapaneseManpower
    far: FarEast
    economy: Economy
    pacific: Pacific
    west: West
    politics: Politics

    @property
    def worlds(self) -> int:
        """Number of worlds in the block."""
        return int(self.politics.pact.shape[-1])

    def take(self, worlds: NDArray[np.int64]) -> State:
        """Return the state of some worlds only (positions along the last axis)."""
        return State(self.week, *(getattr(self, name).take(worlds) for name in GROUPS))

    def join(self, other: State) -> State:
        """Return this state's worlds followed by the other's."""
        return State(self.week, *(getattr(self, name).join(getattr(other, name)) for name in GROUPS))


GROUPS: tuple[str, ...] = tuple(item.name for item in fields(State) if item.name != "week")


@dataclass
class Orders(Group):
    """Standing orders of the four nations: what they have decided and not taken back; shape (world,).

    `japan_rung` 0 to 2 (none, 101, 102); `japan_*_week` weeks from which a course is carried out (infinity = not
    ordered), but `japan_ready_week` that in which the force for the south stands ready (infinity = it is not being made
    ready; any part of a week); `japan_limited` 1 where the north is a limited seizure; `german_effort` index of the
    sector with the main effort, -1 = defence; `us_weight` share of American weight that goes against Germany.
    """

    japan_rung: Array
    japan_north_week: Array
    japan_limited: Array
    japan_indochina_week: Array
    japan_ready_week: Array
    japan_south_week: Array
    japan_south_without_us: Array
    japan_terms_week: Array
    japan_draw_down: Array
    japan_sues: Array
    ussr_transfers: Array
    ussr_aid_china: Array
    ussr_denounces: Array
    ussr_attack_week: Array
    ussr_treats: Array
    german_effort: Array
    germany_asks: Array
    germany_promises: Array
    germany_declares: Array
    us_trade: Array
    us_aid: Array
    us_weight: Array
    us_enters: Array

    @classmethod
    def opening(cls, worlds: int) -> Self:
        """Return the orders that stand on 22 June 1941; a field without a value here opens at 0."""
        weeks = {item.name: np.inf for item in fields(cls) if item.name.endswith("_week")}
        return cls.zeros(worlds, ussr_aid_china=1.0, german_effort=1.0, **weeks)


Changed = TypeVar("Changed", bound=Group | State)


def replace(group: Changed, /, **changes: object) -> Changed:
    """Return a copy of a group, or of a state, with some fields changed.

    `dataclasses.replace` does the same and checks the names; it runs here tens of times a week, and was a tenth of a
    single world's time. A test holds that every name passed in the package is a field.
    """
    copy = object.__new__(type(group))
    copy.__dict__.update(group.__dict__)
    copy.__dict__.update(changes)
    return copy


AnyGroup = TypeVar("AnyGroup", bound=Group)


def choose(mask: Array | Flags, group: AnyGroup, other: AnyGroup) -> AnyGroup:
    """Return `group` in the worlds where `mask` is true, and `other`, to the bit, elsewhere."""
    return type(group)(**{name: np.where(mask, value, other.__dict__[name]) for name, value in group.__dict__.items()})


def never(worlds: int) -> Array:
    """Return 'never' for each world: infinity, shape (world,)."""
    return np.full(worlds, np.inf)
