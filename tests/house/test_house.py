"""The rules of the house, each as a test."""

from __future__ import annotations

import inspect
import re

import pytest

from giaoban.catalogue import areas, indicators, registers
from giaoban.ground.access.roles import roles
from giaoban.site import translations
from giaoban.site.places import PACKAGE

CHECKOUT = PACKAGE.parents[1]
ACTS = [(register.name, act) for register in registers().values() for act in register.acts]
SOURCES = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]


def place_of(register: str) -> str:
    """The file that says who may do what in the register's area."""
    package = next(area.package for area in areas() if register in {one.name for one in area.registers})
    return f"src/{package.replace('.', '/')}/area.py"


@pytest.mark.parametrize(("register", "act"), ACTS, ids=[f"{name}.{act.name}" for name, act in ACTS])
def test_every_act_is_a_power_that_some_role_of_a_person_gives(register: str, act: object) -> None:
    power = f"{register}.{act.name}"  # type: ignore[attr-defined]
    assert any(role.gives(power) for code, role in roles().items() if code != "program"), (
        f"no role may do {power}: add it to the grants of a role in {place_of(register)}"
    )


@pytest.mark.parametrize(("register", "act"), ACTS, ids=[f"{name}.{act.name}" for name, act in ACTS])
def test_an_act_is_one_word_for_power_journal_url_and_function(register: str, act: object) -> None:
    operation = inspect.unwrap(act.operation)  # type: ignore[attr-defined]
    source = inspect.getsource(inspect.getmodule(operation))  # type: ignore[arg-type]
    name = act.name  # type: ignore[attr-defined]
    assert f'"{register}.{name}"' in source or f'"{name}"' in source, (
        f"{operation.__module__} knows no {register}.{name}"
    )


def test_every_role_has_a_name_and_a_purpose_for_people() -> None:
    assert all(role.label and role.purpose.endswith(".") for role in roles().values())


def test_names_of_indicators_are_used_once() -> None:
    declared = [one.name for register in registers().values() for one in register.indicators]
    assert len(declared) == len(set(declared)) == len(indicators())


@pytest.mark.parametrize("name", ["util.py", "utils.py", "helpers.py", "misc.py", "services.py", "common.py"])
def test_no_module_has_a_name_that_says_nothing(name: str) -> None:
    assert [path for path in SOURCES if path.name == name] == []


def test_no_class_is_called_after_what_it_is_not_about() -> None:
    empty = re.compile(r"^class \w*(Manager|Handler|Service|Helper|Utils)\b", re.MULTILINE)
    assert [str(path) for path in SOURCES if empty.search(path.read_text())] == []


def test_the_vietnamese_catalogue_knows_every_sentence() -> None:
    missing = translations.untranslated()
    assert not missing, "\n".join(missing[:40])


def test_the_compiled_catalogue_is_the_one_of_the_parts() -> None:
    import gettext

    with open(translations.CATALOGUE / "django.mo", "rb") as file:
        compiled = gettext.GNUTranslations(file)
    for one in translations.merged():
        if one.id:
            singular = one.id if isinstance(one.id, str) else one.id[0]
            wanted = one.string if isinstance(one.string, str) else one.string[0]
            found = compiled.pgettext(one.context, singular) if one.context else compiled.gettext(singular)
            plural = one.id[1] if not isinstance(one.id, str) else ""
            if plural:
                ask = compiled.npgettext if one.context else compiled.ngettext
                found = ask(*([one.context] if one.context else []), singular, plural, 2)
            assert found == wanted, f"{singular!r}: run ./giaoban translations"


def test_no_file_names_a_place_of_one_machine() -> None:
    place = re.compile(r"(^|[^a-z.])/(work|root|tmp/[a-z]+)/[a-z.]|/opt/pypi|/opt/wheels")
    suffixes = {".py", ".toml", ".md", ".html", ".js", ".css", ".po", ".sh", ".in", ".lock"}
    kept = [*PACKAGE.rglob("*"), *(CHECKOUT / "docs").rglob("*"), *(CHECKOUT / "tests").rglob("*"), *CHECKOUT.glob("*")]
    found = [
        str(path) for path in kept if path.suffix in suffixes and path.is_file() and place.search(path.read_text())
    ]
    assert [path for path in found if not path.endswith("test_house.py")] == []


def test_migrations_say_what_the_models_say() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0, skip_checks=True)


test_migrations_say_what_the_models_say = pytest.mark.django_db(test_migrations_say_what_the_models_say)


@pytest.mark.django_db
def test_every_table_of_a_register_is_watched_by_the_journal() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass::text, count(*) from pg_trigger where tgname like 'pgtrigger_journal_%' group by 1"
        )
        watched = {table.strip('"'): count for table, count in cursor.fetchall()}
    for register in registers().values():
        assert watched.get(register.record._meta.db_table) == 4, register.record._meta.db_table


def named_twice(named: list[tuple[str, str]]) -> dict[str, list[str]]:
    """The names, as PostgreSQL keeps them, that more than one of these (model, name) pairs has; with their models."""
    kept: dict[str, list[str]] = {}
    for model, name in named:
        kept.setdefault(name.lower()[:63], []).append(model)
    return {name: models for name, models in kept.items() if len(models) > 1}


def test_no_two_triggers_share_the_name_of_their_function() -> None:
    """A trigger's function has its name, of whose hash django-pgtrigger keeps five digits: two of one name are one."""
    import pgtrigger.registry

    named = [(model._meta.label, trigger.get_pgid(model)) for model, trigger in pgtrigger.registry.registered()]
    assert len(named) > 200
    twice = named_twice(named)
    assert not twice, "; ".join(
        f"{name} is the trigger of {' and of '.join(models)}: give the model that is not yet in a release another name"
        for name, models in twice.items()
    )


def test_two_triggers_of_one_name_are_found() -> None:
    long = "pgtrigger_" + "x" * 53
    assert named_twice([("a.One", "pgtrigger_journal_00abc"), ("a.Two", "pgtrigger_journal_00ABC")]) != {}
    assert named_twice([("a.One", f"{long}_1"), ("a.Two", f"{long}_2")]) == {long: ["a.One", "a.Two"]}
    assert named_twice([("a.One", "pgtrigger_journal_00abc"), ("a.Two", "pgtrigger_journal_00abd")]) == {}


@pytest.mark.django_db
def test_every_trigger_of_the_database_has_the_function_of_its_own_name() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select tgfoid::regproc::text, array_agg(tgrelid::regclass::text || '.' || tgname) from pg_trigger"
            " where tgname like 'pgtrigger_%' group by 1 having count(*) > 1 or min(tgname) <> tgfoid::regproc::text"
        )
        shared = cursor.fetchall()
    assert shared == [], f"these triggers share a function: {shared}"


NOT_WATCHED = (
    "account_", "auth_", "django_", "faces_", "jobs_", "mfa_", "procrastinate_", "site_counters", "socialaccount_", "taggit_", "usersessions_",
    "wagtail", "portal_", "journal_", "access_", "members_importdraft", "units_dayreached",
    "conferences_feedback_count",  # the same of a mark and who answered then
    "conferences_turn",  # how often a hall has changed: it grows whatever is undone, and says nothing that an act says
    "conferences_secret_count",  # the journal would tie a count to who voted then
)  # fmt: skip


@pytest.mark.django_db
def test_a_table_of_ours_is_watched_or_known_to_need_none() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct tgrelid::regclass::text from pg_trigger where tgname like 'pgtrigger_journal_insert%'"
        )
        watched = {row[0].strip('"') for row in cursor.fetchall()}
    tables = {table for table in connection.introspection.table_names() if not table.startswith(NOT_WATCHED)}
    assert tables - watched == set()


def test_no_test_below_the_faces_stands_on_the_top_floor() -> None:
    floors = [PACKAGE / name for name in ("areas", "kit", "ground", "core", "reporting")]
    climbing = [
        str(path.relative_to(PACKAGE))
        for floor in floors
        for path in floor.rglob("*.py")
        if re.search(r"^\s*(from|import) (giaoban\.site|tests\.drills)", path.read_text(), re.M)
    ]
    assert not climbing, f"{climbing}: what a test stands on is in tests/world.py"
