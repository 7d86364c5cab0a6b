"""Nobody gives what they do not hold, longer than they hold it, or to themselves; what is taken away is gone at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.test.utils import override_settings

from giaoban.areas.accounts import queries
from giaoban.areas.accounts.ending import disable, end_sessions, revoke
from giaoban.areas.accounts.operations import create_account, delegate, grant, start_reset
from giaoban.core.refusal import Refused
from giaoban.ground.access import second_lock
from giaoban.ground.access.models import Account, Grant
from giaoban.ground.access.operations import program
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.ground.seconding import confirm
from tests.world import FOUNDED, World, build


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def admin(world: World) -> Account:
    account = Account.objects.create_user("quan-tri", None, name="Quản trị")
    grant(actor=program("Kiểm thử"), account=account, role="administrator", unit=None, from_on=FOUNDED)
    return account


def test_a_fresh_installation_has_no_account_that_anybody_could_use(db: None) -> None:
    assert not Account.objects.filter(kind=Account.Kind.HUMAN).exists()
    assert not any(account.has_usable_password() for account in Account.objects.all())


def test_only_who_may_grant_grants(world: World) -> None:
    with pytest.raises(Refused, match="không có quyền “"):
        grant(
            actor=world.officers["bi-thu-1"], account=world.officers["bi-thu-2"], role="secretary",
            unit=world.units["Chi bộ 1 Khối A"], from_on=today(),
        )  # fmt: skip


def test_nobody_grants_to_themselves(world: World, admin: Account) -> None:
    with pytest.raises(Refused, match="tự giao quyền cho mình"):
        grant(actor=admin, account=admin, role="organisation_board", unit=world.units["Khối A"], from_on=today())


def test_a_delegation_is_never_more_nor_longer_nor_passed_on(world: World) -> None:
    secretary, other = world.officers["bi-thu-1"], world.officers["bi-thu-2"]
    cell, sibling = world.units["Chi bộ 1 Khối A"], world.units["Chi bộ 2 Khối A"]
    until = today() + timedelta(days=30)
    for changed, reason in (
        ({"role": "organisation_board"}, "vai trò mình đang giữ"),
        ({"unit": sibling}, "tổ chức mình đang phụ trách"),
        ({"account": secretary}, "Không tự ủy quyền"),
        ({"until_on": today()}, "phải sau ngày bắt đầu"),
        ({"until_on": today() + timedelta(days=185)}, "nhiều nhất 184 ngày"),
    ):
        asked = {"account": other, "role": "secretary", "unit": cell, "from_on": today(), "until_on": until} | changed
        with pytest.raises(Refused, match=reason):
            delegate(actor=secretary, **asked)  # type: ignore[arg-type]
    asked_for = delegate(actor=secretary, account=other, role="secretary", unit=cell, from_on=today(), until_on=until)
    assert not may(other, "members.read", cell, on=today()), "nobody is let in by one officer alone"
    confirm(actor=world.officers["to-chuc-a"], record=asked_for)
    given = Grant.objects.get(account=other, delegated_from__isnull=False)
    assert may(other, "members.read", cell, on=today())
    assert may(secretary, "access.delegate", cell, on=today())
    assert not may(other, "access.delegate", cell, on=today()), "what is kept in person is not passed on"
    third = Account.objects.create_user("thu-ba", None, name="Thứ ba")
    with pytest.raises(Refused, match="không được ủy lại"):
        delegate(actor=other, account=third, role="secretary", unit=cell, from_on=today(), until_on=until)
    own = Grant.objects.get(account=secretary)
    revoke(actor=program("Kiểm thử"), record=own, reason="thôi giữ chức")
    given.refresh_from_db()
    assert not may(other, "members.read", cell, on=today()), "what was delegated ends with what it came from"
    assert not may(secretary, "members.read", cell, on=today())


def test_a_delegation_ends_no_later_than_the_right_behind_it(world: World) -> None:
    short = Account.objects.create_user("tam-thoi", None, name="Tạm thời")
    end = today() + timedelta(days=5)
    grant(
        actor=program("Kiểm thử"),
        account=short,
        role="secretary",
        unit=world.units["Chi bộ 1 Khối A"],
        from_on=FOUNDED,
        until_on=end,
    )
    with pytest.raises(Refused, match="lâu hơn quyền của chính mình"):
        delegate(
            actor=short, account=world.officers["bi-thu-2"], role="secretary", unit=world.units["Chi bộ 1 Khối A"],
            from_on=today(), until_on=end + timedelta(days=1),
        )  # fmt: skip


SURFACES = [
    "/desk/so/members/",
    "/desk/so/members/export.csv",
    "/desk/so/members/export.xlsx",
    "/desk/so/admissions/",
    "/desk/search/?q=nguyen",
]


@override_settings(SECOND_FACTOR="off")
@pytest.mark.parametrize("how", ["revoked", "switched off", "sessions ended"])
def test_a_right_that_was_taken_away_is_gone_at_the_next_request(world: World, admin: Account, how: str) -> None:
    officer = world.officers["bi-thu-1"]
    client = Client()
    client.force_login(officer)
    name = world.people["Chi bộ 1 Khối A"][0].name.encode()
    assert name in client.get(SURFACES[0]).content
    match how:
        case "revoked":
            revoke(actor=admin, record=Grant.objects.get(account=officer), reason="thôi giữ chức")
        case "switched off":
            disable(actor=admin, account=officer, reason="chuyển công tác")
        case "sessions ended":
            end_sessions(actor=admin, account=officer)
    for surface in SURFACES:
        answer = client.get(surface)
        said = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert name not in said, surface
        if "search" not in surface or how != "revoked":
            assert answer.status_code in {302, 404}, surface


def test_a_reset_ends_the_sessions_and_says_no_password(world: World, admin: Account) -> None:
    officer = world.officers["bi-thu-1"]
    client = Client()
    client.force_login(officer)
    asked_for = start_reset(actor=admin, account=officer, reason="quên mật khẩu")
    officer.refresh_from_db()
    assert officer.has_usable_password(), "asked for is not done"
    confirm(actor=world.officers["to-chuc-a"], record=asked_for)
    officer.refresh_from_db()
    assert not officer.has_usable_password()
    assert client.get("/desk/").status_code == 302
    halves = queries.halves_of(asked_for.__class__.objects.get(pk=asked_for.pk))
    assert halves is not None
    answer = Client().get(f"/account/password/reset/key/{''.join(halves)}/", follow=True)
    assert answer.status_code == 200
    assert b"password1" in answer.content


@pytest.mark.parametrize("held_by_one", [True, False])
def test_a_reset_by_two_leaves_nothing_of_what_one_who_held_the_way_in_may_have_planted(
    world: World, admin: Account, held_by_one: bool
) -> None:
    officer = world.officers["bi-thu-1"]
    with second_lock.whole_tree():
        Account.objects.filter(pk=officer.pk).update(opened_by=world.officers["to-chuc-b"] if held_by_one else None)
    for kind in ("totp", "webauthn", "recovery_codes"):
        Authenticator.objects.create(user=officer, type=kind, data={})
    officer.refresh_from_db()
    confirm(actor=world.officers["to-chuc-a"], record=start_reset(actor=admin, account=officer, reason="quên mật khẩu"))
    officer.refresh_from_db()
    left = Authenticator.objects.filter(user=officer).count()
    assert (officer.opened_by, left) == (None, 0 if held_by_one else 3)


def test_an_officer_of_one_bloc_cannot_touch_accounts_of_another(world: World) -> None:
    with pytest.raises(Refused):
        end_sessions(actor=world.officers["to-chuc-b"], account=world.officers["bi-thu-1"])


def test_the_name_of_an_account_is_plain_and_taken_once(world: World, admin: Account) -> None:
    for username, reason in (("Có dấu", "chữ thường không dấu"), ("BI-THU-1", "đã có người dùng")):
        with pytest.raises(Refused, match=reason):
            create_account(actor=admin, unit=None, username=username, name="x")
