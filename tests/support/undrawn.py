"""Figures that are written and not drawn, where a test asks what a command does and not how a figure looks.

A file holds what is said of the figure and, as SVG, the texts on it. How figures look has tests of its own.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import sys
from collections.abc import Mapping
from html import escape
from types import ModuleType
from typing import IO, Any

MODULE = "matplotlib.figure"


def write(figure: Any, where: str | IO[bytes], *, format: str = "png", metadata: Mapping[str, Any], **_: Any) -> None:
    """Stand in for `Figure.savefig`."""
    if format == "svg":
        from matplotlib.text import Text

        texts = "".join(f"<text>{escape(text.get_text())}</text>" for text in figure.findobj(Text))
        page = f'<svg xmlns="http://www.w3.org/2000/svg"><desc>{escape(metadata["Description"])}</desc>{texts}</svg>'
        _put(where, page.encode())
        return
    from PIL import Image, PngImagePlugin

    about = PngImagePlugin.PngInfo()
    about.add_text("Description", metadata["Description"])
    Image.new("RGB", (2, 1)).save(where, "PNG", pnginfo=about)


def _put(where: Any, content: bytes) -> None:
    if hasattr(where, "write"):
        where.write(content)
    else:
        where.write_bytes(content)


class _Later(importlib.abc.MetaPathFinder):
    """Puts `write` in the place of what draws, once that is loaded: most commands never load it."""

    def find_spec(self, name: str, path: Any = None, target: ModuleType | None = None) -> Any:
        if name != MODULE:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        assert spec is not None and spec.loader is not None
        load = spec.loader.exec_module

        def loaded(module: ModuleType) -> None:
            load(module)
            module.Figure.savefig = write

        spec.loader.exec_module = loaded  # type: ignore[method-assign]
        return spec


def later() -> None:
    """Have this process write figures and not draw them."""
    sys.meta_path.insert(0, _Later())
