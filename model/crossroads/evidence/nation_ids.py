"""The nations by id alone, for help texts: read without the checks of `evidence.nations`, which take time to load."""

from __future__ import annotations

from importlib import resources

from crossroads.evidence.reading import read_toml


def nation_ids() -> str:
    """Return the ids of all nations, in their order, as a choice: 'japan, ussr or germany'."""
    files = [folder.joinpath("nation.toml") for folder in resources.files("crossroads").joinpath("nations").iterdir()]
    order = {path.parent.name: read_toml(path)["order"] for path in files if path.is_file()}  # type: ignore[attr-defined]
    *first, last = sorted(order, key=lambda name: int(order[name]))
    return f"{', '.join(first)} or {last}"
