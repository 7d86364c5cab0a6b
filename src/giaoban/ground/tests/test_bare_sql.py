"""What whoever holds the serving role's password can do to the journal with bare SQL: nothing that is not told."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from giaoban.ground.access.models import Account
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Change, Entry
from giaoban.ground.writing import writing
from tests.world import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(program: Account) -> Entry:
    """An entry of somebody else's, as after its commit."""
    build(members=1)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return Entry.objects.filter(changes__table="people_person").latest("pk")


OPEN = "SELECT set_config('giaoban.entry', '{entry}', true);"
ENTRY = """INSERT INTO journal_entry (kind, act, actor_name, "on", at, reason, detail)
VALUES ('act', '{act}', 'Ủy ban Kiểm tra', now(), now(), '', '{{}}') RETURNING id"""


@pytest.mark.parametrize(
    ("why", "statement"),
    [
        ("is sealed", OPEN + "UPDATE people_person SET name = 'Khác'"),
        ("is sealed", "SELECT set_config('giaoban.entry', '999999999', true); UPDATE people_person SET name = 'Khác'"),
        ("No journal entry is open", "SELECT set_config('giaoban.entry', '', true); DELETE FROM people_membership"),
        (
            "triggers of watched tables alone",
            "INSERT INTO journal_change (entry_id, \"table\", row_id, after) VALUES ({entry}, 'people_person', 1, '{{}}')",
        ),
        ("Only an act", OPEN + "SELECT journal_erase('{{}}', '{{}}')"),
        ("permission denied", "UPDATE journal_change SET after = NULL"),
        ("permission denied", "DELETE FROM journal_entry"),
        ("permission denied", "UPDATE journal_link SET hash = ''"),
        ("permission denied", "SELECT journal_seal({entry})"),
        ("must be owner", "ALTER TABLE people_person DISABLE TRIGGER ALL"),
        ("permission denied", "SET session_replication_role = replica"),
    ],
)
def test_bare_sql_of_the_serving_role_is_refused(sealed: Entry, why: str, statement: str) -> None:
    before = (Change.objects.count(), Entry.objects.count())
    with pytest.raises(DatabaseError, match=why), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(entry=sealed.pk))
    assert (Change.objects.count(), Entry.objects.count()) == before


AGREEMENT = """INSERT INTO access_proposal (act, said, words, reason, asked_by_id, asked_on, lapses_on, state, answer)
VALUES ('{act}', 'Xóa', '{words}', '', {asked}, now(), now(), 'waiting', '') RETURNING id"""
AGREED = '{"rows": {"people_person": [1, 2]}, "columns": {"people_person": ["phone"]}}'


def bare_erasure(
    *, act: str = "x.erase", agreed: str = "x.erase", kind: str = "act", by_two: bool = True, earlier: bool = False,
    asked_before: bool = True, answered: bool = True, rows: str = '{"people_person": [2]}', columns: str = '{"people_person": ["phone"]}',
) -> None:  # fmt: skip
    """What bare SQL of the serving role does to blank words: an agreement and an entry of its own making."""
    asked, other = Account.objects.filter(kind="human").order_by("pk").values_list("pk", flat=True)[:2]
    with connection.cursor() as cursor:
        cursor.execute(ENTRY.format(act="x.propose"))
        cursor.execute(OPEN.format(entry=cursor.fetchone()[0]))
        cursor.execute(AGREEMENT.format(act=agreed, words=AGREED, asked=asked))
        proposal = cursor.fetchone()[0]
        if asked_before:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(ENTRY.format(act="x.confirm"))
            cursor.execute(OPEN.format(entry=cursor.fetchone()[0]))
        if answered:
            cursor.execute(
                "UPDATE access_proposal SET state = 'confirmed', answered_by_id = %s WHERE id = %s",
                [other if by_two else asked, proposal],
            )
        if earlier:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(
            f"""INSERT INTO journal_entry (kind, act, actor_id, actor_name, "on", at, reason, detail)
            VALUES ('{kind}', '{act}', {other}, 'Ai đó', now(), now(), '', '{{"proposal": {proposal}}}') RETURNING id"""
        )
        cursor.execute(OPEN.format(entry=cursor.fetchone()[0]))
        cursor.execute("SELECT journal_erase(%s, %s)", [rows, columns])


@pytest.mark.parametrize(
    ("why", "differs"),
    [
        ("Only an act", {"act": "x.correct", "agreed": "x.correct"}),
        ("Only an act", {"act": "y.erase"}),
        ("Only an act", {"kind": "read"}),
        ("Only an act", {"answered": False}),
        ("Only an act", {"earlier": True}),
        ("Only an act", {"asked_before": False}),
        ("by_two", {"by_two": False}),
        ("More would be blanked", {"rows": '{"people_person": [2, 3]}'}),
        ("More would be blanked", {"rows": '{"discipline_case": [2]}'}),
        ("More would be blanked", {"columns": '{"people_person": ["phone", "name"]}'}),
    ],
)
def test_bare_sql_blanks_nothing_without_an_agreement_of_two(sealed: Entry, why: str, differs: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError, match=why), transaction.atomic():
        bare_erasure(**differs)
    bare_erasure()  # the control: it is refused for what differs


def test_an_act_goes_on_writing_under_its_own_entry(program: Account, sealed: Entry) -> None:
    with (
        writing(program, "regulations.record_day_off", unit=None, on=today()) as entry,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE people_person SET name = 'Khác'")
    assert entry.changes.exists()
