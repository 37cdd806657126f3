"""Formats of folders: this version's, and those of earlier ones that it still reads."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from crossroads.errors import InputError
from crossroads.identity import MANIFEST
from crossroads.runs.storage.kinds import kind_of, makes_anew, refuse_other
from crossroads.runs.storage.manifests import written
from crossroads.runs.storage.seal import Sealed

log = logging.getLogger("crossroads")


def check_format(sealed: Sealed, own: str, older: Sequence[str], what: str) -> None:
    """Refuse a folder of another format; say of an older one that is read that it cannot be checked.

    Raises
    ------
    InputError
        Where the format is neither this version's nor one that it still reads.
    """
    found, path = sealed.manifest.get("format"), sealed.folder / MANIFEST
    if found == own:
        if not sealed.checked:
            raise InputError(f"{path}: lacks 'files' and 'digest', which this version's folders have; it was changed.")
        return
    kind = kind_of({"format": own})
    refuse_other(sealed.folder, sealed.manifest, kind, what)
    again = makes_anew(sealed.folder, kind)
    if found not in older:
        raise InputError(
            f"{path}: 'format' is {found!r}; {what} of this version has {own!r}{written(sealed.manifest)}. "
            f"Where it was made by this program: {again} makes it anew."
        )
    told = "%s: is of an older version%s, without digests: damage to it cannot be seen. %s makes it anew."
    log.warning(told, sealed.folder, written(sealed.manifest), again)
