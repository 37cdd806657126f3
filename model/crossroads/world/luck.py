"""Luck: named random streams, keyed by seed, stream name, world and week.

Every value belongs to one (seed, stream, world, week) and to nothing else. A stream that one side never draws
disturbs no other; world i has the same luck in any block, process or scenario. The generator is NumPy's Philox, a
counter-based generator: the stream's name is in its key, the world and the week are in its counter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from crossroads.world.axes import Floats, Ints
from crossroads.world.portable import log, turn

T = TypeVar("T")

CHUNK_WEEKS = 32
"""Weeks generated together: 32 draws of 32 bits are exactly four steps of the generator's counter."""

_WORDS_A_STEP = 8
_NORMALS_A_STEP = _WORDS_A_STEP // 2
_STEPS_A_WORLD = CHUNK_WEEKS // _WORDS_A_STEP
_CHUNK_SHIFT = 64
_SCALE_32 = 2.0**-32
_SCALE_24 = 2.0**-24
_LOW_BITS = 8


@lru_cache(maxsize=4096)
def stream_key(seed: int, stream: str) -> int:
    """Return the generator's key of a stream, 128 bits."""
    digest = hashlib.blake2b(f"{seed}|{stream}".encode(), digest_size=16).digest()
    return int.from_bytes(digest, "little")


def _runs(worlds: Ints) -> Iterator[tuple[int, int]]:
    """Yield (first world, count) of each run of consecutive world numbers."""
    breaks = np.flatnonzero(worlds[1:] - worlds[:-1] != 1) + 1
    if len(breaks) == 0:  # nearly always: splitting costs more than all of the drawing
        yield int(worlds[0]), len(worlds)
        return
    for part in np.split(worlds, breaks):
        yield int(part[0]), len(part)


def _raw(seed: int, stream: str, worlds: Ints, chunk: int, steps: int = _STEPS_A_WORLD) -> NDArray[np.uint32]:
    """Return 32-bit words of one chunk, eight a step of the generator's counter, shape (world, 8 steps)."""
    parts = []
    for first, count in _runs(worlds):
        counter = (chunk << _CHUNK_SHIFT) + first * steps
        bits = np.random.Philox(key=stream_key(seed, stream), counter=counter)
        raw = bits.random_raw(count * steps * _WORDS_A_STEP // 2).astype("<u8", copy=False)
        parts.append(raw.view("<u4").reshape(count, steps * _WORDS_A_STEP))
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _uniforms(words: NDArray[np.uint32]) -> Floats:
    """Return uniforms in (0, 1), shape (week, world)."""
    uniforms = np.ascontiguousarray(words.T).astype(np.float64)
    uniforms += 0.5
    uniforms *= _SCALE_32
    return uniforms


def _normals(words: NDArray[np.uint32]) -> Floats:
    """Return standard normals of words (world, pair of halves), shape (week, world).

    Box and Muller's two of each pair of words, of which the upper 24 bits count; half a step keeps the logarithm off 0.
    """
    half = words.shape[1] // 2
    units = (np.ascontiguousarray(words.T) >> np.uint32(_LOW_BITS)).astype(np.float64)
    units += 0.5
    units *= _SCALE_24
    return np.concatenate(box_muller(units[:half], units[half:]))


def box_muller(first: Any, second: Any) -> tuple[Any, Any]:
    """Return two standard normals of two uniforms in (0, 1)."""
    radius = np.sqrt(-2.0 * log(first))
    sine, cosine = turn(second)
    return radius * cosine, radius * sine


def persistent_uniforms(seed: int, stream: str, worlds: Ints) -> Floats:
    """Return one uniform in (0, 1) a world that never changes, shape (world,)."""
    first: Floats = _uniforms(_raw(seed, stream, worlds, 0, 1)[:, :1])[0]
    return first


def persistent_normals(seed: int, stream: str, worlds: Ints) -> Floats:
    """Return one standard normal a world that never changes, shape (world,)."""
    first: Floats = _normals(np.ascontiguousarray(_raw(seed, stream, worlds, 0, 1)[:, :2]))[0]
    return first


class Luck:
    """The luck of a block of worlds.

    Parameters
    ----------
    seed
        Seed of the run.
    worlds
        World numbers, shape (world,), any numbers in any order.
    on
        False: no luck; normals are 0 and uniforms 0.5.
    """

    def __init__(self, seed: int, worlds: Ints, *, on: bool = True) -> None:
        self.seed = seed
        self.worlds = np.asarray(worlds, dtype=np.int64)
        self.on = on
        self._chunk = -1
        self._cache: dict[tuple[str, str], Floats] = {}
        self._lasting: dict[str, Floats] = {}

    def _table(self, kind: str, stream: str, week: int) -> Floats:
        chunk = week // CHUNK_WEEKS
        if chunk != self._chunk:
            self._cache.clear()
            self._chunk = chunk
        table = self._cache.get((kind, stream))
        if table is None:
            words = _raw(self.seed, stream, self.worlds, chunk)
            table = self._cache[(kind, stream)] = _normals(words) if kind == "normal" else _uniforms(words)
        return table

    def normal(self, stream: str, week: int) -> Floats:
        """Return standard normals of one stream and week, shape (world,)."""
        if not self.on:
            return np.zeros(len(self.worlds))
        row: Floats = self._table("normal", f"{stream}|normal", week)[week % CHUNK_WEEKS]
        return row

    def normals_once(self, stream: str, count: int, week: int, where: Ints) -> Floats:
        """Return `count` standard normals of one stream and week for some places of the block, shape (count, place).

        For streams that are read in few weeks: the weeks between are not drawn. The n-th normal is the same whatever
        the count.
        """
        if not self.on:
            return np.zeros((count, len(where)))
        parts = []
        for step in range(-(-count // _NORMALS_A_STEP)):
            # The whole block is one call of the generator; a call a world would cost more than it saves.
            words = _raw(self.seed, f"{stream}|once|{step}", self.worlds, week, 1)[where]
            parts.append(_normals(words))
        return np.concatenate(parts)[:count]

    def normals(self, stream: str, names: tuple[str, ...], week: int) -> Floats:
        """Return standard normals of one sub-stream a name, shape (name, world)."""
        if not self.on:
            return np.zeros((len(names), len(self.worlds)))
        group = f"{stream}.{'.'.join(names)}"
        if week // CHUNK_WEEKS != self._chunk:
            self._cache.clear()
            self._chunk = week // CHUNK_WEEKS
        table = self._cache.get(("normals", group))
        if table is None:
            parts = [self._table("normal", f"{stream}.{name}|normal", week) for name in names]
            table = np.stack(parts, axis=1)
            self._cache[("normals", group)] = table
        rows: Floats = table[week % CHUNK_WEEKS]
        return rows

    def uniform(self, stream: str, week: int) -> Floats:
        """Return uniforms in (0, 1) of one stream and week, shape (world,)."""
        if not self.on:
            return np.full(len(self.worlds), 0.5)
        row: Floats = self._table("uniform", f"{stream}|uniform", week)[week % CHUNK_WEEKS]
        return row

    def lasting_normal(self, stream: str) -> Floats:
        """Return one standard normal a world that never changes, shape (world,)."""
        if not self.on:
            return np.zeros(len(self.worlds))
        return self._kept(stream, lambda: persistent_normals(self.seed, f"{stream}|lasting", self.worlds))

    def lasting_uniforms(self, stream: str, names: tuple[str, ...]) -> Floats:
        """Return lasting uniforms in (0, 1) of one sub-stream a name, shape (name, world)."""
        if not self.on:
            return np.full((len(names), len(self.worlds)), 0.5)

        def drawn() -> Floats:
            return np.stack([persistent_uniforms(self.seed, f"{stream}.{name}|lasting", self.worlds) for name in names])

        return self._kept(f"{stream}.{'.'.join(names)}|uniforms", drawn)

    def lasting_uniform(self, stream: str) -> Floats:
        """Return one uniform in (0, 1) a world that never changes, shape (world,)."""
        head, _, name = stream.rpartition(".")
        row: Floats = self.lasting_uniforms(head, (name,))[0]
        return row

    def lasting_normals(self, stream: str, names: tuple[str, ...]) -> Floats:
        """Return lasting standard normals of one sub-stream a name, shape (name, world)."""
        return self._kept(
            f"{stream}.{'.'.join(names)}|normals",
            lambda: np.stack([self.lasting_normal(f"{stream}.{name}") for name in names]),
        )

    def _kept(self, key: str, draw: Callable[[], Floats]) -> Floats:
        """Return what lasts of the block's luck, drawn when first asked for."""
        if key not in self._lasting:
            self._lasting[key] = draw()
        return self._lasting[key]

    def week(self, week: int) -> WeekLuck:
        """Return this luck as one week's mechanics see it."""
        return WeekLuck(self, week)


class WeekLuck:
    """The luck of one week: what the mechanics are given."""

    def __init__(self, luck: Luck, week: int) -> None:
        self._luck = luck
        self._week = week

    def normal(self, stream: str) -> Floats:
        """Return standard normals, shape (world,)."""
        return self._luck.normal(stream, self._week)

    def normals_once(self, stream: str, count: int, where: Ints) -> Floats:
        """Return `count` standard normals for some places of the block only, shape (count, place)."""
        return self._luck.normals_once(stream, count, self._week, where)

    def normals(self, stream: str, names: tuple[str, ...]) -> Floats:
        """Return standard normals of one sub-stream a name, shape (name, world)."""
        return self._luck.normals(stream, names, self._week)

    def uniform(self, stream: str) -> Floats:
        """Return uniforms in (0, 1), shape (world,)."""
        return self._luck.uniform(stream, self._week)

    def lasting_normal(self, stream: str) -> Floats:
        """Return one standard normal a world that never changes, shape (world,)."""
        return self._luck.lasting_normal(stream)

    def numbered(self, stream: str, number: Floats | float) -> Floats:
        """Return the lasting normal of a sub-stream with a number, such as that of one winter, shape (world,)."""
        return self.lasting_normal(f"{stream}.{int(number)}")

    def lasting_normals(self, stream: str, names: tuple[str, ...]) -> Floats:
        """Return lasting standard normals of one sub-stream a name, shape (name, world)."""
        return self._luck.lasting_normals(stream, names)

    def lasting_uniforms(self, stream: str, names: tuple[str, ...]) -> Floats:
        """Return lasting uniforms in (0, 1) of one sub-stream a name, shape (name, world)."""
        return self._luck.lasting_uniforms(stream, names)

    def once(self, key: object, make: Callable[[WeekLuck], T]) -> T:
        """Return what `make` makes of this luck; `key` names it for lucks that keep what is made."""
        return make(self)

    def redrawn(self, stream: str, offsets: str, names: tuple[str, ...], when: Floats | float) -> Floats:
        """Return normals that last for a time and are drawn anew, one sub-stream a name, shape (name, world).

        Parameters
        ----------
        stream
            Stream of the normals; the n-th time draws from `stream.n`.
        offsets
            Stream of the boundaries: they differ by world and name, so that worlds do not turn in step.
        names
            Sub-streams.
        when
            Time passed, in lengths of one draw; a number, or shape (world,).
        """
        whole = np.floor(when)
        past = self.lasting_uniforms(offsets, names) >= 1.0 - (when - whole)
        first, last = int(np.min(whole)), int(np.max(whole))
        chosen = self.lasting_normals(f"{stream}.{first}", names)
        for index in range(first + 1, last + 2):
            chosen = np.where(whole + past >= index, self.lasting_normals(f"{stream}.{index}", names), chosen)
        return chosen
