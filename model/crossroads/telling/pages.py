"""Whole pages from templates that lie beside the code which fills them, in folders named `templates`."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from crossroads.errors import legible
from crossroads.telling import numbers, table


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("crossroads", "."),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.globals |= {"table": table.markdown, "rows": table.body}
    found.filters |= {
        "cell": table.cell,
        "count": lambda value: f"{value:,}",
        "counted": numbers.counted,
        "day": numbers.day,
        "decimals": lambda value, digits: f"{value:.{digits}f}",
        "number": lambda value: f"{int(value):,}" if float(value).is_integer() else f"{value:.6g}",
        "paragraph": numbers.paragraph,
        "wrapped": numbers.wrapped,
        "unbroken": lambda text: text.replace(" %", "\u00a0%"),
    }
    return found


def rendered(template: str, **values: object) -> str:
    """Return a whole page.

    Parameters
    ----------
    template
        Path of the template inside the package. In one whose name ends with `.html.j2` what is put in is escaped; in
        one that ends with `.md.j2` what is left out leaves no empty lines behind; one that ends with `.txt.j2` is for
        the terminal, whose last line ends without its help.
    **values
        What the template names.
    """
    text = legible(_environment().get_template(template).render(**values))
    if template.endswith(".md.j2"):
        return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
    if template.endswith(".txt.j2"):
        return text.rstrip("\n")
    return text.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")  # as Python's own `html.escape` writes them
