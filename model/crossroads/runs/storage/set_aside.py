"""A part of a study that failed: its error is kept beside where the part would stand, and the rest goes on."""

from __future__ import annotations

import json
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path

from crossroads.errors import InputError, legible
from crossroads.runs.storage.files import write_json

SUFFIX = ".failed"

LONGEST = 400
"""Characters of an error that are told; all of it is kept."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """Why a part could not be made.

    Attributes
    ----------
    error
        Kind and words of the error, in one line.
    trace
        Where in the program it arose; '' for input that the program refused.
    """

    error: str
    trace: str

    @classmethod
    def of(cls, error: Exception) -> SetAside:
        """Return what is kept of an error."""
        words = " ".join(legible(str(error)).split())
        if isinstance(error, InputError):
            return cls(words, "")
        kind = type(error).__name__
        return cls(f"{kind}: {words}" if words else kind, "".join(traceback.format_exception(error)))

    @property
    def told(self) -> str:
        """The error, cut where it is long."""
        return self.error if len(self.error) <= LONGEST else f"{self.error[:LONGEST]}..."

    def write(self, part: Path) -> None:
        """Keep it beside where the part would stand."""
        write_json(part.with_suffix(SUFFIX), asdict(self))

    @classmethod
    def read(cls, part: Path) -> SetAside | None:
        """Return what is kept of a part's error; None where there is none."""
        path = part.with_suffix(SUFFIX)
        if not path.is_file():
            return None
        try:
            kept = json.loads(path.read_text("utf-8"))
            return cls(str(kept["error"]), str(kept["trace"]))
        except (ValueError, TypeError, KeyError):  # a damaged note: that the part failed is known all the same
            return cls("its error cannot be read", "")

    @staticmethod
    def forget(part: Path) -> None:
        """Remove what an earlier start kept: the part has been made."""
        part.with_suffix(SUFFIX).unlink(missing_ok=True)
