"""Whatever opens an account is told in the journal without its value: at the owner's settings, by an act, by bare SQL."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client

from giaoban.areas.accounts.ending import disable
from giaoban.faces.desk.signin import code_now, give_factor
from giaoban.ground.access.models import Account
from giaoban.ground.access.ways_in import CHANGED, NO_WAY
from giaoban.ground.journal.models import Entry
from tests.security.test_signin import signed_in
from tests.world import PASSWORD, World, build

pytestmark = pytest.mark.django_db
NEW = "rừng thông chiều mưa"


@pytest.fixture
def owner() -> Account:
    world: World = build(members=1)
    return world.officers["bi-thu-1"]


def told(account: Account, after: int) -> list[str]:
    """What the journal says since that entry that was changed of the account."""
    entries = Entry.objects.filter(pk__gt=after).order_by("pk")
    ways = [way for entry in entries for way in entry.detail.get("ways", ())]
    return [what for way in ways if way["account"] == account.pk for what in way["what"]]


def last() -> int:
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def in_the_journal(value: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM journal_entry e WHERE strpos(to_jsonb(e)::text, %s) > 0)"
            " OR EXISTS (SELECT FROM journal_change c WHERE strpos(to_jsonb(c)::text, %s) > 0)",
            [value, value],
        )
        return bool(cursor.fetchone()[0])


def test_what_owners_change_themselves_is_told_with_who_made_it_and_no_value(owner: Account) -> None:
    give_factor(owner)
    client, before = signed_in(owner), last()
    answers = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/account/password/change/", answers).status_code == 302
    owner.refresh_from_db()
    assert owner.check_password(NEW)
    entry = Entry.objects.get(pk__gt=before, act=CHANGED)
    assert (entry.actor_id, entry.actor_name) == (owner.pk, owner.name)
    assert told(owner, before) == ["account: password"]
    assert not in_the_journal(owner.password)


def test_second_steps_and_recovery_codes_are_told(owner: Account) -> None:
    before = last()
    secret = give_factor(owner)
    assert told(owner, before) == ["totp added"]
    client = signed_in(owner)
    assert client.post("/account/2fa/recovery-codes/generate/").status_code == 302
    client.get("/account/2fa/recovery-codes/")
    codes = Authenticator.objects.get(user=owner, type="recovery_codes")
    assert {"recovery_codes added", "recovery_codes: data"} <= set(told(owner, before))
    assert not in_the_journal(codes.data["hashes"][0])
    assert not in_the_journal(secret)
    before = last()
    fresh = Client()
    fresh.post("/account/login/", {"login": owner.username, "password": PASSWORD})
    assert fresh.post("/account/2fa/authenticate/", {"code": code_now(secret)}).status_code == 302
    assert told(owner, before) == [], "signing in changes no way in"


@pytest.mark.parametrize(
    "column", [one.column for one in Account._meta.concrete_fields if one.column not in NO_WAY and not one.primary_key]
)
def test_no_column_of_an_account_changes_untold_not_even_by_bare_sql(owner: Account, column: str) -> None:
    other = Account.objects.create_user("khac", None, name="Khác")
    kind = Account._meta.get_field(column.removesuffix("_id")).get_internal_type()
    values: dict[str, Any] = {
        "BooleanField": f"NOT {column}", "IntegerField": "7", "ForeignKey": f"{owner.pk}",
        "OneToOneField": "(SELECT max(id) FROM people_person)", "BigAutoField": "999999", "AutoField": "999999",
        "CharField": "'program'" if column == "kind" else "'Giá trị mật'", "EmailField": "'mat@example.vn'",
    }  # fmt: skip
    before = last()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE access_account SET {column} = {values[kind]} WHERE id = %s RETURNING id", [other.pk])
        other.pk = cursor.fetchone()[0]
    assert told(other, before) == [f"account: {column}"]
    assert not in_the_journal("Giá trị mật")


def test_moving_a_second_step_to_another_account_is_told(owner: Account) -> None:
    other = Account.objects.create_user("khac", None, name="Khác")
    give_factor(other)
    before = last()
    Authenticator.objects.filter(user=other).update(user=owner)
    assert told(owner, before) == ["totp: user_id"]


def test_an_act_tells_it_in_its_own_entry_and_a_sealed_one_tells_nothing_more(owner: Account, program: Account) -> None:
    before = last()
    disable(actor=program, account=owner, reason="nghỉ")
    assert [entry.act for entry in Entry.objects.filter(pk__gt=before)] == ["access.disable"]
    assert "account: is_active" in told(owner, before)
    sealed = last()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"SELECT set_config('giaoban.entry', '{sealed}', true)")
        cursor.execute("UPDATE access_account SET is_active = true WHERE id = %s", [owner.pk])
    assert told(owner, sealed) == ["account: is_active"]
    assert Entry.objects.get(pk__gt=sealed).act == CHANGED
