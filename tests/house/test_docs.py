"""What the documents name is there: dotted names, paths, links, pictures; and words that are not used are not used."""

from __future__ import annotations

import ast
import importlib
import re
from functools import cache
from pathlib import Path

import pytest

from giaoban.site.places import PACKAGE

ROOT = PACKAGE.parents[1]
DOCS = [
    *(ROOT / "docs").rglob("*.md"),
    *(
        ROOT / name
        for name in ("README.md", "README.vi.md", "CONTRIBUTING.md", "CHANGELOG.md")
        if (ROOT / name).exists()
    ),
]
DOTTED = re.compile(r"`(giaoban(?:\.\w+)+)`")
PATHS = re.compile(r"`((?:src|tests|docs|requirements|benchmarks|\.ci)/[^`\s*<>]+|pyproject\.toml|conftest\.py)`")
LINKS = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
SOURCES = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def found(dotted: str) -> bool:
    """Whether the name is a module, or leads from a module to something in it."""
    words = dotted.split(".")
    for at in range(len(words), 0, -1):
        try:
            thing = importlib.import_module(".".join(words[:at]))
        except ModuleNotFoundError:
            continue
        for word in words[at:]:
            if not hasattr(thing, word) and word not in getattr(thing, "__annotations__", {}):
                return False
            thing = getattr(thing, word, None)
        return True
    return False


@pytest.mark.parametrize("path", DOCS, ids=name)
def test_every_dotted_name_in_a_document_exists(path: Path) -> None:
    assert [one for one in dict.fromkeys(DOTTED.findall(path.read_text())) if not found(one)] == []


@pytest.mark.parametrize("path", DOCS, ids=name)
def test_every_path_and_link_in_a_document_exists(path: Path) -> None:
    text = path.read_text()
    assert [one for one in PATHS.findall(text) if not (ROOT / one).exists()] == []
    assert [one for one in LINKS.findall(text) if not (path.parent / one).exists()] == []


def test_the_tour_and_the_recipes_are_not_empty_of_names() -> None:
    assert len(DOTTED.findall((ROOT / "docs/tour.md").read_text())) > 15
    assert len(PATHS.findall((ROOT / "docs/recipes.md").read_text())) > 20


@cache
def identifiers(path: Path) -> set[str]:
    """Every name that a module makes: of classes, functions, arguments and what is assigned."""
    made = set()
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                made.add(node.name)
            case ast.arg():
                made.add(node.arg)
            case ast.Name(ctx=ast.Store()):
                made.add(node.id)
    return {one.lower() for one in made}


def words_not_used() -> list[str]:
    rows = (ROOT / "docs/vocabulary.md").read_text().partition("## Not used")[2].splitlines()
    cells = [row.split("|")[1] for row in rows if row.startswith("| ") and "Not used" not in row]
    return [word.strip() for cell in cells for word in cell.split(",")]


def test_the_vocabulary_lists_words_that_are_not_used() -> None:
    assert len(words_not_used()) > 10


@pytest.mark.parametrize("word", words_not_used())
def test_a_word_that_is_not_used_names_nothing_in_the_code(word: str) -> None:
    part = re.compile(rf"(^|_){re.escape(word)}(s?$|_)|^{re.escape(word.replace('_', ''))}$")
    users = [name(path) for path in SOURCES if any(part.search(one) for one in identifiers(path))]
    assert users == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs/decisions").glob("*.md")), ids=name)
def test_a_decision_is_a_numbered_page_with_a_question_and_an_answer(path: Path) -> None:
    text = path.read_text()
    assert re.match(rf"# {path.name[:4]} \S", text)
    for part in ("## The question", "## What was decided"):
        assert part in text, part
    assert len(text.split()) < 700, "one page"


def test_decisions_are_numbered_once() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs/decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))


def test_pictures_of_the_documents_are_small_enough_to_read_on_a_slow_line() -> None:
    heavy = [name(one) for one in (ROOT / "docs/pictures").glob("*") if one.stat().st_size > 150_000]
    assert heavy == []


def test_the_vietnamese_guide_is_spelled_one_way() -> None:
    old = re.compile(r"\b\w*(?:oà|oá|oả|oã|oạ|uỷ|uý|uỳ|uỹ|uỵ)\b", re.IGNORECASE)
    kept = re.compile(r"qu[ýỳỷỹỵ]", re.IGNORECASE)
    for path in (ROOT / "docs/guide").glob("*.md"):
        plain = re.sub(r"`[^`]*`", "", path.read_text())  # what is quoted as typed stays as typed
        assert [one for one in old.findall(plain) if not kept.search(one)] == [], path.name
