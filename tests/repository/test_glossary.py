"""The glossary explains words that the project uses, each once, and readers find it."""

from __future__ import annotations

import re

from checkout import PACKAGE, ROOT, pages

GLOSSARY = ROOT / "docs" / "glossary.md"


def entries() -> list[tuple[str, list[str]]]:
    """Return the words of each section, with what each means left out."""
    sections = GLOSSARY.read_text("utf-8").split("\n## ")[1:]
    return [(part.splitlines()[0], re.findall(r"^\| (?!word|---)([^|]+?) \|", part, re.MULTILINE)) for part in sections]


def words() -> list[str]:
    return [word for _, names in entries() for name in names for word in re.sub(r" \(.*?\)", "", name).split(", ")]


def test_each_word_stands_once() -> None:
    found = words()
    assert len(found) > 50 and len(set(found)) == len(found)


def test_each_word_is_used_elsewhere() -> None:
    others = [path.read_text("utf-8") for path in pages() if path != GLOSSARY]
    templates = [path.read_text("utf-8") for path in PACKAGE.rglob("templates/*.j2")]
    sources = [path.read_text("utf-8") for path in PACKAGE.rglob("*.py")]
    text = "\n".join([*others, *templates, *sources]).lower()
    assert [word for word in words() if word.lower() not in text] == []


def test_readers_find_it() -> None:
    assert "docs/glossary.md" in (ROOT / "README.md").read_text("utf-8")
