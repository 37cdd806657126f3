"""The records' ranges as a prior: every record a standard normal, mapped through its own distribution.

A record that worlds draw keeps its distribution; one that stands fixed gets the triangle of its low, value and high.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from crossroads.evidence.parameters import mapped
from crossroads.evidence.record import Record
from crossroads.world.axes import Floats, Ints
from crossroads.world.luck import persistent_uniforms

FURTHEST = 5.0
"""Standard normals are kept within this, where the distribution function still tells numbers apart."""


@dataclass(frozen=True, slots=True)
class Prior:
    """The joint prior of several records, independent of each other."""

    records: tuple[Record, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the records."""
        return tuple(record.name for record in self.records)

    def normals(self, seed: int, worlds: Ints) -> Floats:
        """Return a draw for each world, as standard normals, shape (record, world).

        The uniform is the one by which the world draws the parameter in any run of that seed.
        """
        uniforms = [persistent_uniforms(seed, f"parameter:{name}", worlds) for name in self.names]
        return np.asarray(ndtri(np.stack(uniforms)), dtype=np.float64)

    def values(self, normals: Floats) -> Floats:
        """Return the parameters of standard normals, both of shape (record, ...), in the records' units."""
        uniforms = ndtr(np.clip(normals, -FURTHEST, FURTHEST))
        pairs = zip(self.records, uniforms, strict=True)
        return np.stack([mapped(record.draw, row, record.low, record.value, record.high) for record, row in pairs])
