"""PostgreSQL refuses by itself: whatever the code asks, only the rows of one's units come back."""

from __future__ import annotations

import re

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError

from giaoban.areas.admissions.models import Admission
from giaoban.faces.portal.reading.readers import COUNTED
from giaoban.ground.access import locked_tables, second_lock
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Change, Entry
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.writing import writing
from giaoban.site import database
from tests.world import FOUNDED, World, build


@pytest.fixture
def world(db: None) -> World:
    return build()


def test_every_table_has_the_lock_or_an_excuse() -> None:
    assert locked_tables.without_lock() == []


def test_every_table_has_a_key_of_its_own_called_id() -> None:
    tables = {table: model._meta.pk.column for table, model in locked_tables.models_here().items()}
    other = [table for table, key in tables.items() if key != "id" and table not in ("journal_link", "journal_head")]
    assert other == [], "undoing, scopes and the journal name rows by it"


@pytest.mark.django_db
def test_every_locked_table_is_forced_and_has_its_policies() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relrowsecurity AND c.relforcerowsecurity"
            " AND (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) >= 3"
        )
        assert {row[0] for row in cursor.fetchall()} >= set(locked_tables.guarded()) | set(locked_tables.JOURNAL)


def test_a_connection_without_eyes_sees_nothing(world: World) -> None:
    assert Person.objects.count() == 36
    with transaction.atomic(), second_lock._set({"role": "none"}):
        assert (
            Person.objects.count() == Membership.objects.count() == Change.objects.count() == Entry.objects.count() == 0
        )


@pytest.mark.parametrize(
    ("who", "count"), [("bi-thu-1", 9), ("to-chuc-a", 18), ("to-chuc-b", 18), ("thu-ky-cum", 0), ("kiem-soat", 0)]
)
def test_each_sees_the_people_of_their_units_and_no_others(world: World, who: str, count: int) -> None:
    with transaction.atomic(), second_lock.seen_by(world.officers[who], on=today()):
        assert Person.objects.count() == count
        assert Membership.objects.count() == count
        assert Person.objects.filter(name_fold__contains="van").count() == count
    assert Person.objects.count() == 36, "afterwards the program sees what it saw before"


def test_nobody_writes_into_another_unit_even_inside_an_entry(world: World) -> None:
    other = world.units["Chi bộ 2 Khối A"]
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        second_lock.seen_by(world.officers["bi-thu-1"], on=today()),
        writing(world.officers["bi-thu-1"], "members.record", unit=world.units["Chi bộ 1 Khối A"], on=FOUNDED),
    ):
        Person.objects.create(unit=other, name="Người lạ", name_key="x", name_fold="nguoi la")
    assert not Person.objects.filter(name="Người lạ").exists()


def test_an_account_that_is_switched_off_sees_nothing(world: World) -> None:
    world.officers["to-chuc-a"].is_active = False
    with transaction.atomic(), second_lock.seen_by(world.officers["to-chuc-a"], on=today()):
        assert Person.objects.count() == 0


def test_a_member_sees_their_own_record(world: World) -> None:
    from giaoban.ground.access.models import Account

    person = world.people["Chi bộ 2 Khối B"][3]
    account = Account.objects.create_user("dang-vien", None, name="x", person=person)
    with transaction.atomic(), second_lock.seen_by(account, on=today()):
        assert list(Person.objects.all()) == [person]
        assert list(Admission.objects.all()) == []


def test_the_journal_shows_the_changes_of_ones_own_units(world: World) -> None:
    with transaction.atomic(), second_lock.seen_by(world.officers["bi-thu-1"], on=today()):
        seen = {change.after["unit_id"] for change in Change.objects.filter(table="people_person")}
        assert seen == {world.units["Chi bộ 1 Khối A"].pk}


@pytest.mark.django_db
def test_the_public_role_can_read_no_table_of_members() -> None:
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        user = database.role("public").user
        tables = [*locked_tables.guarded(), *locked_tables.JOURNAL, "access_account", "access_grant", "django_session"]
        cursor.execute("SELECT t FROM unnest(%s::text[]) t WHERE has_table_privilege(%s, t, 'SELECT')", [tables, user])
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT table_name FROM information_schema.column_privileges WHERE grantee = %s AND table_name = ANY (%s)",
            [user, tables],
        )
        assert cursor.fetchall() == []
    with database.role("public").to(name).connect() as public, pytest.raises(psycopg.errors.InsufficientPrivilege):
        public.execute("SELECT name FROM people_person")


def test_units_in_scope_are_hashed_once_for_what_belongs_to_a_record_and_never_joined_row_by_row(world: World) -> None:
    """A join of what is above with the units in scope, inside the condition of a row, costs that scope again for each row."""
    joined = []
    with (
        transaction.atomic(),
        second_lock.seen_by(world.officers["to-chuc-a"], on=today()),
        connection.cursor() as cursor,
    ):
        for table in locked_tables.guarded():
            cursor.execute(f'EXPLAIN SELECT * FROM "{table}"')
            plan = "\n".join(row[0] for row in cursor.fetchall())
            if re.search(r"(Hash Cond|Join Filter|Merge Cond).*unnest\(scope_units", plan):
                joined.append(f"{table}:\n{plan}")
    assert not joined, "\n".join(joined)


def test_no_setting_of_a_session_switches_a_trigger_off(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger\\_%'")
        names = [name for (name,) in cursor.fetchall()]
        assert len(names) > 100
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + ",".join(names) + "}"])
        with pytest.raises(DatabaseError, match="No journal entry is open"), transaction.atomic():
            Person.objects.filter(pk=world.people["Chi bộ 1 Khối A"][0].pk).update(name="Không dấu vết")


@pytest.mark.parametrize("role", ["app", "public"])
def test_no_role_that_serves_makes_a_table_of_its_own_that_stands_in_for_one_of_ours(world: World, role: str) -> None:
    name = connection.settings_dict["NAME"]
    with (
        database.role(role).to(name).connect() as serving,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="temporary"),
    ):
        serving.execute("CREATE TEMPORARY TABLE journal_change (id bigint)")


@pytest.mark.django_db
def test_every_function_of_a_trigger_and_every_one_with_the_owners_rights_names_where_it_looks() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " AND (prorettype = 'trigger'::regtype OR prosecdef) AND NOT EXISTS"
            " (SELECT FROM unnest(proconfig) setting WHERE setting LIKE 'search\\_path=%')"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT count(*) FROM pg_proc WHERE prorettype = 'trigger'::regtype")
        assert cursor.fetchone()[0] > 100


@pytest.mark.django_db
def test_no_role_that_serves_may_change_the_key_of_a_row() -> None:
    with connection.cursor() as cursor:
        roles = [database.role("app").user, database.role("public").user, database.whole_role()]
        cursor.execute(
            "SELECT c.relname, a.attname, r FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey), unnest(%s::name[]) r"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> ALL (%s)"
            " AND has_column_privilege(r, c.oid, a.attnum, 'UPDATE')",
            [roles, list(COUNTED)],
        )
        assert cursor.fetchall() == []


def test_a_row_that_takes_the_key_of_another_leaves_no_gap_in_the_journal_since_it_cannot(world: World) -> None:
    person = world.people["Chi bộ 1 Khối A"][0]
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET id = id + 1000000000, name = 'X' WHERE id = %s", [person.pk])


@pytest.mark.django_db
def test_what_a_role_set_for_its_own_sessions_is_gone_when_the_program_starts() -> None:
    name = connection.settings_dict["NAME"]
    with database.role("public").to(name).connect() as serving:
        serving.execute(
            f'ALTER ROLE "{database.role("public").user}" IN DATABASE "{name}" SET search_path = pg_catalog'
        )
    with database.owner().to(name).connect() as owner:
        assert (database.role("public").user, f"IN DATABASE {name}") in database.settings_of_their_own(owner)
        database.make_roles()
        assert database.settings_of_their_own(owner) == []


@pytest.mark.django_db
def test_who_reads_the_portal_asks_nothing_with_the_owners_rights_and_writes_no_answer() -> None:
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef"
            " AND p.prorettype <> 'trigger'::regtype AND has_function_privilege(%s, p.oid, 'EXECUTE')",
            [database.role("public").user],
        )
        assert cursor.fetchall() == []
    with (
        database.role("public").to(name).connect() as public,
        pytest.raises(psycopg.errors.CheckViolation, match="without its answer"),
    ):
        public.execute(
            "INSERT INTO readers.portal_letter (reference, kind, name, email, address, text, received_at, due_on, answer, answered_by,"
            " may_be_shown, public) VALUES ('2026-X', 'question', 'X', '', '', 'X', now(), now(), 'Trả lời giả', 'Đảng ủy Khối', true, true)"
        )
