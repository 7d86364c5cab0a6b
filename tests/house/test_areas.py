"""An area is one folder and one line: what its area.py says is true, and nobody else has to know of it."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from django.apps import apps

from giaoban import catalogue
from giaoban.ground.access import locked_tables
from giaoban.ground.access.roles import labels
from giaoban.ground.access.words import known_powers
from giaoban.ground.people.models import Person
from giaoban.kit.area import Area
from giaoban.site import translations
from giaoban.site.places import PACKAGE
from giaoban.site.tidying import SECURITY, tidy, with_tables

AREAS = catalogue.areas()
EACH = pytest.mark.parametrize("area", AREAS, ids=lambda area: area.name)
GROUND = {path.name for path in (PACKAGE / "ground").iterdir()}
KEEPING = [
    area for area in AREAS if list(apps.get_app_config(area.part.app).get_models())
]  # not pages of the ground's own
NAMES = (
    {name for area in KEEPING for name in (area.name, *area.part.prefixes)} - GROUND - {"own", "library"}
)  # these two are words of the language


def strings(path: Path) -> Iterator[str]:
    """Every text in a file of the ground: of code the constants, of a table its keys and values."""
    if path.suffix == ".toml":
        yield from texts(tomllib.loads(path.read_text()))
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from (key, *texts(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def areas_named(text: str) -> list[str]:
    """The areas that a text names: alone, before a point as in a power, before a line as in a table."""
    pattern = rf"^({'|'.join(sorted(NAMES))})$|\b({'|'.join(sorted(NAMES))})(?:\.[a-z*]|_[a-z])"
    return [] if text in labels() else [alone or within for alone, within in re.findall(pattern, text)]


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in (PACKAGE / "ground").rglob("*.*")
        if path.suffix in {".py", ".toml"} and "tests" not in path.parts
    ],
    ids=lambda path: str(path.relative_to(PACKAGE / "ground")),
)
def test_the_ground_names_no_area_not_even_in_a_string(path: Path) -> None:
    if "migrations" in path.parts or path.name == "start.toml":  # what was, and rules by their keys
        return
    assert [name for text in strings(path) for name in areas_named(text)] == []


@pytest.mark.parametrize("text", ["discipline", "meetings_dues", "may do members.read_contact here", "study.*"])
def test_an_area_in_a_string_is_found(text: str) -> None:
    assert areas_named(text)


@pytest.mark.parametrize("text", ["the members of a cell", "journal_entry", "units_unit", "giaoban.ground.access"])
def test_a_word_of_the_language_and_the_grounds_own_names_are_no_area(text: str) -> None:
    assert areas_named(text) == []


def test_every_folder_of_an_area_stands_in_the_catalogue() -> None:
    folders = {f"giaoban.areas.{path.parent.name}" for path in (PACKAGE / "areas").glob("*/apps.py")}
    assert folders <= set(catalogue.AREAS), f"add a line to src/giaoban/catalogue.py: {folders - set(catalogue.AREAS)}"


def test_a_misspelt_area_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "AREAS", (*catalogue.AREAS, "giaoban.areas.membres"))
    with pytest.raises(ModuleNotFoundError, match="membres"):
        catalogue.areas.__wrapped__()


def test_nobody_asks_whether_a_part_of_the_program_is_there() -> None:
    asks = re.compile(r"find_spec\([\"']giaoban|PACKAGE / [^)\n]*\)\.exists\(\)")
    assert [str(path) for path in PACKAGE.rglob("*.py") if asks.search(path.read_text())] == []


@EACH
def test_every_table_and_path_that_a_guard_names_is_there(area: Area) -> None:
    part = area.part
    named = [*area.guard.open, *area.guard.from_above, *area.guard.of_members]
    missing = [name for name in named if f"{part.app}_{name}" not in locked_tables.models_here()]
    assert missing == [], f"{area.package}.area: no table of {part.app} is called so"
    assert set(part.tables(area.guard.of_members)) <= set(locked_tables.of_members())


@EACH
def test_every_pattern_that_an_area_grants_gives_a_power_that_exists(area: Area) -> None:
    patterns = {pattern.lstrip("!") for role in area.grants for pattern in area.patterns(role)}
    empty = [pattern for pattern in patterns if not any(fnmatchcase(power, pattern) for power in known_powers())]
    assert empty == [], f"no power is called so: mend the grants in {area.package}.area, or say in its words what it is"


@EACH
def test_an_area_about_persons_says_what_it_keeps_of_them(area: Area) -> None:
    tables = [config for config in apps.get_app_configs() if config.name == area.package and list(config.get_models())]
    if tables and area.guard.level in {"personal", "confidential"}:
        assert area.kept_of_people, (
            f"say in kept_of_people of {area.package}.area what the inventory of personal data lists"
        )


@EACH
def test_a_table_with_a_person_belongs_to_an_area_about_persons(area: Area) -> None:
    if area.guard.level in {"public", "office"}:
        named = [
            table
            for table, model in locked_tables.models_here().items()
            if model.__module__.startswith(f"{area.package}.") and locked_tables.keys_of(model, Person)
        ]
        assert named == [], f"{area.package}.area says level “{area.guard.level}”, but these tables name members"


def test_the_table_of_areas_in_the_documents_is_what_the_areas_say() -> None:
    text = SECURITY.read_text()
    assert with_tables(text) == text, "run ./giaoban tidy"


def test_tidying_one_folder_leaves_the_code_of_others_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    formatted: list[list[str]] = []
    monkeypatch.setattr(subprocess, "call", lambda words, **_where: formatted.append(words) or 0)
    monkeypatch.setattr(translations, "build", lambda: "")
    monkeypatch.setattr(translations, "untranslated", list)
    tidy(PACKAGE.parents[1], code=["src/giaoban/areas/dues"])
    assert formatted
    assert {words[-1] for words in formatted} == {"src/giaoban/areas/dues"}
