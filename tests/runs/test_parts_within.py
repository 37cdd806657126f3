"""A part whose digests are sound and whose content is not is told by its file, with the way on."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from crossroads.errors import InputError
from crossroads.runs import assembly

GARBAGE = (b"", b"not what it says", b"{}", b"[1]", b'{"choices": 3, "not_applied": {}}', b"PAR1" * 8)


@pytest.mark.parametrize("raw", GARBAGE)
@pytest.mark.parametrize("read", [assembly.read_counts, lambda made: assembly.read_ledgers(made, 1)])
def test_nonsense_within_a_part_is_told(raw: bytes, read: Any) -> None:
    file = SimpleNamespace(path=Path("work/part-0"), read=lambda _: np.frombuffer(raw, dtype=np.uint8))
    made: Any = SimpleNamespace(files=[file], parts=[(SimpleNamespace(worlds=range(1)), file)])
    with pytest.raises(InputError, match=r"part-0: what it holds as '(ledger|counts)' cannot be read; remove the file"):
        read(made)
